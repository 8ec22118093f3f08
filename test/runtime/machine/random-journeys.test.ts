/**
 * The promises of docs/architecture.md on journeys that nobody wrote: each run takes another journey and lives it. The
 * state goes through JSON between any two steps, as it does through continue-as-new. A failure shows the text of the
 * shortest journey and the shortest life that it was found with.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hashPlan } from "../../../compiler/canonical.ts";
import type { Fields, Plan } from "../../../compiler/plan.ts";
import type { State } from "../../../runtime/machine/state.ts";
import { FUZZ_TIMEOUT, fuzz } from "../../support/fuzz.ts";
import { type MadeJourneys, validJourneys } from "../../support/journeys/made-journeys.ts";
import { type JourneySketch, journeySketch } from "../../support/journeys/sketch.ts";
import { STAFF } from "../../support/journeys/surroundings.ts";
import { anyMove, fields } from "./any-life.ts";
import { live, type Move, type Step, whims } from "./lives.ts";
import { DAY, type Desk, HOUR, openDesk, type World } from "./play.ts";
import {
  expectSame,
  hasEnded,
  hasOneHolder,
  isAsked,
  isBounded,
  isDecidedByRight,
  isHarmlessAgain,
  isTheSameAgain,
  isWrittenDown,
  sendsNothingLate,
  standsStill,
  staysSmall,
} from "./promised.ts";

interface Case {
  readonly made: MadeJourneys;
  readonly moves: readonly Move[];
  readonly whims: readonly number[];
}
const lives: fc.Arbitrary<Case> = fc.record({
  made: validJourneys(),
  moves: fc.array(anyMove, { minLength: 1, maxLength: 60, size: "max" }),
  whims,
});

const CHECKS: Readonly<Record<string, (step: Step) => void>> = {
  "P1 one holder": hasOneHolder,
  "P2 bounded": isBounded,
  "P4 nothing late": sendsNothingLate,
  "P4 paused by hand": standsStill,
  "P6 asked": isAsked,
  "P8 written down": isWrittenDown,
  "P10 by right": isDecidedByRight,
  "the same again": isTheSameAgain,
  "harmless again": isHarmlessAgain,
  small: staysSmall,
};

function named(name: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

const planOf = (made: MadeJourneys): Plan => {
  const plan = made
    .compiled()
    .releases.map((release) => release.plan)
    .find(({ journey }) => journey === "made");
  if (plan === undefined) throw new Error("`made` is not compiled");
  return plan;
};

function keepsThePromises({ made, moves, whims }: Case): void {
  const plan = planOf(made);
  const hash = hashPlan(plan);
  deepFreeze(plan);
  const desk = live({ plan, people: STAFF.people, moves, whims }, (taken) => {
    deepFreeze(taken.outcome);
    for (const [name, check] of Object.entries(CHECKS)) named(name, () => check(taken));
  });
  named("P3 an exit", () => hasEnded(desk, true));
  named("P9 the plan", () => expect(hashPlan(plan)).toBe(hash));
}

// ── Rule 3 ────────────────────────────────────────────────────────────────────────────────────────────────

/** Its main track waits while facts come in, and nothing else listens: what it then does goes by when they happened. */
const patient = journeySketch.map((sketch): JourneySketch => {
  const { main, ...first } = sketch.stages[0] ?? FIRST;
  const waits = { is: "wait", lasting: "4 calendar days" } as const;
  return {
    ...sketch,
    stages: [
      { ...first, bound: FIRST.bound, handlers: [], main: { ...main, steps: [waits, ...main.steps] } },
    ],
    everywhere: [],
    enters: "on",
    perKey: false,
  };
});
const FIRST: JourneySketch["stages"][number] = {
  owner: 0,
  bound: { is: "until" },
  boundEnds: true,
  handlers: [],
  main: { steps: [], end: null },
  holderLeft: null,
  leaving: [],
};

interface Facts {
  readonly made: MadeJourneys;
  readonly facts: readonly { readonly kind: string; readonly fields: Fields }[];
  /** Sorted by it they come in another order. */
  readonly order: readonly number[];
}
const inAnyOrder: fc.Arbitrary<Facts> = fc.record({
  made: validJourneys(1, patient),
  facts: fc.array(
    fc.record({
      kind: fc.constantFrom("visited", "replied", "met", "asked", "offered", "clicked"),
      fields: fields.map(({ opted_out: _, ...others }) => others),
    }),
    { minLength: 2, maxLength: 6 },
  ),
  order: fc.array(fc.nat(99), { minLength: 6, maxLength: 6 }),
});

/** The facts happened an hour from each other; all of them are heard of on the third day. */
function afterAll({ made, facts }: Facts, order: readonly number[]): Desk {
  const assign: World["assign"] = ({ role, exclude }) =>
    STAFF.people.find(({ id, roles }) => roles.includes(role) && !exclude.includes(id))?.id ?? null;
  const desk = openDesk(planOf(made), { start: Date.parse("2026-11-23T08:00:00Z"), world: { assign } });
  const start = desk.now;
  desk.run(start + 3 * DAY);
  const come = facts.map((fact, nth) => ({ ...fact, nth }));
  for (const { kind, fields: said, nth } of come.sort((a, b) => (order[a.nth] ?? 0) - (order[b.nth] ?? 0)))
    desk.event(kind, said, { id: `f${nth}`, at: start + (nth + 1) * HOUR });
  return desk;
}

const withoutOrderOfArrival = ({ seen, ...state }: State): unknown => ({ ...state, seen: [...seen].sort() });

function goesByWhenTheyHappened(one: Facts): void {
  const desks = [afterAll(one, [0, 1, 2, 3, 4, 5]), afterAll(one, one.order)] as const;
  const same = ([a, b]: typeof desks): void =>
    expectSame(withoutOrderOfArrival(b.state), withoutOrderOfArrival(a.state));
  same(desks);
  for (const desk of desks) desk.run(desk.now + 60 * DAY);
  same(desks);
  expectSame(desks[1].journal, desks[0].journal);
}

function deepFreeze(value: unknown): void {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const part of Object.values(value)) deepFreeze(part);
}

describe("random journeys, random lives", FUZZ_TIMEOUT, () => {
  test("P1, P2, P3, P4, P6, P8, P9 and P10 hold at every step", () => {
    fuzz(lives, keepsThePromises, { inCi: 1_000, atHand: 60 });
  });

  test("rule 3: facts that come in another order, with the same times, lead to the same state and story", () => {
    fuzz(inAnyOrder, goesByWhenTheyHappened, { inCi: 500, atHand: 40 });
  });
});
