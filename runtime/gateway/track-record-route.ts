/** What has come of a journey in a period, counted from what was written down of it. It is about nobody in particular. */
import type { FastifyInstance } from "fastify";
import { addDuration } from "../../compiler/calendar-time.ts";
import { invariant } from "../../compiler/invariant.ts";
import type { Instant, Plan } from "../../compiler/plan.ts";
import { RecordTally } from "../review/record-tally.ts";
import type { TrackRecord } from "../review/track-record.ts";
import type { Db } from "../store/open-store.ts";
import { PATHS, trackRecordQuery } from "./api.ts";
import type { GatewayContext } from "./context.ts";
import { notFound } from "./http-fault.ts";
import { readRequest } from "./read-request.ts";

/** Rows that are held at a time. */
const PAGE = 2_000;

export function serveTrackRecord(app: FastifyInstance, context: GatewayContext): void {
  app.get(
    PATHS.trackRecord,
    { config: { access: ["people", "admin", "operate", "act-for"] } },
    async (request): Promise<TrackRecord> => {
      const { journey, from, until } = readRequest(trackRecordQuery, request.query);
      const period = {
        from: Date.parse(from),
        until: until === undefined ? context.now() : Date.parse(until),
      };
      return await countRecord(context, journey, period);
    },
  );
}

interface Period {
  readonly from: Instant;
  readonly until: Instant;
}

async function countRecord(context: GatewayContext, journey: string, period: Period): Promise<TrackRecord> {
  const { db, people } = context;
  const plans = await plansOf(context, journey);
  const latest = plans.at(-1);
  if (latest === undefined) throw notFound(`There is no journey ${journey} here.`);
  const goalUntil = (entered: Instant) => endOfGoal(latest, entered);
  const tally = new RecordTally({ plans, people: people(), ...period, goalUntil });
  for await (const row of journalOf(db, journey, period)) {
    const { instance, subject, version } = row;
    if (instance !== null && subject !== null && version !== null)
      tally.note({ instance, subject, version }, { ...row, stage: row.stage ?? "" });
  }
  return tally.figures(await goalsOf(db, latest, period));
}

/** Every version that somebody has been in and that is installed, and the one that people enter, by their numbers. */
async function plansOf({ db, plans }: GatewayContext, journey: string): Promise<readonly Plan[]> {
  const rows = await db
    .selectFrom("instance")
    .select("version")
    .distinct()
    .where("journey", "=", journey)
    .execute();
  const entered = plans.settled.find(({ plan }) => plan.journey === journey)?.plan;
  const been = rows.flatMap(({ version }) => plans.of(journey, version)?.plan ?? []);
  const all = entered === undefined || been.includes(entered) ? been : [...been, entered];
  return all.toSorted((a, b) => a.version - b.version);
}

function endOfGoal(plan: Plan, entered: Instant): Instant {
  const calendar = plan.calendars[plan.roles[plan.owner]?.calendar ?? ""];
  invariant(calendar !== undefined, `${plan.journey} has no calendar of its owner`);
  return addDuration(calendar, entered, plan.goal.within);
}

async function* journalOf(db: Db, journey: string, { from, until }: Period) {
  for (let after = 0; ; ) {
    const rows = await db
      .selectFrom("journal")
      .selectAll()
      .where("journey", "=", journey)
      .where("number", ">", after)
      .where("at", ">=", from)
      .where("at", "<=", until)
      .orderBy("number")
      .limit(PAGE)
      .execute();
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = last.number;
  }
}

/** When whoever has been in the journey has reached its goal. */
async function goalsOf(
  db: Db,
  { journey, goal }: Plan,
  { from, until }: Period,
): Promise<ReadonlyMap<string, readonly Instant[]>> {
  const rows = await db
    .selectFrom("event")
    .select(["subject", "at"])
    .where("kind", "=", goal.event)
    .where("at", ">=", from)
    .where("at", "<=", until)
    .where("subject", "in", (query) =>
      query.selectFrom("instance").select("subject").where("journey", "=", journey),
    )
    .execute();
  const goals = new Map<string, Instant[]>();
  for (const { subject, at } of rows) {
    if (subject === null) continue;
    const known = goals.get(subject) ?? [];
    goals.set(subject, known);
    known.push(at);
  }
  return goals;
}
