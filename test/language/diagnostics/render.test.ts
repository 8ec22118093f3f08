import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../../../language/diagnostics/diagnostic.ts";
import { renderGithub } from "../../../language/diagnostics/render-github.ts";
import { renderJson } from "../../../language/diagnostics/render-json.ts";
import { renderTerminal } from "../../../language/diagnostics/render-terminal.ts";
import { report } from "../../../language/diagnostics/report.ts";

const organisation = "// who\nladder prompt {\n  after 4 business hours\treassign and tell the manager\n}\n";
const journey = `${"\n".repeat(99)}    accept on prompt\n`;
const sources = new Map([
  ["journeys/organisation.journey", organisation],
  ["journeys/lead.journey", journey],
]);

function place(file: string, part: string) {
  const start = sources.get(file)?.indexOf(part) ?? -1;
  return { file, start, end: start + part.length };
}

const finding: Diagnostic = {
  code: "ladder-ends-in-nobody",
  severity: "error",
  span: place("journeys/organisation.journey", "reassign and tell the manager"),
  message: "After the last rung of ladder `prompt` nobody holds the work.",
  label: "the last rung",
  note: "Silence is how leads are lost: a ladder ends at a role.",
  help: "Add `at last  give to the manager`.",
  related: [
    {
      span: place("journeys/lead.journey", "accept on prompt"),
      label: "handover `sales_ready` climbs it",
    },
  ],
  fixes: [],
};

describe("at a terminal", () => {
  test("the place, the related place, the note and the help", () => {
    expect(renderTerminal([finding], sources, { color: false })).toBe(
      [
        "error[ladder-ends-in-nobody]: After the last rung of ladder `prompt` nobody holds the work.",
        "   --> journeys/organisation.journey:3:26",
        "    |",
        "  3 |   after 4 business hours reassign and tell the manager",
        "    |                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the last rung",
        "    |",
        "   ::: journeys/lead.journey:100:5",
        "    |",
        "100 |     accept on prompt",
        "    |     ---------------- handover `sales_ready` climbs it",
        "    = note: Silence is how leads are lost: a ladder ends at a role.",
        "    = help: Add `at last  give to the manager`.",
      ].join("\n"),
    );
  });

  test("colour only when asked for", () => {
    expect(renderTerminal([finding], sources, { color: false })).not.toContain("\u001b");
    expect(renderTerminal([finding], sources, { color: true })).toContain("\u001b[31m");
  });

  test("hidden characters are shown, and the underline still fits", () => {
    const text = 'role a "x\u202ey" { hours ?? }';
    const span = { file: "f", start: text.indexOf("??"), end: text.indexOf("??") + 2 };
    const shown = renderTerminal(
      [report("unknown-name", { what: "calendar", name: "??" }, span)],
      new Map([["f", text]]),
      { color: false },
    );
    const lines = shown.split("\n");
    expect(lines[3]).toBe('1 | role a "x<U+202E>y" { hours ?? }');
    expect(lines[4]?.indexOf("^^")).toBe(lines[3]?.indexOf("??"));
  });

  test("what spans lines is underlined on its first, and the end of a file has a place", () => {
    const text = "role a {\n  hours b\n";
    const shown = renderTerminal(
      [
        report("duplicate-name", { what: "role", name: "a" }, { file: "f", start: 0, end: text.length }),
        report(
          "brace-not-closed",
          { before: "the end" },
          { file: "f", start: text.length, end: text.length },
        ),
      ],
      new Map([["f", text]]),
      { color: false },
    );
    expect(shown).toContain("1 | role a {\n  | ^^^^^^^^\n");
    expect(shown).toContain(" --> f:3:1\n  |\n3 | \n  | ^");
  });

  test("a file that is not at hand is still named", () => {
    expect(renderTerminal([finding], new Map(), { color: false })).toContain(
      "journeys/organisation.journey:1:1",
    );
  });
});

describe("as JSON", () => {
  test("the facts, with offsets, lines and columns", () => {
    const [first] = JSON.parse(renderJson([finding], sources));
    expect(first).toMatchObject({
      code: "ladder-ends-in-nobody",
      severity: "error",
      span: {
        file: "journeys/organisation.journey",
        start: { offset: finding.span.start, line: 3, column: 26 },
        end: { line: 3, column: 55 },
      },
      related: [{ span: { start: { line: 100, column: 5 } } }],
      fixes: [],
    });
  });

  test("edits have places too", () => {
    const fix = { title: "Delete it", edits: [{ span: finding.span, text: "" }] };
    const [first] = JSON.parse(renderJson([{ ...finding, fixes: [fix] }], sources));
    expect(first.fixes[0].edits[0].span.start.line).toBe(3);
  });
});

describe("for GitHub", () => {
  test("one line, with everything escaped", () => {
    const odd = {
      ...finding,
      message: "100%\nof it",
      note: "a: b, c",
      span: { ...finding.span, file: "a,b:c.journey" },
    };
    expect(renderGithub([odd], new Map([["a,b:c.journey", organisation]]))).toBe(
      "::error file=a%2Cb%3Ac.journey,line=3,endLine=3,col=26,endColumn=55,title=ladder-ends-in-nobody::" +
        "100%25%0Aof it%0Aa: b, c%0AAdd `at last  give to the manager`.",
    );
  });
});
