import { expect, test } from "vitest";
import { BrokenCsv, readCsv } from "../../cli/events/csv.ts";

async function read(text: string | readonly string[], separator?: string) {
  const records: [number, ...string[]][] = [];
  const chunks = typeof text === "string" ? [text] : text;
  for await (const { line, fields } of readCsv(chunks, separator)) records.push([line, ...fields]);
  return records;
}

test.each<[string, string, [number, ...string[]][]]>([
  ["nothing", "", []],
  ["a line without an end", "a,b", [[1, "a", "b"]]],
  [
    "lines with LF",
    "a,b\nc,d\n",
    [
      [1, "a", "b"],
      [2, "c", "d"],
    ],
  ],
  [
    "lines with CRLF",
    "a,b\r\nc,d\r\n",
    [
      [1, "a", "b"],
      [2, "c", "d"],
    ],
  ],
  [
    "blank fields",
    ",\n,,\n",
    [
      [1, "", ""],
      [2, "", "", ""],
    ],
  ],
  [
    "empty lines, which count",
    "a\n\n\r\nb\n",
    [
      [1, "a"],
      [4, "b"],
    ],
  ],
  ["a separator in quotes", '"a,b",c\n', [[1, "a,b", "c"]]],
  ["doubled quotes", '"say ""hi""",b\n', [[1, 'say "hi"', "b"]]],
  [
    "quotes around nothing",
    '"",b\n""\n',
    [
      [1, "", "b"],
      [2, ""],
    ],
  ],
  [
    "lines in quotes",
    '"a\nb",c\nd,e\n',
    [
      [1, "a\nb", "c"],
      [3, "d", "e"],
    ],
  ],
  [
    "CRLF in quotes, kept",
    '"a\r\nb"\r\nc\r\n',
    [
      [1, "a\r\nb"],
      [3, "c"],
    ],
  ],
  ["a quote within a bare field", 'a"b"c,d\n', [[1, 'a"b"c', "d"]]],
  ["white space, kept", " a , b\n", [[1, " a ", " b"]]],
  ["a byte order mark", "\ufeffa,b\n", [[1, "a", "b"]]],
  ["a mark that is a letter", "a,\ufeffb\n", [[1, "a", "\ufeffb"]]],
  ["letters beyond 16 bits", "😀,é\n", [[1, "😀", "é"]]],
  ["a quoted field before the end", 'a,"b"', [[1, "a", "b"]]],
  ["a carriage return within a line", "a\rb,c\n", [[1, "a\rb", "c"]]],
])("%s", async (_, text, records) => {
  expect(await read(text)).toEqual(records);
  // However it is cut, it says the same.
  expect(await read([...text])).toEqual(records);
});

test("another separator", async () => {
  expect(await read('a;"b;c";1,5\n', ";")).toEqual([[1, "a", "b;c", "1,5"]]);
});

test.each([
  [
    "a quote that is never closed, at its place",
    'a,b\nc,"d\ne,f\n',
    2,
    "The quote that opens here is never closed.",
  ],
  ["letters behind a quote", 'a\n"b"c,d\n', 2, "Behind a closing quote stands `c`, where a field must end."],
])("%s", async (_, text, line, message) => {
  const failed = await read(text).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(BrokenCsv);
  expect(failed).toMatchObject({ line, message });
});

test("records come before the text is over", async () => {
  const records = readCsv(
    (function* () {
      yield "a\nb";
      throw new Error("asked for more");
    })(),
  );
  expect((await records.next()).value).toEqual({ line: 1, fields: ["a"] });
});
