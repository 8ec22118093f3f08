/** Whatever is put in or left out is told in words: nobody is to read code in a review. */
import { describe, expect, test } from "vitest";
import { diffWorkspaces } from "../../../compiler/diff/diff-workspaces.ts";
import { loadWorkspace, type WorkspaceFile } from "../../../compiler/workspace.ts";

const YEAR = 2026;

/** Without the tests: what they say is no change of what runs. */
const filesIn = (dir: string): readonly WorkspaceFile[] =>
  loadWorkspace(new URL(`../../../${dir}`, import.meta.url).pathname).files.filter(
    ({ path }) => !path.includes("/scenarios/"),
  );

const depthOf = (line: string): number => line.length - line.trimStart().length;
const isEmpty = (line: string): boolean => line.trim() === "";

/** The text without one of its lines, and without that and all that stands within it. */
function* textsWithout(text: string): Generator<string> {
  const lines = text.split("\n");
  const without = (at: number, count: number) => lines.toSpliced(at, count).join("\n");
  for (const [at, line] of lines.entries()) {
    if (isEmpty(line) || /^\s*[#}]/.test(line)) continue;
    yield without(at, 1);
    const rest = lines.slice(at + 1);
    const inside = rest.findIndex((other) => !isEmpty(other) && depthOf(other) <= depthOf(line));
    const closes = /^\s*\}/.test(rest[inside] ?? "") ? 1 : 0;
    if (inside + closes > 0) yield without(at, 1 + inside + closes);
  }
}

/** The sentences about each such text, as what goes and as what comes, by the place in the tree. */
function sentencesAbout(
  files: readonly WorkspaceFile[],
): readonly (readonly [at: string, sentence: string])[] {
  return files
    .filter(({ path }) => path.endsWith(".journey"))
    .flatMap((file) =>
      [...textsWithout(file.text)].flatMap((text) => {
        const cut = files.map((one) => (one === file ? { ...one, text } : one));
        return [
          ...changesOf(files, cut).map(({ at, sentence }) => [at, sentence] as const),
          ...changesOf(cut, files).map(({ at, sentence }) => [at, sentence] as const),
        ];
      }),
    );
}

function changesOf(before: readonly WorkspaceFile[], after: readonly WorkspaceFile[]) {
  try {
    return diffWorkspaces({ files: before }, { files: after }, { year: YEAR }).changes;
  } catch (error) {
    // Of what no longer checks there may be no model; `baton diff` says so before.
    if (error instanceof Error && error.message.startsWith("Invariant broken")) return [];
    throw error;
  }
}

describe.each([
  ["journeys", 50],
  ["test/playbooks", 45],
])("%s", (dir, places) => {
  const told = sentencesAbout(filesIn(dir));

  test("a sentence says it without the code", () => {
    expect(told.filter(([, sentence]) => sentence.includes("`"))).toEqual([]);
  });

  test("nothing has no words", () => {
    expect(told.filter(([at]) => at === "workspace")).toEqual([]);
  });

  test("many parts of the language are tried", () => {
    expect(new Set(told.map(([at]) => at)).size).toBeGreaterThan(places);
  });
});
