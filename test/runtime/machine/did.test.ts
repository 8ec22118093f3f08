/** What was done before a later version was taken over is not done again (docs/language.md, rule 14). */
import { describe, expect, test } from "vitest";
import { DAY, type Desk } from "./play.ts";
import { during, type Edit, first, inside, openWork, SECOND, trackNamed } from "./two-versions.ts";

const ACTION = `action create_import "Prepares the import" { owner sales_manager
  in { company: text }  out { import_link: url }  within 2 minutes  retry at most 3 times }`;
const OTHER = `journey other v1 of lead { owner revops_lead  goal deal_won within 9 days
  review every 3 months, last 2026-10-01  enter on demo_requested -> talk  exit over as neutral on demo_held
  stage talk { owner sdr  lasts at most 60 days, then exit over  stay } }`;
const IDA = ["marketing_manager"];
const journey = (steps: string): string => `${first(`${steps}  stay`)} ${SECOND}`;

const complete =
  (name: string, result: string | null = null) =>
  (desk: Desk): void => {
    desk.act("ida", IDA, { do: "complete", name, result, evidence: {} });
  };
const calledBack = (desk: Desk): void => {
  const call = desk.commands.find((command) => command.do === "call");
  if (call?.do === "call")
    desk.put({ is: "called", key: call.key, action: call.action, outcome: { is: "done", out: {} } });
};
const nothing = (): void => undefined;

/** Does it, waits, and is told of a version that has it behind the wait. */
function again(
  step: string,
  {
    now = step,
    before = nothing,
    more = "",
  }: { now?: string; before?: (desk: Desk) => void; more?: string } = {},
) {
  const all = inside({
    old: journey(`${step}  wait 2 days`),
    next: journey(`wait 2 days  ${now}  tell sdr "after"`),
    more,
  });
  const { desk } = all;
  before(desk);
  expect(trackNamed(desk).at).toBe("first/wait");
  all.move();
  return { ...all, ...during(desk, () => desk.run(desk.now + 2 * DAY)) };
}
const passed = (step: string): string =>
  `ignored first/${step} because it was done before the version changed`;

const CALL = 'task call "Call" by the holder, on daily { reached go on  busy go on }';
const IMPORT = "call create_import with { company: company }";

describe("what is passed by", () => {
  test.each<[name: string, step: string, at: string, before?: (desk: Desk) => void, more?: string]>([
    ["a message", "send welcome_guide", "welcome_guide"],
    ["a notice", 'tell finance_lead "x"', "tell_finance_lead"],
    ["a field", "set open_concern to yes", "set_open_concern"],
    ["a call", IMPORT, "call_create_import", calledBack, ACTION],
    ["a task", CALL, "call", complete("call", "reached")],
    ["another journey", "begin other, and go on", "begin_other", nothing, OTHER],
  ])("%s", (_, step, at, before = nothing, more = "") => {
    const { did, wrote, desk } = again(step, { before, more });
    expect(did).toEqual(["tell sdr: after"]);
    expect(wrote).toEqual([passed(at), "told first/tell_sdr to sdr"]);
    expect(desk.state.tracks).toEqual([]);
  });

  test("a task goes on by the answer that was given", () => {
    const ways =
      'task call "Call" by the holder, on daily { reached { tell finance_lead "one" }  busy { tell finance_lead "two" } }';
    expect(again(CALL, { now: ways, before: complete("call", "reached") }).did).toEqual([
      "tell finance_lead: one",
      "tell sdr: after",
    ]);
    expect(again(CALL, { now: ways, before: complete("call", "busy") }).did).toEqual([
      "tell finance_lead: two",
      "tell sdr: after",
    ]);
  });

  test("and where that ends the track by now, it has come to its end", () => {
    const now = 'task call "Call" by the holder, on daily { reached stay  busy go on }';
    const { did, wrote, desk } = again(CALL, { now, before: complete("call", "reached") });
    expect(did).toEqual([]);
    expect(wrote).toEqual([passed("call")]);
    expect(desk.state.tracks).toEqual([]);
  });

  test("a call that ends the track by now has come to its end, too", () => {
    const { did, desk } = again(IMPORT, { now: `${IMPORT} { done stay }`, before: calledBack, more: ACTION });
    expect(did).toEqual([]);
    expect(desk.state.tracks).toEqual([]);
  });

  test("each of several, and each once", () => {
    const all = inside({
      old: journey("send welcome_guide  send deep_dive  wait 2 days"),
      next: journey("wait 2 days  every 1 day, at most 2 times { send welcome_guide }  send deep_dive"),
      map: [],
      alterNext: (plan) => {
        const { "first/every/welcome_guide": looped, ...code } = plan.code;
        return looped === undefined
          ? plan
          : {
              ...plan,
              code: {
                ...code,
                "first/welcome_guide": looped,
                "first/every": { ...plan.code["first/every"], body: "first/welcome_guide" } as typeof looped,
              },
            };
      },
    });
    all.move();
    const { did, wrote } = during(all.desk, () => all.desk.run(all.desk.now + 9 * DAY));
    expect(did).toEqual(["send welcome_guide"]);
    expect(wrote.filter((line) => line.startsWith("ignored"))).toEqual([
      passed("welcome_guide"),
      passed("deep_dive"),
    ]);
  });
});

describe("what is done again", () => {
  test.each<[name: string, step: string, now: string, before: (desk: Desk) => void, did: string[]]>([
    [
      "a task whose answer leads elsewhere by now",
      CALL,
      'task call "Call" by the holder, on daily { reached -> second  busy go on }',
      complete("call", "reached"),
      ["ask ida for call: Call (reached, busy)"],
    ],
    [
      "a task that cannot be answered so any more",
      CALL,
      'task call "Call" by the holder, on daily { met go on  busy go on }',
      complete("call", "reached"),
      ["ask ida for call: Call (met, busy)"],
    ],
  ])("%s", (_, step, now, before, did) => {
    expect(again(step, { now, before }).did).toEqual(did);
  });

  test("a journey that is waited for by now", () => {
    const now = "begin other, and wait up to 9 days { ended go on  none go on }";
    expect(again("begin other, and go on", { now, more: OTHER }).did).toEqual(["begin other"]);
  });

  test("what the earlier version did not come to", () => {
    const { did } = again("if name is blank { send deep_dive }", { now: "send welcome_guide" });
    expect(did).toEqual(["send welcome_guide", "tell sdr: after"]);
  });

  const LOOP = 'every 1 day, at most 3 times { tell finance_lead "x" }  tell sdr "after"';
  test("what a loop of the earlier version would have repeated, too", () => {
    const all = inside({ old: journey(LOOP), next: journey(LOOP) });
    const { desk } = all;
    desk.run(desk.now + DAY);
    all.move();
    const { did } = during(desk, () => desk.run(desk.now + 9 * DAY));
    expect(did).toEqual(["tell finance_lead: x", "tell finance_lead: x", "tell sdr: after"]);
  });

  test("a decision is always asked again", () => {
    const decide = "decide disqualify { approved go on  declined go on }";
    const all = inside({
      old: journey(`${decide}  wait 2 days`),
      next: journey(`wait 2 days  ${decide}`),
    });
    const { desk } = all;
    desk.act("carla", ["sales_manager"], {
      do: "decide",
      name: "disqualify",
      answer: "approved",
      evidence: {},
    });
    all.move();
    desk.run(desk.now + 2 * DAY);
    expect(openWork(desk)).toEqual(["disqualify"]);
  });
});

describe("what counts as done", () => {
  const stays = { is: "deferred", until: Number.MAX_SAFE_INTEGER, why: "cap" } as const;
  test("not the step at which they stand", () => {
    const text = journey("send welcome_guide");
    const { desk, move } = inside({ old: text, next: text, world: { send: () => stays } });
    move();
    expect(trackNamed(desk)).toMatchObject({
      at: "first/welcome_guide",
      did: { "first/welcome_guide": null },
    });
    expect(trackNamed(desk)).not.toHaveProperty("done");
  });

  test("what any of the tracks together has, for those that come behind them", () => {
    const tracks = (a: string, more = ""): string =>
      `together up to 20 days until all { a { ${a} } b { wait 5 days } none go on }  ${more}`;
    const edit: Edit = {
      old: journey(tracks('send welcome_guide  tell finance_lead "a"')),
      next: journey(tracks("wait 1 day")),
      alterNext: (plan) => {
        const { "first/together": together } = plan.code;
        if (together?.do !== "together") throw new Error("no tracks together");
        return {
          ...plan,
          code: {
            ...plan.code,
            "first/together": { ...together, next: "first/together/a/welcome_guide" },
            "first/together/a/welcome_guide": {
              do: "send",
              message: "welcome_guide",
              orDrop: false,
              deferAtMost: null,
              next: null,
            },
          },
        };
      },
    };
    const { desk, move } = inside(edit);
    desk.run(desk.now + DAY);
    expect(trackNamed(desk).did).toEqual({
      "first/together/a/welcome_guide": null,
      "first/together/a/tell_finance_lead": null,
    });
    move();
    const { did, wrote } = during(desk, () => desk.run(desk.now + 9 * DAY));
    expect(did).toEqual([]);
    expect(wrote).toContain(
      "ignored first/together/a/welcome_guide because it was done before the version changed",
    );
  });

  test("and for tracks together that come behind it", () => {
    const old = journey('tell finance_lead "x"  wait 2 days');
    const { desk, move } = inside({
      old,
      next: journey(
        'wait 2 days  together up to 20 days until all { a { tell revops_lead "y" } none go on }  tell sdr "after"',
      ),
      alterNext: (plan) => {
        const { "first/together": together, "first/together/a/tell_revops_lead": tell } = plan.code;
        if (together?.do !== "together" || tell === undefined) throw new Error("no tracks together");
        return {
          ...plan,
          code: {
            ...plan.code,
            "first/together": { ...together, tracks: [{ name: "a", go: "first/tell_finance_lead" }] },
            "first/tell_finance_lead": tell,
          },
        };
      },
    });
    move();
    const { did } = during(desk, () => desk.run(desk.now + 9 * DAY));
    expect(did).toEqual(["tell sdr: after"]);
  });

  test("by the name that the step has now", () => {
    const { desk, move } = inside({
      old: journey('tell finance_lead "x"  wait 2 days'),
      next: journey('wait 2 days  tell finance_lead "x"  tell sdr "after"').replace(
        "stage first",
        "stage begun",
      ),
      map: [{ from: "first", to: "begun" }],
    });
    move();
    expect(trackNamed(desk).did).toEqual({ "begun/tell_finance_lead": null });
    const { did } = during(desk, () => desk.run(desk.now + 2 * DAY));
    expect(did).toEqual(["tell sdr: after"]);
  });

  test("and only in this visit of the stage", () => {
    const text = (steps: string): string => `${first(`on demo_requested -> second  ${steps}  stay`)}
      stage second { owner sdr  lasts at most 10 days, then exit gone  on demo_held -> first  stay }`;
    const { desk, move } = inside({
      old: text('tell finance_lead "x"  wait 2 days'),
      next: text('wait 2 days  tell finance_lead "x"'),
    });
    move();
    desk.event("demo_requested");
    desk.event("demo_held");
    const { did } = during(desk, () => desk.run(desk.now + 2 * DAY));
    expect(did).toEqual(["tell finance_lead: x"]);
  });

  test("what a handler did in its runs before is its own to do again", () => {
    const text = (steps: string): string => journey(`on demo_held { ${steps} }  wait 20 days`);
    const { desk, move } = inside({
      old: text('tell finance_lead "x"  wait 2 days'),
      next: text('wait 2 days  tell finance_lead "x"'),
    });
    desk.event("demo_held");
    move();
    expect(during(desk, () => desk.run(desk.now + 2 * DAY)).did).toEqual([]);
    desk.event("demo_held");
    expect(during(desk, () => desk.run(desk.now + 2 * DAY)).did).toEqual(["tell finance_lead: x"]);
  });
});
