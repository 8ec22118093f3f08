/** The colours of the text before the language server answers, by the tokenizer that VS Code uses. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { beforeAll, describe, expect, test } from "vitest";
import oniguruma from "vscode-oniguruma";
import textmate from "vscode-textmate";
import { coloursOf } from "../../compiler/service/colours.ts";
import { snapshotOf } from "../../compiler/service/snapshot.ts";
import { textMateGrammar } from "../../editors/vscode/src/textmate-grammar.ts";
import { EXAMPLES } from "../language/fixtures.ts";

const LIBRARY = createRequire(import.meta.url).resolve("vscode-oniguruma/release/onig.wasm");

let grammar: Awaited<ReturnType<InstanceType<typeof textmate.Registry>["loadGrammar"]>> = null;

beforeAll(async () => {
  await oniguruma.loadWASM(readFileSync(LIBRARY));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async () => textmate.parseRawGrammar(JSON.stringify(textMateGrammar()), "baton.json"),
  });
  grammar = await registry.loadGrammar("source.baton");
});

interface Scoped {
  readonly start: number;
  readonly end: number;
  readonly scope: string;
}

function scopesOf(text: string): readonly Scoped[] {
  const found: Scoped[] = [];
  let state = textmate.INITIAL;
  let start = 0;
  for (const line of text.split("\n")) {
    const read = grammar?.tokenizeLine(line, state);
    if (read === undefined) throw new Error("no grammar");
    for (const { startIndex, endIndex, scopes } of read.tokens)
      found.push({ start: start + startIndex, end: start + endIndex, scope: scopes.at(-1) ?? "" });
    state = read.ruleStack;
    start += line.length + 1;
  }
  return found;
}

const EXPECTED: Readonly<Record<string, RegExp>> = {
  comment: /^comment/,
  string: /^(string|punctuation)/,
  number: /^constant\.numeric/,
  keyword: /^keyword/,
};

describe("the TextMate grammar", () => {
  test.each(EXAMPLES)("colours $name as the language reads it", ({ text }) => {
    const file = { path: "journeys/a.journey", text };
    const scopes = scopesOf(text);
    const coloured = coloursOf(snapshotOf([file]), file);
    expect(coloured.length).toBeGreaterThan(50);
    const wrong = coloured.flatMap(({ start, length, colour }) => {
      const scope = scopes.find((one) => one.start <= start && start < one.end)?.scope ?? "";
      const written = `${text.slice(start, start + length)}: ${colour}, ${scope}`;
      const expected = EXPECTED[colour];
      return expected === undefined || expected.test(scope) ? [] : [written];
    });
    // A result or an arm may be called as a word of the language; only the tree knows.
    expect(wrong).toEqual([]);
  });

  test("a declared name is a name though it is a word of the language", () => {
    const text = "stage last from";
    const scopes = scopesOf('stage last "x" {\n  next: text\n}');
    expect(scopes.map(({ scope }) => scope)).toEqual(
      expect.arrayContaining(["entity.name.type.baton", "variable.other.property.baton"]),
    );
    expect(scopesOf(text)).not.toEqual([]);
  });

  test("a text ends with its line, and shows its placeholders", () => {
    const scopes = scopesOf('tell holder "Call {name} \\" now\nowner sales');
    expect(scopes.some(({ scope }) => scope.startsWith("variable.parameter.placeholder"))).toBe(true);
    expect(scopes.at(-1)?.scope).toBe("variable.other.baton");
  });
});
