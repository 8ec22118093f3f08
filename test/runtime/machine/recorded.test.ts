/** What is written down of what people do and what is asked of them (rule 15), and who that is (rule 12, "Who holds"). */
import { describe, expect, test } from "vitest";
import type { Command } from "../../../runtime/machine/protocol.ts";
import { BATON, cast, DAY, type Desk, HOUR, openDesk, SECOND, told } from "./play.ts";

const stageWith = (steps: string, owner = "sdr"): string =>
  `stage first { owner ${owner}  lasts at most 8 weeks, then exit gone  ${steps}  stay } ${SECOND} ${BATON}`;
const deskOf = (steps: string, owner?: string, world = {}): Desk =>
  openDesk(cast(stageWith(steps, owner)).plan, { world });
const done = <D extends Command["do"]>(desk: Desk, what: D) =>
  desk.commands.filter((command): command is Extract<Command, { do: D }> => command.do === what);
const REQUEST = `on request by sdr or sales_manager to close needs disposition { tell sdr "closed" }`;

describe("an act leaves who did it, what, and what they said", () => {
  test("a request is work that was never asked for, done by whoever made it in the role that may", () => {
    const desk = deskOf(REQUEST, "marketing_manager");
    desk.request("carla", ["revops_lead", "sales_manager"], "close", { disposition: "no money" });
    expect(done(desk, "open work").map(({ work }) => work)).toMatchObject([
      {
        kind: "request",
        name: "close",
        stage: "first",
        role: "sales_manager",
        person: "carla",
        due: null,
        answers: { requested: ["disposition"] },
        event: null,
        carries: [],
      },
    ]);
    expect(done(desk, "close work")).toMatchObject([
      { how: "done", by: "carla", result: "requested", evidence: { disposition: "no money" } },
    ]);
    expect(desk.journal.find(({ what }) => what === "requested")).toMatchObject({
      name: "close",
      by: "carla",
    });
  });

  test("what is refused is written down by the name of the request, with the reason", () => {
    const desk = deskOf(REQUEST, "marketing_manager");
    desk.request("ida", ["marketing_manager"], "close", { disposition: "no" });
    expect(desk.journal.at(-1)).toMatchObject({
      what: "ignored",
      name: "close",
      by: "ida",
      result: "request",
    });
    desk.put({
      is: "act",
      actor: { person: "ida", roles: [], delegateOf: [] },
      act: { do: "accept", work: "nothing" },
    });
    expect(desk.journal.at(-1)).toMatchObject({ what: "ignored", name: "nothing", result: "accept" });
    expect(desk.commands.filter((command) => command.do === "close work")).toEqual([]);
  });

  test("of work that is open the refusal bears its name", () => {
    const desk = deskOf(`task call "Call" by sdr, on daily`);
    desk.act("ida", ["marketing_manager"], { do: "complete", name: "call", result: null, evidence: {} });
    expect(desk.journal.at(-1)).toMatchObject({
      what: "ignored",
      name: "call",
      by: "ida",
      result: "complete",
    });
  });

  test("an acceptance, and what was accepted", () => {
    const desk = deskOf("on demo_requested -> second through baton", "marketing_manager");
    desk.event("demo_requested");
    desk.act("anna", ["sdr"], { do: "accept", name: "baton" });
    expect(desk.journal.find(({ what }) => what === "accepted")).toMatchObject({ name: "baton", by: "anna" });
    expect(done(desk, "close work")).toMatchObject([
      { how: "done", by: "anna", result: "accept", evidence: {} },
    ]);
  });

  test("a decline, its reason, and word to the owner of the rule (rule 11)", () => {
    const desk = deskOf("on demo_requested -> second through baton", "marketing_manager");
    desk.event("demo_requested");
    desk.act("anna", ["sdr"], {
      do: "decline",
      name: "baton",
      reason: "not_now",
      evidence: { reason: "later" },
    });
    expect(desk.journal.find(({ what }) => what === "declined")).toMatchObject({
      name: "baton",
      by: "anna",
      result: "not_now",
    });
    expect(done(desk, "tell").find(({ why }) => why === "decline")).toMatchObject({
      to: { role: "marketing_manager" },
      event: "e1",
    });
  });

  test("a task's result, and where it led is by whoever gave it", () => {
    const desk = deskOf(
      `task call "Call" by the holder, on daily { yes needs job_title exit done  no exit gone }`,
    );
    desk.act("anna", ["sdr"], {
      do: "complete",
      name: "call",
      result: "yes",
      evidence: { job_title: "CTO" },
    });
    expect(desk.journal.find(({ what }) => what === "completed")).toMatchObject({
      name: "call",
      by: "anna",
      result: "yes",
    });
    expect(desk.journal.find(({ what }) => what === "exited")).toMatchObject({ name: "done", by: "anna" });
    expect(done(desk, "set")).toMatchObject([{ fields: { job_title: "CTO" }, by: "anna" }]);
    expect(done(desk, "end")).toEqual([{ do: "end", exit: "done", outcome: "success" }]);
  });

  test("a blank that is given changes nothing", () => {
    const desk = openDesk(
      cast(stageWith(`task call "Call" by the holder, on daily { yes needs job_title go on }`)).plan,
      { fields: { job_title: "CTO" } },
    );
    desk.put({
      is: "act",
      actor: { person: "anna", roles: ["sdr"], delegateOf: [] },
      act: {
        do: "complete",
        work: desk.state.work[0]?.record.id ?? "",
        result: "yes",
        evidence: { country: null },
      },
    });
    expect(done(desk, "set")).toEqual([]);
    expect(desk.state.fields.country).toBe("DK");
  });

  test("a delegate's own name stands there, and for whom (rule 10)", () => {
    const desk = openDesk(
      cast(
        stageWith(
          `on replied { decide discount { approved, approved_with_changes exit done  sent_back, declined stay } }`,
          "account_executive",
        ),
      ).plan,
      { fields: { discount: 15, amount: { amount: 1, currency: "EUR" }, custom_terms: false } },
    );
    desk.event("replied");
    const work = desk.state.work[0]?.record.id ?? "";
    desk.put({
      is: "act",
      actor: {
        person: "dag",
        roles: ["revops_lead"],
        delegateOf: [{ person: "carla", right: "discount", roles: ["sales_manager"] }],
      },
      act: { do: "decide", work, answer: "approved", evidence: {} },
    });
    expect(desk.journal.find(({ what }) => what === "decided")).toMatchObject({
      by: "dag",
      why: "for carla",
    });
    expect(desk.state.exit).toBe("done");
  });

  test("one who holds the right answers for themselves", () => {
    const desk = openDesk(
      cast(
        stageWith(
          `on replied { decide discount { approved, approved_with_changes exit done  sent_back, declined stay } }`,
          "account_executive",
        ),
      ).plan,
      { fields: { discount: 15, amount: { amount: 1, currency: "EUR" }, custom_terms: false } },
    );
    desk.event("replied");
    desk.act("carla", ["sales_manager"], {
      do: "decide",
      name: "discount",
      answer: "approved",
      evidence: {},
    });
    expect(desk.journal.find(({ what }) => what === "decided")).toMatchObject({ by: "carla", why: null });
  });
});

describe("who is asked", () => {
  test("by a role, in a stage of that role: one is picked, and the holder is still the role", () => {
    const desk = deskOf(`task call "Call" by sdr, on daily`);
    expect(desk.state.work[0]?.record.person).toBe("anna");
    expect(desk.state.holder).toEqual({ role: "sdr", person: null });
  });

  test("by the holder, where a person holds: nobody is picked, and it is written down that they are asked", () => {
    const desk = deskOf(
      `task call "Call" by the holder, on daily  task again "Again {name}" by the holder, on daily`,
    );
    desk.act("anna", ["sdr"], { do: "complete", name: "call", result: null, evidence: {} });
    expect(done(desk, "assign")).toHaveLength(1);
    expect(told(desk.journal, "asked")).toEqual(["asked call to anna", "asked again to anna"]);
    expect(done(desk, "open work").map(({ work }) => [work.name, work.person])).toEqual([["again", "anna"]]);
    expect(desk.state.work[0]).toMatchObject({ makesHolder: false, record: { carries: [] } });
  });

  test("the manager is the holder's, the owner the stage's, and one without a manager is their own", () => {
    const steps = `tell the manager "a"  tell the owner "b"  tell the holder "c"`;
    const to = (owner: string) => done(deskOf(steps, owner), "tell").map((command) => command.to);
    expect(to("sdr")).toEqual([{ role: "sales_manager" }, { role: "sdr" }, { role: "sdr" }]);
    expect(to("revops_lead")).toEqual([
      { role: "revops_lead" },
      { role: "revops_lead" },
      { role: "revops_lead" },
    ]);
  });

  test("the asker is whoever led here, and the holder where nobody did", () => {
    const steps = `on replied { tell the asker "event" }  on request by sales_manager to note needs disposition { tell the asker "person" }`;
    const desk = deskOf(steps);
    desk.event("replied");
    desk.request("carla", ["sales_manager"], "note", { disposition: "x" });
    expect(done(desk, "tell").map(({ to, text }) => [text, to])).toEqual([
      ["event", { role: "sdr" }],
      ["person", { person: "carla" }],
    ]);
  });

  test("of several that one task asks, each pick is told of the others", () => {
    const desk = deskOf(
      `task both "Both" by the holder and sales_manager, on prompt { yes exit done  no stay }`,
    );
    const [first, second] = done(desk, "assign");
    expect(first?.beside).toEqual({ works: [], people: [] });
    expect(second?.beside?.works).toEqual([first?.work.id]);
    desk.act("carla", ["sales_manager"], { do: "complete", name: "both", result: "yes", evidence: {} });
    desk.run(desk.now + 4 * HOUR);
    expect(done(desk, "assign").at(-1)?.beside).toEqual({ works: [], people: ["carla"] });
    // What is given at the end is given, whoever else was asked.
    desk.run(desk.now + 5 * DAY);
    expect(done(desk, "assign").at(-1)).not.toHaveProperty("beside");
  });

  test("alone there is nobody beside them", () => {
    const desk = deskOf(`task call "Call" by the holder, on daily`);
    expect(done(desk, "assign")[0]).not.toHaveProperty("beside");
    expect(done(desk, "assign")[0]).toMatchObject({ first: true, exclude: [] });
  });

  test("who was silent may still be given it at the end, in another role", () => {
    const desk = deskOf(`task call "Call" by the holder, on prompt`, "sdr", { assign: () => "anna" });
    desk.run(desk.now + 3 * DAY);
    const picks = done(desk, "assign").map(({ first, exclude }) => [first, exclude]);
    expect(picks[0]).toEqual([true, []]);
    expect(picks[1]).toEqual([false, ["anna"]]);
    expect(picks.at(-1)).toEqual([false, []]);
  });
});

describe("what is withdrawn", () => {
  test("is closed without anybody having done it, and whoever was asked is told that it is not needed", () => {
    const desk = deskOf(`on replied -> second through baton  on demo_held exit done
      task call "Call {name}" by sdr, on daily`);
    const id = desk.state.work[0]?.record.id;
    desk.event("demo_held");
    expect(done(desk, "close work")).toEqual([
      { do: "close work", work: id, how: "withdrawn", by: null, result: null, evidence: {} },
    ]);
    expect(done(desk, "tell")).toMatchObject([
      { to: { person: "anna" }, text: "No longer needed: Call {name}", why: "withdrawn" },
    ]);
    expect(told(desk.journal, "withdrawn")).toEqual(["withdrawn call to anna"]);
  });

  test("where nobody was found nobody is told of it, save before that nobody is (rule 12)", () => {
    const desk = deskOf(`on demo_held exit done  task call "Call" by sdr, on daily`, "sdr", {
      assign: () => null,
    });
    const before = done(desk, "tell");
    expect(before).toMatchObject([{ to: { role: desk.plan.owner }, why: "ladder" }]);
    desk.event("demo_held");
    expect(done(desk, "tell")).toEqual(before);
    expect(told(desk.journal, "withdrawn")).toEqual(["withdrawn call to sdr"]);
  });
});

describe("why a subject moves or leaves", () => {
  const move = (desk: Desk) => desk.journal.findLast(({ what }) => what === "moved" || what === "exited");

  test("a bound, with the time on record", () => {
    const desk = openDesk(
      cast(`stage first { owner sdr  lasts at most 2 days, then -> third  stay }
        stage third { owner sdr  lasts at most 2 days, then exit gone  stay }`).plan,
    );
    desk.run(desk.now + 2 * DAY);
    expect(told(desk.journal, "waited")).toEqual(["waited first as bound"]);
    expect(move(desk)).toMatchObject({ name: "third", result: "first", step: null, by: null });
    desk.run(desk.now + 2 * DAY);
    expect(move(desk)).toMatchObject({ what: "exited", name: "gone", result: "failure", by: null });
  });

  test("a handover at once says through which, and its owner of data what is blank", () => {
    const desk = openDesk(
      cast(`stage first { owner marketing_manager  lasts at most 2 days, then exit gone  on replied -> third through given  stay }
        stage third { owner sdr  lasts at most 2 days, then exit gone  stay }
        handover given from first to third { giver marketing_manager  receiver sdr at once  accountable revops_lead  carries job_title }`)
        .plan,
    );
    desk.event("replied");
    expect(move(desk)).toMatchObject({ name: "third", why: "through given" });
    expect(told(desk.journal, "blank")).toHaveLength(1);
    expect(done(desk, "tell")).toHaveLength(1);
  });

  test("a handover at once of which all is known tells nobody", () => {
    const desk = openDesk(
      cast(`stage first { owner marketing_manager  lasts at most 2 days, then exit gone  on replied -> third through given  stay }
        stage third { owner sdr  lasts at most 2 days, then exit gone  stay }
        handover given from first to third { giver marketing_manager  receiver sdr at once  accountable revops_lead  carries name }`)
        .plan,
    );
    desk.event("replied");
    expect(told(desk.journal, "blank")).toEqual([]);
    expect(done(desk, "tell")).toEqual([]);
  });
});

describe("a decline", () => {
  const declines = (lines: string): Desk => {
    const baton = BATON.replace("not_now stay", lines);
    const stages = `stage first { owner marketing_manager  lasts at most 8 weeks, then exit gone  on demo_requested -> second through baton  if employees is known { wait 1 day }  stay } ${SECOND} ${baton}
      stage third { owner marketing_manager  lasts at most 8 weeks, then exit gone  stay }`;
    const desk = openDesk(cast(stages).plan);
    desk.event("demo_requested");
    return desk;
  };
  const says = (desk: Desk, evidence: Record<string, string | number>): void => {
    desk.act("anna", ["sdr"], { do: "decline", name: "baton", reason: "not_now", evidence });
  };

  test("says what is known of the subject by it", () => {
    const desk = declines("not_now needs employees stay");
    says(desk, { reason: "small", employees: 3 });
    expect(desk.state.fields.employees).toBe(3);
    expect(desk.state.fields).not.toHaveProperty("reason");
  });

  test("leads on in the name of whoever declined, for the reason that they gave", () => {
    const desk = declines("not_now -> third");
    says(desk, { reason: "small" });
    expect(desk.journal.at(-1)).toMatchObject({
      what: "moved",
      name: "third",
      by: "anna",
      step: "baton",
      why: "not_now",
    });
  });
});
