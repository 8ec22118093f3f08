/** What is done, and what is written down of it: docs/language.md, rule 15. */
import { ApplicationFailure } from "@temporalio/common";
import { beforeAll, describe, expect, it } from "vitest";
import { createActivities } from "../../../runtime/activities/create-activities.ts";
import { NO_SUBJECT } from "../../../runtime/activities/failures.ts";
import { beginJourney } from "../../../runtime/ingest/entry.ts";
import { indexPlans } from "../../../runtime/ingest/plan-index.ts";
import type { Event } from "../../../runtime/machine/protocol.ts";
import { onEachStore, onPostgres } from "../../support/each-store.ts";
import {
  addLead,
  addScore,
  assign,
  batchOf,
  changeLead,
  DAY,
  entry,
  HOUR,
  instanceOf,
  journalOf,
  LIBRARY,
  letter,
  MONDAY,
  outboxOf,
  PEOPLE,
  PLANS,
  place,
  record,
  send,
  type TestWorld,
  tally,
  tell,
  unique,
  workOf,
  worldOn,
} from "./fixture.ts";

onEachStore((lane) => {
  let world: TestWorld;
  beforeAll(() => {
    world = worldOn(lane.store().db);
  });
  const fresh = (fields = {}) => {
    world.at = MONDAY;
    world.team = PEOPLE;
    return addLead(world, fields);
  };

  describe("a batch", () => {
    it("is applied once, and a repeat is told the same", async () => {
      const lead = await fresh();
      const commands = [
        place(),
        assign(),
        send(),
        tell(),
        { do: "set", fields: { country: "DK" }, by: null },
        { do: "begin", key: "b", journey: "other" },
        { do: "sum", ref: "s", field: "amount", over: "account", days: 30 },
      ] as const;
      const batch = batchOf(world, lead, commands, {
        journal: [entry({ what: "entered", name: "nurture" })],
      });
      const activities = createActivities(world);
      const first = await activities.record(batch);
      const before = await everything(lead);
      expect(await activities.record(batch)).toEqual(first);
      expect(await everything(lead)).toEqual(before);
      expect(before.map((rows) => rows.length)).toEqual([2, 1, 3, 2, 1, 1]);
    });

    it("of two copies at once is applied once", async () => {
      const lead = await fresh();
      const batch = batchOf(world, lead, [assign(), send()], { journal: [entry({ what: "entered" })] });
      const { record: apply } = createActivities(world);
      const answers = await Promise.all(Array.from({ length: 8 }, () => apply(batch)));
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
      expect(await journalOf(world, lead)).toHaveLength(2);
    });

    it("writes nothing when a part of it fails", async () => {
      const lead = await fresh();
      const bad = { ...tell(), text: "a\u0000b" };
      await expect(record(world, lead, [place(), send(), bad])).rejects.toThrow();
      expect((await everything(lead)).flat()).toEqual([]);
    });

    it("of somebody who was forgotten is refused for good", async () => {
      const failure = await record(world, "gone", [place()]).catch((error: unknown) => error);
      expect(failure).toMatchObject({ type: NO_SUBJECT, nonRetryable: true });
    });

    it("fails without a word of what is in it", async () => {
      const lead = await fresh({ company: "CANARY-COMPANY", email: "canary+pii@example.test" });
      const bad = { ...tell(), text: "CANARY-TEXT {company} {email}\u0000" };
      const failure = await record(world, lead, [bad]).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(ApplicationFailure);
      const shown = [failure, (failure as Error).stack, (failure as Error).cause].map(String).join("\n");
      expect(shown).not.toMatch(/canary/i);
      expect(shown).toContain("    at ");
      expect((failure as Error).message).toMatch(/^Batch \d+ of small\/[-0-9a-f]+\/1 failed: 22\w{3}\.$/);
    });
  });

  /** Every row that a batch of this lead may write. */
  const everything = async (lead: string) => {
    const { db } = world;
    return [
      await db.selectFrom("instance").selectAll().where("subject", "=", lead).orderBy("id").execute(),
      await db.selectFrom("work").selectAll().where("subject", "=", lead).execute(),
      await db.selectFrom("letter").selectAll().where("subject", "=", lead).orderBy("key").execute(),
      await journalOf(world, lead),
      await outboxOf(world, lead),
      await db.selectFrom("batch").selectAll().where("instance", "like", `%${lead}%`).execute(),
    ];
  };

  describe("work", () => {
    it("goes to a person, who is in the journal with the reason", async () => {
      const lead = await fresh();
      world.team = { ...PEOPLE, people: PEOPLE.people.filter(({ id }) => id !== "anna") };
      const command = assign();
      const { results } = await record(world, lead, [command]);
      expect(results).toEqual([{ ref: command.ref, person: "bo", role: "sales" }]);
      const work = await world.db
        .selectFrom("work")
        .selectAll()
        .where("id", "=", command.work.id)
        .executeTakeFirst();
      expect(work).toMatchObject({
        person: "bo",
        role: "sales",
        state: "open",
        answers: { done: [] },
        due: MONDAY + DAY,
      });
      expect(await journalOf(world, lead)).toMatchObject([
        { what: "asked", to: "bo", why: expect.stringContaining("least open") },
      ]);
    });

    it("is not the one whom another request of the same task is with, where somebody else can be", async () => {
      const lead = await fresh();
      const [one, other] = [assign(), assign()];
      const apartFrom = (...people: string[]) => ({ ...assign(), beside: { works: [], people } });
      const people = async (commands: Parameters<typeof record>[2]) =>
        (await record(world, lead, [place(), ...commands])).results.map((result) =>
          "person" in result ? result.person : null,
        );
      const beside = { works: [one.work.id], people: [] };
      expect(new Set(await people([one, { ...other, beside }])).size).toBe(2);
      // However much each of the two has open.
      expect(await people([apartFrom("anna"), apartFrom("bo")])).toEqual(["bo", "anna"]);
      expect(await people([apartFrom("anna"), apartFrom("bo")])).toEqual(["bo", "anna"]);
      expect(await people([apartFrom("bo"), apartFrom("bo")])).toEqual(["anna", "anna"]);
      const only = { ...assign({ role: "manager" }), beside: { works: [], people: ["carla"] } };
      expect(await people([only])).toEqual(["carla"]);
    });

    it("that reaches nobody is open, stands in no entry, and makes the instance stuck until somebody has it", async () => {
      const lead = await fresh();
      const command = assign({ role: "nobody" });
      const { results } = await record(world, lead, [command, place()]);
      const instance = `small/${lead}/1`;
      expect(results).toEqual([{ ref: command.ref, person: null, role: "nobody" }]);
      expect(await journalOf(world, lead)).toEqual([]);
      expect(await instanceOf(world, instance)).toMatchObject({ state: "stuck", stage: "nurture" });
      await record(world, lead, [{ do: "open work", work: { ...command.work, person: "anna" } }, place()]);
      expect(await instanceOf(world, instance)).toMatchObject({ state: "open", holder_person: "mia" });
    });

    it("moves to another person with its clock, and is closed with its result", async () => {
      const lead = await fresh();
      const work = workOf({ person: "anna" });
      await record(world, lead, [{ do: "open work", work }]);
      await record(world, lead, [
        { do: "open work", work: { ...work, person: "bo", openedAt: MONDAY + HOUR, due: null } },
      ]);
      const find = async () =>
        await world.db.selectFrom("work").selectAll().where("id", "=", work.id).executeTakeFirstOrThrow();
      expect(await find()).toMatchObject({ person: "bo", opened_at: MONDAY + HOUR, due: null });
      await record(world, lead, [
        {
          do: "close work",
          work: work.id,
          how: "done",
          by: "bo",
          result: "qualified",
          evidence: { reason: "fits" },
        },
      ]);
      expect(await find()).toMatchObject({
        state: "done",
        closed_by: "bo",
        result: "qualified",
        evidence: { reason: "fits" },
      });
    });
  });

  describe("a message", () => {
    const outcomeOf = async (lead: string, command: ReturnType<typeof send>) => {
      const { results, letters } = await record(world, lead, [command]);
      const [result] = results;
      return { sent: result !== undefined && "sent" in result ? result.sent : null, letters };
    };

    it("is granted, and may go out", async () => {
      const command = send();
      const lead = await fresh();
      expect(await outcomeOf(lead, command)).toEqual({ sent: { is: "sent" }, letters: [command.key] });
      expect(await letter(world, command.key)).toMatchObject({
        status: "granted",
        priority: 20,
        counts: true,
      });
    });

    it("waits under a cap, keeps its place in the queue, and is granted when asked for again", async () => {
      const lead = await fresh();
      await outcomeOf(lead, send());
      world.at = MONDAY + HOUR;
      const second = send();
      const { sent } = await outcomeOf(lead, second);
      expect(sent).toMatchObject({ is: "deferred", until: MONDAY + DAY + HOUR });
      expect(await journalOf(world, lead)).toMatchObject([
        { what: "message", name: "welcome_guide", result: "deferred" },
      ]);
      // The first one has not left yet; once it has, it counts from then.
      await world.db
        .updateTable("letter")
        .set({ status: "sent", sent_at: MONDAY + 1 })
        .where("subject", "=", lead)
        .where("status", "=", "granted")
        .execute();
      world.at = MONDAY + DAY + HOUR;
      expect((await outcomeOf(lead, { ...second, ref: unique("p") })).sent).toEqual({ is: "sent" });
      expect(await letter(world, second.key)).toMatchObject({
        asked_at: MONDAY + HOUR,
        decided_at: world.at,
      });
    });

    it.each<[string, Record<string, unknown>, Record<string, unknown>, Record<string, unknown>]>([
      ["after an opt-out", { opted_out: true }, {}, { is: "suppressed", why: "never when opted_out" }],
      ["of the account on hold", { open_concern: true }, {}, { is: "held" }],
      ["of the account on hold, or dropped", { open_concern: true }, { orDrop: true }, { is: "dropped" }],
      [
        "of a big deal",
        { amount: { amount: 200_000, currency: "EUR" } },
        {},
        { is: "ask", ladder: "prompt" },
      ],
      [
        "of a big deal, once agreed",
        { amount: { amount: 200_000, currency: "EUR" } },
        { approvedBy: "mia" },
        { is: "sent" },
      ],
      ["that is exempt", { open_concern: true }, { message: "receipt" }, { is: "sent" }],
      ["that there is not", {}, { message: "gone" }, { is: "suppressed" }],
    ])("%s", async (_, fields, change, expected) => {
      const lead = await fresh(fields);
      expect((await outcomeOf(lead, send(change))).sent).toMatchObject(expected);
    });

    it("follows the consent of another subject with the same address", async () => {
      const email = `${unique("shared")}@example.com`;
      await fresh({ email, opted_out: true });
      const lead = await fresh({ email });
      expect((await outcomeOf(lead, send())).sent).toMatchObject({ is: "suppressed" });
    });

    it("shares its caps with every journey and subject of the address", async () => {
      const email = `${unique("shared")}@example.com`;
      const [one, other] = [await fresh({ email }), await fresh({ email })];
      expect((await outcomeOf(one, send())).sent).toMatchObject({ is: "sent" });
      expect((await outcomeOf(other, send())).sent).toMatchObject({ is: "deferred" });
    });

    it("that is over is not decided anew", async () => {
      const lead = await fresh();
      const command = send();
      await outcomeOf(lead, command);
      await changeLead(world, lead, { opted_out: true });
      const again = await outcomeOf(lead, { ...command, ref: unique("p") });
      expect(again).toEqual({ sent: { is: "sent" }, letters: [] });
    });

    it("that has not gone out can be taken back", async () => {
      const lead = await fresh();
      const command = send();
      await outcomeOf(lead, command);
      await record(world, lead, [{ do: "drop", keys: [command.key, "unknown"] }]);
      expect(await letter(world, command.key)).toMatchObject({ status: "withdrawn", wanted: false });
      expect(await journalOf(world, lead)).toMatchObject([{ what: "message", result: "withdrawn" }]);
      expect((await outcomeOf(lead, { ...command, ref: unique("p") })).sent).toMatchObject({ is: "dropped" });
    });
  });

  describe("a notice", () => {
    const wordsTo = async (lead: string, command: ReturnType<typeof tell>) => {
      const { letters } = await record(world, lead, [command]);
      const rows = await world.db
        .selectFrom("letter")
        .selectAll()
        .where("subject", "=", lead)
        .orderBy("address")
        .execute();
      expect(letters.toSorted()).toEqual(rows.map(({ key }) => key).toSorted());
      return rows.map(({ address, text }) => [address, text]);
    };

    it("reaches everyone who fills the role, with the fields filled in", async () => {
      const lead = await fresh({ name: "Maria" });
      expect(await wordsTo(lead, tell({ text: "{name} of {company}" }))).toEqual([
        ["anna@team.example.com", "Maria of unknown"],
        ["bo@team.example.com", "Maria of unknown"],
      ]);
    });

    it("names the event's fields", async () => {
      const lead = await fresh();
      const event = unique("e");
      await world.db
        .insertInto("event")
        .values({
          source: "crm",
          id: event,
          kind: "bought",
          subject: lead,
          at: MONDAY,
          received_at: MONDAY,
          fields: '{"amount":{"amount":25000,"currency":"EUR"}}',
          body_hash: "",
        })
        .execute();
      const command = tell({ text: "Signed: {amount}", to: { person: "carla" }, event });
      expect(await wordsTo(lead, command)).toEqual([["carla@team.example.com", "Signed: 25,000 EUR"]]);
    });

    it.each([
      ["the role's shared address", "marketing", "marketing@team.example.com"],
      ["the manager of an empty role", "support", "carla@team.example.com"],
    ])("reaches %s", async (_, role, address) => {
      const lead = await fresh();
      expect((await wordsTo(lead, tell({ to: { role } }))).map(([to]) => to)).toEqual([address]);
    });

    it("that reaches nobody is stuck, and says so", async () => {
      const lead = await fresh();
      expect(await wordsTo(lead, tell({ to: { role: "nobody" } }))).toEqual([]);
      expect(await journalOf(world, lead)).toMatchObject([
        { what: "stuck", name: "nobody", why: expect.stringContaining("reached nobody") },
      ]);
      expect(await instanceOf(world, `small/${lead}/1`)).toMatchObject({ state: "stuck" });
    });
  });

  describe("fields that are set", () => {
    it("are told to the subject's other open journeys that read them", async () => {
      const lead = await fresh();
      await record(world, lead, [place()]);
      await record(world, lead, [place()], { journey: "other" });
      await record(world, lead, [{ do: "set", fields: { country: "DK", name: "Mia" }, by: "anna" }]);
      const row = await world.db
        .selectFrom("subject")
        .selectAll()
        .where("id", "=", lead)
        .executeTakeFirstOrThrow();
      expect(row.fields).toMatchObject({ country: "DK", name: "Mia" });
      expect(row.fields_at).toMatchObject({ country: MONDAY, name: MONDAY });
      expect(await outboxOf(world, lead)).toMatchObject([
        {
          instance: `other/${lead}/1`,
          payload: { kind: "signal", fact: { is: "fields", fields: { country: "DK" } } },
        },
      ]);
    });

    it("may move a score over a line, which every open journey is told", async () => {
      const library = {
        ...LIBRARY,
        scores: { interest: { ...LIBRARY.scores.interest, bands: [{ name: "warm", from: 10 }] } },
      } as typeof LIBRARY;
      const lead = await fresh();
      await addScore(world, lead, null);
      await record(world, lead, [place()]);
      await record(worldOn(world.db, { library }), lead, [
        { do: "set", fields: { industry: "fintech" }, by: null },
      ]);
      expect(await outboxOf(world, lead)).toMatchObject([
        { instance: `small/${lead}/1`, payload: { fact: { is: "band", score: "interest", band: "warm" } } },
      ]);
    });

    it("release the account's held messages when they clear its last hold", async () => {
      const company = unique("Nordpay ");
      const [one, other] = [
        await fresh({ company, open_concern: true }),
        await fresh({ company, open_concern: true }),
      ];
      const held = send();
      await record(world, one, [held]);
      const clear = { do: "set", fields: { open_concern: false }, by: "anna" } as const;
      await record(world, one, [clear]);
      expect(await outboxOf(world, one)).toEqual([]);
      await record(world, other, [clear]);
      expect(await outboxOf(world, one)).toMatchObject([
        { payload: { fact: { is: "released", key: held.key } } },
      ]);
    });
  });

  describe("a sum", () => {
    it("is over the account, of what changed lately, in one currency", async () => {
      const company = unique("Sum ");
      const eur = (amount: number) => ({ company, amount: { amount, currency: "EUR" } });
      const own = await fresh(eur(100));
      await fresh(eur(20));
      await fresh({ company, amount: { amount: 999, currency: "DKK" } });
      await fresh({ company });
      world.at = MONDAY - 40 * DAY;
      await addLead(world, eur(5));
      world.at = MONDAY;
      const { results } = await record(world, own, [
        { do: "sum", ref: "s", field: "amount", over: "account", days: 30 },
      ]);
      expect(results).toEqual([{ ref: "s", sum: 120 }]);
    });

    it("may be over another field, and is one's own without an account", async () => {
      const country = unique("X");
      const own = await fresh({ country, amount: { amount: 7, currency: "EUR" } });
      await fresh({ country, amount: { amount: 3, currency: "EUR" } });
      const sumOver = (over: string) => ({ do: "sum", ref: over, field: "amount", over, days: 30 }) as const;
      const { results } = await record(world, own, [sumOver("country"), sumOver("account")]);
      expect(results).toEqual([
        { ref: "country", sum: 10 },
        { ref: "account", sum: 7 },
      ]);
    });
  });

  describe("another journey", () => {
    it("is begun by its own rules, and a refusal is written down", async () => {
      const lead = await fresh();
      const begin = { do: "begin", key: "b", journey: "other" } as const;
      await record(world, lead, [begin]);
      expect(await outboxOf(world, lead)).toMatchObject([
        { instance: `other/${lead}/1`, payload: { kind: "start", workflowType: "other_v1" } },
      ]);
      await record(world, lead, [begin]);
      expect(await outboxOf(world, lead)).toHaveLength(1);
      expect(await journalOf(world, lead)).toMatchObject([
        { what: "ignored", name: "other", result: "not begun" },
      ]);
    });
  });

  describe("a journey that has given way", () => {
    it("has what it asks to send held, though its run has not heard of it yet, and goes on with the other's end", async () => {
      const lead = await fresh();
      const group = { group: "attention", priority: 30, givesWay: "pauses" } as const;
      const plans = indexPlans([
        ...PLANS.filter(({ journey }) => journey === "small").map((plan) => ({
          ...plan,
          exclusive: { ...group, priority: 10 },
        })),
        ...PLANS.filter(({ journey }) => journey === "other").map((plan) => ({ ...plan, exclusive: group })),
      ]);
      const own: TestWorld = { ...world, plans };
      const { record: apply } = createActivities(own);
      const small = (commands: Parameters<typeof batchOf>[2]) => apply(batchOf(own, lead, commands));
      await beginJourney(own.db, own, { subject: lead, journey: "small", now: MONDAY });
      await beginJourney(own.db, own, { subject: lead, journey: "other", now: MONDAY });
      const { results } = await small([place(), send()]);
      expect(results).toMatchObject([{ sent: { is: "held", why: "the journey gives way to other" } }]);
      const other = batchOf(own, lead, [{ do: "end", exit: "won", outcome: "success" }]);
      await apply({
        ...other,
        instance: `other/${lead}/1`,
        journey: "other",
        workflowId: `other/${lead}/1`,
        number: 1,
      });
      expect((await outboxOf(own, lead)).map(({ payload }) => payload)).toMatchObject([
        { kind: "start" },
        { kind: "signal", fact: { is: "gives way", to: "other", how: "pauses" } },
        { kind: "start" },
        { kind: "signal", fact: { is: "goes on" } },
      ]);
      expect(await instanceOf(own, `small/${lead}/1`)).toMatchObject({ gives_way_to: null });
    });
  });

  describe("a journey that waits for another", () => {
    const waiting = (journey: string) =>
      PLANS.map((plan) => ({
        ...plan,
        code: {
          ...plan.code,
          "nurture/begin": {
            do: "begin",
            journey,
            wait: { upTo: { ms: DAY }, ended: { then: "stay" }, none: { then: "stay" } },
            next: null,
          } as const,
        },
      }));

    it("is told which instance it is, joined or begun, or that it was refused, and of its end", async () => {
      const own: TestWorld = { ...world, plans: indexPlans(waiting("other")) };
      const { record: apply } = createActivities(own);
      const lead = await fresh();
      const begin = { do: "begin", key: "b", journey: "other", ref: "r" } as const;
      const answer = { results: [{ ref: "r", began: `other/${lead}/1` }] };
      expect(await apply(batchOf(own, lead, [place(), begin]))).toMatchObject(answer);
      expect(await apply(batchOf(own, lead, [begin]))).toMatchObject(answer);
      const other = batchOf(own, lead, [{ do: "end", exit: "won", outcome: "success" }]);
      const home = {
        instance: `other/${lead}/1`,
        journey: "other",
        workflowId: `other/${lead}/1`,
        number: 1,
      };
      await apply({ ...other, ...home });
      expect((await outboxOf(own, lead)).at(-1)).toMatchObject({
        instance: `small/${lead}/1`,
        payload: { kind: "signal", fact: { is: "journey ended", instance: `other/${lead}/1` } },
      });
      expect(await apply(batchOf(own, lead, [begin]))).toMatchObject({
        results: [{ ref: "r", began: null }],
      });
    });
  });

  describe("the end", () => {
    it("is written down, and gives up what was set aside", async () => {
      const lead = await fresh();
      const [first, second] = [send(), send()];
      await record(world, lead, [place(), first, second]);
      await record(world, lead, [{ do: "end", exit: "won", outcome: "success" }, place()]);
      expect(await instanceOf(world, `small/${lead}/1`)).toMatchObject({
        state: "ended",
        stage: null,
        exit: "won",
        outcome: "success",
        ended_at: MONDAY,
      });
      expect(await letter(world, second.key)).toMatchObject({ status: "withdrawn" });
      // What was granted before the end may go: the exit itself may send.
      expect(await letter(world, first.key)).toMatchObject({ status: "granted" });
    });

    it("is told twice where something follows the exit, and the journey has ended with the first", async () => {
      const lead = await fresh();
      const end = { do: "end", exit: "won", outcome: "success" } as const;
      await record(world, lead, [place()]);
      const later = send();
      await record(world, lead, [{ ...end, goesOn: true }, place({ stage: "after won" }), later]);
      const instance = () => instanceOf(world, `small/${lead}/1`);
      expect(await instance()).toMatchObject({
        state: "open",
        stage: "after won",
        exit: "won",
        ended_at: MONDAY,
      });
      expect(await letter(world, later.key)).toMatchObject({ status: "granted" });
      await record({ ...world, now: () => MONDAY + 1_000 }, lead, [end]);
      expect(await instance()).toMatchObject({ state: "ended", stage: null, exit: "won", ended_at: MONDAY });
    });

    it("gives back what was not taken in: an event leads in again by the rules, the rest is written down", async () => {
      const again = PLANS.map((plan) => ({ ...plan, ifEnded: { then: "at once" } as const }));
      const back: TestWorld = { ...world, plans: indexPlans(again) };
      const lead = await fresh();
      const event = { id: unique("e"), kind: "lead_created", at: MONDAY, fields: {} };
      await addEvent(lead, event);
      await record(world, lead, [place()]);
      await record(world, lead, [{ do: "end", exit: "won", outcome: "success" }]);
      const unread = [
        { is: "event", event: { ...event, id: unique("e"), kind: "bought" } },
        { is: "event", event },
        { is: "band", id: "b1", score: "interest", band: "hot" },
      ] as const;
      const last = batchOf(world, lead, [], { unread });
      const { record: apply } = createActivities(back);
      await apply(last);
      await apply(last);
      expect(await journalOf(world, lead)).toMatchObject([
        { what: "ignored", name: "bought", why: "the journey has ended: won" },
        { what: "ignored", name: "band", why: "the journey has ended: won" },
      ]);
      const started = (await outboxOf(world, lead)).map(({ instance }) => instance);
      expect(started).toEqual([`small/${lead}/2`]);
    });
  });

  const addEvent = (subject: string, { id, kind, at }: Event) =>
    world.db
      .insertInto("event")
      .values({ source: "crm", id, kind, subject, at, received_at: at, fields: "{}", body_hash: "" })
      .execute();
});

onPostgres((lane) => {
  it("keeps the caps of one address when 64 ask at once", async () => {
    const world = worldOn(lane.store().db, {
      library: {
        ...LIBRARY,
        policies: {
          lead: { ...LIBRARY.policies.lead, caps: [{ atMost: 5, channel: "email", per: { ms: DAY } }] },
        },
      } as typeof LIBRARY,
    });
    const email = `${unique("shared")}@example.com`;
    const leads = await Promise.all(Array.from({ length: 64 }, () => addLead(world, { email })));
    const answers = await Promise.all(leads.map((lead) => record(world, lead, [send()])));
    expect(answers.flatMap(({ letters }) => letters)).toHaveLength(5);
    // The others have places of their own: five a day, for as many days as it takes.
    const rows = await world.db
      .selectFrom("letter")
      .select("until")
      .where("address", "=", email)
      .where("status", "=", "deferred")
      .execute();
    const perDay = Object.values(tally(rows.map(({ until }) => until)));
    expect(perDay.toSorted()).toEqual([4, ...Array.from({ length: 11 }, () => 5)]);
  });

  it("loses no turn when 50 are picked at once", async () => {
    const world = worldOn(lane.store().db);
    world.team = {
      ...PEOPLE,
      people: ["a", "b", "c", "d", "e"].map((id) => ({
        ...PEOPLE.people[0],
        id,
        roles: ["sales"],
      })) as typeof PEOPLE.people,
    };
    const leads = await Promise.all(Array.from({ length: 50 }, () => addLead(world)));
    const answers = await Promise.all(
      leads.map((lead) => record(world, lead, [assign({ route: "in_turn" })])),
    );
    const persons = answers.flatMap(({ results }) =>
      results.map((result) => ("person" in result ? result.person : null)),
    );
    expect(tally(persons)).toEqual({ a: 10, b: 10, c: 10, d: 10, e: 10 });
  });

  it("gives nobody more than their capacity when many are picked at once", async () => {
    const world = worldOn(lane.store().db);
    const roomy = { ...PEOPLE.people[0], roles: ["sales", "support"] };
    world.team = {
      ...PEOPLE,
      people: ["x", "y"].map((id) => ({ ...roomy, id, capacity: 3 })) as typeof PEOPLE.people,
    };
    const leads = await Promise.all(Array.from({ length: 20 }, () => addLead(world)));
    const roles = leads.map((lead, index) => ({ lead, role: index % 2 === 0 ? "sales" : "support" }));
    await Promise.all(
      roles.map(({ lead, role }) => record(world, lead, [assign({ route: "in_turn", role, first: false })])),
    );
    const open = await world.db
      .selectFrom("work")
      .select("person")
      .where("person", "in", ["x", "y"])
      .execute();
    expect(open).toHaveLength(6);
  });
});
