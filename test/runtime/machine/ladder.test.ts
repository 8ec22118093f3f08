/** What silence leads to, and what nobody being there does: docs/language.md, rules 1, 6 and 12, "Ladders". */
import { describe, expect, test } from "vitest";
import { nextDeadline } from "../../../runtime/machine/deadlines.ts";
import { BATON, cast, DAY, type Desk, HOUR, openDesk, plays, SECOND, timeOf, told } from "./play.ts";

const stageWith = (steps: string, owner = "sdr"): string =>
  `stage first { owner ${owner}  lasts at most 8 weeks, then exit gone  ${steps}  stay }`;
const CALL = stageWith(`task call "Call {name}" by the holder, on prompt`);

describe("silence", () => {
  test("remind, then another with a clock of their own, and the breach is that of the one who was silent", async () => {
    const last = await plays(
      CALL,
      `at 0 minutes            content_downloaded
       after 2 business hours
       then                    notice to anna
       after 2 business hours
       then                    notice to carla and task call due 2026-11-23 17:00`,
    );
    expect(told(last.journal, "reminded", "breached", "reassigned", "escalated")).toEqual([
      "reminded call to anna",
      "breached call to anna",
      "reassigned call to bo",
      "escalated call to sales_manager",
    ]);
  });

  test("no more often than it says, and when nobody new is left the next rung comes at once", async () => {
    const last = await plays(
      CALL,
      `at 0 minutes            content_downloaded
       after 8 business hours
       then                    holder is carla
       finally                 breaches of call are 2`,
    );
    expect(last.work[0]).toMatchObject({ person: "carla", role: "sales_manager" });
    expect(told(last.journal, "given")).toEqual(["given call to carla"]);
  });

  test("who is given it keeps it, open and overdue, until it is done", () => {
    const desk = openDesk(cast(CALL).plan);
    desk.run(desk.now + 10 * DAY);
    expect(desk.state.work[0]).toMatchObject({ rungAt: null, record: { person: "carla" } });
    expect(nextDeadline(desk.plan, desk.state)).toBe(desk.state.boundAt);
    expect(
      desk.act("carla", ["sales_manager"], { do: "complete", name: "call", result: null, evidence: {} }),
    ).toBeNull();
    expect(desk.state.work).toEqual([]);
  });

  test("a ladder that ends with the one who was asked leaves it with them", async () => {
    const last = await plays(
      stageWith(`task review "Review" by revops_lead, on prompt`),
      `at 0 minutes             content_downloaded
       after 8 business hours
       then                     task review open`,
    );
    expect(told(last.journal, "given", "stuck")).toEqual(["given review to dag"]);
  });

  test("an empty role at the ladder's end falls to the manager above, and no further than there is one", () => {
    const { plan } = cast(CALL);
    const asked: string[] = [];
    const desk = openDesk(plan, {
      world: {
        assign: ({ role, first }) => {
          asked.push(role);
          return first ? "anna" : null;
        },
      },
    });
    desk.run(desk.now + 9 * HOUR);
    expect(asked).toEqual(["sdr", "sdr", "sales_manager", "revops_lead"]);
    expect(told(desk.journal, "stuck")).toEqual(["stuck call to sdr"]);
    expect(desk.state.work[0]?.record.person).toBe("anna");
  });

  test.each([
    ["note it", ["noted call to anna"]],
    ["stays open", []],
  ])("at last %s: nothing more follows, and it can still be answered", (end, noted) => {
    const ladder = `ladder calm { within 1 business day  after 4 business hours remind  at last ${end} }`;
    const desk = openDesk(cast(CALL.replace("on prompt", "on calm"), ladder).plan);
    desk.run(desk.now + 10 * DAY);
    expect(told(desk.journal, "reminded", "breached", "noted")).toEqual([
      "reminded call to anna",
      "breached call to anna",
      ...noted,
    ]);
    expect(
      desk.act("anna", ["sdr"], { do: "complete", name: "call", result: null, evidence: {} }),
    ).toBeNull();
  });

  test("somebody answers that it is for another: they are skipped, and with nobody left it is given", () =>
    plays(
      CALL.replace("on prompt", "on prompt { done go on  not_mine reassign }"),
      `at 0 minutes content_downloaded
       at 1 hour    anna completes call as not_mine
       then         holder is bo and task call due 2026-11-23 14:00
       at 2 hours   bo completes call as not_mine
       then         holder is carla and task call open`,
    ));

  test("a reassignment uses the route that picked the holder: Bo does not serve Sweden", async () => {
    const last = await plays(
      `${CALL} ${SECOND} ${BATON}`,
      `at 0 minutes content_downloaded  after 4 business hours  then holder is carla`,
      {
        given: `given { email: "a@b.se"  name: "A"  company: "B"  country: SE }  start 2026-11-23 09:00`,
      },
    );
    expect(told(last.journal, "asked", "given")).toEqual(["asked call to anna", "given call to carla"]);
  });

  test("whoever of the role says that it is for another is skipped, though nobody had been found", () => {
    const excluded: string[][] = [];
    const { plan } = cast(CALL.replace("on prompt", "on prompt { done go on  not_mine reassign }"));
    const desk = openDesk(plan, {
      world: {
        assign({ exclude }) {
          excluded.push([...exclude]);
          return null;
        },
      },
    });
    desk.act("bo", ["sdr"], { do: "complete", name: "call", result: "not_mine", evidence: {} });
    expect(excluded.at(-1)).toEqual(["bo"]);
  });
});

describe("nobody there", () => {
  test("the owner of the journey is told once, however long it lasts, and the stage's bound ends it (rule 12)", () => {
    let asked = 0;
    const desk = openDesk(cast(CALL.replace("8 weeks", "3 weeks")).plan, {
      world: {
        assign() {
          asked += 1;
          return null;
        },
      },
    });
    const first = asked;
    desk.run(desk.now + 14 * DAY);
    // On each of ten business days the role and those above it.
    expect(asked).toBe(first * 11);
    desk.run(desk.now + 8 * DAY);
    expect(desk.state.work).toEqual([]);
    const last = asked;
    desk.run(desk.now + 14 * DAY);
    expect(asked).toBe(last);
    const notices = desk.commands.flatMap((one) => (one.do === "tell" ? [[one.to, one.text]] : []));
    expect(notices).toEqual([
      [{ role: desk.plan.owner }, "Nobody can be found to answer as sdr: Call {name}"],
    ]);
    expect(told(desk.journal, "stuck")).toEqual(["stuck call to sdr"]);
  });

  test("with nobody there it is visibly stuck, open to whoever fills the role, and looked into daily", () => {
    let isThere = false;
    const desk = openDesk(cast(CALL).plan, { world: { assign: () => (isThere ? "bo" : null) } });
    const [work] = desk.state.work;
    expect(work?.stuck).toBe("ask");
    expect(told(desk.journal, "stuck")).toEqual(["stuck call to sdr"]);
    desk.run(desk.now + 3 * DAY);
    expect(told(desk.journal, "stuck")).toHaveLength(1);
    isThere = true;
    desk.run(desk.now + DAY);
    expect(desk.state.work[0]?.record).toMatchObject({
      person: "bo",
      due: timeOf(desk.plan, "2026-11-27", 13),
    });
    expect(desk.state.holder.person).toBe("bo");
  });
});

describe("what a ladder says, rung by rung", () => {
  /** Three who may take it, one after the other. */
  const THREE = ["anna", "bo", "eva"];
  const inTurn = {
    assign: ({ role, exclude }: { readonly role: string; readonly exclude: readonly string[] }) =>
      role === "sdr" ? (THREE.find((person) => !exclude.includes(person)) ?? null) : "carla",
  };
  const onLadder = (ladder: string, results = ""): Desk =>
    openDesk(cast(CALL.replace("on prompt", `on calm ${results}`), `ladder calm { ${ladder} }`).plan, {
      world: inTurn,
    });
  const holders = (desk: Desk) => told(desk.journal, "asked", "reassigned", "given");

  test("reassigned at most once means once, though a third is there", () => {
    const desk = onLadder(
      "within 1 business hour  after 1 business hour reassign at most once  at last give to the manager",
    );
    desk.run(desk.now + 8 * HOUR);
    expect(holders(desk)).toEqual(["asked call to anna", "reassigned call to bo", "given call to carla"]);
  });

  test("reassigned at most twice means twice", () => {
    const desk = onLadder(
      "within 1 business hour  after 1 business hour reassign at most 2 times  at last give to the manager",
    );
    desk.run(desk.now + 8 * HOUR);
    expect(holders(desk)).toEqual([
      "asked call to anna",
      "reassigned call to bo",
      "reassigned call to eva",
      "given call to carla",
    ]);
  });

  test("what is passed on counts for no silence: two silences are still reassigned", () => {
    const desk = onLadder(
      "within 4 business hours  after 4 business hours reassign at most once  at last give to the manager",
      "{ done go on  not_mine reassign }",
    );
    desk.run(desk.now + HOUR);
    desk.act("anna", ["sdr"], { do: "complete", name: "call", result: "not_mine", evidence: {} });
    expect(desk.state.work[0]).toMatchObject({ reassigned: 0, breached: false, rung: 0 });
    // Bo's clock began when he was asked, at ten.
    desk.run(timeOf(desk.plan, "2026-11-23", 13), "on time");
    expect(told(desk.journal, "breached")).toEqual([]);
    desk.run(timeOf(desk.plan, "2026-11-23", 14));
    expect(told(desk.journal, "breached", "reassigned")).toEqual([
      "reassigned call to bo",
      "breached call to bo",
      "reassigned call to eva",
    ]);
  });

  test("the breach of one who was asked later is a breach of their own", () => {
    const desk = onLadder(
      "within 1 business hour  after 1 business hour reassign at most 2 times  at last give to the manager",
    );
    desk.run(desk.now + 8 * HOUR);
    expect(told(desk.journal, "breached")).toEqual([
      "breached call to anna",
      "breached call to bo",
      "breached call to eva",
    ]);
  });

  test("a ladder without a reassignment passes on what is not for one who was asked, and else gives it", () => {
    const desk = onLadder(
      "within 1 business day  after 6 business hours remind  at last give to the manager",
      "{ done go on  not_mine reassign }",
    );
    for (const person of THREE)
      desk.act(person, ["sdr"], { do: "complete", name: "call", result: "not_mine", evidence: {} });
    expect(holders(desk).at(-1)).toBe("given call to carla");
    expect(desk.state.work[0]).toMatchObject({
      rungAt: null,
      record: { person: "carla", role: "sales_manager" },
    });
  });

  test("a person is reminded themselves, a role is told by its name, and both hear what it is about", () => {
    const desk = onLadder(
      "within 1 business day  after 2 business hours remind  after 3 business hours tell marketing_manager  at last give to the manager",
    );
    desk.run(desk.now + 4 * HOUR);
    expect(desk.commands.filter((command) => command.do === "tell")).toMatchObject([
      { to: { person: "anna" }, text: "Reminder: Call {name}", why: "remind", event: "e0" },
      {
        to: { role: "marketing_manager" },
        text: "Not answered in time: Call {name}",
        why: "ladder",
        event: "e0",
      },
    ]);
    expect(desk.state.work[0]).toMatchObject({ rung: 2, record: { person: "anna" } });
  });

  test("the owner who is told is the stage's, and the end may be another role than the manager", () => {
    const calm =
      "ladder calm { within 1 business hour  after 1 business hour tell the owner  at last give to finance_lead }";
    const { plan } = cast(CALL.replace("on prompt", "on calm"), calm);
    const desk = openDesk(plan, {
      world: { assign: ({ role }) => (role === "finance_lead" ? "finn" : "anna") },
    });
    desk.run(desk.now + 2 * HOUR);
    expect(told(desk.journal, "escalated", "given")).toEqual(["escalated call to sdr", "given call to finn"]);
  });

  test("each rung that is climbed is counted for coverage by its place", () => {
    const { plan } = cast(CALL);
    const climbed: string[] = [];
    const desk = openDesk(plan, {
      world: inTurn,
      watch: (_, __, { reached }) =>
        climbed.push(...reached.flatMap(({ at, way }) => (at === "ladder prompt" ? [way] : []))),
    });
    desk.run(desk.now + 3 * DAY);
    expect([...new Set(climbed)]).toEqual(["0", "1", "2"]);
  });

  test("who is given what made its doer the holder holds the subject, too", () => {
    const desk = onLadder("within 1 business hour  at last give to the manager");
    desk.run(desk.now + 2 * HOUR);
    expect(desk.state.holder).toMatchObject({ role: "sdr", person: "carla" });
  });

  test("with nobody at the end either it is stuck there, and given once somebody fills the role", () => {
    let isThere = false;
    const { plan } = cast(
      CALL.replace("on prompt", "on calm"),
      "ladder calm { within 1 business hour  at last give to finance_lead }",
    );
    const asked: string[] = [];
    const desk = openDesk(plan, {
      world: {
        assign({ role }) {
          asked.push(role);
          return role === "sdr" ? "anna" : isThere ? "finn" : null;
        },
      },
    });
    desk.run(desk.now + 2 * HOUR);
    expect(told(desk.journal, "stuck")).toEqual(["stuck call to sdr"]);
    isThere = true;
    desk.run(desk.now + 2 * DAY);
    expect(asked).toEqual(["sdr", "finance_lead", "revops_lead", "finance_lead"]);
    expect(told(desk.journal, "given")).toEqual(["given call to finn"]);
  });
});

describe("who is looked for (rule 12)", () => {
  const looks = (stages: string, found: (role: string, nth: number) => string | null, more = "") => {
    const asked: (readonly [string, string | null, boolean])[] = [];
    const desk = openDesk(cast(stages, more).plan, {
      world: {
        assign: ({ role, route, first }) => {
          asked.push([role, route, first]);
          return found(role, asked.length);
        },
      },
    });
    return { desk, asked };
  };

  test("with nobody found the first search is made anew by the same route, each business day", () => {
    const { desk, asked } = looks(`${CALL} ${SECOND} ${BATON}`, () => null);
    const once = [...asked];
    expect(once).toEqual([
      ["sdr", "new_business", true],
      ["sales_manager", null, true],
      ["revops_lead", null, true],
    ]);
    desk.run(desk.now + DAY);
    expect(asked).toEqual([...once, ...once]);
    expect(desk.commands.filter((one) => one.do === "open work")).toHaveLength(1);
  });

  test("at the ladder's end it is made anew by no route", () => {
    const { desk, asked } = looks(
      `${CALL.replace("on prompt", "on calm")} ${SECOND} ${BATON}`,
      (_, nth) => (nth === 1 ? "anna" : null),
      "ladder calm { within 1 business hour  at last give to sdr }",
    );
    desk.run(desk.now + 2 * DAY);
    expect(asked.slice(1).every(([, route, first]) => route === null && !first)).toBe(true);
    expect(asked.filter(([role]) => role === "sdr").length).toBeGreaterThan(2);
  });

  test("what is passed on with nobody left goes behind the rung that reassigns, and takes none before it", () => {
    const { desk } = looks(
      CALL.replace("on prompt", "on calm { done go on  not_mine reassign }"),
      (role, nth) => (role === "sales_manager" ? "carla" : nth === 1 ? "anna" : null),
      `ladder calm { within 1 business day  after 1 business hour remind
        after 2 business hours reassign at most once and tell marketing_manager
        at last give to the manager }`,
    );
    desk.act("anna", ["sdr"], { do: "complete", name: "call", result: "not_mine", evidence: {} });
    expect(told(desk.journal, "reminded", "escalated", "given")).toEqual(["given call to carla"]);
  });

  test("who was found in another role has a clock by the hours of that role", () => {
    const { desk } = looks(CALL, (role) => (role === "sales_manager" ? "carla" : null));
    expect(desk.state.work[0]).toMatchObject({
      record: { person: "carla", role: "sales_manager" },
      firstRole: "sdr",
      breached: false,
    });
    expect(desk.state.holder).toEqual({ role: "sdr", person: "carla", as: "sales_manager" });
    expect(desk.commands.filter((one) => one.do === "open work")).toHaveLength(0);
  });
});

describe("the rungs of other ladders", () => {
  const on = (rungs: string): string => `ladder calm { within 4 business hours  ${rungs} }`;
  const CALM = CALL.replace("on prompt", "on calm { done go on  not_mine reassign }");

  test("nobody new is left for what was passed on: the rung behind the one that reassigns comes", () => {
    const rungs =
      "after 1 business hour reassign at most 1 times and tell the manager  after 2 business hours tell finance_lead  at last give to the manager";
    const desk = openDesk(cast(CALM, on(rungs)).plan, {
      world: { assign: ({ role, exclude }) => (role === "sdr" && exclude.length === 0 ? "anna" : null) },
    });
    desk.act("anna", ["sdr"], { do: "complete", name: "call", result: "not_mine", evidence: {} });
    expect(told(desk.journal, "escalated", "given", "stuck")).toEqual(["escalated call to finance_lead"]);
  });

  test("where none reassigns it is the ladder's end", () => {
    const rungs =
      "after 1 business hour remind  after 2 business hours tell finance_lead  at last give to the manager";
    const desk = openDesk(cast(CALM, on(rungs)).plan, {
      world: {
        assign: ({ role, exclude }) =>
          role === "sales_manager" ? "carla" : exclude.length === 0 ? "anna" : null,
      },
    });
    desk.act("anna", ["sdr"], { do: "complete", name: "call", result: "not_mine", evidence: {} });
    desk.run(desk.now);
    expect(told(desk.journal, "escalated", "given", "reassigned")).toEqual(["given call to carla"]);
  });

  test("nobody is there at the ladder's end: it is looked for those to whom it was to be given", () => {
    const sought: string[] = [];
    const { plan } = cast(CALM, on("after 1 business hour remind  at last give to finance_lead"));
    const desk = openDesk(plan, {
      world: {
        assign({ role, first }) {
          sought.push(role);
          return first ? "anna" : null;
        },
      },
    });
    desk.run(desk.now + 4 * HOUR);
    expect(sought).toEqual(["sdr", "finance_lead", "revops_lead"]);
    desk.run(desk.now + DAY);
    expect(sought.slice(3)).toEqual(["finance_lead", "revops_lead"]);
  });

  test("the asker is told in person", () => {
    const stages = stageWith(
      'on request by finance_lead to ask { task look "Look" by sales_manager, on calm }',
      "account_executive",
    );
    const desk = openDesk(
      cast(stages, on("after 2 business hours tell the asker  at last give to the manager")).plan,
    );
    desk.request("finn", ["finance_lead"], "ask");
    desk.run(desk.now + 2 * HOUR);
    expect(desk.commands).toContainEqual(
      expect.objectContaining({ do: "tell", to: { person: "finn" }, why: "ladder" }),
    );
  });

  test("whoever is found after nobody was there has a clock of their own", () => {
    let isThere = false;
    const desk = openDesk(cast(CALM, on("after 1 business hour remind  at last give to the manager")).plan, {
      world: { assign: () => (isThere ? "bo" : null) },
    });
    desk.run(desk.now + 9 * HOUR);
    expect(desk.state.work[0]).toMatchObject({ stuck: "ask", breached: true });
    isThere = true;
    desk.run(desk.now + 15 * HOUR);
    expect(desk.state.work[0]).toMatchObject({
      stuck: null,
      breached: false,
      clockFrom: desk.now,
      rung: 0,
      rungAt: desk.now + HOUR,
      record: { person: "bo", due: desk.now + 4 * HOUR },
    });
  });

  test("who is asked in the place of an empty role has a clock in their own hours, and the inbox says so", () => {
    const NIGHT = `calendar always { zone "Europe/Copenhagen"  open mon to sun 00:00 to 24:00 } role night "Night" { hours always  reports to sales_manager }`;
    const { plan } = cast(
      stageWith(`task call "Call" by night, on calm`),
      `${NIGHT} ${on("at last give to the manager")}`,
    );
    const start = timeOf(plan, "2026-11-23", 20);
    const found = openDesk(plan, {
      start,
      world: { assign: ({ role }) => (role === "night" ? "nils" : null) },
    });
    expect(found.state.work[0]?.record.due).toBe(start + 4 * HOUR);
    expect(found.commands.filter((command) => command.do === "open work")).toEqual([]);
    const desk = openDesk(plan, {
      start,
      world: { assign: ({ role }) => (role === "night" ? null : "carla") },
    });
    const due = timeOf(plan, "2026-11-24", 13);
    expect(desk.state.work[0]?.record).toMatchObject({ person: "carla", due });
    expect(desk.commands).toContainEqual({
      do: "open work",
      work: expect.objectContaining({ person: "carla", due }),
    });
  });

  test("what stands in every stage and is taken back has come to its end, and listens again", () => {
    const stages = `in every stage { on demo_held { task look "Look" by sales_manager, on calm } } ${stageWith("wait 20 days")} ${SECOND}`;
    const desk = openDesk(cast(stages, on("after 1 business hour remind  at last take back -> second")).plan);
    desk.event("demo_held");
    desk.run(desk.now + 4 * HOUR);
    expect(desk.state.stage).toBe("second");
    expect(desk.state.tracks.map(({ id }) => id)).not.toContain("every_stage/on/demo_held");
    desk.event("demo_held");
    expect(desk.state.work.map(({ record }) => record.name)).toEqual(["look"]);
  });
});
