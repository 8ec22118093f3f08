/**
 * Who is inside of what, counted: by release, stage, and the steps at which they wait. It names nobody. The store knows
 * the stage of each; at which step they stand their runs are asked, as many as answer in time.
 */
import type { FastifyInstance } from "fastify";
import { byCodeUnit } from "../../compiler/by-code-unit.ts";
import { awaitedSteps } from "../machine/set-off.ts";
import type { Db } from "../store/open-store.ts";
import { type InsideAnswer, insideQuery, PATHS } from "./api.ts";
import { statesOf } from "./ask-runs.ts";
import type { GatewayContext } from "./context.ts";
import { readRequest } from "./read-request.ts";
import { showInstant } from "./views.ts";

const READERS = { config: { access: ["people", "admin", "operate", "act-for"] } } as const;

/** Of so many in all it is asked at which step they stand; of the others the stage is told. */
const MOST_ASKED = 1_000;

export function serveInside(app: FastifyInstance, context: GatewayContext): void {
  app.get(PATHS.inside, READERS, async (request): Promise<InsideAnswer> => {
    const { steps } = readRequest(insideQuery, request.query);
    const at = showInstant(context.now());
    const counted = await countByStage(context.db);
    const journeys = steps?.split(",") ?? [...new Set(counted.map(({ journey }) => journey))];
    const asked = await groupBySteps(context, journeys);
    const places = [...asked, ...withoutStep(counted, asked)].toSorted(inOrder);
    const releases = new Map<string, InsideAnswer["releases"][number]>();
    for (const { journey, version, ...group } of places) {
      const known = releases.get(`${journey} ${version}`)?.groups ?? [];
      releases.set(`${journey} ${version}`, { journey, version, groups: [...known, group] });
    }
    return { at, releases: [...releases.values()] };
  });
}

interface Counted {
  readonly journey: string;
  readonly version: number;
  readonly stage: string | null;
  readonly count: number;
}
interface Placed extends Counted {
  readonly steps: readonly string[] | null;
}

/** Whose journey is under way. */
const insideOf = (db: Db) =>
  db.selectFrom("instance").where("state", "!=", "ended").where("ended_at", "is", null);

async function countByStage(db: Db): Promise<readonly Counted[]> {
  const rows = await insideOf(db)
    .select((row) => ["journey", "version", "stage", row.fn.countAll<number>().as("count")])
    .groupBy(["journey", "version", "stage"])
    .execute();
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}

async function groupBySteps(
  { db, plans, journeys: runs }: GatewayContext,
  journeys: readonly string[],
): Promise<readonly Placed[]> {
  if (journeys.length === 0) return [];
  const rows = await insideOf(db)
    .select(["id", "workflow_id", "journey", "version", "stage"])
    .where("journey", "in", journeys)
    .orderBy("entered_at")
    .orderBy("id")
    .limit(MOST_ASKED)
    .execute();
  const states = await statesOf(runs, rows);
  const groups = new Map<string, Placed>();
  for (const { id, journey, version, stage } of rows) {
    const state = states.get(id);
    const plan = plans.of(journey, version)?.plan;
    if (state === undefined || plan === undefined) continue;
    const steps = awaitedSteps(plan, state);
    const key = JSON.stringify([journey, version, stage, steps]);
    groups.set(key, { journey, version, stage, steps, count: (groups.get(key)?.count ?? 0) + 1 });
  }
  return [...groups.values()];
}

/** Those of each stage who have not said where they stand. */
function withoutStep(counted: readonly Counted[], asked: readonly Placed[]): readonly Placed[] {
  const isSame = (one: Counted, other: Counted): boolean =>
    one.journey === other.journey && one.version === other.version && one.stage === other.stage;
  return counted.flatMap((all): readonly Placed[] => {
    const said = asked.filter((one) => isSame(one, all)).reduce((sum, { count }) => sum + count, 0);
    return all.count > said ? [{ ...all, steps: null, count: all.count - said }] : [];
  });
}

const inOrder = (one: Placed, other: Placed): number =>
  byCodeUnit(keyOf(one), keyOf(other)) || other.count - one.count;

const keyOf = ({ journey, version, stage }: Placed): string =>
  `${journey} ${String(version).padStart(6, "0")} ${stage ?? ""}`;
