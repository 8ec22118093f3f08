/** Whose act counts, and what the others are told: docs/language.md, rules 10 and 12, "`needs F`". */
import { describe, expect, test } from "vitest";
import type { Act, Actor } from "../../../runtime/machine/protocol.ts";
import { refusal } from "../../../runtime/machine/refusal.ts";
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
