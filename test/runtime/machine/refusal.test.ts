/** Whose act counts, and what the others are told: docs/language.md, rules 10 and 12, "`needs F`". */
import { describe, expect, test } from "vitest";
import type { Act, Actor } from "../../../runtime/machine/protocol.ts";
import { refusal, requestsIn } from "../../../runtime/machine/refusal.ts";
import type { State, Work } from "../../../runtime/machine/state.ts";
import { BATON, cast, DAY, type Desk, HOUR, openDesk, SECOND, timeOf } from "./play.ts";

const { plan } = cast(
  `stage first { owner sdr  lasts at most 8 weeks, then exit gone
     on demo_requested -> second through baton
     on replied { decide discount { approved, approved_with_changes, sent_back, declined stay } }
     task call "Call" by the holder, on prompt { yes needs amount go on  later needs reason go on }
     stay }
   ${SECOND} ${BATON.replace("carries name", "carries name, job_title")}`,
);
const NOW = timeOf(plan, "2026-11-23", 9);
const deskWith = (fields = {}): Desk => openDesk(plan, { fields: { job_title: "CTO", ...fields } });
const someone = (person: string, roles: readonly string[], more: Partial<Actor> = {}): Actor => ({
  person,
  roles,
  delegateOf: [],
  ...more,
});
const ANNA = someone("anna", ["sdr"]);
const BO = someone("bo", ["sdr"]);

const workNamed = (desk: Desk, name: string): string =>
  desk.state.work.find(({ record }) => record.name === name)?.record.id ?? "none";
const refused = (desk: Desk, actor: Actor, act: Act) => refusal(desk.plan, desk.state, actor, act, NOW);
const done = (desk: Desk, result: string | null, evidence = {}): Act => ({
  do: "complete",
  work: workNamed(desk, "call"),
  result,
  evidence,
});

describe("an answer", () => {
  test("counts from who was asked, with what it needs", () => {
    const desk = deskWith();
    expect(refused(desk, ANNA, done(desk, "later", { reason: "busy" }))).toBeNull();
  });

  test("needs its evidence, and a blank is none", () => {
    const desk = deskWith();
    expect(refused(desk, ANNA, done(desk, "yes"))).toEqual({
      code: "missing-evidence",
      message: "call as yes needs amount.",
    });
    expect(refused(desk, ANNA, done(desk, "later", { reason: null }))?.code).toBe("missing-evidence");
  });

  test("need not say what the subject's field says already", () => {
    const desk = deskWith({ amount: { amount: 1, currency: "EUR" } });
    expect(refused(desk, ANNA, done(desk, "yes"))).toBeNull();
  });

  test("is one of those that there are; where there are several, none goes without saying", () => {
    const desk = deskWith();
    const message = "call is answered with one of: yes, later.";
    expect(refused(desk, ANNA, done(desk, "maybe"))).toEqual({ code: "unknown-answer", message });
    expect(refused(desk, ANNA, done(desk, null))?.code).toBe("unknown-answer");
  });

  test("brings nothing along that was not asked for", () => {
    const desk = deskWith();
    const evidence = { reason: "busy", discount: 90 };
    desk.act("anna", ["sdr"], { do: "complete", name: "call", result: "later", evidence });
    expect(desk.state.fields.discount).toBe(0);
  });

  test("fits the kind of request", () => {
    const desk = deskWith();
    const act: Act = { do: "accept", work: workNamed(desk, "call") };
    expect(refused(desk, ANNA, act)).toEqual({
      code: "wrong-kind",
      message: "call is a task; it cannot be answered with accept.",
    });
  });
});

describe("somebody else", () => {
  test("is told who has it", () => {
    const desk = deskWith();
    expect(refused(desk, BO, done(desk, "yes"))).toEqual({
      code: "not-yours",
      message: "call is with anna.",
    });
  });

  test("who had it before is told that it has moved on", () => {
    const desk = deskWith();
    desk.run(desk.now + 4 * HOUR);
    expect(refused(desk, ANNA, done(desk, "yes"))).toEqual({
      code: "not-yours",
      message: "call has moved on to bo.",
    });
  });

  test("while nobody can be found, anyone of the role may answer", () => {
    const desk = openDesk(plan, { world: { assign: () => null }, fields: { job_title: "CTO" } });
    expect(refused(desk, BO, done(desk, "later", { reason: "busy" }))).toBeNull();
    expect(refused(desk, someone("elsa", ["account_executive"]), done(desk, "yes"))?.code).toBe("not-yours");
  });
});

describe("a right", () => {
  const asked = (): Desk => {
    const desk = deskWith({ discount: 15 });
    desk.event("replied");
    return desk;
  };
  const approve = (desk: Desk): Act => ({
    do: "decide",
    work: workNamed(desk, "discount"),
    answer: "approved",
    evidence: {},
  });
  const delegate = someone("dag", ["revops_lead"], {
    delegateOf: [{ person: "carla", right: "discount", roles: ["sales_manager"] }],
  });

  test("is lost with the role", () => {
    const desk = asked();
    expect(refused(desk, someone("carla", ["sales_manager"]), approve(desk))).toBeNull();
    expect(refused(desk, someone("carla", []), approve(desk))).toEqual({
      code: "not-yours",
      message: "carla no longer fills sales_manager.",
    });
  });

  test("may be lent, under the name of whoever decides, and only for that right", () => {
    const desk = asked();
    expect(refused(desk, delegate, approve(desk))).toBeNull();
    const other = {
      ...delegate,
      delegateOf: [{ person: "carla", right: "disqualify", roles: ["sales_manager"] }],
    };
    expect(refused(desk, other, approve(desk))?.code).toBe("not-yours");
    const lapsed = { ...delegate, delegateOf: [{ person: "carla", right: "discount", roles: ["sdr"] }] };
    expect(refused(desk, lapsed, approve(desk))?.code).toBe("not-yours");
    desk.put({ is: "act", actor: delegate, act: approve(desk) });
    expect(desk.journal.at(-1)).toMatchObject({ what: "decided", by: "dag", why: "for carla" });
  });

  test("may be lent to some only, and says so to the others", () => {
    const desk = asked();
    const { discount } = plan.rights;
    if (discount === undefined) throw new Error("the plan has no right `discount`");
    const lentTo = (role: string) => ({
      ...plan,
      rights: { ...plan.rights, discount: { ...discount, delegatesTo: [role] } },
    });
    expect(refusal(lentTo("revops_lead"), desk.state, delegate, approve(desk), NOW)).toBeNull();
    expect(refusal(lentTo("finance_lead"), desk.state, delegate, approve(desk), NOW)).toEqual({
      code: "not-yours",
      message: "discount may be delegated to finance_lead only.",
    });
  });

  test("may be one that is not lent", () => {
    const desk = asked();
    const { discount } = plan.rights;
    if (discount === undefined) throw new Error("the plan has no right `discount`");
    const strict = { ...plan, rights: { ...plan.rights, discount: { ...discount, mayBeDelegated: false } } };
    expect(refusal(strict, desk.state, delegate, approve(desk), NOW)?.code).toBe("not-yours");
  });
});

describe("too late", () => {
  test("it has been answered, or withdrawn", () => {
    const desk = deskWith();
    const act = done(desk, "later", { reason: "busy" });
    desk.put({ is: "act", actor: ANNA, act });
    expect(refused(desk, ANNA, act)?.code).toBe("already-answered");
  });

  test("there never was such a request", () => {
    const desk = deskWith();
    const act: Act = { do: "accept", work: `${desk.state.instance}#w999` };
    expect(refused(desk, ANNA, act)?.code).toBe("unknown-work");
    expect(refused(desk, ANNA, { ...act, work: "i2#w1" })?.code).toBe("unknown-work");
  });

  test("the journey has ended", () => {
    const desk = deskWith();
    const act = done(desk, "yes");
    desk.run(desk.now + 60 * DAY);
    expect(refused(desk, ANNA, act)).toEqual({
      code: "journey-ended",
      message: "This journey has ended (gone).",
    });
  });

  test("what is refused changes nothing, and is written down", () => {
    const desk = deskWith();
    const before = desk.state;
    desk.put({ is: "act", actor: BO, act: done(desk, "yes") });
    expect(desk.state).toEqual(before);
    expect(desk.journal.at(-1)).toMatchObject({ what: "ignored", by: "bo", why: "call is with anna." });
  });
});

/** The state as it stands, with the named request otherwise. */
const workBut = (
  desk: Desk,
  name: string,
  change: Partial<Work>,
  record: Partial<Work["record"]> = {},
): State => ({
  ...desk.state,
  work: desk.state.work.map((work) =>
    work.record.name === name ? { ...work, ...change, record: { ...work.record, ...record } } : work,
  ),
});

describe("an answer, at its edges", () => {
  const later = (desk: Desk): Act => done(desk, "later", { reason: "busy" });

  test("is no word that every list has", () => {
    const desk = deskWith();
    expect(refused(desk, ANNA, done(desk, "constructor"))?.code).toBe("unknown-answer");
  });

  test("that gives a blank leaves what is known", () => {
    const desk = deskWith({ amount: { amount: 1, currency: "EUR" } });
    expect(refused(desk, ANNA, done(desk, "yes", { amount: null }))).toBeNull();
  });

  test("to an offer is to accept or one of its reasons, and `accept` is no reason", () => {
    const desk = deskWith();
    desk.event("demo_requested");
    const decline = (reason: string): Act => ({
      do: "decline",
      work: workNamed(desk, "baton"),
      reason,
      evidence: { reason: "x" },
    });
    expect(refused(desk, ANNA, decline("not_now"))).toBeNull();
    expect(refused(desk, ANNA, decline("never"))).toEqual({
      code: "unknown-answer",
      message: "baton is answered with one of: not_now, elsewhere.",
    });
    expect(refused(desk, ANNA, decline("accept"))?.code).toBe("unknown-answer");
  });

  test("is none where only an event closes it", () => {
    const desk = deskWith();
    expect(refusal(plan, workBut(desk, "call", {}, { answers: {} }), ANNA, later(desk), NOW)).toEqual({
      code: "unknown-answer",
      message: "call closes by itself once what it asks for has happened.",
    });
  });

  test("is not taken from whoever had it while another person is picked, nor from who is barred", () => {
    const desk = deskWith();
    const picking = workBut(desk, "call", { picking: { ref: "p", for: "pass on" } });
    expect(refusal(plan, picking, ANNA, later(desk), NOW)).toEqual({
      code: "not-yours",
      message: "call is being passed on to another person.",
    });
    const barred = workBut(desk, "call", { barred: ["anna"] });
    expect(refusal(plan, barred, ANNA, later(desk), NOW)).toEqual({
      code: "not-yours",
      message: "Nobody decides on their own request here.",
    });
  });

  test("is taken from who had missed it and has it again", () => {
    const desk = deskWith();
    expect(refusal(plan, workBut(desk, "call", { missed: ["anna"] }), ANNA, later(desk), NOW)).toBeNull();
  });

  test("by a link is in time until its last instant; nobody else's time runs out by it", () => {
    const desk = deskWith();
    const { sdr } = plan.roles;
    if (sdr === undefined) throw new Error("the plan has no role `sdr`");
    const open = { ...plan, roles: { ...plan.roles, sdr: { ...sdr, outside: {} } } };
    const until = (linkUntil: number | null) => workBut(desk, "call", { linkUntil });
    expect(refusal(open, until(NOW), ANNA, later(desk), NOW)).toBeNull();
    expect(refusal(open, until(null), ANNA, later(desk), NOW)).toBeNull();
    expect(refusal(open, until(NOW - 1), ANNA, later(desk), NOW)?.code).toBe("link-expired");
    expect(refusal(plan, until(NOW - 1), ANNA, later(desk), NOW)).toBeNull();
  });

  test("the latest request of all has been answered, too", () => {
    const desk = deskWith();
    const act: Act = { do: "accept", work: `${desk.state.instance}#w${desk.state.serial}` };
    expect(refused(desk, ANNA, act)?.code).toBe("already-answered");
  });
});

describe("a right that is lent", () => {
  const lender = { person: "carla", right: "discount", roles: ["sales_manager"] };
  const asked = (): Desk => {
    const desk = deskWith({ discount: 15 });
    desk.event("replied");
    return desk;
  };
  const approve = (desk: Desk): Act => ({
    do: "decide",
    work: workNamed(desk, "discount"),
    answer: "approved",
    evidence: {},
  });

  test("by one of several", () => {
    const desk = asked();
    const other = { person: "elsa", right: "discount", roles: ["sales_manager"] };
    const dag = (delegateOf: Actor["delegateOf"]) => someone("dag", ["revops_lead"], { delegateOf });
    expect(refused(desk, dag([other, lender]), approve(desk))).toBeNull();
    expect(refused(desk, dag([other]), approve(desk))?.code).toBe("not-yours");
  });

  test("to roles of which one is enough", () => {
    const desk = asked();
    const { discount } = plan.rights;
    if (discount === undefined) throw new Error("the plan has no right `discount`");
    const delegatesTo = ["finance_lead", "revops_lead"];
    const lent = { ...plan, rights: { ...plan.rights, discount: { ...discount, delegatesTo } } };
    const dag = someone("dag", ["revops_lead"], { delegateOf: [lender] });
    expect(refusal(lent, desk.state, dag, approve(desk), NOW)).toBeNull();
  });

  test("lends no task that bears its name", () => {
    const desk = asked();
    const state = workBut(desk, "call", {}, { name: "discount", person: "carla", role: "sales_manager" });
    const dag = someone("dag", ["revops_lead"], { delegateOf: [lender] });
    expect(refusal(plan, state, dag, done(desk, "later", { reason: "x" }), NOW)?.code).toBe("not-yours");
  });
});

describe("a request, unprompted", () => {
  const AT_ONCE = `handover swift from first to third { receiver sdr at once  accountable revops_lead  carries name }`;
  const THIRD = `stage third { owner sdr  lasts at most 10 days, then exit gone  stay }`;
  const asking = cast(
    `stage first { owner marketing_manager  lasts at most 8 weeks, then exit gone
       on demo_requested -> second through baton
       on replied { tell sdr "x" }
       on request by sdr to pass -> second through baton
       on request by sdr to switch -> third
       on request by sdr to hand -> third through swift
       on request by sdr to look { task look "Look" by revops_lead, on daily }
       on request by sdr to drop exit gone
       stay }
     ${SECOND} ${THIRD} ${BATON} ${AT_ONCE}`,
  ).plan;
  const REQUESTS = ["pass", "switch", "hand", "look", "drop"];
  const codes = (desk: Desk): readonly (string | null)[] =>
    REQUESTS.map((name) => refused(desk, ANNA, { do: "request", name, evidence: {} })?.code ?? null);

  test("is one of those that the stage has", () => {
    expect(requestsIn(asking, "first").map(({ name }) => name)).toEqual(REQUESTS);
    expect(requestsIn(asking, "first", true).map(({ name }) => name)).toEqual(["drop"]);
    expect(requestsIn(asking, null)).toEqual([]);
  });

  test("is taken, and while a handover is under way all but another one that waits for an acceptance", () => {
    const desk = openDesk(asking);
    expect(codes(desk)).toEqual([null, null, null, null, null]);
    desk.event("demo_requested");
    expect(codes(desk)).toEqual(["under-way", null, null, null, null]);
  });

  test("while it gives way only what leads out; what it never had is not there either", () => {
    const desk = openDesk(asking);
    desk.put({ is: "gives way", id: "g1", to: "other", how: "pauses" });
    const paused = "journey-paused";
    expect(codes(desk)).toEqual([paused, paused, paused, paused, null]);
    expect(refused(desk, ANNA, { do: "request", name: "nothing", evidence: {} })?.code).toBe(paused);
  });
});
