/**
 * Rule 14 on journeys that nobody wrote: two versions of one, a life begun by the first, and somewhere in it the second,
 * at once or at the next stage. The ten promises hold before, in between and afterwards, nothing is done twice that the
 * first had done, and nothing behind a decision goes on without it.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Migration, Plan, VersionMove } from "../../../compiler/plan.ts";
import { homelessIn, versionMove } from "../../../compiler/versions/version-move.ts";
import { decidedBefore, rootOfSteps, stepsAfter } from "../../../compiler/ways.ts";
import { isBetween } from "../../../runtime/machine/set-off.ts";
import type { State } from "../../../runtime/machine/state.ts";
import { FUZZ_TIMEOUT, fuzz } from "../../support/fuzz.ts";
import { type MadeJourneys, make } from "../../support/journeys/made-journeys.ts";
import { type JourneySketch, journeySketch } from "../../support/journeys/sketch.ts";
import { STAFF } from "../../support/journeys/surroundings.ts";
import { anyMove } from "./any-life.ts";
import { live, type Move, type Step, whims } from "./lives.ts";
import {
  hasEnded,
  hasOneHolder,
  isAsked,
  isBounded,
  isDecidedByRight,
  isHarmlessAgain,
  isTheSameAgain,
  isWrittenDown,
  sendsNothingLate,
  staysSmall,
} from "./promised.ts";

// ── Two versions ──────────────────────────────────────────────────────────────────────────────────────────

/** What an edit does to a sketch, with another one to take from. */
const EDITS: readonly ((one: JourneySketch, other: JourneySketch, at: number) => JourneySketch)[] = [
  (one) => one,
  // A step added before, between or behind.
  (one, other, at) =>
    withMain(one, at, (steps) => [
      ...steps.slice(0, at % (steps.length + 1)),
      ...stepsOf(other, at).slice(0, 1),
      ...steps.slice(at % (steps.length + 1)),
    ]),
  // A step removed; moved to the front; moved to the end.
  (one, _, at) =>
    withMain(one, at, (steps) => steps.filter((__, nth) => nth !== at % Math.max(steps.length, 1))),
  (one, _, at) =>
    withMain(one, at, (steps) => [
      ...steps.slice(at % Math.max(steps.length, 1)),
      ...steps.slice(0, at % Math.max(steps.length, 1)),
    ]),
  (one, _, at) => withMain(one, at, (steps) => steps.toReversed()),
  (one, other, at) =>
    withStage(one, at, {
      main: { ...(one.stages[at % one.stages.length]?.main ?? NOTHING), steps: stepsOf(other, at) },
    }),
  (one, other, at) => withStage(one, at, { bound: stageAt(other, at).bound }),
  (one, other, at) => withStage(one, at, { handlers: stageAt(other, at).handlers }),
  (one, other, at) =>
    withStage(one, at, { owner: stageAt(other, at).owner, holderLeft: stageAt(other, at).holderLeft }),
  (one, other) => ({ ...one, everywhere: other.everywhere }),
  (one, other) => ({ ...one, handovers: other.handovers }),
  (one) => ({ ...one, stages: one.stages.slice(0, Math.max(1, one.stages.length - 1)) }),
  (one, other) => ({ ...one, stages: [...one.stages, ...other.stages.slice(0, 1)] }),
  (one, other) => ({ ...other, perKey: one.perKey, exclusive: one.exclusive }),
];
const NOTHING = { steps: [], end: null };

const stageAt = ({ stages }: JourneySketch, at: number) =>
  stages[at % stages.length] as JourneySketch["stages"][number];
const stepsOf = (sketch: JourneySketch, at: number) => stageAt(sketch, at).main.steps;

function withStage(
  sketch: JourneySketch,
  at: number,
  change: Partial<JourneySketch["stages"][number]>,
): JourneySketch {
  const which = at % sketch.stages.length;
  return {
    ...sketch,
    stages: sketch.stages.map((stage, nth) => (nth === which ? { ...stage, ...change } : stage)),
  };
}
type Steps = JourneySketch["stages"][number]["main"]["steps"];
const withMain = (sketch: JourneySketch, at: number, change: (steps: Steps) => Steps): JourneySketch => {
  const { main } = stageAt(sketch, at);
  return withStage(sketch, at, { main: { ...main, steps: change(main.steps) } });
};

interface Pair {
  readonly old: MadeJourneys;
  readonly next: MadeJourneys;
}
const pairs: fc.Arbitrary<Pair> = fc
  .record({
    one: journeySketch,
    other: journeySketch,
    edits: fc.array(fc.tuple(fc.nat(EDITS.length - 1), fc.nat(5)), { minLength: 1, maxLength: 3 }),
  })
  .map(({ one, other, edits }) => ({
    old: make([one]),
    next: make([edits.reduce((sketch, [edit, at]) => EDITS[edit]?.(sketch, other, at) ?? sketch, one)]),
  }))
  .filter(({ old, next }) => old.errors.length === 0 && next.errors.length === 0);

const made = ({ compiled }: MadeJourneys, version: number): Plan => {
  const plan = compiled().releases.find((release) => release.plan.journey === "made")?.plan;
  if (plan === undefined) throw new Error("`made` is not compiled");
  return { ...plan, version, workflowType: `made_v${version}` };
};

interface Case {
  readonly pair: Pair;
  readonly at: Migration["at"];
  /** For what is gone, by turns: its track is over, or this stage is entered. */
  readonly instead: readonly number[];
  readonly moves: readonly Move[];
  readonly before: number;
  readonly whims: readonly number[];
}
const cases: fc.Arbitrary<Case> = fc.record({
  pair: pairs,
  at: fc.constantFrom("once", "next stage"),
  instead: fc.array(fc.nat(9), { minLength: 1, maxLength: 6 }),
  moves: fc.array(anyMove, { minLength: 2, maxLength: 50, size: "max" }),
  before: fc.nat(30),
  whims,
});

/** The map as somebody would write it who is told what it leaves out. */
function mapped(old: Plan, plan: Plan, { at, instead }: Case): Plan {
  let next: Plan = { ...plan, migrations: [{ from: old.version, at, map: [] }] };
  const after = Object.values(plan.exits).map((exit) => exit.after);
  const stages = Object.keys(plan.stages).filter((stage) => !after.includes(stage));
  const gone = Object.keys(old.stages).filter((stage) => plan.stages[stage] === undefined);
  const map = gone.map((from, nth) => ({
    from,
    to: stages[(instead[nth % instead.length] ?? 0) % stages.length] ?? "",
  }));
  next = { ...next, migrations: [{ from: old.version, at, map }] };
  const [migration] = next.migrations ?? [];
  if (migration === undefined) return next;
  const homeless = homelessIn({ old, next, migration }).map(({ step }, nth) => {
    const which = instead[nth % instead.length] ?? 0;
    return { from: step, to: which < 5 ? "stay" : (stages[which % stages.length] ?? "stay") };
  });
  return { ...next, migrations: [{ ...migration, map: [...map, ...homeless] }] };
}

// ── What must hold ────────────────────────────────────────────────────────────────────────────────────────

/** Between two versions it stands in no stage of either; at the next step it does. */
const always = (check: (step: Step) => void) => (step: Step) => {
  const isMoving = isBetween(step.outcome.state) || (step.before !== null && isBetween(step.before));
  if (!isMoving) check(step);
};

const CHECKS: Readonly<Record<string, (step: Step) => void>> = {
  "P1 one holder": always(hasOneHolder),
  "P1 a holder in between": ({ outcome }) => expect(outcome.state.holder.role).not.toBe(""),
  "P2 bounded": always(isBounded),
  "P4 nothing late": always(sendsNothingLate),
  "P6 asked": always(isAsked),
  "P8 written down": always(isWrittenDown),
  "P10 by right": isDecidedByRight,
  "the same again": isTheSameAgain,
  "harmless again": always(isHarmlessAgain),
  small: staysSmall,
  "no step of another version": standsInItsPlan,
  "no decision skipped": skipsNoDecision,
};

function standsInItsPlan({ plan, outcome: { state } }: Step): void {
  if (state.stage === null || isBetween(state)) return;
  expect(Object.keys(plan.stages)).toContain(state.stage);
  for (const { at } of state.tracks) if (at !== null) expect(Object.keys(plan.code)).toContain(at);
  for (const { ladder, record } of state.work)
    if (record.kind !== "hold") expect(Object.keys(plan.ladders)).toContain(ladder);
}

/** Who stands behind a decision as the version is taken over has had it. */
function skipsNoDecision({ plan, before, input, outcome }: Step): void {
  if (input.is !== "moved" || before === null) return;
  const made = new Set(decisionsOf(before));
  for (const { at } of outcome.state.tracks)
    for (const right of decidedBefore(plan).get(at ?? "") ?? [])
      expect(made, `${at} without ${right}`).toContain(right);
}

const decided = new WeakMap<object, readonly string[]>();
const decisionsOf = (state: State): readonly string[] => decided.get(state) ?? [];

function keepsThePromises(one: Case): void {
  const old = made(one.pair.old, 1);
  const plan = mapped(old, made(one.pair.next, 2), one);
  const move = versionMove(old, plan) as VersionMove;
  const before = one.before % one.moves.length;
  const effects = new Effects(old);
  const passed = new Set<string>();
  const desk = live(
    { plan: old, people: STAFF.people, moves: one.moves, whims: one.whims, later: { plan, move, before } },
    (taken) => {
      const { before: state, outcome } = taken;
      for (const entry of outcome.journal)
        if (entry.what === "decided" || entry.what === "withdrawn") passed.add(entry.name);
      if (state !== null) decided.set(state, [...passed]);
      for (const [name, check] of Object.entries(CHECKS)) named(name, () => check(taken));
      named("no effect twice", () => effects.see(taken));
    },
  );
  named("P3 an exit", () => hasEnded(desk, true));
}

/**
 * What the main track did in this visit by the first version, and would not have come to again by it, it does not do by
 * the second: messages, notices and calls, by their steps.
 */
class Effects {
  private readonly old: Plan;
  private done: readonly string[] = [];
  private barred = new Set<string>();

  constructor(old: Plan) {
    this.old = old;
  }

  see({ before, input, outcome }: Step): void {
    if (input.is === "moved") this.bar(before);
    if (outcome.state.visit !== before?.visit) this.clear();
    const steps = stepsDone(outcome);
    for (const step of steps) expect([...this.barred], "done by the first version").not.toContain(step);
    this.done = [...this.done, ...steps];
  }

  private bar(before: State | null): void {
    const standing = before?.tracks.filter(({ id }) => id.split("+")[0] === "main") ?? [];
    const ahead = new Set(
      standing.flatMap(({ at }) => (at === null ? [] : [at, ...stepsAfter(this.old, at)])),
    );
    const own = rootOfSteps(this.old);
    const main = this.done.filter((step) => own.get(step)?.kind === "main" && !ahead.has(step));
    this.barred = standing.length === 0 ? new Set() : new Set(main);
    this.done = [];
  }

  private clear(): void {
    this.done = [];
    this.barred = new Set();
  }
}

const stepsDone = ({ commands, journal }: Step["outcome"]): readonly string[] => [
  ...commands.flatMap((command) => (command.do === "send" && command.ref !== "" ? [command.step] : [])),
  ...journal.flatMap(({ what, result, step }) =>
    step !== null && (what === "told" || (what === "called" && result === null)) ? [step] : [],
  ),
];

function named(name: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

describe("random pairs of versions, random lives", FUZZ_TIMEOUT, () => {
  test("rule 14: the promises hold before, between and after, and whoever was inside comes to an exit", () => {
    fuzz(cases, keepsThePromises, { inCi: 1_000, atHand: 60 });
  });
});
