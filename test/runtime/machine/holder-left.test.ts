/** Gone: docs/language.md, rule 12 and section 8. */
import { describe, expect, test } from "vitest";
import { BATON, cast, DAY, type Desk, openDesk, plays, SECOND, told } from "./play.ts";

const stageWith = (content: string): string =>
  `stage first { owner sdr  lasts at most 8 weeks, then exit gone  ${content} } ${SECOND}`;
const TASK = `task call "Call {name}" by the holder, on daily  stay`;
const deskOf = (content: string, world = {}): Desk => openDesk(cast(stageWith(content)).plan, { world });
const left = (desk: Desk, person: string, roles: readonly string[] = [], id = `left ${person}`) =>
  desk.put({ is: "left", id, person, roles });
/** Who is picked of a role, in turn; those who are excluded are passed over. */
const team = (people: Readonly<Record<string, readonly string[]>>) => ({
  assign: ({ role, exclude }: { readonly role: string; readonly exclude: readonly string[] }) =>
    (people[role] ?? []).find((person) => !exclude.includes(person)) ?? null,
});
const TEAM = team({ sdr: ["anna", "bo"], sales_manager: ["carla"], revops_lead: ["dag"] });
const ENTERED = "at 0 minutes content_downloaded";

describe("on holder left", () => {
  test("it is given to whom the stage says, with what the holder was asked, on a new clock", () =>
    plays(
      stageWith(`on holder left give to revops_lead  ${TASK}`),
      `${ENTERED}
       then         holder is anna and task call due 2026-11-24 09:00
       at 3 hours   anna leaves
       then         holder is dag and notice to dag and task call due 2026-11-24 12:00
       at 4 hours   dag completes call
       then         task call not open`,
    ));

  test("it goes to another of the role where the stage says reassign", () =>
    plays(
      stageWith(`on holder left reassign  ${TASK}`),
      `${ENTERED}
       at 3 hours   anna leaves sdr
       then         holder is bo and task call open`,
    ));

  test("it falls to the manager of the role where the stage says nothing", () =>
    plays(
      stageWith(TASK),
      `${ENTERED}
       at 3 hours   anna leaves
       then         holder is carla`,
    ));

  test("the stage's own word goes before that of every stage", () => {
    const { plan } = cast(
      `in every stage { on holder left give to revops_lead } ${stageWith(`on holder left reassign ${TASK}`)}`,
    );
    expect(plan.stages.first?.holderLeft).toEqual({ id: "first/holder_left", then: "reassign" });
    expect(plan.stages.second?.holderLeft).toMatchObject({ id: "every_stage/holder_left", then: "give" });
  });

  test("until somebody is found the role holds, visibly stuck, and is looked into each business day", () => {
    let found: string | null = null;
    const desk = deskOf(`on holder left give to revops_lead  ${TASK}`, {
      assign: ({ role }: { readonly role: string }) => (role === "sdr" ? "anna" : found),
    });
    left(desk, "anna");
    expect(desk.state.holder).toEqual({ role: "sdr", person: null });
    expect(told(desk.journal, "left", "stuck")).toEqual(["left first to anna", "stuck first to revops_lead"]);
    const done = { do: "complete", name: "first", result: null, evidence: {} } as const;
    expect(desk.act("dag", ["revops_lead"], done)?.message).toBe(
      "first is the search for a holder; it cannot be answered with complete.",
    );
    found = "dag";
    desk.run(desk.now + DAY);
    expect(desk.state.holder).toEqual({ role: "sdr", person: "dag", as: "revops_lead" });
    expect(desk.state.work.map(({ record }) => [record.name, record.person])).toEqual([["call", "dag"]]);
  });

  test("the one before is refused with the reason (rule 12)", () => {
    const desk = deskOf(`on holder left reassign  ${TASK}`, TEAM);
    left(desk, "anna", ["marketing_ops"]);
    const refused = desk.act("anna", ["marketing_ops"], {
      do: "complete",
      name: "call",
      result: "done",
      evidence: {},
    });
    expect(refused).toMatchObject({ code: "not-yours", message: "call has moved on to bo." });
  });

  test("who held it as the manager leaves it when they are the manager no more", () => {
    const desk = deskOf(TASK, TEAM);
    left(desk, "anna");
    expect(desk.state.holder).toEqual({ role: "sdr", person: "carla", as: "sales_manager" });
    left(desk, "carla", ["sales_manager", "x"]);
    expect(desk.state.holder.person).toBe("carla");
  });

  test("it is said once, and a repeat changes nothing", () => {
    const desk = deskOf(TASK, TEAM);
    left(desk, "anna", [], "1");
    const before = desk.commands.length;
    left(desk, "anna", [], "1");
    left(desk, "anna", [], "2");
    expect(desk.commands.slice(before).filter((command) => command.do !== "place")).toEqual([]);
  });

  test("whoever is asked and does not hold is passed over, as if they had said that it is not theirs", () => {
    const desk = deskOf(`task look "Look" by sales_manager, on daily  stay`, TEAM);
    left(desk, "carla");
    expect(told(desk.journal, "reassigned", "given")).toContain("given look to dag");
  });

  test("who has left does not come back to hold a later stage of the role", () => {
    const desk = deskOf(`on replied -> second  ${TASK}`, TEAM);
    expect(desk.state.people).toEqual({ sdr: "anna" });
    left(desk, "anna");
    desk.event("replied");
    expect(desk.state.holder).toEqual({ role: "sdr", person: "carla", as: "sales_manager" });
  });
});

describe("on leaving this stage", () => {
  test("is done on each way out, before what comes next", () => {
    const stages = stageWith(
      `on leaving this stage { tell sales_manager "{company} is on its way"  set custom_terms to no }
       on replied -> second  on demo_requested exit done  stay`,
    );
    for (const [event, next] of [
      ["replied", "moved second"],
      ["demo_requested", "exited done"],
    ] as const) {
      const desk = openDesk(cast(stages).plan);
      expect(told(desk.journal, "told")).toEqual([]);
      desk.event(event);
      const [first, second, third] = told(desk.journal, "told", "set", "moved", "exited");
      expect([first, second]).toEqual([
        "told first/leaving/tell_sales_manager to sales_manager",
        "set custom_terms",
      ]);
      expect(third).toContain(next);
    }
  });

  test("in every stage, it is done with each move and with the end", () => {
    const desk = openDesk(
      cast(
        `in every stage { on leaving this stage { tell sdr "on" } } ${stageWith("on replied -> second  stay")}`,
      ).plan,
    );
    desk.event("replied");
    desk.event("deal_lost");
    expect(told(desk.journal, "told")).toHaveLength(2);
  });

  test("a message that cannot go out at once is not kept for later", () => {
    const desk = deskOf(
      `on leaving this stage { send one, or drop  tell sdr "on" } on replied -> second  stay`,
      {
        send: () => ({ is: "ask", ladder: "daily", why: "a valuable lead" }),
      },
    );
    desk.event("replied");
    expect(desk.state.work.filter(({ record }) => record.kind === "approve")).toEqual([]);
    expect(told(desk.journal, "told")).toHaveLength(1);
  });
});

describe("what is taken along, and what is not (rule 12)", () => {
  const TWO = `task call "Call {name}" by the holder, on daily  stay
    on replied { task look "Look" by sdr, on daily  stay }
    on webinar_attended { task sign "Sign" by sales_manager, on daily  stay }`;
  const works = (desk: Desk) =>
    desk.state.work.map(({ record }) => [record.name, record.person, record.role]);

  test("all that they were asked in the role in which they held, and nothing that is another's", () => {
    const desk = deskOf(TWO, TEAM);
    desk.event("replied");
    desk.event("webinar_attended");
    left(desk, "anna");
    expect(works(desk)).toEqual([
      ["call", "carla", "sales_manager"],
      ["look", "carla", "sales_manager"],
      ["sign", "carla", "sales_manager"],
    ]);
    expect(told(desk.journal, "reassigned")).toEqual([
      "reassigned call to carla",
      "reassigned look to carla",
    ]);
    expect(desk.journal.findLast(({ what }) => what === "reassigned")).toMatchObject({
      step: "first/on/replied/look",
      why: "it goes along with the subject",
    });
    const opened = desk.commands.flatMap((one) => (one.do === "open work" ? [one.work] : []));
    expect(opened.slice(-2).map(({ name, person }) => [name, person])).toEqual([
      ["call", "carla"],
      ["look", "carla"],
    ]);
    expect(desk.state.work[0]).toMatchObject({ clockFrom: desk.now, rung: 0, missed: ["anna"] });
  });

  test("what was breached with the one before is not yet breached with the next", () => {
    const desk = deskOf(TASK, TEAM);
    desk.run(desk.now + 2 * DAY);
    const [before] = desk.state.work;
    expect(before).toMatchObject({ breached: true });
    left(desk, before?.record.person ?? "");
    expect(desk.state.work[0]).toMatchObject({ breached: false });
  });

  test("of a role that they keep they are still asked, and still hold", () => {
    const desk = deskOf(TWO, TEAM);
    desk.event("replied");
    const before = desk.state;
    left(desk, "anna", ["sdr"]);
    expect(desk.state).toMatchObject({ holder: before.holder, work: before.work, people: before.people });
  });

  test("the search is with the manager, of the stage's name, and asks nobody", () => {
    const desk = deskOf(TASK, TEAM);
    left(desk, "anna");
    const search = desk.commands.findLast((one) => one.do === "assign");
    expect(search).toMatchObject({
      role: "sales_manager",
      route: null,
      first: false,
      exclude: ["anna"],
      work: {
        kind: "hold",
        name: "first",
        step: "first/holder_left",
        stage: "first",
        person: null,
        due: null,
        answers: {},
        carries: [],
        event: null,
      },
      entry: { what: "given", name: "first", step: "first/holder_left" },
    });
    expect(desk.journal.find(({ what }) => what === "left")).toMatchObject({
      name: "first",
      step: "first/holder_left",
      to: "anna",
      why: "anna no longer fills sdr",
    });
    expect(desk.commands).toContainEqual(
      expect.objectContaining({ do: "close work", how: "done", by: null, result: "given", evidence: {} }),
    );
    expect(desk.commands.findLast((one) => one.do === "tell")).toMatchObject({
      to: { person: "carla" },
      text: expect.stringContaining("You hold it from now on"),
      why: "ladder",
    });
  });

  test("another of the role is found by the route of the role", () => {
    const routed = BATON.replace("from first to second", "from second to first");
    const { plan } = cast(`${stageWith(`on holder left reassign  ${TASK}`)} ${routed}`);
    const desk = openDesk(plan, { world: TEAM });
    left(desk, "anna");
    expect(desk.commands.findLast((one) => one.do === "assign")).toMatchObject({
      role: "sdr",
      route: plan.routes.sdr ?? null,
    });
    expect(plan.routes.sdr).toBe("new_business");
  });

  test("who held in an earlier stage and does not hold now does not come back", () => {
    const desk = deskOf(
      `on replied -> third  ${TASK} }
      stage third { owner marketing_manager  lasts at most 8 weeks, then exit gone  on demo_requested -> second  stay`,
      TEAM,
    );
    desk.event("replied");
    expect(desk.state.people).toMatchObject({ sdr: "anna" });
    const { holder } = desk.state;
    left(desk, "anna", ["marketing_ops"]);
    expect(desk.state.people).toEqual({});
    expect(desk.state.holder).toEqual(holder);
    desk.event("demo_requested");
    expect(desk.state.holder).toEqual({ role: "sdr", person: null });
  });

  test("who held in an earlier stage in a role that they keep does come back", () => {
    const desk = deskOf(
      `on replied -> third  ${TASK} }
      stage third { owner marketing_manager  lasts at most 8 weeks, then exit gone  on demo_requested -> second  stay`,
      TEAM,
    );
    desk.event("replied");
    left(desk, "anna", ["sdr"]);
    desk.event("demo_requested");
    expect(desk.state.holder).toEqual({ role: "sdr", person: "anna" });
  });
});
