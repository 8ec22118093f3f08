/** What a back-test asks of a running installation: all that happened in a period, page by page. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { historyOf, readHistoryLine } from "../../../runtime/backtest/history.ts";
import { closeWork } from "../../../runtime/store/work.ts";
import { DAY, HOUR, MONDAY, newcomer } from "../ingest/fixture.ts";
import { offerToAnna, openGateway, type TestGateway } from "./fixture.ts";

const iso = (instant: number): string => new Date(instant).toISOString();
const PERIOD = { from: iso(MONDAY - DAY), until: iso(MONDAY) };

let test: TestGateway;
beforeAll(async () => {
  test = await openGateway();
});
afterAll(async () => await test.close());

describe("the history of a period", () => {
  it("tells facts as their senders put them, so that they can be sent again", async () => {
    const client = await test.as("ida", "admin", "events");
    const subject = newcomer();
    const at = iso(MONDAY - HOUR);
    const { results } = await client.sendEvents({ id: "a fact", event: "demo_requested", at, subject });
    expect(results).toMatchObject([{ status: "taken" }]);
    const { lines, next } = await client.history({ part: "events", ...PERIOD });
    expect(next).toBeNull();
    expect(lines).toEqual([
      { id: expect.any(String), event: "demo_requested", at, subject, data: expect.anything() },
    ]);
    for (const line of lines) expect(readHistoryLine(line).success).toBe(true);
    const early = { part: "events" as const, from: PERIOD.from, until: iso(MONDAY - 2 * HOUR) };
    expect((await client.history(early)).lines).toEqual([]);
  });

  it("tells what people answered, and not what was withdrawn", async () => {
    const client = await test.as("ida", "admin");
    const { work, email } = await offerToAnna(test);
    const answers = { part: "answers" as const, ...PERIOD };
    expect((await client.history(answers)).lines).toEqual([]);
    const how = { how: "done", by: "anna", result: "accept", evidence: {}, at: MONDAY } as const;
    await closeWork(test.store.db, work, how);
    expect((await client.history(answers)).lines).toEqual([
      {
        answered: "sales_ready",
        journey: "small",
        subject: { kind: "lead", key: email },
        answer: "accept",
        evidence: {},
        asked: expect.any(String),
        at: iso(MONDAY),
        by: "anna",
      },
    ]);
  });

  it("tells who was known before, with what had been said of them by then", async () => {
    const client = await test.as("ida", "admin", "events");
    const subject = newcomer();
    await client.sendEvents({ id: "earlier", event: "demo_requested", at: iso(MONDAY - 9 * DAY), subject });
    await test.store.db
      .updateTable("subject")
      .set({ created_at: MONDAY - 9 * DAY })
      .where("key", "=", subject.email)
      .execute();
    await client.sendEvents({
      id: "later",
      event: "demo_requested",
      at: iso(MONDAY - HOUR),
      subject: { ...subject, name: "Another Name" },
    });
    const { lines } = await client.history({ part: "known", ...PERIOD });
    const known = lines.find((line) => "known" in line && line.fields.email === subject.email);
    expect(known).toMatchObject({ known: "lead" });
    expect(known).not.toHaveProperty("fields.name");
  });

  it("comes in pages that follow each other, and gives nothing twice", async () => {
    const client = await test.as("ida", "admin", "events");
    const events = Array.from({ length: 7 }, (_, index) => ({
      id: `page ${index}`,
      event: "demo_requested",
      at: iso(MONDAY - 5 * HOUR),
      subject: newcomer(),
    }));
    await client.sendEvents(events);
    const query = { part: "events" as const, from: iso(MONDAY - 6 * HOUR), until: iso(MONDAY - 4 * HOUR) };
    const keys: string[] = [];
    let after: string | undefined;
    do {
      const page = await client.history({ ...query, limit: 3, ...(after === undefined ? {} : { after }) });
      expect(page.lines.length).toBeLessThanOrEqual(3);
      const { events: facts } = historyOf(page.lines);
      keys.push(...facts.map(({ subject }) => String(subject.email)));
      after = page.next ?? undefined;
    } while (after !== undefined);
    expect(keys.toSorted()).toEqual(events.map(({ subject }) => subject.email).toSorted());
  });

  it("is for administrators, and its cursor cannot be made up", async () => {
    const query = { part: "events" as const, ...PERIOD };
    await expect((await test.as("anna", "people", "events")).history(query)).rejects.toMatchObject({
      status: 403,
    });
    const client = await test.as("ida", "admin");
    await expect(client.history({ ...query, after: "1; drop table" })).rejects.toMatchObject({
      status: 400,
      field: "/after",
    });
    await expect(client.history({ ...query, from: "last week" })).rejects.toMatchObject({ status: 400 });
  });
});
