/**
 * When a sum of fading numbers crosses a line. With parts of one sign the sum only falls or only rises; a part that
 * adds and one that subtracts, of different half-lives, may turn. Between two turns there is at most one crossing,
 * which bisection finds to the millisecond.
 */
import type { Instant } from "../../compiler/plan.ts";

/** Worth `points` at `at`, half of it a half-life later. */
export interface Decay {
  readonly points: number;
  readonly at: Instant;
  /** Milliseconds. */
  readonly halfLife: number;
}

/** `weight * 2^(-rate * t)`. */
interface Term {
  readonly weight: number;
  readonly rate: number;
}

/** After so many half-lives nothing is left that a double could add to a number of its size. */
const HALF_LIVES = 80;

/**
 * The first instant after `now` at which `band` answers another than at `now`; `null`: never. `band` must depend on
 * time through the sum of the decays alone, and change with it in one direction.
 */
export function firstChange<Band>(
  decays: readonly Decay[],
  now: Instant,
  band: (at: Instant) => Band,
): Instant | null {
  const fading = decays.filter(({ points }) => points !== 0);
  const end = now + Math.ceil(HALF_LIVES * Math.max(0, ...fading.map(({ halfLife }) => halfLife)));
  const turns = turningInstants(fading, now, end).flatMap((turn) => [Math.floor(turn), Math.ceil(turn)]);
  let from = now;
  for (const to of [...turns, end]) {
    if (band(to) !== band(now)) return bisect(from, to, (at) => band(at) !== band(now));
    from = to;
  }
  return null;
}

/** The first instant in `(from, to]` of which `test` holds; it holds of `to`, and from its first one on. */
function bisect(from: Instant, to: Instant, test: (at: Instant) => boolean): Instant {
  let before = from;
  let after = to;
  while (after - before > 1) {
    const middle = before + Math.floor((after - before) / 2);
    if (test(middle)) after = middle;
    else before = middle;
  }
  return after;
}

/** Where the sum stops falling or rising, ascending, within `(now, end)`. */
function turningInstants(decays: readonly Decay[], now: Instant, end: Instant): readonly number[] {
  const hasBothSigns = decays.some(({ points }) => points > 0) && decays.some(({ points }) => points < 0);
  if (!hasBothSigns) return [];
  const slope = mergeRates(
    decays.map(({ points, at, halfLife }) => ({
      weight: (-points * 2 ** ((at - now) / halfLife)) / halfLife,
      rate: 1 / halfLife,
    })),
  );
  return zeros(slope, end - now).map((elapsed) => now + elapsed);
}

/**
 * Zeros of a sum of exponentials in `(0, end)`. Divided by its first term the sum is a constant and one term less;
 * between two zeros of the derivative of that there is at most one zero (Rolle), so the search recurses.
 */
function zeros(terms: readonly Term[], end: number): readonly number[] {
  const [first, ...rest] = terms;
  if (first === undefined || rest.length === 0) return [];
  const relative = rest.map(({ weight, rate }) => ({ weight, rate: rate - first.rate }));
  const value = (t: number) => first.weight + sumAt(relative, t);
  const derivative = relative.map(({ weight, rate }) => ({ weight: -weight * rate, rate }));
  const ends = [0, ...zeros(derivative, end), end];
  return ends.slice(1).flatMap((to, index) => zeroBetween(value, ends[index] ?? 0, to));
}

const sumAt = (terms: readonly Term[], t: number): number =>
  terms.reduce((sum, { weight, rate }) => sum + weight * 2 ** (-rate * t), 0);

function zeroBetween(value: (t: number) => number, from: number, to: number): readonly number[] {
  const sign = Math.sign(value(from));
  if (sign === Math.sign(value(to)) || sign === 0) return [];
  let low = from;
  let high = to;
  while (high - low > 0.5) {
    const middle = (low + high) / 2;
    if (Math.sign(value(middle)) === sign) low = middle;
    else high = middle;
  }
  return [high];
}

/** Terms of one rate are one term; without this two that cancel would look like two. */
function mergeRates(terms: readonly Term[]): readonly Term[] {
  const byRate = new Map<number, number>();
  for (const { weight, rate } of terms) byRate.set(rate, (byRate.get(rate) ?? 0) + weight);
  return [...byRate]
    .filter(([, weight]) => weight !== 0)
    .map(([rate, weight]) => ({ rate, weight }))
    .sort((a, b) => a.rate - b.rate);
}
