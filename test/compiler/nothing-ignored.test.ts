/**
 * Nothing is accepted and then ignored: of each form of the language every run of up to four words is taken out in turn.
 * Either it cannot be read any more, or the compiler says something else, or what is run is another; what remains is a
 * fact about a journey (docs/language.md, section 16) or was the default.
 */
import { describe, expect, it } from "vitest";
import { checkWorkspace } from "../../compiler/check.ts";
import { compileModel } from "../../compiler/compile.ts";
import { parse } from "../../language/parse.ts";
import { filesAround } from "./check-source.ts";
import { FORMS } from "./forms.ts";

/** What may go without a trace, as it is written. */
const FACTS: readonly RegExp[] = [
  // Titles and reasons are for who reads the file, goals and targets for reports, owners for reviews.
  /^"[^"]*"$/,
  /^because "[^"]*"$/,
  /^owner \w+$/,
  /^, last [\d-]+$/,
  // Hours that a role has from its manager anyway.
  /^hours office$/,
  // Defaults, written out.
  /^per visit$/,
  /^, on daily$/,
];

const TOKEN = /"[^"]*"|\d{4}-\d\d-\d\d|\d\d:\d\d|[\w.]+%?|->|[^\s\w]/g;
const MOST = 4;

describe.each(FORMS)("%s", (_, source) => {
  const read = (text: string) => {
    const { model, diagnostics } = checkWorkspace({ files: filesAround(text) }, { today: "2026-11-22" });
    const said = JSON.stringify(diagnostics.map(({ code, message }) => [code, message]));
    return { model, diagnostics, said };
  };
  const compiled = (model: Parameters<typeof compileModel>[0]) => {
    const { library, releases } = compileModel(model, { horizon: { from: 2026, years: 1 } });
    return JSON.stringify([library, releases.map(({ plan }) => plan)]);
  };
  const whole = read(source);

  it("is in order", () => {
    expect(whole.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  });

  it("counts in every part", () => {
    const run = compiled(whole.model);
    const idle = partsOf(source).filter(([start, end]) => {
      // Places stay the same.
      const text = source.slice(0, start) + " ".repeat(end - start) + source.slice(end);
      if (parse("journeys/test.journey", text).diagnostics.length > 0) return false;
      const without = read(text);
      return without.said === whole.said && compiled(without.model) === run;
    });
    const words = idle.map(([start, end]) => source.slice(start, end).replace(/\s+/g, " "));
    expect(words.filter((part) => !FACTS.some((fact) => fact.test(part)))).toEqual([]);
  });
});

function partsOf(source: string): readonly (readonly [start: number, end: number])[] {
  const tokens = [...source.matchAll(TOKEN)].map(
    ({ 0: word, index }) => [index, index + word.length] as const,
  );
  return tokens.flatMap(([start], at) => tokens.slice(at, at + MOST).map(([, end]) => [start, end] as const));
}
