/** Where the Temporal server is and how to get in: the environment, `temporal.config.ts`, and a TOML profile. */
import { existsSync } from "node:fs";
import { Client, Connection, type ConnectionOptions } from "@temporalio/client";
import type { DataConverter } from "@temporalio/common";
import { loadClientConnectConfig } from "@temporalio/envconfig";
import type { NativeConnection, NativeConnectionOptions } from "@temporalio/worker";
import type { Log } from "../worker/log.ts";
import type { Environment } from "./cache-dir.ts";
import { messageOf, TemporalUnavailable } from "./failures.ts";

export interface Target {
  readonly address: string;
  readonly namespace: string;
  /** TLS, API key and metadata, as `@temporalio/envconfig` reads them. */
  readonly options: NativeConnectionOptions;
}

export interface TargetOptions {
  /** From `temporal.config.ts`, or of the development server that was started. */
  readonly address?: string | undefined;
  readonly namespace?: string | undefined;
  /** Profile of a Temporal TOML file, and the file; its default place is read only when a profile is named. */
  readonly profile?: string | undefined;
  readonly configFile?: string | undefined;
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
 * them names an address. A TOML file nobody asked for is not read: somebody's default profile may well be their
 * production.
 *
 * @throws TemporalUnavailable when a file or profile that was named is not there, or has a key that is not known.
 */
export function namedTarget(options: TargetOptions): Target | null {
  const { env = process.env } = options;
  const file = env.TEMPORAL_CONFIG_FILE ?? options.configFile;
  const profile = env.TEMPORAL_PROFILE ?? options.profile;
  // The SDK passes over a missing file in silence, and would then go to localhost.
  if (file !== undefined && !existsSync(file)) {
    throw new TemporalUnavailable(`There is no Temporal configuration at ${file}.`);
  }
  const loaded = load(file, profile, env);
  // An empty variable is how many a supervisor says that it is not set.
  const address = env.TEMPORAL_ADDRESS || options.address || loaded.connectionOptions.address;
  if (!address) return null;
  const namespace = env.TEMPORAL_NAMESPACE ?? options.namespace ?? loaded.namespace ?? "default";
  return { address, namespace, options: { ...loaded.connectionOptions, address } };
}

function load(file: string | undefined, profile: string | undefined, env: Environment) {
  try {
    return loadClientConnectConfig({
      configFileStrict: true,
      disableFile: file === undefined && profile === undefined,
      overrideEnvVars: Object.fromEntries(
        Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined),
      ),
      ...(file === undefined ? {} : { configSource: { path: file } }),
      ...(profile === undefined ? {} : { profile }),
    });
  } catch (error) {
    throw new TemporalUnavailable(
      `The Temporal configuration${file === undefined ? "" : ` ${file}`} is wrong: ${messageOf(error)}.`,
    );
  }
}

/** For a process that starts and reaches journeys. */
export async function connectClient(target: Target, dataConverter?: DataConverter): Promise<Client> {
  try {
    const connection = await Connection.connect({
      ...(target.options as ConnectionOptions),
      connectTimeout: TO_CONNECT,
    });
    return new Client({
      connection,
      namespace: target.namespace,
      ...(dataConverter === undefined ? {} : { dataConverter }),
    });
  } catch (error) {
    throw unreachable(target, (await trueCause(target)) ?? messageOf(error));
  }
}

/** For a process that runs a worker. */
export async function connectWorker(target: Target, log: Log): Promise<NativeConnection> {
  // Loads the native core, which a process without a worker does not need.
  const { NativeConnection } = await import("@temporalio/worker");
  const { installRuntime } = await import("../worker/install-runtime.ts");
  installRuntime(log);
  try {
    return await NativeConnection.connect(target.options);
  } catch (error) {
    throw unreachable(target, messageOf(error));
  }
}

/** Real milliseconds. */
const TO_CONNECT = 5_000;

const unreachable = ({ address, namespace }: Target, cause: string): TemporalUnavailable =>
  new TemporalUnavailable(`Temporal at ${address} (namespace ${namespace}) cannot be reached: ${cause}.`);

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
