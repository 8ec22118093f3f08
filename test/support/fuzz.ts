/**
 * How properties over texts are run: often in CI, seldom while somebody waits. A failure prints its seed and its path;
 * `BATON_FUZZ_SEED` (and `BATON_FUZZ_PATH`) run it again, `BATON_FUZZ_RUNS` sets how often.
 */
import fc from "fast-check";
import { expect } from "vitest";

const IN_CI = 10_000;
const AT_HAND = 200;
/** Of the processor, not of the clock: other tests share it. Text that takes longer is text that somebody can hang us with. */
const SECONDS_OF_A_TEXT = 5;

/** In CI the runs of one property may take their time. */
export const FUZZ_TIMEOUT = { timeout: 300_000 };

/** How often a property is tried, where that takes longer than a text takes. */
export interface Runs {
  readonly inCi: number;
  readonly atHand: number;
  /** Of what takes longer than a text: processor seconds for one. */
  readonly seconds?: number;
  /** A seed that is kept, where others may find what is known and not mended; any can be given. */
  readonly seed?: number;
}

export function fuzz<T>(
  texts: fc.Arbitrary<T>,
  holds: (text: T) => void,
  runs: Runs = { inCi: IN_CI, atHand: AT_HAND },
): void {
  fc.assert(
    fc.property(texts, (text) => inTime(() => holds(text), runs.seconds ?? SECONDS_OF_A_TEXT)),
    parameters(runs),
  );
}

function parameters(usual: Runs): fc.Parameters<unknown> {
  const { BATON_FUZZ_RUNS: runs, BATON_FUZZ_SEED, BATON_FUZZ_PATH: path, CI } = process.env;
  const seed = BATON_FUZZ_SEED ?? usual.seed;
  return {
    numRuns: runs === undefined ? usualRuns(CI, usual) : Number(runs),
    ...(seed !== undefined && { seed: Number(seed) }),
    ...(path !== undefined && { path }),
  };
}

const usualRuns = (ci: string | undefined, { inCi, atHand }: Runs): number =>
  ci === undefined || ci === "" ? atHand : inCi;

function inTime(act: () => void, most: number): void {
  const before = process.cpuUsage();
  act();
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1_000_000, "seconds for one text").toBeLessThan(most);
}
