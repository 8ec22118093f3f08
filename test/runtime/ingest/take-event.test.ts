import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Condition } from "../../../compiler/plan.ts";
import type { EventRequest } from "../../../runtime/gateway/api.ts";
import { sweepCrossings } from "../../../runtime/ingest/crossings.ts";
import { beginJourney } from "../../../runtime/ingest/entry.ts";
import { eventId, takeEvent } from "../../../runtime/ingest/take-event.ts";
import type { State } from "../../../runtime/machine/state.ts";
import { step } from "../../../runtime/machine/step.ts";
import { openStore, type Store } from "../../../runtime/store/open-store.ts";
import { transact } from "../../../runtime/store/transact.ts";
import {
  DAY,
  eventOf,
  HOUR,
  installationOn,
  LIBRARY,
  MONDAY,
  newcomer,
  PLAN,
  type TestInstallation,
} from "./fixture.ts";

let store: Store;
let installation: TestInstallation;
let serial = 0;

beforeAll(async () => {
  store = await openStore({});
}, 60_000);
afterAll(async () => await store.close());

const fresh = () => {
  installation = installationOn(store.db);
  return newcomer();
};
const take = async (request: Partial<EventRequest>) => {
  serial += 1;
  const event = eventOf(
    { id: `e${serial}`, event: "lead_created", subject: {}, ...request },
    installation.at,
  );
  return await takeEvent(installation, event);
};

const subjectOf = async (email: unknown) =>
  await store.db.selectFrom("subject").selectAll().where("key", "=", String(email)).executeTakeFirstOrThrow();
const factsOf = async (email: unknown) => {
  const { id } = await subjectOf(email);
  const rows = await store.db
    .selectFrom("outbox")
    .select("payload")
    .where("subject", "=", id)
    .orderBy("id")
    .execute();
  return rows.map(({ payload }) => payload);
};
const end = async (instance: string, at: number) =>
  await store.db
    .updateTable("instance")
    .set({ state: "ended", ended_at: at, exit: "lost" })
    .where("id", "=", instance)
    .execute();

describe("an event", () => {
  it("makes its subject and starts the journey that it leads into", async () => {
    const subject = fresh();
    const taken = await take({ subject: { ...subject, company: "Nordpay", country: "DK" } });
    const row = await subjectOf(subject.email);
    expect(row).toMatchObject({ address: subject.email, account: "nordpay" });
    expect(row.fields).toMatchObject({ name: subject.name, country: "DK", discount: 0, opted_out: false });
    expect(taken).toEqual({ is: "taken", started: [`small/${row.id}/1`], informed: [] });
    expect(await factsOf(subject.email)).toMatchObject([
      {
        kind: "start",
        workflowType: "small_v1",
        indexed: { journey: "small", version: 1, stage: "nurture", holder: "marketing" },
        start: {
          stage: "nurture",
          fields: { country: "DK" },
          bands: { interest: null },
          event: { kind: "lead_created" },
        },
      },
    ]);
  });

  it("passes nothing personal on that no plan reads", async () => {
    const subject = fresh();
    await take({ id: String(subject.email), subject });
    const said = JSON.stringify(await factsOf(subject.email));
    expect(said).not.toContain(String(subject.email));
    expect(said).not.toContain(String(subject.name));
  });

  it("needs of somebody new what may not be blank, and leaves nothing behind when it is not there", async () => {
    fresh();
    const refused = await take({ subject: { email: "nameless@example.com" } });
    expect(refused).toMatchObject({
      is: "refused",
      fault: { code: "missing-field", field: "/subject/name" },
    });
    expect(
      await store.db.selectFrom("subject").where("key", "=", "nameless@example.com").selectAll().execute(),
    ).toEqual([]);
  });

  it("counts once, whatever it is called again, and the first body counts", async () => {
    const subject = fresh();
    const request = { id: "same", subject };
    expect(await take(request)).toMatchObject({ is: "taken" });
    expect(await take(request)).toEqual({ is: "repeated" });
    expect(await take({ ...request, event: "demo_requested" })).toEqual({ is: "conflict" });
    expect(await take({ ...request, source: "elsewhere" })).toMatchObject({ is: "taken" });
    expect(await factsOf(subject.email)).toHaveLength(1);
  });

  it("is told to an open journey that listens, with what it changed", async () => {
    const subject = fresh();
    await take({ subject });
    const taken = await take({ event: "demo_requested", subject: { ...subject, country: "SE" } });
    expect(taken).toMatchObject({ started: [], informed: [expect.stringContaining("small/")] });
    expect((await factsOf(subject.email)).slice(1)).toMatchObject([
      { kind: "signal", fact: { is: "event", event: { kind: "demo_requested", fields: { country: "SE" } } } },
    ]);
  });

  it("is scored and told to nobody when no journey listens for it", async () => {
    const subject = fresh();
    await take({ subject });
    await take({ event: "page_viewed", subject, data: { path: "/blog" } });
    expect(await factsOf(subject.email)).toHaveLength(1);
    await take({ event: "page_viewed", subject, data: { path: "/pricing", seconds: 5 } });
    expect((await factsOf(subject.email)).slice(1)).toMatchObject([
      { fact: { is: "event", event: { fields: { path: "/pricing" } } } },
      { fact: { is: "band", score: "interest", band: "warm" } },
    ]);
  });

  it("tells fields that a journey reads, and no others", async () => {
    const subject = fresh();
    await take({ subject });
    await take({ event: "page_viewed", subject: { ...subject, industry: "saas" }, data: { path: "/" } });
    await take({ event: "page_viewed", subject: { ...subject, country: "NO" }, data: { path: "/" } });
    const facts = (await factsOf(subject.email)).flatMap((payload) =>
      payload.kind === "signal" ? [payload.fact] : [],
    );
    expect(facts).toContainEqual({ is: "fields", id: expect.any(String), fields: { country: "NO" } });
    expect(JSON.stringify(facts)).not.toContain("saas");
  });

  it("updates the subject by its own fields that bear the name of one", async () => {
    const subject = fresh();
    await take({ subject });
    await take({ event: "bought", subject, data: { amount: "900 EUR" } });
    expect((await subjectOf(subject.email)).fields.amount).toEqual({ amount: 900, currency: "EUR" });
  });
});

describe("a journey that has ended", () => {
  it("is entered again when its time has come, and until then that is written down", async () => {
    const subject = fresh();
    await take({ subject });
    const { id } = await subjectOf(subject.email);
    await end(`small/${id}/1`, MONDAY);
    installation.at = MONDAY + 9 * DAY;
    expect(await take({ subject })).toMatchObject({ started: [] });
    const journal = await store.db.selectFrom("journal").selectAll().where("subject", "=", id).execute();
    expect(journal).toMatchObject([
      { what: "ignored", name: "lead_created", why: expect.stringContaining("not entered") },
    ]);
    installation.at = MONDAY + 10 * DAY;
    expect(await take({ subject })).toMatchObject({ started: [`small/${id}/2`] });
  });

  it("may be begun by another, by the same rules", async () => {
    const subject = fresh();
    await take({ subject });
    const { id } = await subjectOf(subject.email);
    const begin = async (now: number) =>
      await transact(store.db, (tx) =>
        beginJourney(tx, installation, { subject: id, journey: "small", now }),
      );
    expect(await begin(MONDAY)).toEqual({
      refused: "one is open, and is joined",
      joined: `small/${id}/1`,
    });
    await end(`small/${id}/1`, MONDAY);
    expect(await begin(MONDAY + 11 * DAY)).toEqual({ began: `small/${id}/2` });
    expect((await factsOf(subject.email)).at(-1)).toMatchObject({
      kind: "start",
      start: { event: null, stage: "nurture" },
    });
  });
});

describe("order of arrival", () => {
  it("changes neither the subject nor its score", async () => {
    const said = [
      { at: 1, event: "lead_created", industry: "saas" },
      { at: 2, event: "page_viewed", industry: "fintech", country: "DK" },
      { at: 3, event: "page_viewed", country: "SE" },
      { at: 4, event: "page_viewed", industry: "retail" },
      { at: 5, event: "demo_requested", industry: "fintech" },
    ];
    const outcome = async (order: readonly (typeof said)[number][]) => {
      const subject = fresh();
      installation.at = MONDAY + DAY;
      for (const { at, event, ...fields } of order) {
        const data = event === "page_viewed" ? { path: "/" } : {};
        await take({
          event,
          at: new Date(MONDAY + at * HOUR).toISOString(),
          subject: { ...subject, ...fields },
          data,
        });
      }
      const { id, fields } = await subjectOf(subject.email);
      const [score] = await store.db
        .selectFrom("score_state")
        .selectAll()
        .where("subject", "=", id)
        .execute();
      const { country, industry } = fields;
      return { country, industry, band: score?.band, state: score?.state, next: score?.next_crossing };
    };
    const inOrder = await outcome(said);
    expect(inOrder).toMatchObject({ country: "SE", industry: "fintech", band: "hot" });
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(said, { minLength: said.length }), async (order) => {
        expect(await outcome(order)).toEqual(inOrder);
      }),
      { numRuns: 20 },
    );
  });
});

describe("a late event", () => {
  const at = (hours: number) => new Date(MONDAY + hours * HOUR).toISOString();
  const startOf = async (email: unknown): Promise<State> => {
    const [first] = await factsOf(email);
    if (first?.kind !== "start") throw new Error("no journey was started");
    return step(PLAN, null, { is: "start", now: MONDAY + 3 * HOUR, ...first.start }).state;
  };

  it("does not undo what a journey was begun with, in the store or in the machine", async () => {
    const subject = fresh();
    installation.at = MONDAY + 3 * HOUR;
    // Known before the journey begins.
    await take({ event: "demo_requested", at: at(2), subject: { ...subject, country: "SE" } });
    await take({ at: at(1), subject: { ...subject, country: "DK" } });
    const [start] = await factsOf(subject.email);
    expect(start).toMatchObject({
      start: { fields: { country: "SE" }, fieldsAt: { country: MONDAY + 2 * HOUR }, event: { fields: {} } },
    });
    expect(Object.keys(start?.kind === "start" ? (start.start.fieldsAt ?? {}) : {})).toEqual(["country"]);
    const state = await startOf(subject.email);
    expect(state.fields.country).toBe("SE");
    const late = { id: "late", kind: "demo_requested", at: MONDAY, fields: { country: "NO" } };
    const told = step(PLAN, state, { is: "event", now: MONDAY + 3 * HOUR, event: late }).state;
    expect(told.fields.country).toBe("SE");
  });

  it("is told without its stale value, where the later one was no news to the journey", async () => {
    const subject = fresh();
    installation.at = MONDAY + 5 * HOUR;
    await take({ at: at(0), subject: { ...subject, country: "DK" } });
    // The same value, said again later: nobody need be told.
    await take({
      event: "page_viewed",
      at: at(4),
      subject: { ...subject, country: "DK" },
      data: { path: "/" },
    });
    await take({ event: "demo_requested", at: at(2), subject: { ...subject, country: "SE" } });
    await take({ event: "bought", at: at(1), subject, data: { amount: "5 EUR" } });
    await take({ event: "bought", at: at(0), subject, data: { amount: "9 EUR" } });
    expect((await subjectOf(subject.email)).fields).toMatchObject({
      country: "DK",
      amount: { amount: 5, currency: "EUR" },
    });
    const facts = (await factsOf(subject.email)).flatMap((payload) =>
      payload.kind === "signal" && payload.fact.is === "event" ? [payload.fact.event.fields] : [],
    );
    expect(facts).toEqual([{}, { amount: { amount: 5, currency: "EUR" } }, {}]);
  });
});

describe("a score that falls", () => {
  it("tells of the band that time takes away", async () => {
    const subject = fresh();
    await take({ subject });
    for (const path of ["/a", "/b"]) await take({ event: "page_viewed", subject, data: { path } });
    installation.at = MONDAY + 5 * DAY;
    await sweepCrossings(installation);
    await sweepCrossings(installation);
    const bands = (await factsOf(subject.email)).slice(1);
    expect(bands).toMatchObject([
      { fact: { is: "band", band: "warm" } },
      { fact: { is: "band", band: null } },
    ]);
  });

  it("that cannot be counted keeps nobody else waiting, and is written down once", async () => {
    const [broken, healthy] = [fresh(), newcomer()];
    for (const subject of [broken, healthy]) {
      await take({ subject });
      for (const path of ["/a", "/b"]) await take({ event: "page_viewed", subject, data: { path } });
    }
    const { id } = await subjectOf(broken.email);
    const bad = { state: JSON.stringify({ parts: "SECRET" }), next_crossing: MONDAY };
    await store.db.updateTable("score_state").set(bad).where("subject", "=", id).execute();
    installation.at = MONDAY + 5 * DAY;
    await sweepCrossings(installation);
    expect((await factsOf(healthy.email)).at(-1)).toMatchObject({ fact: { is: "band", band: null } });
    expect(await sweepCrossings(installation)).toBe(0);
    installation.at += DAY;
    expect(await sweepCrossings(installation)).toBe(1);
    const journal = await store.db.selectFrom("journal").selectAll().where("subject", "=", id).execute();
    expect(journal).toMatchObject([{ what: "stuck", name: "score", why: expect.any(String) }]);
    expect(JSON.stringify(journal)).not.toContain("SECRET");
  });

  it("that the library no longer has is not due for ever", async () => {
    const subject = fresh();
    await take({ subject });
    const { id } = await subjectOf(subject.email);
    await store.db
      .insertInto("score_state")
      .values({ subject: id, score: "gone", state: "{}", band: null, next_crossing: 1, updated_at: 1 })
      .execute();
    expect(await sweepCrossings(installation)).toBe(1);
    expect(await sweepCrossings(installation)).toBe(0);
  });
});

const holdLetter = async (subject: string, account: string | null) =>
  await store.db
    .insertInto("letter")
    .values({
      key: `letter of ${subject}`,
      kind: "message",
      address: null,
      subject,
      account,
      instance: `small/${subject}/1`,
      journey: "small",
      version: 1,
      stage: "nurture",
      step: null,
      name: "welcome_guide",
      channel: "email",
      text: null,
      status: "held",
      until: null,
      why: null,
      counts: true,
      priority: 0,
      asked_at: MONDAY,
      decided_at: MONDAY,
      sent_at: null,
      message_id: null,
    })
    .execute();

describe("a hold of an account", () => {
  it("that ends because a score has fallen releases what was held", async () => {
    const subject = fresh();
    const policy = LIBRARY.policies.lead;
    if (policy === undefined) throw new Error("the fixture has a policy");
    const isWarm: Condition = { is: "band", score: "interest", band: "warm" };
    const policies = { lead: { ...policy, holdAccount: [isWarm] } };
    installation = installationOn(store.db, [PLAN], { ...LIBRARY, policies });
    await take({ subject });
    for (const path of ["/a", "/b"]) await take({ event: "page_viewed", subject, data: { path } });
    await holdLetter((await subjectOf(subject.email)).id, null);
    installation.at = MONDAY + 5 * DAY;
    await sweepCrossings(installation);
    const { id } = await subjectOf(subject.email);
    expect((await factsOf(subject.email)).at(-1)).toMatchObject({
      fact: { is: "released", key: `letter of ${id}` },
    });
  });

  it("releases what was held when the last concern of the account clears", async () => {
    const one = { ...fresh(), company: "Holdings" };
    const other = { ...newcomer(), company: "holdings " };
    const subjects: readonly EventRequest["subject"][] = [one, other];
    for (const subject of subjects) {
      await take({ subject });
      await take({ event: "concern_changed", subject, data: { open_concern: true } });
    }
    await holdLetter((await subjectOf(one.email)).id, "holdings");
    const released = async () => JSON.stringify(await factsOf(one.email)).includes("released");
    await take({ event: "concern_changed", subject: one, data: { open_concern: false } });
    expect(await released()).toBe(false);
    await take({ event: "concern_changed", subject: other, data: { open_concern: false } });
    expect(await released()).toBe(true);
  });
});

it("gives an event a name that is stable and holds nothing of its sender's", () => {
  expect(eventId({ source: "a", id: "b" })).toBe(eventId({ source: "a", id: "b" }));
  expect(eventId({ source: "a", id: "bc" })).not.toBe(eventId({ source: "ab", id: "c" }));
});
