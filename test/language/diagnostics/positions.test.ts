import { expect, test } from "vitest";
import { Positions } from "../../../language/diagnostics/positions.ts";

const text = "ab\n\u{1f600}c\r\n\nd";
const positions = new Positions(text);

test.each([
  [0, 1, 1],
  [2, 1, 3],
  [3, 2, 1],
  [5, 2, 3],
  [8, 3, 1],
  [9, 4, 1],
  [10, 4, 2],
  [99, 4, 2],
  [-1, 1, 1],
])("offset %i is line %i, column %i", (offset, line, column) => {
  expect(positions.at(offset)).toEqual({ line, column });
});

test("a line comes without its end", () => {
  expect([1, 2, 3, 4, 5].map((line) => positions.lineText(line))).toEqual(["ab", "\u{1f600}c", "", "d", ""]);
});

test("an empty text has one line", () => expect(new Positions("").at(0)).toEqual({ line: 1, column: 1 }));
