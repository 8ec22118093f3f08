import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ApiClient } from "../../../runtime/gateway/api-client.ts";
import { placeInstance } from "../../../runtime/store/instances.ts";
import { writeWork } from "../../../runtime/store/work.ts";
import { MONDAY } from "../ingest/fixture.ts";
import { offerToAnna, openGateway, type TestGateway } from "./fixture.ts";

let test: TestGateway;
let anna: ApiClient;

beforeAll(async () => {
  test = await openGateway();
  anna = await test.as("anna", "people");
}, 60_000);
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
const EVIDENCE = { amount: { amount: 9_000, currency: "EUR" }, reason: "They said so" };

describe("what may be requested", () => {
  it("stands with the instance, as its stage has it, until it ends", async () => {
    const { email } = await offerToAnna(test);
    const { instances } = await anna.status({ subject: email });
    expect(instances[0]?.requests).toEqual([
      {
        name: "grow",
        by: ["sales"],
        needs: [
          { field: "amount", type: "money" },
          { field: "reason", type: "text" },
        ],
      },
    ]);
    await placeInstance(test.store.db, instances[0]?.id ?? "", {
      stage: "selling",
      holder: { role: "sales", person: null },
      awaits: "",
      until: null,
    });
    expect((await anna.status({ subject: email })).instances[0]?.requests).toEqual([]);
  });
});

describe("a request", () => {
  it("reaches the one journey of the subject that knows it, with typed evidence", async () => {
    const { email, work } = await offerToAnna(test);
    expect(await anna.request(email, "grow", { evidence: EVIDENCE })).toEqual({
      taken: true,
      request: "grow",
      instance: work.split("#")[0],
      by: "anna",
      message: "anna requested grow.",
    });
    expect(test.journeys.acts.map(({ request }) => request)).toMatchObject([
      {
        actor: { person: "anna", roles: ["sales"] },
        act: { do: "request", name: "grow", evidence: EVIDENCE },
      },
    ]);
  });

  it("may be asked of whoever has joined the instance", async () => {
    const { work } = await offerToAnna(test);
    const other = await offerToAnna(test);
    const [instance = ""] = work.split("#");
    const [, subject = ""] = other.work.split("#")[0]?.split("/") ?? [];
    const ended = other.work.split("#")[0] ?? "";
    await test.store.db.updateTable("instance").set({ state: "ended" }).where("id", "=", ended).execute();
    expect(await failure(anna.request(other.email, "grow", {}))).toMatchObject({ status: 404 });
    await test.store.db.insertInto("member").values({ instance, subject, joined_at: MONDAY }).execute();
    expect(await anna.request(other.email, "grow", { evidence: EVIDENCE })).toMatchObject({ instance });
  });

  it("is told what is wrong before it gets there", async () => {
    const { email } = await offerToAnna(test);
    expect(await failure(anna.request(email, "gro", {}))).toMatchObject({
      status: 404,
      code: "unknown-request",
      message: expect.stringContaining("Did you mean `grow`?"),
    });
    expect(await failure(anna.request(email, "grow", { journey: "other" }))).toMatchObject({ status: 404 });
    expect(await failure(anna.request(email, "grow", { evidence: { amount: "much" } }))).toMatchObject({
      status: 400,
      field: "/evidence/amount",
    });
    expect(await failure(anna.request("nobody@example.com", "grow", {}))).toMatchObject({ status: 404 });
    expect(test.journeys.acts).toEqual([]);
  });

  it("that the journey refuses is answered in its words, and written down", async () => {
    const { email } = await offerToAnna(test);
    const refusal = { code: "under-way", message: "grow was requested before." } as const;
    test.journeys.answer = { is: "refused", refusal };
    expect(await failure(anna.request(email, "grow", {}))).toMatchObject({ status: 409, ...refusal });
    const { entries } = await anna.timeline(email);
    expect(entries.at(-1)).toMatchObject({
      what: "ignored",
      by: "anna",
      result: "request",
      why: refusal.message,
    });
    test.journeys.answer = { is: "gone" };
    expect(await failure(anna.request(email, "grow", {}))).toMatchObject({ code: "journey-ended" });
  });

  it("is the same one until it is written down, and then another", async () => {
    const { email, work } = await offerToAnna(test);
    const ids = () => test.journeys.acts.map(({ updateId }) => updateId);
    await anna.request(email, "grow", { evidence: EVIDENCE });
    await anna.request(email, "grow", { evidence: EVIDENCE });
    expect(new Set(ids()).size).toBe(1);
    const [instance = ""] = work.split("#");
    const home = { instance, subject: instance.split("/")[1] ?? "", journey: "small", version: 1 };
    await writeWork(test.store.db, home, {
      id: `${instance}#w2`,
      kind: "request",
      name: "grow",
      step: "nurture/request/grow",
      stage: "nurture",
      title: "grow",
      role: "sales",
      person: "anna",
      openedAt: MONDAY,
      due: null,
      answers: { requested: ["amount", "reason"] },
      event: null,
      carries: [],
    });
    await anna.request(email, "grow", { evidence: EVIDENCE });
    expect(new Set(ids()).size).toBe(2);
    await anna.request(email, "grow", { evidence: EVIDENCE }, "mine");
    await anna.request(email, "grow", { evidence: EVIDENCE }, "mine");
    expect(new Set(ids()).size).toBe(3);
  });
});
