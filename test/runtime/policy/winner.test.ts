import { describe, expect, test } from "vitest";
import { winnerOf } from "../../../runtime/policy/winner.ts";

const arm = (name: string, tried: number, reached: number) => ({ name, tried, reached });

describe("the winner of a split", () => {
  test.each([
    ["is far ahead of every other arm", [arm("a", 1_000, 100), arm("b", 1_000, 160)], "b"],
    ["is nobody while chance may be it", [arm("a", 1_000, 100), arm("b", 1_000, 120)], null],
    ["is nobody before each arm has been tried often enough", [arm("a", 99, 0), arm("b", 2_000, 900)], null],
    ["is nobody where two are as good", [arm("a", 900, 90), arm("b", 900, 300), arm("c", 900, 300)], null],
    ["is never who was left alone", [arm("a", 1_000, 100), arm("holdout", 1_000, 300)], null],
    [
      "does better than who was left alone",
      [arm("a", 1_000, 100), arm("b", 1_000, 200), arm("holdout", 1_000, 190)],
      null,
    ],
    ["is nobody where nobody has reached anything", [arm("a", 500, 0), arm("b", 500, 0)], null],
  ])("%s", (_, arms, winner) => expect(winnerOf(arms)).toBe(winner));
});
