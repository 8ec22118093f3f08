/** The gateway of an installation, with its relay and its sweep: on the store, and a Temporal client of its own. */
import type { Build, People } from "../../compiler/library.ts";
import type { LinkKeys } from "../access/link.ts";
import type { Secret } from "../access/secret.ts";
import { countRunning, tellServer } from "../client/temporal-deploys.ts";
import { temporalJourneys } from "../client/temporal-journeys.ts";
import { type Clock, readClock } from "../clock.ts";
import type { MailSink } from "../connectors/mail-sink.ts";
import { followDeployments } from "../deploy/follow-deployments.ts";
import { createGateway, type Gateway } from "../gateway/gateway.ts";
import type { LogOptions } from "../gateway/log-options.ts";
import { askReadiness, type Readiness, type ReadinessOptions } from "../health/readiness.ts";
import { indexBuild } from "../ingest/plan-index.ts";
import type { Store } from "../store/open-store.ts";
import { connectClient, type Target } from "../temporal/connect.ts";
import { registerSearchAttributes } from "../temporal/search-attributes.ts";
import type { Log } from "../worker/log.ts";
import { openOrClose } from "./closing.ts";
import type { Codec } from "./codec.ts";
import { type HealthAddress, openHealthPort } from "./health-port.ts";

export interface GatewayProcessOptions {
  readonly build: Build;
  readonly store: Store;
  readonly people: () => People;
  readonly target: Target;
  /** `null`: what goes through Temporal is not encrypted. */
  readonly codec: Codec | null;
  readonly taskQueue?: string | undefined;
  readonly clock: Clock;
  readonly secret: Secret;
  /** `null`: nobody outside is asked. */
  readonly linkKeys: LinkKeys | null;
  /** Roles whose people may operate. */
  readonly operators: readonly string[];
  /** `null`: what goes out is not kept on this machine. */
  readonly mailSink: MailSink | null;
  readonly version: string;
  /** Default: no log. */
  readonly log?: LogOptions;
  /** 0: any that is free. */
  readonly port: number;
  /** Default: the loopback interface. */
  readonly host?: string;
  /** Default: nobody is told how it is but by the API. */
  readonly health?: { readonly address: HealthAddress; readonly log: Log } | null;
}

export interface OpenGateway {
  readonly url: string;
  /** Lets requests and hand-overs that are under way come to their end, and closes the connection. */
  close(): Promise<void>;
}

/** @throws TemporalUnavailable, PortInUse */
export async function openGateway(options: GatewayProcessOptions): Promise<OpenGateway> {
  return openOrClose(async (closing) => {
    const { build, store, people, clock, secret, version, taskQueue, mailSink, log, port, host } = options;
    let gateway: Gateway | null = null;
    // First, and so closed last: who looks on sees it start, and end.
    if (options.health) {
      const now = () => readClock(clock, Date.now());
      const counted = { db: store.db, clock, now };
      const ready = async () => gateway?.ready() ?? (await starting({ ...counted, now: now() }));
      await openHealthPort({ ...options.health, version, process: "serve", ready, counted }, closing);
    }
    const client = await connectClient(options.target, options.codec?.dataConverter);
    closing.add(() => client.connection.close());
    await registerSearchAttributes(client);
    const following = await followDeployments(store.db);
    closing.add(() => following.stop());
    const plans = indexBuild(build.plans, following.entered);
    const count = (workflowType: string) => countRunning(client, workflowType);
    const opened = createGateway({
      store,
      library: build.library,
      plans: build.plans.map(({ plan }) => plan),
      index: plans,
      deploys: {
        installed: { db: store.db, built: build.plans, plans, countRunning: count },
        following,
        tellServer: (plan, workers) => tellServer(client, plan, workers),
      },
      people,
      journeys: temporalJourneys(client, taskQueue === undefined ? {} : { taskQueue }),
      clock,
      secret,
      linkKeys: options.linkKeys,
      operators: options.operators,
      codec: options.codec,
      version,
      ...(mailSink === null ? {} : { mailSink }),
      ...(log === undefined ? {} : { log }),
    });
    closing.add(() => opened.close());
    const url = await opened.listen({ port, ...(host === undefined ? {} : { host }) });
    gateway = opened;
    return { url, close: () => closing.close() };
  });
}

/** Temporal is not asked before there is a connection. */
async function starting(options: Omit<ReadinessOptions, "isTemporalUp">): Promise<Readiness> {
  const readiness = await askReadiness({ ...options, isTemporalUp: async () => true });
  const problems = ["This process is starting.", ...readiness.problems];
  return { ...readiness, state: "away", temporal: "away", problems };
}
