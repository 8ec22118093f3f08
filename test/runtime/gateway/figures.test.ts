/** What `baton audit` asks of a running installation: counts of a period, and nobody's name. */
import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import type { ObservedJourney } from "../../../compiler/audit/observed.ts";
import { countOfJournal, readFigures } from "../../../runtime/store/figures.ts";
import type { Db } from "../../../runtime/store/open-store.ts";
import { onEachStore, onPostgres } from "../../support/each-store.ts";
import { DAY, MONDAY } from "../ingest/fixture.ts";
import { openGateway } from "./fixture.ts";

const GOAL = { event: "bought", within: { ms: 30 * DAY } };
const SMALL = { journey: "small", goal: GOAL };
const NEVER = { journey: "never", goal: GOAL };

onEachStore((lane) => {
  it("counts who came in, is inside and left, what was done, and who came to the goal in its time", async () => {
    const { db } = lane.store();
    // Came before the period; the goal's time was over in it, and was met: one in time, one too late.
    await enter(db, "in-time", MONDAY - 100 * DAY, { exit: "won", ended: MONDAY - 80 * DAY });
    await happened(db, "in-time", "bought", MONDAY - 80 * DAY);
    await enter(db, "too-late", MONDAY - 100 * DAY, { exit: "lost", ended: MONDAY - 95 * DAY });
    await happened(db, "too-late", "bought", MONDAY - 60 * DAY);
    // The goal's time of these is not over, or was over long before.
    await enter(db, "fresh", MONDAY - 10 * DAY);
    await happened(db, "fresh", "bought", MONDAY - 9 * DAY);
    await enter(db, "old", MONDAY - 200 * DAY);
    // Who bought before they came has not come to the goal by it.
    await happened(db, "before", "bought", MONDAY - 70 * DAY);
    await enter(db, "before", MONDAY - 60 * DAY, { exit: "won", ended: MONDAY - 50 * DAY });
    await letter(db, "fresh", { name: "welcome", status: "sent", sent: MONDAY - 9 * DAY });
    await letter(db, "in-time", { name: "welcome", status: "sent", sent: MONDAY - 8 * DAY });
    // It waits to go out as a part of another.
    await letter(db, "before", { name: "welcome", status: "merged", sent: null });
    await letter(db, "old", { name: "welcome", status: "suppressed", sent: null });
    await letter(db, "old", { name: "remind", status: "sent", sent: MONDAY - 8 * DAY, kind: "word" });
    await letter(db, "old", { name: "case_study", status: "sent", sent: MONDAY - 150 * DAY });
    await write(db, "fresh", "set", MONDAY - DAY);
    await write(db, "fresh", "called", MONDAY - 100 * DAY);
    // Two were left out, of whom one bought all the same; the time of a third is not over.
    for (const [who, at] of [
      ["out-1", 60],
      ["out-2", 60],
      ["out-3", 5],
    ] as const) {
      await subject(db, who);
      await leaveOut(db, who, MONDAY - at * DAY);
    }
    await happened(db, "out-1", "bought", MONDAY - 40 * DAY);

    const figures = await readFigures(db, { current: [SMALL, NEVER], days: 90, now: MONDAY });
    expect(figures).toMatchObject({ from: iso(MONDAY - 90 * DAY), until: iso(MONDAY), days: 90 });
    const expected: ObservedJourney = {
      journey: "small",
      since: iso(MONDAY - 200 * DAY),
      entered: 2,
      inside: 2,
      ended: [{ exit: "won", outcome: "success", count: 2 }],
      done: { sent: 2, asked: 0, told: 1, called: 0, set: 1 },
      messages: { welcome: 2 },
      goal: { of: 3, reached: 1, leftOut: 2, leftOutReached: 1 },
    };
    expect(figures.journeys).toEqual([{ ...NOTHING, journey: "never", since: null }, expected]);
  });

  it("knows since when a journey could be entered, from whoever came first or from its deployment", async () => {
    const { db } = lane.store();
    const deployed = { who: "dag", did: "deploy" as const, plan: "h", releases: "{}" };
    await db
      .insertInto("deployment")
      .values([
        { ...deployed, number: 1, at: MONDAY - 300 * DAY, entered: '{"never": {"version": 1}}' },
        {
          ...deployed,
          number: 2,
          at: MONDAY - 3 * DAY,
          entered: '{"never": {"version": 2}, "small": {"version": 1}}',
        },
      ])
      .execute();
    const { journeys } = await readFigures(db, { current: [SMALL, NEVER], days: 30, now: MONDAY });
    expect(journeys.map(({ journey, since }) => [journey, since])).toEqual([
      ["never", iso(MONDAY - 300 * DAY)],
      ["small", iso(MONDAY - 200 * DAY)],
    ]);
  });

  it("measures a goal in business days as long as they roughly are", async () => {
    const { db } = lane.store();
    const goal = { event: "bought", within: { businessDays: 20 } };
    const { journeys } = await readFigures(db, {
      current: [{ journey: "small", goal }],
      days: 90,
      now: MONDAY,
    });
    expect(journeys[0]?.goal).toEqual({ of: 3, reached: 1, leftOut: 2, leftOutReached: 1 });
  });

  it("counts a journey that is installed no more, and measures no goal of it", async () => {
    const { db } = lane.store();
    const { journeys } = await readFigures(db, { current: [NEVER], days: 90, now: MONDAY });
    expect(journeys.find(({ journey }) => journey === "small")).toMatchObject({
      entered: 2,
      goal: { of: 0, reached: 0, leftOut: 0, leftOutReached: 0 },
    });
  });
});

onPostgres((lane) => {
  it("reads of the journal what it counts, and not the rest of what was ever written down", async () => {
    const { db } = lane.store();
    await sql`insert into baton.journal (at, what, name)
      select g, case when g % 50 = 0 then 'called' else 'message' end, 'x'
      from generate_series(1, 20000) g`.execute(db);
    await sql`analyze baton.journal`.execute(db);
    const plan = await countOfJournal(db, { from: 19_000, until: 20_000 }).explain(
      "json",
      sql`analyze, timing off`,
    );
    expect(JSON.stringify(plan)).toContain("journal_called_and_set");
    expect(JSON.stringify(plan)).not.toContain("Seq Scan");
  });
});

describe("GET /v1/figures", () => {
  it("answers people and operators, for the days that are asked for", async () => {
    const test = await openGateway();
    const figures = await (await test.as("ida", "people")).figures({ days: 30 });
    expect(figures).toMatchObject({ days: 30, until: iso(MONDAY) });
    expect(figures.journeys.map(({ journey }) => journey)).toContain("small");
    await expect((await test.as("system:web", "events")).figures()).rejects.toMatchObject({ status: 403 });
    await expect((await test.as("ida", "people")).figures({ days: 0 })).rejects.toMatchObject({
      status: 400,
    });
    await test.close();
  });
});

// ── Rows ──────────────────────────────────────────────────────────────────────────────────────────────────

const iso = (instant: number): string => new Date(instant).toISOString();
const NOTHING = {
  entered: 0,
  inside: 0,
  ended: [],
  done: { sent: 0, asked: 0, told: 0, called: 0, set: 0 },
  messages: {},
  goal: { of: 0, reached: 0, leftOut: 0, leftOutReached: 0 },
};

async function subject(db: Db, id: string): Promise<void> {
  await db
    .insertInto("subject")
    .values({
      id,
      kind: "lead",
      key: `${id}@example.com`,
      address: null,
      account: null,
      fields: "{}",
      fields_at: "{}",
      created_at: 0,
      updated_at: 0,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function enter(
  db: Db,
  who: string,
  at: number,
  left?: { readonly exit: "won" | "lost"; readonly ended: number },
): Promise<void> {
  await subject(db, who);
  await db
    .insertInto("instance")
    .values({
      id: `small/${who}/1`,
      subject: who,
      journey: "small",
      version: 1,
      workflow_id: who,
      entered_at: at,
      ...(left && {
        state: "ended" as const,
        ended_at: left.ended,
        exit: left.exit,
        outcome: left.exit === "won" ? ("success" as const) : ("failure" as const),
      }),
    })
    .execute();
}

async function happened(db: Db, who: string, kind: string, at: number): Promise<void> {
  await subject(db, who);
  await db
    .insertInto("event")
    .values({
      source: "test",
      id: `${who} ${kind} ${at}`,
      kind,
      subject: who,
      at,
      received_at: at,
      fields: "{}",
      said: null,
      body_hash: "",
    })
    .execute();
}

async function letter(
  db: Db,
  who: string,
  one: {
    readonly name: string;
    readonly status: "sent" | "merged" | "suppressed";
    readonly sent: number | null;
    readonly kind?: "word";
  },
): Promise<void> {
  await db
    .insertInto("letter")
    .values({
      key: `${who} ${one.name}`,
      kind: one.kind ?? "message",
      address: null,
      subject: who,
      account: null,
      instance: `small/${who}/1`,
      journey: "small",
      version: 1,
      stage: "nurture",
      step: null,
      name: one.name,
      channel: "email",
      text: null,
      status: one.status,
      until: null,
      why: null,
      counts: true,
      priority: 0,
      approved_by: null,
      asked_at: MONDAY - DAY,
      decided_at: MONDAY - DAY,
      sent_at: one.sent,
      message_id: null,
    })
    .execute();
}

const row = (who: string, at: number) => ({
  at,
  subject: who,
  journey: "small",
  version: 1,
  name: "small",
  stage: null,
  step: null,
  by: null,
  to: null,
  result: null,
  why: null,
});

async function write(db: Db, who: string, what: "set" | "called", at: number): Promise<void> {
  await db
    .insertInto("journal")
    .values({ ...row(who, at), instance: `small/${who}/1`, what })
    .execute();
}

async function leaveOut(db: Db, who: string, at: number): Promise<void> {
  await db
    .insertInto("journal")
    .values({ ...row(who, at), instance: null, what: "split", result: "holdout" })
    .execute();
}
