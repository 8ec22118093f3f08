import { describe, expect, test } from "vitest";
import { readTime } from "../../cli/events/read-time.ts";
import { asTyped, readPairs } from "../../cli/pairs.ts";
import { plain } from "../../cli/print/plain.ts";
import { tableLines } from "../../cli/print/table.ts";
import { quoteForShell } from "../../cli/work/answer-lines.ts";
import { shortIds } from "../../cli/work/short-id.ts";

test.each([
  ["2026-11-23", "2026-11-22T23:00:00.000Z"],
  ["2026-11-23 09:00", "2026-11-23T08:00:00.000Z"],
  ["2026-11-23T09:00:30", "2026-11-23T08:00:30.000Z"],
  ["2026-11-23T09:00:30.5Z", "2026-11-23T09:00:30.500Z"],
  ["2026-11-23 09:00 -0500", "2026-11-23T14:00:00.000Z"],
  ["  2026-11-23  ", "2026-11-22T23:00:00.000Z"],
  ["2024-02-29", "2024-02-28T23:00:00.000Z"],
  ["2026-02-29", null],
  ["2026-13-01", null],
  ["2026-11-23 25:00", null],
  ["23.11.2026", null],
  ["", null],
])("%j is read as %s at +01:00", (text, instant) => {
  expect(readTime(text, "+01:00")).toBe(instant);
});

describe("a table", () => {
  const rows = [
    { name: "Åse", count: 7 },
    { name: "\u001b[31mBo\u001b[39m", count: 12 },
  ];

  test("aligns words on the left and numbers on the right, colours not counted", () => {
    const columns = [
      { title: "n", of: ({ count }: (typeof rows)[number]) => count },
      { title: "name", of: ({ name }: (typeof rows)[number]) => name },
      { title: "count", of: ({ count }: (typeof rows)[number]) => count },
    ];
    expect(tableLines(columns, rows, (title) => title)).toEqual([
      " n  name  count",
      " 7  Åse       7",
      "12  \u001b[31mBo\u001b[39m       12",
    ]);
  });
});

test.each([
  ["anna", "anna"],
  ["http://127.0.0.1:7400", "http://127.0.0.1:7400"],
  ["two words", "'two words'"],
  ["it's; rm -rf", "'it'\\''s; rm -rf'"],
  ["", "''"],
])("%j is quoted for a shell as %s", (word, quoted) => {
  expect(quoteForShell(word)).toBe(quoted);
});

test("what would move a terminal or turn a text around is shown as a sign", () => {
  expect(plain("a\u001b[2Jb\r\nc\u202ed")).toBe("a\ufffd[2Jb\ufffd\ufffdc\ufffdd");
});

test("short ids are as long as it takes to tell them apart", () => {
  const ids = Array.from({ length: 300 }, (_, index) => `journey/subject/1#w${index}`);
  const short = [...shortIds(ids).values()];
  expect(new Set(short).size).toBe(300);
  expect(Math.min(...short.map(({ length }) => length))).toBe(6);
});

test("pairs are split at the first sign", () => {
  expect(readPairs("--with", ["a=1", "b=x=y", "c="])).toEqual([
    ["a", "1"],
    ["b", "x=y"],
    ["c", ""],
  ]);
  expect(() => readPairs("--with", ["a"])).toThrow(
    "--with a has no name and value; it is written name=value.",
  );
  expect(() => readPairs("--with", ["a=1", "a=2"])).toThrow("--with names a twice.");
});

test.each([
  ["30", "number", 30],
  ["-1.5", "number", -1.5],
  ["", "number", ""],
  ["many", "number", "many"],
  ["30", "text", "30"],
  ["30", undefined, "30"],
])("%j for a field of type %s is %j", (text, type, value) => {
  expect(asTyped(text, type)).toBe(value);
});
