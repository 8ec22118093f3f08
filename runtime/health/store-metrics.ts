/** What the store knows of an installation, counted when it is asked for. */
import { sql } from "kysely";
import type { Clock } from "../clock.ts";
import type { Db } from "../store/open-store.ts";
import type { Metric, Sample } from "./prometheus-text.ts";
import type { Readiness } from "./readiness.ts";

export interface StoreMetricsOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly now: () => number;
}

/** Of an answer of `/ready`, which says the same. */
export const readinessMetrics = (readiness: Readiness): readonly Metric[] => [
  gauge("baton_store_up", "1 when the store answers.", [one(readiness.store === "up" ? 1 : 0)]),
  gauge("baton_temporal_up", "1 when Temporal answers.", [one(readiness.temporal === "up" ? 1 : 0)]),
  gauge("baton_backlog", "Facts that are stored and not yet handed to Temporal.", known(readiness.backlog)),
  gauge(
    "baton_backlog_oldest_seconds",
    "How long the oldest of the backlog has waited; 0 without one.",
    readiness.backlog === null ? [] : [one(readiness.oldest ?? 0)],
  ),
  gauge("baton_parked", "Facts that were given up on.", known(readiness.parked)),
];

const one = (value: number): Sample => ({ value });
const known = (value: number | null): readonly Sample[] => (value === null ? [] : [{ value }]);
const gauge = (name: string, help: string, samples: readonly Sample[]): Metric => ({
  name,
  help,
  is: "gauge",
  samples,
});
const counter = (name: string, help: string, samples: readonly Sample[]): Metric => ({
  name,
  help,
  is: "counter",
  samples,
});

/** Rejects when the store does not answer. */
export async function storeMetrics(options: StoreMetricsOptions): Promise<readonly Metric[]> {
  const { db, now } = options;
  const [instances, exits, work, letters] = await Promise.all([
    countInstances(db),
    countExits(db),
    countWork(db, now()),
    countLetters(db),
  ]);
  const entries = sumBy(instances, ({ journey, version }) => `${journey} ${version}`);
  const open = instances.filter(({ state }) => state !== "ended");
  return [
    gauge(
      "baton_journeys",
      "Journeys that are under way, by state: open, paused (gave way to another) or stuck.",
      open.map(({ journey, version, state, count }) => ({
        labels: { journey, version, state },
        value: count,
      })),
    ),
    counter(
      "baton_entries_total",
      "Entries into a journey.",
      entries.map(({ journey, version, count }) => ({ labels: { journey, version }, value: count })),
    ),
    counter(
      "baton_exits_total",
      "Journeys that have ended, by their exit and what it counts as.",
      exits.map(({ count, ...labels }) => ({ labels, value: count })),
    ),
    gauge(
      "baton_work_open",
      "Requests to people that nobody has answered yet, by role and kind.",
      work.map(({ role, kind, count }) => ({ labels: { role, kind }, value: count })),
    ),
    gauge(
      "baton_work_overdue",
      "Of the open requests those whose time has passed.",
      work.map(({ role, kind, overdue }) => ({ labels: { role, kind }, value: overdue })),
    ),
    gauge(
      "baton_letters",
      "Letters by kind (message or word) and state.",
      letters.map(({ count, ...labels }) => ({ labels, value: count })),
    ),
  ];
}

const count = sql<number>`count(*)`.as("count");

interface InstanceCount {
  readonly journey: string;
  readonly version: number;
  readonly state: string;
  readonly count: number;
}

/** A journey that gave way is told apart, as `baton status` does. */
async function countInstances(db: Db): Promise<readonly InstanceCount[]> {
  const state = sql<string>`case when state = 'open' and gives_way_to is not null and ended_at is null
    then 'paused' else state end`;
  return await db
    .selectFrom("instance")
    .select(["journey", "version", state.as("state"), count])
    .groupBy(["journey", "version", state])
    .orderBy("journey")
    .orderBy("version")
    .execute();
}

async function countExits(db: Db) {
  const rows = await db
    .selectFrom("instance")
    .select(["journey", "exit", "outcome", count])
    .where("exit", "is not", null)
    .groupBy(["journey", "exit", "outcome"])
    .orderBy("journey")
    .execute();
  return rows.map((row) => ({ ...row, exit: row.exit ?? "", outcome: row.outcome ?? "" }));
}

async function countWork(db: Db, now: number) {
  return await db
    .selectFrom("work")
    .select(["role", "kind", count, sql<number>`count(*) filter (where due < ${now})`.as("overdue")])
    .where("state", "=", "open")
    .groupBy(["role", "kind"])
    .orderBy("role")
    .execute();
}

async function countLetters(db: Db) {
  return await db
    .selectFrom("letter")
    .select(["kind", "status", count])
    .groupBy(["kind", "status"])
    .orderBy("kind")
    .execute();
}

function sumBy(rows: readonly InstanceCount[], keyOf: (row: InstanceCount) => string) {
  const sums = new Map<string, InstanceCount>();
  for (const row of rows) {
    const before = sums.get(keyOf(row));
    sums.set(keyOf(row), { ...row, count: row.count + (before?.count ?? 0) });
  }
  return [...sums.values()];
}
