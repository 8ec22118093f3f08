/**
 * The gateway: the one door of an installation. It takes events in, shows where journeys stand and what is asked of
 * whom, and hands on what people do. It also runs the relay and the sweep, since both are about what has come in.
 */
import Fastify, { type FastifyInstance, type FastifyRequest, LogController } from "fastify";
import type { Library, People } from "../../compiler/library.ts";
import type { Plan } from "../../compiler/plan.ts";
import type { LinkKeys } from "../access/link.ts";
import type { Secret } from "../access/secret.ts";
import { type Clock, readClock } from "../clock.ts";
import { askReadiness, type Readiness } from "../health/readiness.ts";
import { sweepCare } from "../ingest/care.ts";
import { sweepCrossings } from "../ingest/crossings.ts";
import { createEventReader } from "../ingest/event-schema.ts";
import { readBody, WHOLE_BODY } from "../ingest/guard.ts";
import type { Installation } from "../ingest/installation.ts";
import type { JourneyClient } from "../ingest/journey-client.ts";
import { leaverSweep } from "../ingest/leavers.ts";
import { indexPlans, type PlanIndex } from "../ingest/plan-index.ts";
import { type Relay, type RelaySettings, startRelay } from "../ingest/relay.ts";
import { openEntrySweep } from "../ingest/sweep-entries.ts";
import { tellOfVersions } from "../ingest/version-moves.ts";
import { adoptRuns } from "../operations/adopt-run.ts";
import { sweepOperations } from "../operations/operate.ts";
import { sweepReviews } from "../review/sweep-reviews.ts";
import { tellOfReviews } from "../review/tell-of-reviews.ts";
import type { Store } from "../store/open-store.ts";
import { portHolder } from "../temporal/processes.ts";
import { serveAnswers } from "./answer-route.ts";
import { serveAudit } from "./audit-route.ts";
import { authenticate } from "./authenticate.ts";
import type { Deploys, GatewayContext, MailSink } from "./context.ts";
import { serveDeployments } from "./deployment-route.ts";
import { serveEvents } from "./events-route.ts";
import { serveFigures } from "./figures-route.ts";
import { serveHealth } from "./health-routes.ts";
import { serveHistory } from "./history-route.ts";
import { badRequest, renderFaults } from "./http-fault.ts";
import { serveInbox } from "./inbox-route.ts";
import { serveInside } from "./inside-route.ts";
import { serveJournal } from "./journal-route.ts";
import { type LogOptions, loggerOptions } from "./log-options.ts";
import { serveMigrate } from "./migrate-route.ts";
import { serveOperations } from "./operations-route.ts";
import { servePrivacy, sweepForgotten } from "./privacy-routes.ts";
import { serveRequests } from "./requests-route.ts";
import { serveReviews } from "./reviews-route.ts";
import { serveStatus } from "./status-route.ts";
import { serveStories } from "./story-routes.ts";
import { serveStuck } from "./stuck-route.ts";
import { serveTrackRecord } from "./track-record-route.ts";
import { serveWork } from "./work-route.ts";

export interface GatewayOptions {
  /** Closed by whoever opened it, after the gateway. */
  readonly store: Store;
  readonly library: Library;
  /** All that may be running; the latest version of each journey is the one that is entered. */
  readonly plans: readonly Plan[];
  /** Says which version people enter, where it is not the latest of each. */
  readonly index?: PlanIndex;
  /** Default: nothing is deployed here. */
  readonly deploys?: Deploys;
  /** Asked at every request: people.yaml changes without a release. */
  readonly people: () => People;
  readonly journeys: JourneyClient;
  readonly clock: Clock;
  readonly secret: Secret;
  /** Of the links by which people outside answer; default: nobody outside is asked. */
  readonly linkKeys?: LinkKeys | null;
  /** Default: what goes through Temporal is not encrypted. */
  readonly codec?: GatewayContext["codec"];
  /** Roles whose people may operate; default: nobody but by a token for it. */
  readonly operators?: readonly string[];
  /** Shows what goes out to a developer; left out in production. */
  readonly mailSink?: MailSink;
  readonly version: string;
  /** Default: no log. */
  readonly log?: LogOptions;
  readonly relay?: Partial<RelaySettings>;
  /** Real milliseconds between two sweeps for scores that have fallen and people who have left; default 1 000. */
  readonly sweepEvery?: number;
}

export interface Gateway {
  /** For `inject` in tests. */
  readonly app: FastifyInstance;
  /** Hand it to whoever writes to the outbox in this process: `wake` spares them the wait. */
  readonly relay: Relay;
  readonly installation: Installation;
  /** As `/ready` answers. */
  ready(): Promise<Readiness>;
  /**
   * Default: loopback. Answers the address to ask, such as `http://127.0.0.1:7400`.
   * @throws PortInUse
   */
  listen(where: { readonly port: number; readonly host?: string }): Promise<string>;
  /** Resolves when requests and hand-overs that are under way have ended. */
  close(): Promise<void>;
}

/** Somebody else answers at this port. The message is for the person who wanted it. */
export class PortInUse extends Error {
  override readonly name = "PortInUse";
}

export function createGateway(options: GatewayOptions): Gateway {
  const closing = new AbortController();
  const app = createServer(options);
  const installation: Installation = {
    db: options.store.db,
    library: options.library,
    plans: options.index ?? indexPlans(options.plans),
    now: () => readClock(options.clock, Date.now()),
  };
  const relay = startRelay({
    installation,
    journeys: options.journeys,
    clock: options.clock,
    settings: options.relay ?? {},
    onTrouble: (trouble) => app.log.warn(trouble, "relay"),
  });
  const ready = async (): Promise<Readiness> => {
    const readiness = await askReadiness({
      db: installation.db,
      clock: options.clock,
      now: installation.now(),
      isTemporalUp: () => options.journeys.isUp(),
    });
    if (!closing.signal.aborted) return readiness;
    return { ...readiness, state: "away", problems: ["This process is ending.", ...readiness.problems] };
  };
  const context: GatewayContext = {
    ...installation,
    secret: options.secret,
    linkKeys: options.linkKeys ?? null,
    codec: options.codec ?? null,
    operators: options.operators ?? [],
    journeys: options.journeys,
    relay,
    readEvent: createEventReader(options.library),
    mailSink: options.mailSink ?? null,
    version: options.version,
    deploys: options.deploys ?? null,
    closing: closing.signal,
    ready,
    people: options.people,
  };
  const sweep = startSweep(context, options.sweepEvery ?? 1_000, app);
  serve(app, context);
  return {
    app,
    relay,
    installation,
    ready,
    listen: async ({ port, host = "127.0.0.1" }) => await listen(app, port, host),
    close: async () => {
      closing.abort();
      await app.close();
      await sweep.stop();
      await relay.stop();
    },
  };
}

// ── The server ────────────────────────────────────────────────────────────────────────────────────────────

function createServer({ log }: GatewayOptions): FastifyInstance {
  const app = Fastify({
    logger: loggerOptions(log),
    // Addresses of requests hold keys of subjects: one line after the answer, without them, is written below.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: WHOLE_BODY,
    // A body that trickles in holds its socket no longer than this.
    requestTimeout: 20_000,
    forceCloseConnections: "idle",
    routerOptions: { maxParamLength: 500 },
  });
  readBodies(app);
  renderFaults(app);
  app.addHook("onSend", async (_, reply) => {
    reply.header("cache-control", "no-store").header("x-content-type-options", "nosniff");
  });
  app.addHook("onResponse", async (request, reply) => {
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url ?? null,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        by: request.bearer?.name ?? null,
      },
      "answered",
    );
  });
  return app;
}

function readBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    "application/json",
    { parseAs: "buffer" },
    async (_: FastifyRequest, raw: Buffer) => {
      // Many clients name the type of a body that they do not send.
      if (raw.length === 0) return undefined;
      const body = readBody(raw);
      if (!body.ok) throw badRequest(body.fault);
      return body.value;
    },
  );
}

function serve(app: FastifyInstance, context: GatewayContext): void {
  authenticate(app, context.secret);
  serveHealth(app, context);
  servePrivacy(app, context);
  serveEvents(app, context);
  serveStatus(app, context);
  serveInbox(app, context);
  serveReviews(app, context);
  serveWork(app, context);
  serveRequests(app, context);
  serveAnswers(app, context);
  serveStories(app, context);
  serveJournal(app, context);
  serveHistory(app, context);
  serveTrackRecord(app, context);
  serveOperations(app, context);
  serveStuck(app, context);
  serveFigures(app, context);
  serveAudit(app, context);
  serveDeployments(app, context);
  serveMigrate(app, context);
  serveInside(app, context);
}

async function listen(app: FastifyInstance, port: number, host: string): Promise<string> {
  try {
    return await app.listen({ port, host });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EADDRINUSE")) throw error;
    const holder = await portHolder(port);
    const who = holder === null ? "another process" : `process ${holder.pid} (${holder.command})`;
    throw new PortInUse(`Port ${port} is in use by ${who}; choose another with --port, or end that process.`);
  }
}

// ── The sweep ─────────────────────────────────────────────────────────────────────────────────────────────

/** What is looked for, and how many times it was found. */
type Sweeps = Readonly<Record<string, () => Promise<number>>>;

function startSweep(context: GatewayContext, every: number, app: FastifyInstance): { stop(): Promise<void> } {
  let running: Promise<void> | null = null;
  const leavers = leaverSweep(context, context.people);
  const sweeps: Sweeps = {
    scores: () => sweepCrossings(context),
    entries: openEntrySweep(context),
    people: () => leavers.run(),
    forgetting: () => sweepForgotten(context),
    versions: () => tellOfVersions(context),
    data: () => sweepCare(context),
    reviews: () => sweepReviews(context),
    "review notices": () => tellOfReviews(context),
    operations: () => sweepOperations(context),
    resets: () => adoptRuns(context, context.journeys),
  };
  const timer = setInterval(() => {
    running ??= sweep(context, sweeps, app).finally(() => {
      running = null;
    });
  }, every);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}

/** Each for itself: what is in the way of one keeps no other from its work. */
async function sweep(context: GatewayContext, sweeps: Sweeps, app: FastifyInstance): Promise<void> {
  for (const [what, run] of Object.entries(sweeps)) {
    try {
      if ((await run()) > 0) context.relay.wake();
    } catch (error) {
      const name = error instanceof Error ? error.name : "unknown";
      app.log.warn({ error: name }, `the sweep of ${what} failed`);
    }
  }
}
