import { describe, expect, test } from "vitest";
import type { Span } from "../../language/ast.ts";
import { parse } from "../../language/parse.ts";
import { collapse, EXAMPLES, example, tokensOf, treeOf } from "./fixtures.ts";

describe("the examples", () => {
  test.each(EXAMPLES)("$name has no errors", ({ name, text }) => {
    expect(parse(name, text).diagnostics).toEqual([]);
  });

  test.each(EXAMPLES)("$name has the same tree on one line", ({ text }) => {
    expect(treeOf(collapse(tokensOf(text)))).toBe(treeOf(text));
  });

  test("there are six", () => expect(EXAMPLES).toHaveLength(6));
});

describe("spans", () => {
  test.each(EXAMPLES)("of $name nest, and siblings are in order", ({ name, text }) => {
    expect(misplaced(parse(name, text).file)).toEqual([]);
  });

  test.each(EXAMPLES)("of a damaged $name nest as well", ({ name, text }) => {
    const damaged = text.replaceAll(" to ", " ").replaceAll("->", "").replaceAll('" {', '"');
    expect(misplaced(parse(name, damaged).file)).toEqual([]);
  });

  test("a name's span is the name", () => {
    const text = example("lead_to_customer");
    const { file } = parse("a/b.journey", text);
    for (const name of namesIn(file)) expect(text.slice(name.span.start, name.span.end)).toBe(name.text);
    expect(namesIn(file).every((name) => name.span.file === "a/b.journey")).toBe(true);
  });
});

describe("what was written", () => {
  test("comments are kept beside the tree", () => {
    const { file } = parse("f.journey", "// one\nevent a of b // two\n");
    expect(file.comments.map(({ text }) => text)).toEqual(["// one", "// two"]);
  });

  test("a text has its escapes resolved and its placeholders at their places", () => {
    const text = 'scenario "a \\"b\\" {c.d} \\{e}" of x { given {} start 2026-01-01 }';
    const scenario = parse("f.journey", text).file.declarations[0];
    const title = scenario?.kind === "ScenarioDeclaration" ? scenario.title : undefined;
    expect(title?.text).toBe('a "b" {c.d} {e}');
    expect(title?.placeholders.map(({ path, span }) => [path, text.slice(span.start, span.end)])).toEqual([
      ["c.d", "{c.d}"],
    ]);
  });

  test("an owner's addition: the ladder of a question to the holder", () => {
    const source = "contact policy of lead { owner o  ask the holder first when a over 1, on daily }";
    expect(parse("f.journey", source).file.declarations).toMatchObject([
      { rules: [{ kind: "AskHolderRule", ladder: { text: "daily" } }] },
    ]);
  });
});

describe("what an error leaves unknown", () => {
  const damagesOf = (text: string) =>
    parse("f.journey", text).damages.map(({ kind, span }) => [kind, text.slice(span.start, span.end)]);
  const inStage = (line: string) => `journey a v1 of b {\n  stage s {\n    ${line}\n    stay\n  }\n}\n`;

  test.each([
    ["a step without its word", inStage("welcome_guide"), [["lost", "welcome_guide"]]],
    ["a misspelt step, which is read", inStage("sned welcome_guide"), [["mended", "sned welcome_guide"]]],
    [
      "a misspelt stage, up to its steps",
      "journey a v1 of b {\n  stge s {\n    stay\n  }\n}\n",
      [["mended", "stge s "]],
    ],
    [
      "a bound without its arrow",
      inStage("lasts at most 2 days, then x"),
      [["lost", "lasts at most 2 days, then x"]],
    ],
    ["a wait without its unit", inStage("wait 2"), [["lost", "wait 2"]]],
    ["what stands behind a statement", inStage("-> x by y"), [["lost", "-> x by y"]]],
    ["a name that is no name", inStage("send Welcome"), [["word", "Welcome"]]],
  ])("%s", (_what, text, damages) => {
    expect(damagesOf(text)).toEqual(damages);
  });

  test("the place of a brace", () => {
    expect(damagesOf("journey a v1 of b {\n  stage s {\n    stay\n  }\n")).toContainEqual(["braces", ""]);
  });

  test("members whose declaration has lost its first line", () => {
    expect(damagesOf("role a { }\n  hours b\n}\nrole c { }\n")).toContainEqual(["headless", ""]);
  });

  test("a declaration that begins with a misspelt word is read", () => {
    const text = "role a { }\nrloe b { }\nrole c { }\n";
    const { file, diagnostics } = parse("f.journey", text);
    expect(file.declarations).toHaveLength(3);
    expect(diagnostics.map(({ help }) => help)).toEqual(["Did you mean `role`?"]);
  });

  test("at most a hundred errors are told", () => {
    const text = Array.from({ length: 500 }, (_, index) => `role r${index} { hours 5 }`).join("\n");
    expect(parse("f.journey", text).diagnostics).toHaveLength(100);
  });
});

// ── Walking the tree ──────────────────────────────────────────────────────────────────────────────────────

interface Spanned {
  readonly span: Span;
}

const isSpanned = (value: unknown): value is Spanned =>
  typeof value === "object" && value !== null && "span" in value;

/** The nearest nodes below a value that have a place. */
function childrenOf(value: unknown): readonly Spanned[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    if (key === "span" || key === "comments") return [];
    return isSpanned(child) ? [child] : childrenOf(child);
  });
}

function misplaced(node: Spanned): readonly string[] {
  const children = [...childrenOf(node)].sort(
    (a, b) => a.span.start - b.span.start || a.span.end - b.span.end,
  );
  const outside = children.filter(({ span }) => span.start < node.span.start || span.end > node.span.end);
  const overlapping = children.filter(({ span }, index) => {
    const before = children[index - 1]?.span;
    return before !== undefined && span.start < before.end && span.end > before.end;
  });
  return [...outside, ...overlapping].map((one) => JSON.stringify(one)).concat(children.flatMap(misplaced));
}

function namesIn(value: unknown): readonly (Spanned & { readonly text: string })[] {
  if (typeof value !== "object" || value === null) return [];
  const below = Object.values(value).flatMap(namesIn);
  const own = "kind" in value && value.kind === "Name" && isSpanned(value) && "text" in value;
  return own ? [{ span: value.span, text: String(value.text) }, ...below] : below;
}
