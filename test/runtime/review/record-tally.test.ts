/** The track record of a journey, counted by hand from a small journal; the shipped journey's plan. */
import { expect, test } from "vitest";
import { type Noted, RecordTally } from "../../../runtime/review/record-tally.ts";
import { compileTexts, shippedTexts } from "../../compiler/model-of.ts";
import { shippedPeople } from "../machine/play.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const FROM = Date.parse("2026-10-01T00:00:00Z");
const UNTIL = FROM + 90 * DAY;

const plan = shippedPlan();
function shippedPlan() {
  const { releases } = compileTexts(shippedTexts());
  const found = releases.find((one) => one.plan.journey === "lead_to_customer");
  if (found === undefined) throw new Error("the library has no lead_to_customer");
  return found.plan;
}

type Line = readonly [
  who: string,
  day: number,
  what: Noted["what"],
  name: string,
  more?: Partial<Pick<Noted, "stage" | "step" | "to" | "result" | "why">>,
];

function recordOf(lines: readonly Line[], goals: Readonly<Record<string, readonly number[]>> = {}) {
  const tally = new RecordTally({
    plans: [plan],
    people: shippedPeople(),
    from: FROM,
    until: UNTIL,
    goalUntil: (entered) => entered + 30 * DAY,
  });
  for (const [who, day, what, name, more] of lines)
    tally.note(
      { instance: `i-${who}`, subject: who, version: 1 },
      { at: FROM + day * DAY, what, name, stage: "", step: null, to: null, result: null, why: null, ...more },
    );
  return tally.figures(
    new Map(Object.entries(goals).map(([who, days]) => [who, days.map((day) => FROM + day * DAY)])),
  );
}

/** a: through to qualification, and won. b: declined, then lost. c: still in nurture. d: came before the period. */
const JOURNAL: readonly Line[] = [
  ["d", -5, "entered", "nurture"],
  ["a", 1, "entered", "nurture"],
  ["b", 2, "entered", "nurture"],
  ["c", 80, "entered", "nurture"],
  ["a", 1, "message", "welcome_guide", { result: "sent" }],
  [
    "b",
    2,
    "message",
    "welcome_guide",
    { result: "deferred", why: "at most 1 email per 24 hours: 1 went out" },
  ],
  ["b", 3, "message", "welcome_guide", { result: "sent" }],
  ["c", 80, "message", "welcome_guide", { result: "suppressed", why: "opted_out" }],
  ["a", 4, "offered", "sales_ready", { stage: "nurture", to: "anna" }],
  ["b", 5, "offered", "sales_ready", { stage: "nurture", to: "bo" }],
  ["b", 5.5, "reminded", "sales_ready", { stage: "nurture", to: "bo" }],
  ["b", 6, "breached", "sales_ready", { stage: "nurture", to: "bo" }],
  ["b", 6, "escalated", "sales_ready", { stage: "nurture", to: "sales_manager" }],
  ["b", 6, "reassigned", "sales_ready", { stage: "nurture", to: "anna" }],
  ["a", 5, "accepted", "sales_ready", { stage: "nurture" }],
  ["a", 5, "moved", "qualification", { result: "nurture" }],
  ["b", 7, "declined", "sales_ready", { stage: "nurture", result: "no_budget_yet" }],
  ["a", 5, "asked", "first_call", { stage: "qualification", step: "qualification/first_call", to: "anna" }],
  [
    "a",
    7,
    "breached",
    "first_call",
    { stage: "qualification", step: "qualification/first_call", to: "anna" },
  ],
  [
    "a",
    8,
    "completed",
    "first_call",
    { stage: "qualification", step: "qualification/first_call", result: "not_a_fit" },
  ],
  ["a", 8, "asked", "disqualify", { stage: "qualification", step: "qualification/x", to: "carla" }],
  ["a", 9, "breached", "disqualify", { stage: "qualification", step: "qualification/x", to: "carla" }],
  ["a", 9, "decided", "disqualify", { stage: "qualification", result: "declined" }],
  ["a", 10, "withdrawn", "qualification/wait", { stage: "qualification" }],
  ["a", 20, "exited", "won", { result: "success" }],
  ["b", 32, "moved", "dormant", { result: "nurture" }],
  ["b", 33, "exited", "lost", { result: "failure" }],
  ["d", 40, "exited", "lost", { result: "failure" }],
  ["c", 95, "exited", "won", { result: "success" }],
];

test("entries, stages and exits are those of the period, and what began before it is in no time", () => {
  const { entered, stages, exits, noted } = recordOf(JOURNAL);
  // Neither the entry before the period nor the exit behind it.
  expect(noted).toBe(JOURNAL.length - 2);
  expect(entered).toBe(3);
  expect(stages.map(({ stage, visits, left, there }) => [stage, visits, left, there])).toEqual([
    [
      "nurture",
      3,
      [
        { is: "stage", to: "qualification", count: 1 },
        { is: "stage", to: "dormant", count: 1 },
      ],
      1,
    ],
    ["qualification", 1, [{ is: "exit", to: "won", count: 1 }], 0],
    ["dormant", 1, [{ is: "exit", to: "lost", count: 1 }], 0],
  ]);
  // 4 days and 30 days.
  expect(stages[0]?.time).toMatchObject({ count: 2, median: 4 * DAY, p90: 30 * DAY });
  expect(stages[1]?.time).toMatchObject({ count: 1, median: 15 * DAY });
  expect(exits).toEqual([
    { exit: "won", outcome: "success", count: 1 },
    { exit: "lost", outcome: "failure", count: 2 },
  ]);
});

test("a handover is taken, declined by reason, and climbs rung by rung", () => {
  const { asked } = recordOf(JOURNAL);
  expect(asked.find(({ kind }) => kind === "handover")).toMatchObject({
    name: "sales_ready",
    roles: ["sdr"],
    asked: 2,
    answers: [
      { name: "accepted", count: 1 },
      { name: "no_budget_yet", count: 1 },
    ],
    silence: [
      { name: "reminded", count: 1 },
      { name: "told sales_manager", count: 1 },
      { name: "passed on", count: 1 },
    ],
    breached: 1,
    // A day, and two.
    time: { count: 2, median: DAY, p90: 2 * DAY },
  });
});

test("tasks and decisions are counted by answer, with the roles that may give it", () => {
  const { asked } = recordOf(JOURNAL);
  expect(asked.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    "handover sales_ready",
    "decision disqualify",
    "task first_call",
  ]);
  expect(asked[1]).toMatchObject({
    roles: ["sdr", "sales_manager"],
    answers: [{ name: "declined", count: 1 }],
  });
  expect(asked[2]).toMatchObject({ roles: ["sdr"], answers: [{ name: "not_a_fit", count: 1 }], asked: 1 });
});

test("a promised time that was not kept is that of the role in which they were asked", () => {
  expect(recordOf(JOURNAL).breaches).toEqual([
    { role: "sdr", of: "sales_ready", count: 1 },
    { role: "sdr", of: "first_call", count: 1 },
    // Of the two who may decide it, hers.
    { role: "sales_manager", of: "disqualify", count: 1 },
  ]);
});

test("messages are counted by what became of them, with the rule that kept them", () => {
  const { messages, reasons } = recordOf(JOURNAL);
  expect(messages).toEqual([
    {
      message: "welcome_guide",
      became: [
        { name: "sent", count: 2 },
        { name: "deferred", count: 1 },
        { name: "suppressed", count: 1 },
      ],
    },
  ]);
  expect(reasons).toEqual([
    { became: "deferred", why: "at most 1 email per 24 hours", count: 1 },
    { became: "suppressed", why: "opted_out", count: 1 },
  ]);
});

test("the goal is counted of those whose time for it is over, and of the others so far", () => {
  // Their times end on the days 31, 32 and 110.
  const { goal } = recordOf(JOURNAL, { a: [31], b: [32.1], c: [81], d: [10] });
  expect(goal).toEqual({ event: "deal_won", over: 2, reached: 1, running: 1, reachedSoFar: 1 });
  expect(recordOf(JOURNAL, { a: [0.5] }).goal).toMatchObject({ reached: 0 });
});

test("of a period in which nothing was written down there are no figures", () => {
  expect(recordOf([["a", 91, "entered", "nurture"]])).toMatchObject({
    noted: 0,
    entered: 0,
    stages: [],
    exits: [],
    asked: [],
    breaches: [],
    messages: [],
  });
});
