/** Where the Temporal server is and how to get in: the environment, `temporal.config.ts`, and a TOML profile. */
import { Client, Connection, type ConnectionOptions } from "@temporalio/client";
import type { DataConverter } from "@temporalio/common";
import { toClientOptions } from "@temporalio/envconfig";
import type { NativeConnection, NativeConnectionOptions } from "@temporalio/worker";
import { tracedClient } from "../tracing/trace.ts";
import type { Log } from "../worker/log.ts";
import { isOnThisMachine } from "./address.ts";
import type { Environment } from "./cache-dir.ts";
import { checkTls } from "./check-tls.ts";
import { INTERCEPTORS } from "./closed-channel.ts";
import { explainConnection } from "./explain-connection.ts";
import { messageOf, TemporalUnavailable } from "./failures.ts";
import { type ConnectionSettings, readProfile } from "./read-profile.ts";

export interface Target {
  readonly address: string;
  readonly namespace: string;
  /** TLS, API key and metadata, as `@temporalio/envconfig` reads them. */
  readonly options: NativeConnectionOptions;
  /** What named the address, such as `TEMPORAL_ADDRESS`; for people. */
  readonly from?: string;
}

export interface TargetOptions extends ConnectionSettings {
  readonly env?: Environment;
}

/** `namedTarget`, where there has to be one. @throws TemporalUnavailable */
export function resolveTarget(options: TargetOptions): Target {
  const target = namedTarget(options);
  if (target !== null) return target;
  throw new TemporalUnavailable(
    "No Temporal server is named: set TEMPORAL_ADDRESS, or `temporal.address` in temporal.config.ts.",
  );
}

/**
 * The effective target: environment (`TEMPORAL_*`) over `temporal.config.ts` over the profile; `null` when none of
 * them names an address.
 *
 * @throws TemporalUnavailable when what is set is misspelt, not there, or cannot work: `read-profile.ts`,
 * `check-tls.ts`.
 */
export function namedTarget({ env = process.env, ...settings }: TargetOptions): Target | null {
  const { profile, from } = readProfile(settings, env);
  const { address, namespace = "default", tls, apiKey } = profile;
  if (!address) return null;
  checkTls(tls, Date.now());
  if (apiKey !== undefined && tls?.disabled === true && !isOnThisMachine(address))
    throw new TemporalUnavailable(
      `The API key would go to ${address} in clear: TLS is switched off. Leave TEMPORAL_TLS out.`,
    );
  return { address, namespace, options: { ...toClientOptions(profile).connectionOptions, address }, from };
}

/** For a log or a person: where it goes and by what it gets in; never the key itself. */
export interface TargetView {
  readonly temporal: string;
  readonly namespace: string;
  readonly tls: "off" | "on" | "with a client certificate";
  readonly apiKey: boolean;
  readonly from: string | null;
}

export function describeTarget({ address, namespace, options, from = "" }: Target): TargetView {
  const { tls, apiKey } = options;
  const hasPair = typeof tls === "object" && tls !== null && tls.clientCertPair !== undefined;
  return {
    temporal: address,
    namespace,
    tls: hasPair ? "with a client certificate" : tls ? "on" : "off",
    apiKey: apiKey !== undefined,
    from: from || null,
  };
}

/** For a process that starts and reaches journeys. @throws TemporalUnavailable */
export async function connectClient(target: Target, dataConverter?: DataConverter): Promise<Client> {
  const connection = await openConnection(target);
  return await closedUnless(connection, async () => {
    await requireNamespace(target, connection.workflowService);
    return new Client({
      connection,
      namespace: target.namespace,
      ...tracedClient(),
      ...(dataConverter === undefined ? {} : { dataConverter }),
    });
  });
}

async function openConnection(target: Target): Promise<Connection> {
  const settings = {
    ...(target.options as ConnectionOptions),
    connectTimeout: TO_CONNECT,
    interceptors: [...INTERCEPTORS],
  };
  const connecting = Connection.connect(settings);
  // It tries until its time is over, whatever is wrong. Nobody waits for that where the cause is known.
  if (
    (await Promise.race([
      connecting.then(
        () => "up",
        () => "down",
      ),
      after(TO_WONDER),
    ])) !== "up"
  ) {
    const cause = await trueCause(target);
    if (cause !== null) {
      connecting.then((late) => late.close()).catch(() => {});
      throw unreachable(target, cause);
    }
  }
  return await connecting.catch((error) => {
    throw unreachable(target, messageOf(error));
  });
}

/** For a process that runs a worker. @throws TemporalUnavailable */
export async function connectWorker(
  target: Target,
  log: Log,
  metricsAddress: string | null = null,
): Promise<NativeConnection> {
  // Loads the native core, which a process without a worker does not need.
  const { NativeConnection } = await import("@temporalio/worker");
  const { installRuntime } = await import("../worker/install-runtime.ts");
  installRuntime(log, metricsAddress);
  const connection = await NativeConnection.connect(target.options).catch((error) => {
    throw unreachable(target, messageOf(error));
  });
  return await closedUnless(connection, async () => {
    await requireNamespace(target, connection.workflowService);
    return connection;
  });
}

/** Real milliseconds. */
const TO_CONNECT = 5_000;
const TO_WONDER = 1_000;

const after = (time: number): Promise<"late"> =>
  new Promise((resolve) => setTimeout(() => resolve("late"), time).unref());

const unreachable = (target: Target, said: string): TemporalUnavailable =>
  new TemporalUnavailable(
    `Temporal at ${target.address} (namespace ${target.namespace}) cannot be reached: ${explainConnection(said, target)}.`,
  );

/** The JavaScript client says "before the deadline" whatever is wrong; the native one says what. */
async function trueCause(target: Target): Promise<string | null> {
  const { NativeConnection } = await import("@temporalio/worker");
  try {
    await (await NativeConnection.connect(target.options)).close();
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

async function closedUnless<T>(connection: { close(): Promise<void> }, use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (error) {
    await connection.close();
    throw error;
  }
}

// ── The namespace ─────────────────────────────────────────────────────────────────────────────────────────

interface Namespaces {
  describeNamespace(request: { readonly namespace: string }): Promise<unknown>;
}

/** gRPC status codes, https://grpc.github.io/grpc/core/md_doc_statuscodes.html. */
const NOT_FOUND = 5;
const REFUSED: readonly unknown[] = [7, 16];

/** A worker would say so as well, but a client only when it starts the first journey. */
async function requireNamespace(target: Target, service: Namespaces): Promise<void> {
  const { address, namespace, options } = target;
  try {
    await service.describeNamespace({ namespace });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code === NOT_FOUND)
      throw new TemporalUnavailable(
        `Temporal at ${address} has no namespace ${namespace}; name another in TEMPORAL_NAMESPACE, or create ` +
          `it: temporal operator namespace create --namespace ${namespace}`,
      );
    if (!REFUSED.includes(code)) return;
    const by = options.apiKey === undefined ? "what this side shows" : "the API key";
    throw new TemporalUnavailable(
      `Temporal at ${address} lets nobody into namespace ${namespace} by ${by}. Of Temporal Cloud the name is ` +
        "NAMESPACE.ACCOUNT, and the key has to be of that account and not expired.",
    );
  }
}
