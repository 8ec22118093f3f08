/** Draws: docs/language.md, 7.4. */
import { expect, test } from "vitest";
import { bucketOf, isAmong } from "../../../runtime/machine/bucket.ts";

const SUBJECTS = Array.from({ length: 2_000 }, (_, index) => `s${index}`);

test.each([
  [0, 0],
  [10, 200],
  [50, 1_000],
  [100, 2_000],
])("%d percent of a draw are about as many of those who are drawn", (percent, expected) => {
  const among = SUBJECTS.filter((subject) => isAmong(percent, subject, "opening"));
  expect(Math.abs(among.length - expected)).toBeLessThan(expected % 2_000 === 0 ? 1 : 60);
});

test("the first bucket behind the percentage is not among them", () => {
  const subject = SUBJECTS.find((one) => bucketOf(one) % 100 === 0 && bucketOf(one) > 0) ?? "";
  expect(isAmong(bucketOf(subject) / 100, subject)).toBe(false);
  expect(isAmong(bucketOf(subject) / 100 + 0.01, subject)).toBe(true);
});
