/**
 * What journeys have done in a period, counted: nobody is named, and nothing of anybody is told. Of all versions of a
 * journey together, since people judge what it does and not which text did it.
 */
import { sql } from "kysely";
import type { Observed, ObservedJourney } from "../../compiler/audit/observed.ts";
import type { Duration, Instant, Plan } from "../../compiler/plan.ts";
import { DAY, exactMs } from "../policy/exact-time.ts";
import { HOLDOUT } from "../policy/winner.ts";
import type { Db } from "./open-store.ts";

/** Of a journey what its current version says. */
export type Measured = Pick<Plan, "journey" | "goal">;

/** Both are included. */
interface Period {
  readonly from: Instant;
  readonly until: Instant;
}

/** @param current the journeys that are installed; whatever else somebody has been in is counted without a goal. */
export async function readFigures(
  db: Db,
  {
    current,
    days,
    now,
  }: { readonly current: readonly Measured[]; readonly days: number; readonly now: Instant },
): Promise<Observed> {
  const period = { from: now - days * DAY, until: now };
  const [counts, exits, letters, work, journal, deployed] = await Promise.all([
    countInstances(db, period),
    countExits(db, period),
    countLetters(db, period),
    countWork(db, period),
    countOfJournal(db, period).execute(),
    firstDeployed(db),
  ]);
  const names = new Set([...current.map(({ journey }) => journey), ...counts.map(({ journey }) => journey)]);
  const goals = new Map(current.map((one) => [one.journey, one.goal] as const));
  const journeys: ObservedJourney[] = [];
  for (const journey of [...names].sort()) {
    const count = counts.find((one) => one.journey === journey);
    const goal = goals.get(journey);
    const did = (what: string) =>
      journal.find((one) => one.journey === journey && one.what === what)?.count ?? 0;
    const messages = letters.filter((one) => one.journey === journey && one.kind === "message");
    const known = [count?.first, deployed.get(journey)].filter((at) => at !== undefined);
    journeys.push({
      journey,
      since: known.length === 0 ? null : new Date(Math.min(...known)).toISOString(),
      entered: count?.entered ?? 0,
      inside: count?.inside ?? 0,
      ended: exits
        .filter((one) => one.journey === journey)
        .flatMap(({ exit, outcome, count }) =>
          exit === null || outcome === null ? [] : [{ exit, outcome, count }],
        ),
      done: {
        sent: sum(messages),
        asked: work.get(journey) ?? 0,
        told: sum(letters.filter((one) => one.journey === journey && one.kind === "word")),
        called: did("called"),
        set: did("set"),
      },
      messages: Object.fromEntries(messages.map(({ name, count }) => [name, count])),
      goal: goal === undefined ? NOTHING : await measureGoal(db, { journey, goal }, period),
    });
  }
  return {
    from: new Date(period.from).toISOString(),
    until: new Date(period.until).toISOString(),
    days,
    journeys,
  };
}

const NOTHING: ObservedJourney["goal"] = { of: 0, reached: 0, leftOut: 0, leftOutReached: 0 };

const sum = (rows: readonly { readonly count: number }[]): number =>
  rows.reduce((total, { count }) => total + count, 0);

const within = ({ from, until }: Period, column: string) =>
  sql<boolean>`${sql.ref(column)} between ${from}::bigint and ${until}::bigint`;

const countInstances = async (db: Db, period: Period) =>
  await db
    .selectFrom("instance")
    .select("journey")
    .select((to) => [
      to.fn.min("entered_at").as("first"),
      sql<number>`(count(*) filter (where ${within(period, "entered_at")}))::int`.as("entered"),
      // What still follows an exit is no journey any more.
      sql<number>`(count(*) filter (where ended_at is null and state <> 'ended'))::int`.as("inside"),
    ])
    .groupBy("journey")
    .execute();

/** Whoever was stopped by hand, or found to be somebody else, has taken no exit. */
const countExits = async (db: Db, period: Period) =>
  await db
    .selectFrom("instance")
    .select(["journey", "exit", "outcome"])
    .select(sql<number>`count(*)::int`.as("count"))
    .where(within(period, "ended_at"))
    .where("exit", "is not", null)
    .where("outcome", "is not", null)
    .groupBy(["journey", "exit", "outcome"])
    .orderBy("exit")
    .execute();

/** What went out; a part of another letter has gone out once that has. */
const countLetters = async (db: Db, period: Period) =>
  await db
    .selectFrom("letter")
    .select(["journey", "kind", "name"])
    .select(sql<number>`count(*)::int`.as("count"))
    .where("status", "=", "sent")
    .where(within(period, "sent_at"))
    .groupBy(["journey", "kind", "name"])
    .orderBy("name")
    .execute();

async function countWork(db: Db, period: Period): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom("work")
    .select("journey")
    .select(sql<number>`count(*)::int`.as("count"))
    .where(within(period, "opened_at"))
    .groupBy("journey")
    .execute();
  return new Map(rows.map(({ journey, count }) => [journey, count]));
}

/** Of the one table that only grows: migration 021 has an index for it. */
export const countOfJournal = (db: Db, period: Period) =>
  db
    .selectFrom("journal")
    .select(["journey", "what"])
    .select(sql<number>`count(*)::int`.as("count"))
    .where("what", "in", ["called", "set"])
    .where(within(period, "at"))
    .groupBy(["journey", "what"]);

/** Since when each could be entered, where that was deployed. */
async function firstDeployed(db: Db): Promise<ReadonlyMap<string, Instant>> {
  const rows = await db
    .selectFrom("deployment")
    .select(["at", "entered"])
    .orderBy("number", "desc")
    .execute();
  return new Map(rows.flatMap(({ at, entered }) => Object.keys(entered).map((name) => [name, at] as const)));
}

/** No calendar is asked: a week has five business days of eight hours. */
const goalMs = (length: Duration): number =>
  Math.round(
    exactMs(length) + ((length.businessDays ?? 0) * DAY * 7) / 5 + ((length.businessMs ?? 0) * 21) / 5,
  );

/** As a split is judged: by each time that somebody entered, and what happened to them in the time of the goal. */
async function measureGoal(
  db: Db,
  { journey, goal }: Measured,
  { from, until }: Period,
): Promise<ObservedJourney["goal"]> {
  const time = goalMs(goal.within);
  const { rows } = await sql<{ left_out: boolean; tried: number; reached: number }>`
    select left_out, count(*)::int as tried, count(*) filter (where has_reached)::int as reached
    from (
      select went.left_out, exists (
        select 1 from baton.event
        where event.subject = went.subject and event.kind = ${goal.event}
          and event.at between went.at and went.at + ${time}::bigint
      ) as has_reached
      from (
        select subject, entered_at as at, false as left_out from baton.instance where journey = ${journey}
        union all
        select subject, at, true from baton.journal
        where journey = ${journey} and what = 'split' and name = ${journey} and result = ${HOLDOUT}
          and instance is null and subject is not null
      ) went
      where went.at + ${time}::bigint between ${from}::bigint and ${until}::bigint
    ) each_one
    group by left_out`.execute(db);
  const of = (leftOut: boolean) => rows.find((row) => row.left_out === leftOut);
  return {
    of: of(false)?.tried ?? 0,
    reached: of(false)?.reached ?? 0,
    leftOut: of(true)?.tried ?? 0,
    leftOutReached: of(true)?.reached ?? 0,
  };
}
