/**
 * Open requests as a later version is taken over (docs/language.md, rule 14): its words, its answers and its ladder, on
 * the clock that runs, with whoever has been asked.
 */
import { describe, expect, test } from "vitest";
import type { Plan } from "../../../compiler/plan.ts";
import type { Work } from "../../../runtime/machine/state.ts";
import { DAY, type Desk, HOUR } from "./play.ts";
import { during, type Edit, first, inside, openWork, SECOND, workNamed } from "./two-versions.ts";

const journey = (steps: string): string => `${first(`${steps}  stay`)} ${SECOND}`;
const task = (ladder = "calm", more = ""): string => `task call "Call" by sdr, on ${ladder}${more}`;
const ladder = (rungs: string, name = "calm", within = "1 business day"): string =>
  `ladder ${name} { within ${within}  ${rungs} }`;
const REMINDERS = "after 2 business hours remind  after 4 business hours remind";
const THEN_GIVEN = `${REMINDERS}  at last give to the manager`;
/** Anna, then Bo. */
const two: NonNullable<Edit["world"]> = {
  assign: ({ role, exclude }) =>
    (role === "sdr" ? ["anna", "bo"] : role === "sales_manager" ? ["carla"] : ["ida"]).find(
      (one) => !exclude.includes(one),
    ) ?? null,
};

/** The request so long after the entry, before and after the version has changed. */
function changed(
  old: string,
  next: string,
  hours: number,
  more: Partial<Edit> = {},
): { before: Work; after: Work; desk: Desk; did: readonly string[]; start: number } {
  const all = inside({
    old: journey(task()),
    next: journey(task()),
    more: old,
    moreNext: next,
    world: two,
    ...more,
  });
  const { desk } = all;
  const start = desk.now;
  desk.run(start + hours * HOUR);
  const before = workNamed(desk, "call");
  const { did } = all.move();
  return { before, after: workNamed(desk, "call"), desk, did, start };
}

describe("the ladder", () => {
  test("that is the same one goes on to the instant", () => {
    const { before, after, did } = changed(ladder(THEN_GIVEN), ladder(THEN_GIVEN), 3);
    expect(after).toEqual(before);
    expect(did).toEqual([]);
  });

  test("that is the same one by another name does, too", () => {
    const { before, after, did } = changed(ladder(THEN_GIVEN), ladder(THEN_GIVEN, "quiet"), 3, {
      next: journey(task("quiet")),
    });
    expect(after).toEqual({ ...before, ladder: "quiet" });
    expect(did).toEqual([]);
  });

  test("has its clock run out, and its next rung come, when the later version says, from when the clock began", () => {
    const next = ladder(
      "after 1 business hour remind  after 6 business hours tell the manager  at last give to the manager",
      "calm",
      "7 business hours",
    );
    const { before, after, did, start } = changed(ladder(THEN_GIVEN), next, 3);
    expect(before).toMatchObject({ rung: 1, rungAt: start + 4 * HOUR });
    expect(after).toMatchObject({
      rung: 1,
      rungAt: start + 6 * HOUR,
      clockFrom: start,
      record: { due: start + 7 * HOUR, person: "anna" },
    });
    expect(did).toEqual(["ask anna for call: Call (done)"]);
  });

  test("a rung that should have come by now comes now", () => {
    const next = ladder(
      "after 1 business hour remind  after 2 business hours tell the manager  at last give to the manager",
    );
    const { desk, after, start } = changed(ladder(THEN_GIVEN), next, 3);
    expect(after.rungAt).toBe(start + 2 * HOUR);
    expect(during(desk, () => desk.run(desk.now)).did).toEqual([
      "tell sales_manager: Not answered in time: Call",
    ]);
  });

  test("of more rungs than have been climbed the next one comes", () => {
    const four = `after 30 minutes remind  ${THEN_GIVEN}`;
    const { after, start } = changed(ladder(THEN_GIVEN), ladder(four), 5);
    expect(after).toMatchObject({ rung: 2, rungAt: start + 4 * HOUR });
  });

  test("of no more rungs than have been climbed the last one comes", () => {
    const { after, start } = changed(ladder(THEN_GIVEN), ladder("at last give to the manager"), 5);
    expect(after).toMatchObject({ rung: 0, rungAt: start + DAY });
  });

  test("that has ended has ended: it stays open, with the later version's end of its clock", () => {
    const long = ladder(
      `${REMINDERS}  after 6 business hours remind  at last give to the manager`,
      "calm",
      "2 business days",
    );
    const { before, after, start } = changed(ladder("at last give to the manager"), long, 25);
    expect(before).toMatchObject({ rung: 1, rungAt: null, record: { person: "carla" } });
    expect(after).toMatchObject({ rung: 1, rungAt: null, record: { person: "carla", due: start + 2 * DAY } });
    const short = changed(
      ladder(THEN_GIVEN),
      ladder("at last give to the manager", "calm", "2 business hours"),
      25,
    );
    expect(short.before).toMatchObject({ rung: 3, rungAt: null });
    expect(short.after).toMatchObject({ rung: 1, rungAt: null });
  });

  test("nobody has been found: they are looked for when they would have been", () => {
    const nobody = { assign: () => null };
    const { before, after } = changed(
      ladder(THEN_GIVEN),
      ladder("after 1 business hour remind  at last give to the manager"),
      3,
      { world: nobody },
    );
    expect(before).toMatchObject({ stuck: "ask", rung: 0 });
    expect(after).toMatchObject({ stuck: "ask", rung: 0, rungAt: before.rungAt });
  });

  test("of a clock that waits for an event nothing has begun", () => {
    const counted = (name: string) => journey(task(name, ", counted from demo_held"));
    const { before, after, desk } = changed(
      ladder(THEN_GIVEN),
      ladder("after 1 business hour remind  at last give to the manager"),
      3,
      {
        old: counted("calm"),
        next: counted("calm"),
      },
    );
    expect(before).toMatchObject({ startsOn: ["demo_held"], rungAt: null, record: { due: null } });
    expect(after).toEqual(before);
    desk.event("demo_held");
    expect(workNamed(desk, "call")).toMatchObject({ rung: 0, rungAt: desk.now + HOUR });
  });

  test("what stood still has not run", () => {
    const all = inside({
      old: journey(task()),
      next: journey(task()),
      more: ladder(THEN_GIVEN),
      moreNext: ladder(
        "after 6 business hours remind  at last give to the manager",
        "calm",
        "7 business hours",
      ),
      world: two,
    });
    const { desk } = all;
    const start = desk.now;
    desk.put({ is: "gives way", id: "g", to: "other/s1/1", how: "pauses" });
    desk.run(start + HOUR);
    desk.put({ is: "goes on", id: "o" });
    all.move();
    expect(workNamed(desk, "call")).toMatchObject({
      rungAt: start + 7 * HOUR,
      record: { due: start + 8 * HOUR },
    });
  });

  const reassigns = (times: number, before = ""): string =>
    ladder(`${before} after 1 business hour reassign at most ${times} times  at last give to the manager`);
  const spare: NonNullable<Edit["world"]> = {
    assign: ({ role, exclude }) =>
      (role === "sdr" ? ["anna", "bo", "cy", "di"].find((one) => !exclude.includes(one)) : "carla") ?? null,
  };
  test.each<[name: string, next: string, counts: number]>([
    ["as often as before", `${reassigns(3)}  `, 2],
    ["more often by now", reassigns(5), 2],
    ["less often by now", reassigns(1), 1],
    ["never by now", ladder(THEN_GIVEN), 0],
    ["on one of its rungs", reassigns(1, "after 30 minutes remind"), 1],
  ])(
    "who was asked in another's place counts as often as the later ladder does it: %s",
    (_, next, counts) => {
      const { before, after } = changed(reassigns(3), next, 2.5, { world: spare });
      expect(before).toMatchObject({ reassigned: 2, record: { person: "cy" } });
      expect(after).toMatchObject({ reassigned: counts, record: { person: "cy" }, missed: ["anna", "bo"] });
    },
  );
});

describe("who is asked", () => {
  const CLOSER = 'role closer "Closer" { hours nordic  reports to sales_manager }';
  const world: NonNullable<Edit["world"]> = {
    assign: ({ role }) => ({ closer: "elsa", sales_manager: "carla" })[role] ?? "anna",
  };
  const without =
    (role: string) =>
    (plan: Plan): Plan => {
      const { [role]: _, ...roles } = plan.roles;
      return { ...plan, roles };
    };
  const by = (role: string): string =>
    journey(`task call "Call" by ${role}, on calm  tell sales_manager "x"  tell sdr "x"`);
  const edit = (old: string, next: string, alterNext?: Edit["alterNext"]): Edit => ({
    old,
    next,
    more: `${CLOSER} ${ladder("at last give to the manager")}`,
    world,
    ...(alterNext && { alterNext }),
  });
  const moved = (one: Edit, length: number) => {
    const all = inside(one);
    all.desk.run(all.desk.now + length);
    return { ...all, ...all.move() };
  };

  test("stays asked where another role is asked by now", () => {
    const { did, desk } = moved(edit(by("sales_manager"), by("sdr")), HOUR);
    expect(did).toEqual([]);
    expect(workNamed(desk, "call").record).toMatchObject({ role: "sales_manager", person: "carla" });
  });

  test("is let go where their role is none any more, and another is asked", () => {
    const { did } = moved(edit(by("closer"), by("sdr")), HOUR);
    expect(did).toEqual([
      "close call as withdrawn",
      "tell elsa: No longer needed: Call",
      "find sdr for call",
    ]);
  });

  test("also where it has climbed to a role that is known: it could not climb from there", () => {
    const { did } = moved(edit(by("closer"), by("sdr")), 25 * HOUR);
    expect(did).toEqual([
      "close call as withdrawn",
      "tell carla: No longer needed: Call",
      "find sdr for call",
    ]);
  });

  test("and where it has climbed to a role that is none any more", () => {
    const { did } = moved(edit(by("sdr"), by("sdr"), without("sales_manager")), 25 * HOUR);
    expect(did).toEqual([
      "close call as withdrawn",
      "tell carla: No longer needed: Call",
      "find sdr for call",
    ]);
  });
});

describe("what is asked, of each kind", () => {
  const moved = (
    old: string,
    next: string,
    more: Partial<Edit> = {},
    before: (desk: Desk) => void = () => undefined,
  ) => {
    const all = inside({ old: journey(old), next: journey(next), ...more });
    before(all.desk);
    return { ...all, ...all.move() };
  };

  test("a task: its words, its name, and what each answer needs", () => {
    const { did, desk } = moved(
      'task call "Call" by sdr, on daily { reached go on  busy go on }',
      'task call "Phone {name}" by sdr, on daily { reached needs employees go on  away go on }',
    );
    expect(did).toEqual(["ask anna for call: Phone {name} (reached, away)"]);
    expect(workNamed(desk, "call").record).toMatchObject({
      answers: { reached: ["employees"], away: [] },
      step: "first/call",
    });
  });

  const decide = (needs = "") => `decide disqualify { approved ${needs} exit gone  declined go on }`;
  test("a decision: its title, its answers, and what each needs", () => {
    const right = (
      title: string,
      ladderOfIt: string,
    ): string => `right fits of lead "${title}" about amount { owner sales_manager  order sales_manager
      ask sales_manager when amount is blank or amount is known  answers approved, declined  answer on ${ladderOfIt} }`;
    const fits = (needs = ""): string => `decide fits { approved ${needs} exit gone  declined go on }`;
    const { did, desk } = moved(fits(), fits("needs employees"), {
      more: right("Fits", "daily"),
      moreNext: right("It fits", "prompt"),
    });
    expect(did).toEqual(["ask carla for fits: It fits (approved, declined)"]);
    expect(workNamed(desk, "fits")).toMatchObject({
      ladder: "prompt",
      record: { answers: { approved: ["employees"], declined: [] } },
    });
    expect(moved(decide(), decide()).did).toEqual([]);
  });

  const ASKED = (on: string): string => `send welcome_guide, once approved by sales_manager, on ${on}`;
  test("an agreement to a message: its ladder", () => {
    const { did, desk } = moved(ASKED("daily"), ASKED("prompt"));
    expect(did).toEqual(["ask carla for welcome_guide: May we send welcome_guide? (approved, withheld)"]);
    expect(workNamed(desk, "welcome_guide").ladder).toBe("prompt");
  });

  test("one that the contact policy asks for keeps its own, as long as there is one", () => {
    const asks = (): NonNullable<Edit["world"]> => {
      let times = 0;
      const send = () => {
        times += 1;
        return times === 1
          ? ({ is: "ask", ladder: "daily", why: "policy" } as const)
          : ({ is: "sent" } as const);
      };
      return { send };
    };
    const SEND = "send welcome_guide  wait 9 days";
    expect(moved(SEND, SEND, { world: asks() }).did).toEqual([]);
    const lost = moved(SEND, SEND, {
      world: asks(),
      alterNext: (plan) => {
        const { daily: _, ...ladders } = plan.ladders;
        return { ...plan, ladders };
      },
    });
    expect(lost.did).toEqual([
      "close welcome_guide as withdrawn",
      "tell ida: No longer needed: May we send welcome_guide?",
      "drop first/welcome_guide",
      "send welcome_guide",
    ]);
  });

  const action = (
    ask: string,
    title = "Prepares the import",
    out = "import_link: url",
  ): string => `action create_import "${title}" { owner sales_manager
    in { company: text }  out { ${out} }  within 2 minutes  retry at most 3 times  ${ask} }`;
  const failed = (desk: Desk): void => {
    const call = desk.commands.find((command) => command.do === "call");
    if (call?.do === "call")
      desk.put({ is: "called", key: call.key, action: call.action, outcome: { is: "failed", why: "no" } });
  };
  const IMPORT = "call create_import with { company: company }";
  test("what a connector could not do: its words, what it gives back, and its ladder", () => {
    const { did, desk } = moved(
      IMPORT,
      IMPORT,
      {
        more: action("else ask the owner, on daily"),
        moreNext: action("else ask the owner, on prompt", "Makes the import", "import_link: url  seen: text"),
      },
      failed,
    );
    expect(did).toEqual(["ask carla for create_import: By hand: Makes the import (done)"]);
    expect(workNamed(desk, "create_import")).toMatchObject({
      ladder: "prompt",
      record: { answers: { done: ["import_link", "seen"] } },
    });
  });

  test("of which nobody is asked any more: the connector tries again", () => {
    const { did, desk } = moved(
      IMPORT,
      IMPORT,
      { more: action("else ask the owner, on daily"), moreNext: action("") },
      failed,
    );
    expect(did).toEqual([
      "close create_import as withdrawn",
      "tell carla: No longer needed: By hand: Prepares the import",
      "call create_import",
    ]);
    expect(openWork(desk)).toEqual([]);
  });

  test("the stage that it stands in, by the name that it has now; the others stay as they are", () => {
    const text = `on demo_held { task look "Look" by finance_lead, on daily }  task call "Call" by sdr, on daily`;
    const all = inside({
      old: journey(text),
      next: journey(text.replace('"Look"', '"See"')),
    });
    all.desk.event("demo_held");
    const before = workNamed(all.desk, "call");
    expect(all.move().did).toEqual(["ask finn for look: See (done)"]);
    expect(workNamed(all.desk, "call")).toEqual(before);
  });
});
