/** The track record of a journey, from what is written down in the store: the same as counted while it happens. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addDuration } from "../../../compiler/calendar-time.ts";
import { historyOf } from "../../../runtime/backtest/history.ts";
import { replay } from "../../../runtime/backtest/replay.ts";
import type { JournalEntry } from "../../../runtime/machine/protocol.ts";
import { playHistory } from "../../../runtime/review/play-history.ts";
import { ensureInstance } from "../../../runtime/store/instances.ts";
import type { Db } from "../../../runtime/store/open-store.ts";
import { compileTexts, shippedTexts } from "../../compiler/model-of.ts";
import { shippedPeople } from "../machine/play.ts";
import { openGateway, type TestGateway } from "./fixture.ts";

const DAY = 86_400_000;
const START = Date.parse("2026-06-01T09:00:00Z");
const FROM = START + 10 * DAY;
const UNTIL = START + 140 * DAY;

const { library, releases } = compileTexts({
  ...shippedTexts(),
  "journeys/re_engagement.journey": readFileSync("journeys/re_engagement.journey", "utf8"),
});
const plans = releases.map((release) => release.plan);
const people = shippedPeople();

/** Thirty leads: some ask for a demo, and of these some buy; some buy without. */
const history = historyOf(
  Array.from({ length: 30 }, (_, nth) => {
    const email = `p${nth}@example.com`;
    const fact = (event: string, day: number, data: object, more: object = {}) => ({
      id: `${event} ${nth}`,
      event,
      at: new Date(START + day * DAY).toISOString(),
      subject: { email, ...more },
      data: data as Record<string, never>,
    });
    const lead = {
      name: `P${nth}`,
      company: `C${nth}`,
      country: "DK",
      industry: "fintech",
      job_title: "Head",
    };
    return [
      fact("content_downloaded", nth, { title: "Fees", topic: "payments" }, lead),
      ...(nth % 3 === 0 ? [fact("demo_requested", nth + 4, {})] : []),
      ...(nth % 5 === 0 ? [fact("deal_won", nth + 40, { amount: { amount: 9_000, currency: "EUR" } })] : []),
    ];
  }).flat(),
);

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await openGateway({ library, plans });
  await writeDown(gateway);
});
afterAll(() => gateway.close());

interface Row extends JournalEntry {
  readonly instance: string;
  readonly subject: string;
  readonly journey: string;
  readonly version: number;
}

/** What virtual time writes down, in the store as a run would have put it there. */
async function writeDown({ store: { db } }: TestGateway): Promise<void> {
  const journal: Row[] = [];
  const events: { readonly subject: string; readonly kind: string; readonly at: number }[] = [];
  replay(
    history,
    { library, plans, people },
    { from: START, until: UNTIL },
    {
      wrote: ({ id: instance, subject, plan }, entry) => {
        const { journey, version } = plan;
        journal.push({ ...entry, instance, subject: subject.id, journey, version });
      },
      took: ({ id }, kind, at) => void events.push({ subject: id, kind, at }),
    },
  );
  for (const id of new Set(events.map(({ subject }) => subject))) await writeSubject(db, id);
  for (const { instance, ...about } of new Map(journal.map((row) => [row.instance, row])).values())
    await writeInstance(db, instance, about);
  for (const row of journal) await db.insertInto("journal").values(row).execute();
  for (const [nth, event] of events.entries())
    await db
      .insertInto("event")
      .values({ ...event, source: "test", id: `${nth}`, received_at: event.at, ...NO_FIELDS })
      .execute();
}

const NO_FIELDS = { fields: "{}", said: null, body_hash: "" };

const writeSubject = async (db: Db, id: string) =>
  await db
    .insertInto("subject")
    .values({
      ...{ id, kind: "lead", key: id, address: null, account: null },
      ...{ fields: "{}", fields_at: "{}", created_at: START, updated_at: START },
    })
    .execute();

const writeInstance = async (db: Db, id: string, { subject, journey, version }: Omit<Row, "instance">) =>
  await ensureInstance(db, { id, subject, journey, version, workflow_id: id, entered_at: START });

test("it says the same as the count of what happened, and names nobody", async () => {
  const plan = plans.find(({ journey }) => journey === "lead_to_customer");
  const calendar = library.calendars.nordic;
  if (plan === undefined || calendar === undefined) throw new Error("the library is another");
  const { figures } = playHistory({
    history,
    version: { library, plans, people },
    plan,
    start: START,
    figures: {
      from: FROM,
      until: UNTIL,
      goalUntil: (entered) => addDuration(calendar, entered, plan.goal.within),
    },
    scores: [],
  });
  const client = await gateway.as("ida", "people");
  const from = new Date(FROM).toISOString();
  const asked = { journey: "lead_to_customer", from, until: new Date(UNTIL).toISOString() };
  const record = await client.trackRecord(asked);
  // Somebody entered, was asked, did not answer, bought.
  expect(record.entered).toBe(20);
  expect(record.goal).toMatchObject({ event: "deal_won", reached: expect.any(Number) });
  expect(record.asked.length).toBeGreaterThan(0);
  // The gateway of these tests has people of its own, and whose a breach is, is asked of them.
  expect({ ...record, breaches: [] }).toEqual({ ...figures, breaches: [] });
  expect(JSON.stringify(record)).not.toMatch(/@|"s\d/);
});

test("a journey that there is none of is told so, and a time of nothing is empty", async () => {
  const client = await gateway.as("ida", "people");
  const from = "2020-01-01T00:00:00.000Z";
  await expect(client.trackRecord({ journey: "nowhere", from })).rejects.toMatchObject({ status: 404 });
  const empty = await client.trackRecord({ journey: "lead_to_customer", from, until: from });
  expect(empty).toMatchObject({ noted: 0, entered: 0, stages: [] });
});
