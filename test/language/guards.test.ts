import { describe, expect, test } from "vitest";
import { MAX_DEPTH, MAX_LENGTH } from "../../language/guards.ts";
import { parse } from "../../language/parse.ts";
import { expectDiagnostics } from "../support/expect-diagnostics.ts";
import { codesOf } from "./fixtures.ts";

const run = (text: string) => parse("test.journey", text).diagnostics;

const parentheses = (depth: number) =>
  `audience a of b { when ${"(".repeat(depth - 1)}c${")".repeat(depth - 1)} }`;
const nots = (depth: number) => `audience a of b { when ${"not ".repeat(depth - 1)}c }`;
/** Two braces are those of the journey and the stage. */
const blocks = (depth: number) =>
  `journey a v1 of b { stage s { ${"if c { ".repeat(depth - 2)} stay ${"}".repeat(depth - 2)} } }`;
const elseIfs = (depth: number) =>
  `journey a v1 of b { stage s { if c { }${" else if c { }".repeat(depth - 3)} } }`;

describe("depth (fault C1)", () => {
  test.each([
    ["parentheses", parentheses],
    ["nots", nots],
    ["blocks", blocks],
    ["else ifs", elseIfs],
  ])("%s: as many levels as allowed, and not one more", (_name, nest) => {
    expect(codesOf(nest(MAX_DEPTH))).toEqual([]);
    expect(codesOf(nest(MAX_DEPTH + 1))).toEqual(["nested-too-deep"]);
  });

  test("a thousand and twenty thousand levels, twice, within a second", () => {
    const started = performance.now();
    for (const depth of [1_000, 20_000, 1_000, 20_000]) {
      for (const nest of [parentheses, nots, blocks, elseIfs]) {
        expect(codesOf(nest(depth))).toEqual(["nested-too-deep"]);
      }
    }
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  test("what is long is not deep", () => {
    expect(codesOf(`audience a of b { when ${"c and not d or ".repeat(2_000)} e }`)).toEqual([]);
  });

  test("the place is told", () => {
    const deep = parentheses(MAX_DEPTH + 1);
    const at = deep.lastIndexOf("(");
    expectDiagnostics(`${deep.slice(0, at)}«(»${deep.slice(at + 1)}`, [{ code: "nested-too-deep" }], run);
  });
});

describe("size (fault C2)", () => {
  test("a file over the limit is not read", () => {
    const started = performance.now();
    expect(codesOf(" ".repeat(MAX_LENGTH))).toEqual([]);
    expect(codesOf(" ".repeat(MAX_LENGTH + 1))).toEqual(["file-too-large"]);
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  test.each([
    ["names", "abc "],
    ["open braces", "x {\n"],
    ["closed braces", "}\n"],
    ["quotes", '"'],
    ["signs", "; "],
    ["steps without a stage", "send a\n"],
    ["hyphens", "a-a-"],
    ["digits", "1_1"],
    ["other letters", "é"],
    ["hidden characters", "\u200b"],
    ["broken stages", "stage a { \n sned\n"],
  ])("a file at the limit, full of %s, takes a few seconds at most", (_name, piece) => {
    const started = performance.now();
    const text = `journey a v1 of b {\n${piece.repeat(Math.floor((MAX_LENGTH - 20) / piece.length))}`;
    expect(parse("f.journey", text).diagnostics.length).toBeGreaterThan(0);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

const HIDDEN = [
  0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069, 0x200e, 0x200f, 0x061c, 0x200b,
  0x200c, 0x200d, 0x2060, 0xfeff, 0xe0001, 0xe0041, 0xe007f, 0x115f, 0x1160, 0x3164, 0xffa0, 0x00ad, 0x2028,
  0x2029, 0x0000, 0x0007, 0x001b, 0x007f, 0x0085,
].map((code) => String.fromCodePoint(code));

describe("hidden characters (fault C4)", () => {
  test.each(HIDDEN)("%j is refused in comments, texts and names, once", (hidden) => {
    expectDiagnostics(`// a«${hidden}»b\nrole c { }`, [{ code: "hidden-character" }], run);
    expectDiagnostics(`role c "a«${hidden}»b" { }`, [{ code: "hidden-character" }], run);
    expectDiagnostics(`role c«${hidden}»d { }`, [{ code: "hidden-character" }], run);
    expectDiagnostics(`role «${hidden}»c { }`, [{ code: "hidden-character" }], run);
  });

  test("a byte order mark may open a file", () => {
    expect(codesOf("\ufeffrole c { }")).toEqual([]);
  });

  test("the fix deletes it", () => {
    const [found] = run("role a { } \u202e");
    expect(found?.message).toBe("Here stands a bidirectional control (U+202E), which cannot be seen.");
    expect(found?.fixes[0]?.edits).toEqual([{ span: found?.span, text: "" }]);
  });
});

describe("broken tokens, and names that look alike (fault C5)", () => {
  test.each([
    ["role «аdmin» { }", "odd-name", undefined],
    ["role «größe» { }", "odd-name", undefined],
    ["role «firstCall» { }", "odd-name", "Did you mean `first_call`?"],
    ["role a { hours «Nordic» }", "odd-name", "Did you mean `nordic`?"],
    ["ladder a { within «5days» }", "broken-number", "Did you mean `5 days`?"],
    ["role a { hours b «;» }", "unknown-sign", "Delete it"],
    ["role a { hours b «;;;» }", "unknown-sign", undefined],
    ['role a «"b» {\n hours c\n}', "unclosed-text", "Close it"],
    ['action a «"b»\n{ owner c }', "unclosed-text", undefined],
  ])("%s", (source, code, help) => {
    const unmarkedBlank = source.replace('«"b» {', '«"b »{');
    expectDiagnostics(unmarkedBlank, [{ code, ...(help && { help }) }], run);
  });

  test("a letter of another script is named", () => {
    expect(run("role \u0430dmin { }")[0]?.message).toBe("The name `\u0430dmin` contains `\u0430` (U+0430).");
  });
});
