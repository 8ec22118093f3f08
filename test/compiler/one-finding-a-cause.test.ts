/** Whatever is taken out of the library: what no longer parses is told by the parser, and nothing follows from it. */
import { describe, expect, test } from "vitest";
import { checkWorkspace } from "../../compiler/check.ts";
import { loadWorkspace, type WorkspaceFile } from "../../compiler/workspace.ts";
import { lex } from "../../language/lexer.ts";
import { parse } from "../../language/parse.ts";

const { files } = loadWorkspace("journeys");
const journeys = files.filter(({ path }) => path.endsWith(".journey"));

interface Cut {
  readonly start: number;
  readonly end: number;
}

/** A few of many, so that the suite stays short. */
const every = (step: number, cuts: readonly Cut[]): readonly Cut[] =>
  cuts.filter((_, index) => index % step === 0);

function linesOf({ text }: WorkspaceFile): readonly Cut[] {
  return [...text.matchAll(/.+\n/g)].map(({ 0: line, index }) => ({
    start: index,
    end: index + line.length,
  }));
}

function tokensOf({ text }: WorkspaceFile): readonly Cut[] {
  return lex(text).tokens.map(({ startOffset, image }) => ({
    start: startOffset,
    end: startOffset + image.length,
  }));
}

function expectNothingToFollow(file: WorkspaceFile, { start, end }: Cut): void {
  const text = file.text.slice(0, start) + file.text.slice(end);
  const told = parse(file.path, text).diagnostics;
  if (told.length === 0) return;
  const changed = files.map((one) => (one === file ? { ...file, text } : one));
  const found = checkWorkspace({ files: changed }).diagnostics;
  const where = `${file.path}, offset ${start}, without ${file.text.slice(start, end).trim()}`;
  expect(found.map(({ code }) => code).sort(), where).toEqual(told.map(({ code }) => code).sort());
}

describe.each(journeys)("$path", (file) => {
  test("without a line", () => {
    for (const cut of linesOf(file)) expectNothingToFollow(file, cut);
  });

  test("without a word or a sign", () => {
    for (const cut of every(7, tokensOf(file))) expectNothingToFollow(file, cut);
  });
});
