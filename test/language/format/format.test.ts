import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { format, formatRange } from "../../../language/format/format.ts";
import { MAX_LENGTH } from "../../../language/guards.ts";
import { EXAMPLES, treeOf } from "../fixtures.ts";

const LIBRARY = new URL("../../../journeys/", import.meta.url);
const SHIPPED = readdirSync(LIBRARY)
  .filter((name) => name.endsWith(".journey"))
  .map((name) => ({ name, text: readFileSync(new URL(name, LIBRARY), "utf8") }));

/** Without the indentation that the test needs, and with one line end. */
function lines(text: string): string {
  const written = text.replace(/^\n|\n *$/g, "").split("\n");
  const indent = Math.min(...written.filter((line) => line.trim() !== "").map((line) => line.search(/\S/)));
  return written.map((line) => `${line.slice(indent)}\n`).join("");
}

function expectFormat(text: string, expected: string): void {
  const { text: formatted, diagnostics } = format(text, "test.journey");
  expect(diagnostics).toEqual([]);
  expect(formatted).toBe(lines(expected));
  expect(format(formatted).text).toBe(formatted);
  expect(treeOf(formatted)).toBe(treeOf(text));
}

describe("what is laid out stays as it is", () => {
  test.each(EXAMPLES)("the example $name", ({ text }) => expect(format(text).text).toBe(text));
  test.each(SHIPPED)("the shipped $name", ({ text }) => expect(format(text).text).toBe(text));
});

describe("the layout depends on words, not on lines", () => {
  test.each(EXAMPLES)("$name, each token on a line", ({ text }) => {
    const scattered = format(text.replace(/ +/g, " ").replace(/\n+/g, "\n\n\n")).text;
    expect(treeOf(scattered)).toBe(treeOf(text));
    expect(format(scattered).text).toBe(scattered);
  });

  test("a declaration that stands on one line is opened", () => {
    expectFormat(
      'ladder l "Soon" { within 1 day after 2 business hours remind at last give to the manager }',
      `
      ladder l "Soon" {
        within 1 day
        after 2 business hours  remind
        at last                 give to the manager
      }
      `,
    );
  });

  test("what follows an `enter` stands below it", () => {
    expectFormat(
      "journey j v1 of s { owner r enter on e -> a if one is open join if one has ended at once exit x as neutral }",
      `
      journey j v1 of s {
        owner r
        enter on e -> a
          if one is open    join
          if one has ended  at once
        exit x as neutral
      }
      `,
    );
  });

  test("stages stand apart", () => {
    expectFormat(
      "journey j v1 of s { owner r stage a { stay } // of a\n// b is next\nstage b { stay } }",
      `
      journey j v1 of s {
        owner r

        stage a {
          stay
        }  // of a

        // b is next
        stage b {
          stay
        }
      }
      `,
    );
  });

  test("`in` and `out` share a line, and so do `within` and `retry`, while there is room", () => {
    expectFormat(
      "action a { owner r\n in { x: text }\n out { y: url }\n within 2 minutes\n retry at most 3 times }",
      `
      action a {
        owner r
        in { x: text }  out { y: url }
        within 2 minutes  retry at most 3 times
      }
      `,
    );
  });
});

describe("columns", () => {
  test("a stage that rests has its comma behind the word", () => {
    expectFormat(
      "journey j v1 of s { stage a { owner r\n target 3% move to b within 1 day\n rests  , reviewed every 90 days stay } }",
      `
      journey j v1 of s {
        stage a {
          owner   r
          target  3% move to b within 1 day
          rests, reviewed every 90 days
          stay
        }
      }
      `,
    );
  });

  test("a row alone has none", () => {
    expectFormat(
      "event  page_viewed   of  lead{path:text}",
      `
      event page_viewed of lead { path: text }
      `,
    );
  });

  test("rows apart by a blank line have their own, rows apart by a comment have not", () => {
    expectFormat(
      "event a of s\n// why\nevent bbb of s\n\nevent cc of s\nevent d of s",
      `
      event a   of s
      // why
      event bbb of s

      event cc of s
      event d  of s
      `,
    );
  });

  test("fields: the type, and what it is; a long type sets no column", () => {
    expectFormat(
      'subject s { a: text "A" long_name?: yes_no = no "L" b: one of (first_of_all, second_of_all) "B" c: number }',
      `
      subject s {
        a:           text         "A"
        long_name?:  yes_no = no  "L"
        b:           one of (first_of_all, second_of_all)  "B"
        c:           number
      }
      `,
    );
  });

  test("points end below each other", () => {
    expectFormat(
      "score s of t { add 5 on a add 20 on b subtract 3 if c halves every 3 days band warm from 40 }",
      `
      score s of t {
        add  5      on a
        add 20      on b
        subtract 3  if c
        halves      every 3 days
        band warm from 40
      }
      `,
    );
  });

  test("results: evidence, and where each leads; what is opened waits in its column", () => {
    expectFormat(
      'journey j v1 of s { stage a { task t "T" by r { done needs x -> b nobody_there { send m\n stay } no exit e } } }',
      `
      journey j v1 of s {
        stage a {
          task t "T" by r { done needs x -> b  nobody_there { send m  stay }  no exit e }
        }
      }
      `,
    );
    expectFormat(
      'journey j v1 of s { stage a { task t "T" by r {\n done needs x -> b nobody_there {\n send m\n stay } no exit e } } }',
      `
      journey j v1 of s {
        stage a {
          task t "T" by r {
            done          needs x  -> b
            nobody_there           {
              send m
              stay
            }
            no                     exit e
          }
        }
      }
      `,
    );
  });

  test("handlers that lead on, and handlers with steps", () => {
    expectFormat(
      "journey j v1 of s { stage a { when x turns hot -> b on eee -> c on f { stay } on request by r to g exit h } }",
      `
      journey j v1 of s {
        stage a {
          when x turns hot  -> b
          on   eee          -> c
          on f { stay }
          on request by r to g exit h
        }
      }
      `,
    );
  });

  test("a word that is a keyword elsewhere is a name here", () => {
    expectFormat(
      "subject s { owner o owner: text key?: text key } event event of of_lead { of_: text }",
      `
      subject s {
        owner o
        owner:  text
        key?:   text key
      }

      event event of of_lead { of_: text }
      `,
    );
  });
});

describe("long lines", () => {
  const words = (name: string, count: number) => Array.from({ length: count }, (_, at) => `${name}_${at}`);

  test("go on, deeper, behind a comma", () => {
    const carried = words("some_field", 14);
    const { text } = format(`journey j v1 of s { handover h from a to b { carries ${carried.join(", ")} } }`);
    expect(text.split("\n").slice(2, 4)).toEqual([
      `    carries ${carried.slice(0, 7).join(", ")},`,
      `        ${carried.slice(7).join(", ")}`,
    ]);
    expect(format(text).text).toBe(text);
  });

  test("go on, deeper, before an `or`", () => {
    const { text } = format(`event e = ${words("another_event", 9).join(" or ")}`);
    expect(text.split("\n")[1]).toMatch(/^ {4}or another_event_\d( or another_event_\d)*$/);
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(120);
    expect(format(text).text).toBe(text);
  });

  test("are opened at their braces", () => {
    const sends = words("send a_message", 8);
    const { text } = format(`journey j v1 of s { stage a { on e { ${sends.join(" ")} } } }`);
    expect(text.split("\n").slice(2, 6)).toEqual([
      "    on e {",
      ...sends.slice(0, 3).map((send) => `      ${send}`),
    ]);
    expect(format(text).text).toBe(text);
  });

  test("a row of a scenario's data stays whole", () => {
    const given = `{ ${words("field", 12)
      .map((name) => `${name}: "value"`)
      .join("  ")} }`;
    const { text } = format(`scenario "s" of j { given ${given} start 2026-11-23 }`);
    expect(text.split("\n")[1]).toBe(`  given ${given}`);
  });
});

describe("comments stay where they are", () => {
  test("above, behind, at the end, and in the middle of a line", () => {
    expectFormat(
      `// first\n\n\n\n// second   
calendar c { // opens
 zone "x"    // where
 open mon 09:00 // from
   // and
   to 17:00 // behind
 // last of c
} // closed
// end`,
      `
      // first

      // second
      calendar c {  // opens
        zone "x"        // where
        open mon 09:00  // from
            // and
            to 17:00  // behind
        // last of c
      }  // closed
      // end
      `,
    );
  });

  test("before a brace and between `}` and `else`", () => {
    expectFormat(
      "journey j v1 of s { stage a // why\n { if x { stay } // or\n else { // not\n stay } } }",
      `
      journey j v1 of s {
        stage a  // why
            {
          if x {
            stay
          }  // or
              else {  // not
            stay
          }
        }
      }
      `,
    );
  });

  test("with at most one blank line around them", () => {
    expectFormat(
      "event a of s\n\n\n// b\n\n\n// c\nrole r {\n\n // d\n\n\n hours h\n // e\n\n}\n\n\n// f",
      `
      event a of s

      // b

      // c
      role r {
        // d

        hours h
        // e
      }

      // f
      `,
    );
  });

  test("behind lines that follow each other they stand below each other", () => {
    expectFormat(
      "event a of s // one\nevent long of s // two\n\nevent c of s // three",
      `
      event a    of s  // one
      event long of s  // two

      event c of s  // three
      `,
    );
  });

  test("in braces that hold nothing else", () => {
    expectFormat(
      "role r { // none\n } role q { }",
      `
      role r {  // none
      }

      role q { }
      `,
    );
  });
});

describe("the file", () => {
  test("with errors stays byte for byte, and says why", () => {
    const text = "ladder l {   within 1 day\r\n\n\n   aftr }  ";
    const { text: kept, diagnostics } = format(text, "f.journey");
    expect(kept).toBe(text);
    expect(diagnostics.map(({ span }) => span.file)).toContain("f.journey");
    expect(formatRange(text)).toEqual([]);
  });

  test("with a hidden character stays, so that it can be found (fault C4)", () => {
    const text = "event  a of s // \u202eb\n";
    expect(format(text)).toMatchObject({ text, diagnostics: [{ code: "hidden-character" }] });
  });

  test("keeps the kind of its line ends, that of the first for all", () => {
    expect(format("event a of s\r\nevent b of s\n").text).toBe("event a of s\r\nevent b of s\r\n");
    expect(format("event a of s // x\nevent b of s\r\n").text).toBe("event a of s  // x\nevent b of s\n");
  });

  test("keeps a byte order mark", () => {
    expect(format("\ufeff  event a of s").text).toBe("\ufeffevent a of s\n");
  });

  test("ends with one line end, unless it is empty", () => {
    expect(format("event a of s\n\n\n").text).toBe("event a of s\n");
    expect(format(" \n\n").text).toBe("");
    expect(format("").text).toBe("");
  });
});

describe("a file as long as one may be", { timeout: 60_000 }, () => {
  const long = (start: string, member: string, end: string) =>
    `${start}${member.repeat(Math.floor((MAX_LENGTH - 100) / member.length))}${end}`;

  test.each([
    ["members", long("event e of s { ", "a:b ", "}")],
    ["comments behind lines", long("event a of s {\n", "a:b//\n", "}")],
  ])("of %s is laid out", (_, text) => {
    const formatted = format(text);
    expect(formatted.diagnostics).toEqual([]);
    expect(formatted.text.replace(/\s+/g, "") === text.replace(/\s+/g, "")).toBe(true);
  });
});

describe("a range", () => {
  const text = "event  a of s\nevent  b of s\nevent  c of s\n";

  test("changes the white space of its lines and no other", () => {
    const at = text.indexOf("b");
    const edits = formatRange(text, { start: at, end: at + 1 }, "f.journey");
    expect(edits).toEqual([{ span: { file: "f.journey", start: 19, end: 21 }, text: " " }]);
  });

  test("of the whole file is the formatted file", () => {
    for (const { text: example } of EXAMPLES) {
      const scattered = example.replace(/ {2,}/g, "  ");
      let result = scattered;
      for (const { span, text: replacement } of [...formatRange(scattered)].reverse()) {
        expect(scattered.slice(span.start, span.end)).toMatch(/^\s*$/);
        result = result.slice(0, span.start) + replacement + result.slice(span.end);
      }
      expect(result).toBe(format(scattered).text);
    }
  });
});
