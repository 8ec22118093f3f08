/** The gateway of an installation, with its relay and its sweep: on the store, and a Temporal client of its own. */
import type { Build, People } from "../../compiler/library.ts";
import type { LinkKeys } from "../access/link.ts";
import type { Secret } from "../access/secret.ts";
import { temporalJourneys } from "../client/temporal-journeys.ts";
import type { Clock } from "../clock.ts";
import type { MailSink } from "../connectors/mail-sink.ts";
import { createGateway } from "../gateway/gateway.ts";
import type { LogOptions } from "../gateway/log-options.ts";
import type { Store } from "../store/open-store.ts";
import { connectClient, type Target } from "../temporal/connect.ts";
import { registerSearchAttributes } from "../temporal/search-attributes.ts";
import { openOrClose } from "./closing.ts";
import type { Codec } from "./codec.ts";

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
  /** `null`: what goes out is not kept on this machine. */
  readonly mailSink: MailSink | null;
  readonly version: string;
  /** Default: no log. */
  readonly log?: LogOptions;
  /** 0: any that is free. */
  readonly port: number;
  /** Default: the loopback interface. */
  readonly host?: string;
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
    const client = await connectClient(options.target, options.codec?.dataConverter);
    closing.add(() => client.connection.close());
    await registerSearchAttributes(client);
    const gateway = createGateway({
      store,
      library: build.library,
      plans: build.plans.map(({ plan }) => plan),
      people,
      journeys: temporalJourneys(client, taskQueue === undefined ? {} : { taskQueue }),
      clock,
      secret,
      linkKeys: options.linkKeys,
      version,
      ...(mailSink === null ? {} : { mailSink }),
      ...(log === undefined ? {} : { log }),
    });
    closing.add(() => gateway.close());
    const url = await gateway.listen({ port, ...(host === undefined ? {} : { host }) });
    return { url, close: () => closing.close() };
  });
}
