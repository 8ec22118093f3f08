/** The most telling faults of the matrix (README.md), in a few minutes; `npm run faults` runs them all. */
import { expect, test } from "vitest";
import { tryFault } from "./lab/run-faults.ts";
import { MATRIX } from "./matrix.ts";

/** Replayed with `npm run faults -- --only ID --short --seed 1`. */
const SEED = 1;
const LONGEST = 300_000;

test.each(MATRIX.filter(({ isShort }) => isShort === true))(
  "$id: $what: $expected",
  async (fault) => {
    const { outcome, said } = await tryFault(fault, { isShort: true, seed: SEED, say: () => {} });
    expect(outcome, said).toBe("passed");
  },
  LONGEST,
);
