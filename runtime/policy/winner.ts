/**
 * Which arm of a split has won (docs/language.md, 7.4). Asked every day while a step waits for it, so the bar is higher
 * than for one look: an arm has won when chance alone would put it so far ahead in fewer than one case of a hundred.
 */

export interface ArmSoFar {
  readonly name: string;
  /** Subjects who went this way, and those of them who reached the journey's goal in its time. */
  readonly tried: number;
  readonly reached: number;
}

/** Fewer in an arm say nothing yet. */
const ENOUGH = 100;
/** Standard deviations, two-sided at 99%. */
const FAR = 2.576;
/** Nobody wins by being left alone, but whoever wins has to do better than that. */
export const HOLDOUT = "holdout";

/** The name of the arm, or `null` while there is none. */
export function winnerOf(arms: readonly ArmSoFar[]): string | null {
  if (arms.some(({ tried }) => tried < ENOUGH)) return null;
  const [best] = arms.filter(({ name }) => name !== HOLDOUT).sort((a, b) => rateOf(b) - rateOf(a));
  if (best === undefined) return null;
  const isAhead = arms.every((other) => other === best || distance(best, other) >= FAR);
  return isAhead ? best.name : null;
}

const rateOf = ({ tried, reached }: ArmSoFar): number => reached / tried;

/** How far apart two rates are, in standard deviations of their difference if they were the same. */
function distance(better: ArmSoFar, other: ArmSoFar): number {
  const rate = (better.reached + other.reached) / (better.tried + other.tried);
  const deviation = Math.sqrt(rate * (1 - rate) * (1 / better.tried + 1 / other.tried));
  return deviation === 0 ? 0 : (rateOf(better) - rateOf(other)) / deviation;
}
