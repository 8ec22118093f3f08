/** How an installation stands: what is entered, who is inside what, which workers hold it. */
import { byCodeUnit } from "../../compiler/by-code-unit.ts";
import type { Build } from "../../compiler/library.ts";
import type { Entered, PlanIndex } from "../ingest/plan-index.ts";
import type { Db } from "../store/open-store.ts";
import { type Announced, readWorkers } from "./announce-worker.ts";
import { type Holding, nameOf } from "./deployment.ts";
import type { Running } from "./plan-deployment.ts";

export interface Installed {
  readonly db: Db;
  /** What this process holds. */
  readonly built: Build["plans"];
  readonly plans: PlanIndex;
  /** Instances of a workflow type that run on the server; `null` where it cannot be asked. */
  readonly countRunning: ((workflowType: string) => Promise<number>) | null;
}

export interface Standing extends Running {
  readonly workers: readonly Announced[];
}

const MOST_EARLIER = 50;

export async function readStanding(installed: Installed): Promise<Standing> {
  const { db, built } = installed;
  const [deployments, inside, coming, workers] = await Promise.all([
    readDeployments(db),
    countInside(db),
    countComing(db),
    readWorkers(db),
  ]);
  const [last, ...earlier] = deployments;
  const known = new Map(
    [
      ...Object.entries(last?.releases ?? {}),
      ...workers.flatMap((worker) => Object.entries(worker.releases)),
      ...built.map(({ hash, plan }) => [plan.workflowType, hash] as const),
    ].map(([name, hash]) => [name, hash]),
  );
  // What people are inside of and nobody holds is told as well: it is what went wrong.
  for (const name of [...inside.keys(), ...coming.keys()]) if (!known.has(name)) known.set(name, "");
  const releases = [...known].flatMap(([name, hash]) => {
    const named = splitName(name);
    return named === null ? [] : [{ ...named, hash, name }];
  });
  const counted = await Promise.all(
    releases.map(async ({ name, ...release }) => ({
      ...release,
      inside: Math.max(inside.get(name) ?? 0, await countOnServer(installed, name)),
      coming: coming.get(name) ?? 0,
    })),
  );
  return {
    number: last?.number ?? 0,
    entered: last?.entered ?? enteredByBuild(installed.plans),
    releases: counted.sort((a, b) => byCodeUnit(a.journey, b.journey) || a.version - b.version),
    earlier: earlier.map(({ entered }) => entered),
    workers,
  };
}

/** The server may have one that the store has as ended, and whose run is still on its way. */
const countOnServer = async ({ countRunning }: Installed, name: string): Promise<number> =>
  countRunning === null ? 0 : await countRunning(name).catch(() => 0);

/** By release; each that has not come to its end. */
export async function countInside(db: Db): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom("instance")
    .select((row) => ["journey", "version", row.fn.countAll<number>().as("count")])
    .where("state", "!=", "ended")
    .groupBy(["journey", "version"])
    .execute();
  return new Map(rows.map(({ journey, version, count }) => [nameOf(journey, version), Number(count)]));
}

/**
 * By release; each that has been told to go on by it and has not come to it yet, at its next stage or once it is no
 * longer paused. What was told last counts.
 */
export async function countComing(db: Db): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom("version_move as move")
    .innerJoin("instance", "instance.id", "move.instance")
    .select((row) => ["move.journey", "move.to_version", row.fn.countAll<number>().as("count")])
    .where("move.state", "=", "told")
    .where("instance.state", "!=", "ended")
    .whereRef("instance.version", "=", "move.from_version")
    .where((is) =>
      is.not(
        is.exists(
          is
            .selectFrom("version_move as later")
            .select("later.instance")
            .whereRef("later.instance", "=", "move.instance")
            .whereRef("later.from_version", "=", "move.from_version")
            .where("later.state", "=", "told")
            .where(({ or, and, eb, ref }) =>
              or([
                eb("later.told_at", ">", ref("move.told_at")),
                and([
                  eb("later.told_at", "=", ref("move.told_at")),
                  eb("later.to_version", ">", ref("move.to_version")),
                ]),
              ]),
            ),
        ),
      ),
    )
    .groupBy(["move.journey", "move.to_version"])
    .execute();
  return new Map(rows.map((row) => [nameOf(row.journey, row.to_version), Number(row.count)]));
}

/** Releases that people are inside of and that this process does not hold: there they stand still. */
export async function missedBy(
  db: Db,
  built: Build["plans"],
): Promise<readonly { readonly release: string; readonly inside: number }[]> {
  const held = holdingOf(built);
  return [...(await countInside(db))]
    .filter(([name]) => held[name] === undefined)
    .map(([release, inside]) => ({ release, inside }));
}

export interface Overwritten {
  readonly release: string;
  readonly inside: number;
  /** Of the plan that was deployed, and of the one in this build. */
  readonly deployed: string;
  readonly built: string;
}

/**
 * Releases that people are inside of, and that this build has with another plan than was deployed: a run that is done
 * again by it comes to other steps, and stands still.
 */
export async function overwrittenBy(db: Db, built: Build["plans"]): Promise<readonly Overwritten[]> {
  const held = holdingOf(built);
  const [last] = await readDeployments(db);
  const inside = await countInside(db);
  return Object.entries(last?.releases ?? {}).flatMap(([release, deployed]) => {
    const [own, count] = [held[release], inside.get(release) ?? 0];
    if (own === undefined || own === deployed || count === 0) return [];
    return [{ release, inside: count, deployed, built: own }];
  });
}

const readDeployments = async (db: Db) =>
  await db
    .selectFrom("deployment")
    .select(["number", "releases", "entered"])
    .orderBy("number", "desc")
    .limit(MOST_EARLIER)
    .execute();

const enteredByBuild = (plans: PlanIndex): Entered =>
  Object.fromEntries(plans.current.map(({ plan }) => [plan.journey, { version: plan.version }]));

function splitName(name: string): { readonly journey: string; readonly version: number } | null {
  const [, journey, version] = /^(.+)_v(\d+)$/.exec(name) ?? [];
  return journey === undefined ? null : { journey, version: Number(version) };
}

export const holdingOf = (built: Build["plans"]): Holding =>
  Object.fromEntries(built.map(({ hash, plan }) => [plan.workflowType, hash]));
