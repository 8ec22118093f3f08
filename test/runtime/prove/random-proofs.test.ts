/**
 * What a proof says of journeys that nobody wrote holds in lives that nobody planned: whatever happens to somebody there,
 * a proof that calls itself whole has seen.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Fields, Plan } from "../../../compiler/plan.ts";
import type { JournalEntry, JournalKind } from "../../../runtime/machine/protocol.ts";
import { openArena } from "../../../runtime/prove/arena.ts";
import { type Coverage, noteRun, openCoverage } from "../../../runtime/prove/coverage.ts";
import { explore } from "../../../runtime/prove/explore.ts";
import { FUZZ_TIMEOUT, fuzz } from "../../support/fuzz.ts";
import { type MadeJourneys, validJourneys } from "../../support/journeys/made-journeys.ts";
import { STAFF } from "../../support/journeys/surroundings.ts";
import { live, type Move, moveOf, whims } from "../machine/lives.ts";

/** Larger ones are not whole by then, and say nothing. */
const STATES = 300;
const STEPS = 4_000;
const LIVES = 8;

const money = fc.constantFrom(1_000, 20_000, 150_000).map((amount) => ({ amount, currency: "EUR" }));
const fields: fc.Arbitrary<Fields> = fc.record(
  { amount: fc.option(money), country: fc.constantFrom("DE", "FR", null), vip: fc.boolean() },
  { requiredKeys: [] },
);
const evidence: fc.Arbitrary<Fields> = fc.record(
  { reason: fc.constant("because"), amount: money, company: fc.constant("Nordpay"), vip: fc.boolean() },
  { requiredKeys: ["reason"] },
);

interface Lived {
  readonly moves: readonly Move[];
  readonly whims: readonly number[];
}
const cases = fc.record({
  made: validJourneys(),
  lives: fc.array(
    fc.record({
      moves: fc.array(moveOf({ fields, evidence }), { minLength: 1, maxLength: 40, size: "max" }),
      whims,
    }),
    { minLength: LIVES, maxLength: LIVES },
  ),
});

function planOf(made: MadeJourneys): Plan {
  const plan = made
    .compiled()
    .releases.map((release) => release.plan)
    .find(({ journey }) => journey === "made");
  if (plan === undefined) throw new Error("`made` is not compiled");
  return plan;
}

/** Steps of which the journal tells that they were taken. */
const TAKEN: ReadonlySet<JournalKind> = new Set(["told", "set", "asked", "split", "called", "began"]);

const isUnseen =
  (plan: Plan, { stages, exits, steps }: Coverage) =>
  ({ what, name, step }: JournalEntry): boolean => {
    if (what === "entered" || what === "moved") return !stages.has(name);
    // Who gives way, or was found to be another, leaves by no exit of the journey's own.
    if (what === "exited") return plan.exits[name] !== undefined && !exits.has(name);
    return TAKEN.has(what) && step !== null && !steps.has(step);
  };

function sawWhatHappens(made: MadeJourneys, lives: readonly Lived[]): void {
  const plan = planOf(made);
  const { library } = made.compiled();
  const arena = openArena(plan, { library, people: STAFF, start: Date.parse("2026-11-23T08:00:00Z") });
  const coverage = openCoverage();
  const crashes: string[] = [];
  const goOn = (_: number, steps: number): boolean => steps < STEPS;
  const graph = explore(arena, { states: STATES, goOn }, (from, _, run) => {
    noteRun(coverage, plan, from, run);
    if (run.crash !== null) crashes.push(run.crash);
  });
  expect(crashes).toEqual([]);
  if (!graph.isWhole) return;
  for (const { moves, whims: answers } of lives)
    live({ plan, people: STAFF.people, moves: movesIn(plan, moves), whims: answers }, ({ outcome }) => {
      expect(outcome.journal.filter(isUnseen(plan, coverage))).toEqual([]);
    });
}

/**
 * A proof is of an installation that runs: after an outage what is overdue comes at once, and a bound may come first. A
 * journey of no group gives way to none.
 */
const movesIn = ({ exclusive }: Plan, moves: readonly Move[]): readonly Move[] =>
  moves
    .filter((move) => exclusive !== null || move.do !== "way")
    .map((move) => (move.do === "run" ? { ...move, late: false } : move));

/** A kept seed, so that what one build has shown the next one shows; `BATON_FUZZ_SEED` tries others. */
const RUNS = { inCi: 60, atHand: 5, seconds: 30, seed: 3 };

describe("proofs of random journeys", FUZZ_TIMEOUT, () => {
  test("have seen whatever happens in random lives, and the machine never gives up in them", () => {
    fuzz(cases, ({ made, lives }) => sawWhatHappens(made, lives), RUNS);
  });
});
