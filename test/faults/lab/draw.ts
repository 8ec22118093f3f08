/** Choices of a fault run that are the same for the same seed. */
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

export interface Draw {
  /** A whole number, both ends included. */
  between(least: number, most: number): number;
  pick<T>(among: readonly [T, ...T[]]): T;
}

export function drawFrom(seed: number): Draw {
  const generator = xoroshiro128plus(seed);
  const between = (least: number, most: number) => uniformInt(generator, least, most);
  return { between, pick: (among) => among[between(0, among.length - 1)] ?? among[0] };
}
