/**
 * The examples in the pages of the checks, as workspaces. A fenced block is a file; a line of code before it, such as
 * "In `people.yaml`:", names it, and without one it is a journey file. The files of docs/checks/common/ stand around
 * them, unless the example brings one of the same name.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkWorkspace } from "../../compiler/check.ts";
import { loadWorkspace, type WorkspaceFile } from "../../compiler/workspace.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { ROOT } from "../architecture/source-files.ts";

export const PAGES = join(ROOT, "docs", "checks");

export const readPage = (name: string): string => readFileSync(join(PAGES, name), "utf8");

export const COMMON = loadWorkspace(join(PAGES, "common")).files;

/** Reviews in the examples are due as of this day. */
export const TODAY = "2026-12-01";

const BLOCK = /(?:^In `(?<file>[^`]+)`:\n\n)?^```(?<language>\w+)\n(?<text>[\s\S]*?)^```$/gm;

/** The files that a part of a page writes out. */
export function filesIn(markdown: string): readonly WorkspaceFile[] {
  return [...markdown.matchAll(BLOCK)].map(({ groups = {} }) => {
    const { file = "example.journey", text = "" } = groups;
    return { path: `common/${file}`, text: file.endsWith(".journey") ? whole(shown(text)) : shown(text) };
  });
}

/** What is said of the files of an example. */
export function findingsIn(files: readonly WorkspaceFile[]): readonly Diagnostic[] {
  const own = new Set(files.map(({ path }) => path));
  const around = COMMON.filter(({ path }) => !own.has(path));
  const { diagnostics } = checkWorkspace({ files: [...around, ...files] }, { today: TODAY });
  return diagnostics.filter(({ span }) => own.has(span.file));
}

/** `<U+202E>` stands for a character that a reader of the page would not see. */
function shown(text: string): string {
  return text.replace(/<U\+([0-9A-F]{4,6})>/g, (_, code: string) =>
    String.fromCodePoint(Number.parseInt(code, 16)),
  );
}

// ── Parts of a journey ────────────────────────────────────────────────────────────────────────────────────

const DECLARATIONS =
  /^(?:action|audience|calendar|changes|contact|event|hygiene|journey|ladder|right|role|route|scenario|score|subject)\b/;
const PARTS_OF_A_JOURNEY =
  /^(?:after exit|enter|exclusive|exit|handover|holdout|if one|in every|keeps|migrate|per|stage)\b/;

/** An example that shows a part of a journey, or of a stage, as its first line tells, has the rest put around it. */
function whole(text: string): string {
  const first = text.split("\n").find((line) => !line.startsWith("//")) ?? "";
  if (DECLARATIONS.test(first)) return text;
  return inJourney(PARTS_OF_A_JOURNEY.test(first) ? text : inStage(text));
}

function inJourney(members: string): string {
  const entry = /^\s*enter\b/m.test(members) ? "" : "enter on demo_requested -> nurture";
  return `journey lead_to_customer v1 of lead {
  owner sales_manager  goal deal_won within 120 days  review every 3 months
  ${entry}
  exit won  as success on deal_won
  exit lost as failure on unsubscribed
  ${members}
}
`;
}

const inStage = (lines: string): string =>
  `stage nurture { owner marketing  lasts at most 30 days, then exit lost  ${lines} }`;
