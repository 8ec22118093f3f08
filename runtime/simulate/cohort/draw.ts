/**
 * Seeded draws. Each has a key of its own (whom it is about, what for, and the how-manieth), so that the same lead does
 * the same in two runs whatever else differs between them: differences between the runs are then of the change alone.
 */
import { randomExponential, randomLogNormal, randomUniform } from "d3-random";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import type { Instant, Value } from "../../../compiler/plan.ts";
import { hash } from "../../machine/bucket.ts";
import { DAY } from "../../policy/exact-time.ts";
import type { Draw, Spread, Weights } from "./assumptions.ts";

/** Numbers in `[0, 1)`. */
export type Source = () => number;

/** The same numbers for the same seed and key. */
export function sourceOf(seed: number, ...key: readonly (string | number)[]): Source {
  const generator = xoroshiro128plus(hash(`${seed}/${key.join("/")}`));
  return () => uniformFloat64(generator);
}

export const drawSpread = (source: Source, { median, spread }: Spread): number =>
  median <= 0 ? 0 : randomLogNormal.source(source)(Math.log(median), Math.log(Math.max(1, spread)))();

/** The time until the next of things that come `perUnit` times in a unit. */
export const drawGap = (source: Source, perUnit: number): number =>
  randomExponential.source(source)(perUnit)();

export const drawShare = (source: Source): number => randomUniform.source(source)(1)();

/** `null`: there is nothing to choose from. */
export function drawOne<T>(source: Source, choices: readonly (readonly [T, number])[]): T | null {
  const total = choices.reduce((sum, [, weight]) => sum + weight, 0);
  let left = drawShare(source) * total;
  for (const [choice, weight] of choices) {
    left -= weight;
    if (left < 0) return choice;
  }
  return choices.findLast(([, weight]) => weight > 0)?.[0] ?? null;
}

export const drawLabel = (source: Source, weights: Weights): string | null =>
  drawOne(source, Object.entries(weights));

/** Of whom a value is drawn. */
export interface Whose {
  /** From 1. */
  readonly number: number;
  readonly arrivedAt: Instant;
}

/** @param known a person says it, so that it is not blank, unless it always is. */
export function drawValue(source: Source, draw: Draw, whose: Whose, known = false): Value {
  if (draw.of === "list") {
    const values = known ? draw.values.filter(([value]) => value !== null) : draw.values;
    return drawOne(source, values);
  }
  if (!known && drawShare(source) < draw.blank) return null;
  switch (draw.of) {
    case "number": {
      const drawn = drawSpread(source, draw.spread);
      const amount = draw.isWhole ? Math.round(drawn) : Number(drawn.toPrecision(3));
      return draw.currency === null ? amount : { amount, currency: draw.currency };
    }
    case "pattern":
      return draw.text.replaceAll(NUMBER, (_, by: string | undefined) =>
        String(Math.ceil(whose.number / Number(by ?? 1))),
      );
    case "date":
      return new Date(whose.arrivedAt + Math.round(drawSpread(source, draw.after) / DAY) * DAY)
        .toISOString()
        .slice(0, 10);
  }
}

const NUMBER = /\{n(?:\/(\d+))?\}/g;
