/**
 * What `baton serve` and `baton worker` both begin with. They share one Postgres and one Temporal server, which
 * somebody looks after, and the same build, people and clock.
 */
import { readBuild } from "../../compiler/compile.ts";
import type { Build } from "../../compiler/library.ts";
import { type Clock, readClock } from "../clock.ts";
import { loadConfig } from "../config.ts";
import { missedBy, overwrittenBy } from "../deploy/running.ts";
import { compareLatest } from "../restore/temporal-runs.ts";
import { openStore, type Store } from "../store/open-store.ts";
import { connectClient, describeTarget, resolveTarget, type Target } from "../temporal/connect.ts";
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
  const parts = await openParts(options, closing, log);
  await refuseOtherPlans(parts.store, parts.build);
  for (const missed of await missedBy(parts.store.db, parts.build.plans))
    log.error(missed, "people are inside of a release that this build lacks, and stand still");
  await refuseOlderStore(parts, options.clock, log);
  return parts;
}

/** The same, whatever the store holds: for whoever is to put that right. @throws as `openProcess` */
export async function openParts(options: ProcessOptions, closing: Closing, log: Log): Promise<ProcessParts> {
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

/** @throws SettingsMistake */
async function refuseOtherPlans({ db }: Store, { plans }: Build): Promise<void> {
  const [first] = await overwrittenBy(db, plans);
  if (first === undefined) return;
  const { release, inside, deployed, built } = first;
  const who = inside === 1 ? "1 is" : `${inside} are`;
  throw new SettingsMistake(
    `${release} runs with another plan (${short(deployed)}, in this build ${short(built)}), and ${who} inside: start with a build that has theirs, and release the change as a later version.`,
  );
}

/**
 * A store that was put back from a backup knows nothing of what went out since: with it nothing is to go on.
 * @throws SettingsMistake, TemporalUnavailable
 */
async function refuseOlderStore(
  { target, store, taskQueue }: ProcessParts,
  clock: Clock,
  log: Log,
): Promise<void> {
  const client = await connectClient(target);
  try {
    const compared = await compareLatest({ client, db: store.db, clock, taskQueue }).catch(() => null);
    // Lists may be away, or not for everybody, where journeys can be begun and told all the same.
    if (compared === null)
      return log.warn({}, "whether the store is older than what runs could not be asked");
    const { unknown, ended } = compared;
    if (unknown.length + ended.length === 0) return;
    throw new SettingsMistake(
      `The store is older than what runs in Temporal, or another one: it has never heard of ${journeys(unknown.length)}, and has ${journeys(ended.length)} as under way that came to an end. Nothing was started. If it was put back from a backup, \`baton reconcile\` says what differs and makes it agree (docs/how-to/back-up-and-restore.md).`,
    );
  } finally {
    await client.connection.close();
  }
}

const journeys = (count: number): string => `${count} ${count === 1 ? "journey" : "journeys"}`;

const short = (hash: string): string => hash.slice(0, 12);

function readDatabaseUrl({ DATABASE_URL }: ProcessOptions["env"]): string {
  if (DATABASE_URL) return DATABASE_URL;
  throw new SettingsMistake(
    "DATABASE_URL is not set: processes of one installation share a Postgres, such as postgres://baton:password@db.example.com:5432/baton.",
  );
}
