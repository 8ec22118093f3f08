import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ApiClient } from "../../../runtime/gateway/api-client.ts";
import { endInstance, placeInstance } from "../../../runtime/store/instances.ts";
import { closeWork } from "../../../runtime/store/work.ts";
import { HOUR, MONDAY, newcomer } from "../ingest/fixture.ts";
import { offerToAnna, openGateway, type TestGateway } from "./fixture.ts";

let test: TestGateway;
let client: ApiClient;

beforeAll(async () => {
  test = await openGateway();
  client = await test.as("anna", "people", "admin", "events");
});
afterAll(async () => await test.close());

describe("why somebody is where they are", () => {
  it("is one sentence: where, since when, who holds it, why, and what comes next", async () => {
    const { email } = await offerToAnna(test);
    const { sentence, subject, journeys } = await client.why(email.toUpperCase());
    expect(sentence).toBe(
      `${subject.name} has been in nurture of small v1 since 2026-11-23 09:00 +00:00; ida (marketing) holds it; ` +
        "last, sales_ready was offered to anna: least loaded (0 open); " +
        "next: anna to accept sales_ready, by 2026-11-23 17:00 +00:00.",
    );
    expect(journeys).toMatchObject([
      { instance: { stage: "nurture", holder: { role: "marketing", person: "ida" } }, sentence },
    ]);
  });

  it("says what is overdue, what has ended, and who is nowhere", async () => {
    const { work } = await offerToAnna(test);
    const [instance = "", key = ""] = [work.split("#")[0], work.split("/")[1]];
    const holder = { role: "sales", person: null };
    await closeWork(test.store.db, work, {
      how: "withdrawn",
      by: null,
      result: null,
      evidence: {},
      at: MONDAY,
    });
    await placeInstance(test.store.db, instance, {
      stage: "selling",
      holder,
      awaits: "sales to answer call",
      until: MONDAY - HOUR,
    });
    expect((await client.why(key)).sentence).toMatch(
      /sales holds it;.*by 2026-11-23 08:00 \+00:00, overdue since then\.$/,
    );
    await endInstance(test.store.db, instance, { exit: "won", outcome: "success", at: MONDAY });
    expect((await client.why(key)).sentence).toMatch(
      /^Person \d+ left small v1 by the exit won on 2026-11-23 09:00/,
    );
    const subject = newcomer();
    await client.sendEvents({ id: "nowhere", event: "demo_requested", subject });
    expect((await client.why(subject.email)).sentence).toBe(
      `${subject.name} is known as a lead and is in no journey.`,
    );
    await expect(client.why("stranger@example.com")).rejects.toMatchObject({
      status: 404,
      message: "Nobody is known as stranger@example.com.",
    });
  });
});

describe("a timeline", () => {
  it("is what happened, in order and in words", async () => {
    const { email } = await offerToAnna(test);
    const { entries } = await client.timeline(email);
    expect(entries.map(({ sentence }) => sentence)).toEqual([
      "entered nurture",
      "sales_ready was offered to anna: least loaded (0 open)",
    ]);
  });
});

describe("the journal", () => {
  it("is read from where a reader stands, and waits for news", async () => {
    const before = await client.journal({ limit: 1000 });
    const waiting = client.journal({ after: before.last, wait: 5 });
    await offerToAnna(test);
    const { entries, last } = await waiting;
    expect(entries.length).toBeGreaterThan(0);
    expect(entries[0]?.number).toBe(before.last + 1);
    expect((await client.journal({ after: last - 1, limit: 1 })).entries).toHaveLength(1);
    await expect(client.journal({ after: -1 })).rejects.toMatchObject({ status: 400, field: "/after" });
  });
});

describe("the status", () => {
  it("counts where all stand, and shows them page by page", async () => {
    await offerToAnna(test);
    await offerToAnna(test);
    const all = await client.status({ stage: "nurture", holder: "ida" });
    expect(all.counts).toMatchObject([
      { journey: "small", version: 1, stage: "nurture", holder: { person: "ida" }, state: "open" },
    ]);
    expect(all.counts[0]?.count).toBe(all.instances.length);
    const first = await client.status({ stage: "nurture", limit: 2 });
    const second = await client.status({ stage: "nurture", limit: 2, after: first.next ?? "" });
    const shown = [...first.instances, ...second.instances].map(({ id }) => id);
    expect(new Set(shown).size).toBe(shown.length);
    expect((await client.status({ state: "ended" })).instances).toMatchObject([
      { exit: "won", outcome: "success" },
    ]);
    expect((await client.instance(shown[0] ?? "")).id).toBe(shown[0]);
    await expect(client.status({ after: "x' or 1=1" })).rejects.toMatchObject({ status: 400 });
    await expect(client.instance("small/nobody/1")).rejects.toMatchObject({ status: 404 });
  });

  it.each(["' or 1=1 --", "\\", "%", "nurture; drop table baton.journal"])(
    "takes %j for a value and nothing else",
    async (value) => {
      const { instances } = await client.status({
        journey: value,
        stage: value,
        holder: value,
        subject: value,
      });
      expect(instances).toEqual([]);
    },
  );
});

it("shows a developer what went out", async () => {
  expect(await client.mail()).toEqual({
    mail: [
      {
        at: new Date(MONDAY).toISOString(),
        to: "anna@example.com",
        subject: "Work",
        text: "Call Maria",
        message: null,
      },
    ],
  });
});
