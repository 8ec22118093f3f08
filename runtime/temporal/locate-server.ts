/**
 * Which Temporal server this installation uses (architecture, decision 10). The first of these that is there:
 *
 * 1. an address, in the environment or in `temporal.config.ts`: a server that somebody runs;
 * 2. the Temporal CLI on the PATH;
 * 3. the CLI in Baton's cache;
 * 4. the CLI that the SDK would download;
 * 5. the CLI, built by Go.
 */
import { execFile } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { buildServer } from "./build-server.ts";
import { type Environment, SERVER_FILE, serverInCache } from "./cache-dir.ts";
import { downloadServer } from "./download-server.ts";
import { messageOf, TemporalUnavailable } from "./failures.ts";

export type LocatedServer =
  | { readonly is: "address"; readonly address: string; readonly from: string }
  | { readonly is: "binary"; readonly path: string; readonly from: "PATH" | "cache" | "download" | "go" };

export interface LocateOptions {
  /** The address in `temporal.config.ts` or in the profile it names; the environment comes before it. */
  readonly address?: string | undefined;
  readonly env?: Environment;
  /** Says what is going on; one line each time. */
  readonly report?: (line: string) => void;
  /** Ways of getting the CLI when it is nowhere; they put it at `path`, or reject with the reason. */
  readonly download?: GetServer;
  readonly build?: GetServer;
}
export type GetServer = (path: string, env: Environment, report: (line: string) => void) => Promise<void>;

/** @throws TemporalUnavailable when none of the ways works; the message says what to install. */
export async function locateServer(options: LocateOptions = {}): Promise<LocatedServer> {
  const { env = process.env, report = () => {} } = options;
  const given = addressOf(options.address, env);
  const found = given ?? (await findServer(env, report)) ?? (await getServer(options, env, report));
  report(`Temporal: ${sayWhich(found)}`);
  return found;
}

const sayWhich = (server: LocatedServer): string =>
  server.is === "address"
    ? `the server at ${server.address} (${server.from})`
    : `${server.path} (${WAYS[server.from]})`;

const WAYS = {
  PATH: "on the PATH",
  cache: "from the cache",
  download: "downloaded",
  go: "built by Go",
} as const;

function addressOf(configured: string | undefined, env: Environment): LocatedServer | null {
  if (env.TEMPORAL_ADDRESS) return { is: "address", address: env.TEMPORAL_ADDRESS, from: "TEMPORAL_ADDRESS" };
  return configured === undefined ? null : { is: "address", address: configured, from: "temporal.config.ts" };
}

// ── Found ─────────────────────────────────────────────────────────────────────────────────────────────────

async function findServer(env: Environment, report: (line: string) => void): Promise<LocatedServer | null> {
  const places = [
    ...(env.PATH ?? "")
      .split(delimiter)
      .filter((dir) => dir !== "")
      .map((dir) => ({ path: join(dir, SERVER_FILE), from: "PATH" }) as const),
    { path: serverInCache(env), from: "cache" } as const,
  ];
  for (const { path, from } of places) {
    if (!isProgram(path)) continue;
    if (await isTemporal(path)) return { is: "binary", path, from };
    report(`${path} does not answer as the Temporal CLI; going on without it`);
  }
  return null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Another program may bear the name, and a file may be half there. */
async function isTemporal(path: string): Promise<boolean> {
  try {
    const { stdout } = await promisify(execFile)(path, ["--version"], { timeout: 10_000 });
    return /^temporal version/i.test(stdout);
  } catch {
    return false;
  }
}

// ── Got ───────────────────────────────────────────────────────────────────────────────────────────────────

async function getServer(
  options: LocateOptions,
  env: Environment,
  report: (line: string) => void,
): Promise<LocatedServer> {
  const path = serverInCache(env);
  const ways = [
    { from: "download", get: options.download ?? downloadServer },
    { from: "go", get: options.build ?? buildServer },
  ] as const;
  for (const { from, get } of ways) {
    try {
      await get(path, env, report);
      if (await isTemporal(path)) return { is: "binary", path, from };
      report(`What came to ${path} does not answer as the Temporal CLI`);
    } catch (error) {
      report(messageOf(error));
    }
  }
  throw new TemporalUnavailable(
    "There is no Temporal server: install the Temporal CLI so that `temporal` is on the PATH " +
      "(https://docs.temporal.io/cli), or set TEMPORAL_ADDRESS to a server that runs.",
  );
}
