/**
 * What `baton serve` and `baton worker` both begin with. They share one Postgres and one Temporal server, which
 * somebody looks after, and the same build, people and clock.
 */
import { readBuild } from "../../compiler/compile.ts";
import type { Build } from "../../compiler/library.ts";
import { type Clock, readClock } from "../clock.ts";
import { loadConfig } from "../config.ts";
import { openStore, type Store } from "../store/open-store.ts";
import { describeTarget, resolveTarget, type Target } from "../temporal/connect.ts";
import type { Log } from "../worker/log.ts";
import type { Closing } from "./closing.ts";
import { type Codec, openCodec } from "./codec.ts";
import type { HealthAddress } from "./health-port.ts";
import { refuseFastClock, refuseUnreleased } from "./production.ts";
import { SettingsMistake } from "./settings-mistake.ts";
import { openTracing } from "./telemetry.ts";

export interface ProcessOptions {
  /** Holds `temporal.config.ts`. */
  readonly projectDir: string;
  readonly buildDir: string;
  readonly clock: Clock;
  /** What is not released may be entered in production, too. */
  readonly allowsUnreleased: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `null`: nobody is told how the process is. */
  readonly health: HealthAddress | null;
}

export interface ProcessParts {
  readonly build: Build;
  readonly store: Store;
  readonly target: Target;
  readonly codec: Codec | null;
  /** `undefined`: the one that everybody uses. */
  readonly taskQueue: string | undefined;
  /** Roles whose people may operate. */
  readonly operators: readonly string[];
  /** `undefined`: workers are in no Worker Deployment. */
  readonly deployment: string | undefined;
  /** The module of the project's actions, as its configuration names it. */
  readonly actionsFile: string | undefined;
}

/** @throws SettingsMistake, ConfigMistake, UnreadableBuild, TemporalUnavailable, StoreUnavailable */
export async function openProcess(
  options: ProcessOptions,
  closing: Closing,
  log: Log,
): Promise<ProcessParts> {
  const { env } = options;
  const databaseUrl = readDatabaseUrl(env);
  const { temporal, actions, operators, telemetry: module } = await loadConfig(options.projectDir);
  const target = resolveTarget({ ...temporal, env });
  // Before it is tried: what is effective is not seen in any one file.
  log.info(describeTarget(target), "connecting");
  // Before anything connects: what carries a trace is given to each connection.
  const tracing = await openTracing({ env, module, projectDir: options.projectDir }, closing);
  if (tracing === "on") log.info({}, "traces are gathered");
  refuseFastClock(options.clock, target, env);
  const build = await readBuild(options.buildDir);
  if (!options.allowsUnreleased) refuseUnreleased(build.plans, target, env);
  const store = await openStore({ databaseUrl });
  closing.add(() => store.close());
  const now = () => readClock(options.clock, Date.now());
  const codec = await openCodec({ env, target, db: store.db, now });
  return {
    build,
    store,
    target,
    codec,
    taskQueue: temporal.taskQueue,
    deployment: temporal.deployment,
    operators,
    actionsFile: actions,
  };
}

function readDatabaseUrl({ DATABASE_URL }: ProcessOptions["env"]): string {
  if (DATABASE_URL) return DATABASE_URL;
  throw new SettingsMistake(
    "DATABASE_URL is not set: processes of one installation share a Postgres, such as postgres://baton:password@db.example.com:5432/baton.",
  );
}
