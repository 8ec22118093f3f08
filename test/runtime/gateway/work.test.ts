import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ApiClient } from "../../../runtime/gateway/api-client.ts";
import { closeWork } from "../../../runtime/store/work.ts";
import { HOUR, MONDAY } from "../ingest/fixture.ts";
import { offerToAnna, openGateway, type TestGateway } from "./fixture.ts";

let test: TestGateway;
let anna: ApiClient;

beforeAll(async () => {
  test = await openGateway();
  anna = await test.as("anna", "people");
});
afterAll(async () => await test.close());
beforeEach(() => {
  test.journeys.answer = { is: "taken" };
  test.journeys.acts.length = 0;
});

const failure = async (asked: Promise<unknown>) =>
  await asked.then(
    () => null,
    ({ status, code, message, field }) => ({ status, code, message, field }),
  );

describe("the inbox", () => {
  it("says what is asked, of whom, by when, and how it is answered", async () => {
    const { email, work } = await offerToAnna(test);
    const inbox = await anna.inbox({ subject: email });
    expect(inbox).toEqual({
      now: "2026-11-23T09:00:00.000Z",
      person: "anna",
      reviews: [],
      work: [
        {
          id: work,
          kind: "accept",
          name: "sales_ready",
          title: expect.stringMatching(/^Take Person \d+ at Nordpay, worth unknown$/),
          instance: work.split("#")[0],
          journey: "small",
          stage: "nurture",
          subject: { kind: "lead", key: email, name: expect.stringContaining("Person") },
          role: "sales",
          person: "anna",
          openedAt: "2026-11-23T09:00:00.000Z",
          due: "2026-11-23T17:00:00.000Z",
          overdue: false,
          paused: null,
          answers: [
            { act: "accept", label: null, needs: [] },
            { act: "decline", label: "too_early", needs: [{ field: "reason", type: "text" }] },
            {
              act: "decline",
              label: "too_small",
              needs: [
                { field: "amount", type: "money" },
                { field: "industry", type: "one_of", values: ["fintech", "saas", "retail"] },
              ],
            },
          ],
          carries: [
            { name: "company", value: "Nordpay" },
            { name: "interest", value: null },
            { name: "engagement", value: 1 },
          ],
        },
      ],
    });
  });

  it("is a person's own, unless they look after the installation", async () => {
    expect(await failure(anna.inbox({ person: "bo" }))).toMatchObject({ status: 403 });
    const admin = await test.as("system:dev", "admin");
    expect((await admin.inbox({ person: "bo" })).work).toEqual([]);
    expect(await failure(admin.inbox())).toMatchObject({ status: 400, field: "/person" });
    expect(await failure(admin.inbox({ person: "nobody" }))).toMatchObject({ status: 404 });
  });

  it("shows what is with a role to everyone who fills it", async () => {
    const { email, work } = await offerToAnna(test);
    await test.store.db
      .updateTable("work")
      .set({ person: null, due: MONDAY - HOUR })
      .where("id", "=", work)
      .execute();
    const [bo, ida] = await Promise.all([test.as("bo", "people"), test.as("ida", "people")]);
    expect((await bo.inbox({ subject: email })).work).toMatchObject([{ id: work, overdue: true }]);
    expect((await ida.inbox({ subject: email })).work).toEqual([]);
  });
});

describe("an act", () => {
  it("reaches the journey as the person who does it", async () => {
    const { work } = await offerToAnna(test);
    expect(await anna.act("accept", work, {})).toEqual({
      taken: true,
      work,
      by: "anna",
      message: "anna accepted sales_ready.",
    });
    expect(test.journeys.acts).toMatchObject([
      {
        request: { actor: { person: "anna", roles: ["sales"], delegateOf: [] }, act: { do: "accept", work } },
      },
    ]);
  });

  it("may come with the type of a body that it has not", async () => {
    const { work } = await offerToAnna(test);
    const token = await test.token({ name: "anna", scopes: ["people"] });
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const address = new URL(`/v1/work/${encodeURIComponent(work)}/accept`, test.url);
    expect((await fetch(address, { method: "POST", headers })).status).toBe(200);
  });

  it("brings evidence as the language has it", async () => {
    const { work } = await offerToAnna(test);
    await anna.act("decline", work, {
      reason: "too_small",
      evidence: { amount: "900 EUR", industry: "retail" },
    });
    expect(test.journeys.acts[0]?.request.act).toEqual({
      do: "decline",
      work,
      reason: "too_small",
      evidence: { amount: { amount: 900, currency: "EUR" }, industry: "retail" },
    });
  });

  it.each([
    [{ reason: "too_smal" }, "unknown-answer", undefined, "Did you mean `too_small`?"],
    [
      { reason: "too_small", evidence: { amuont: 1 } },
      "unknown-field",
      "/evidence/amuont",
      "Did you mean `amount`?",
    ],
    [
      { reason: "too_small", evidence: { amount: "much" } },
      "wrong-type",
      "/evidence/amount",
      "must be money",
    ],
    [
      { reason: "too_small", evidence: { industry: "retial" } },
      "wrong-type",
      "/evidence/industry",
      "`retail`",
    ],
    [{ raeson: "too_small" }, "unknown-field", "/raeson", "Did you mean `reason`?"],
  ])("is told what is wrong with %j", async (body, code, field, hint) => {
    const { work } = await offerToAnna(test);
    const asked = anna.act("decline", work, body as { reason: string });
    expect(await failure(asked)).toMatchObject({
      status: 400,
      code,
      field: field ?? null,
      message: expect.stringContaining(hint),
    });
    expect(test.journeys.acts).toEqual([]);
  });

  it("has the same id when it is asked for again, and another when it is another", async () => {
    const { work } = await offerToAnna(test);
    await anna.act("accept", work, {});
    await anna.act("accept", work, {});
    await anna.act("decline", work, { reason: "too_early" });
    await anna.act("decline", work, { reason: "too_early" }, "my key");
    await (await test.as("bo", "people")).act("accept", work, {});
    const [first, second, ...others] = test.journeys.acts.map(({ updateId }) => updateId);
    expect(second).toBe(first);
    expect(new Set([first, ...others]).size).toBe(4);
  });

  it("is done when it is found done by the same person, and told who was first otherwise", async () => {
    const { work } = await offerToAnna(test);
    await closeWork(test.store.db, work, {
      how: "done",
      by: "anna",
      result: "accept",
      evidence: {},
      at: MONDAY,
    });
    expect(await anna.act("accept", work, {})).toMatchObject({ taken: true });
    test.journeys.answer = {
      is: "refused",
      refusal: { code: "already-answered", message: "This has been answered or withdrawn already." },
    };
    const bo = await test.as("bo", "people");
    expect(await failure(bo.act("accept", work, {}))).toMatchObject({
      status: 409,
      message: expect.stringContaining("anna answered sales_ready with accept at 2026-11-23T09:00:00.000Z"),
    });
  });
});

describe("an act that is not taken", () => {
  it.each([
    ["not-yours", 403],
    ["already-answered", 409],
    ["journey-ended", 409],
    ["unknown-work", 404],
    ["missing-evidence", 400],
    ["wrong-kind", 400],
  ] as const)("is refused as %s with %i, in the journey's words, and written down", async (code, status) => {
    const { email, work } = await offerToAnna(test);
    test.journeys.answer = { is: "refused", refusal: { code, message: "sales_ready is with bo." } };
    expect(await failure(anna.act("accept", work, {}))).toMatchObject({
      status,
      code,
      message: "sales_ready is with bo.",
    });
    const { entries } = await anna.timeline(email);
    expect(entries.at(-1)).toMatchObject({
      what: "ignored",
      by: "anna",
      sentence: "anna tried to accept sales_ready, and was refused: sales_ready is with bo.",
    });
  });

  it.each([
    ["already-answered", "No. It was overdue."],
    ["missing-evidence", "No."],
  ] as const)("as %s says that it was overdue only where that is why", async (code, message) => {
    const { work } = await offerToAnna(test);
    const due = MONDAY - HOUR;
    await test.store.db.updateTable("work").set({ due }).where("id", "=", work).execute();
    test.journeys.answer = { is: "refused", refusal: { code, message: "No." } };
    expect(await failure(anna.act("accept", work, {}))).toMatchObject({ code, message });
  });

  it.each([
    [{ is: "silent" }, 504, "worker-silent"],
    [{ is: "stuck" }, 503, "stuck"],
    [{ is: "gone" }, 409, "journey-ended"],
    [null, 503, "temporal-away"],
  ] as const)("because of %j is answered with %i", async (answer, status, code) => {
    const { work } = await offerToAnna(test);
    test.journeys.answer = answer;
    expect(await failure(anna.act("accept", work, {}))).toMatchObject({ status, code });
  });

  it("is of no work that there is", async () => {
    expect(await failure(anna.act("accept", "small/x/1#w9", {}))).toMatchObject({ status: 404 });
  });
});
