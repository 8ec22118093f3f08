/** All that can be said about a workspace before anything runs. */
import type { Diagnostic, Fix } from "../language/diagnostics/diagnostic.ts";
import { type Allowed, applyAllows } from "./allows.ts";
import { byPlace } from "./by-place.ts";
import { isCertain } from "./certain.ts";
import { CHECKS, LAST_CHECKS } from "./checks/all.ts";
import type { CheckOptions } from "./checks/check.ts";
import type { Model } from "./model.ts";
import { findUnreadable, modelOf, unreadIn, wrongNames } from "./resolve.ts";
import { contains } from "./spans.ts";
import { typesInParts } from "./types.ts";
import type { Workspace } from "./workspace.ts";

export interface CheckedWorkspace {
  /** May be lowered when no diagnostic is an error. */
  readonly model: Model;
  /** By file and place. */
  readonly diagnostics: readonly Diagnostic[];
  /** What would be told if nobody had said that it is fine; by file and place. */
  readonly allowed: readonly Allowed[];
}

/** Pure and total: the same texts and options give the same diagnostics, and nothing is thrown. */
export function checkWorkspace(
  workspace: Pick<Workspace, "files">,
  options: CheckOptions = {},
): CheckedWorkspace {
  const parts = checkInParts(workspace, options);
  for (;;) {
    const part = parts.next();
    if (part.done === true) return part.value;
  }
}

/** The same in parts of some milliseconds: between two of them an editor answers, or gives the check up. */
export function* checkInParts(
  workspace: Pick<Workspace, "files">,
  options: CheckOptions = {},
): Generator<undefined, CheckedWorkspace> {
  for (const file of workspace.files) {
    findUnreadable(file);
    yield;
  }
  const model = modelOf(workspace);
  const meaning: Diagnostic[] = [];
  for (const part of meaningInParts(model, workspace, options)) {
    meaning.push(...part);
    yield;
  }
  const texts = new Map(workspace.files.map(({ path, text }) => [path, text]));
  const { told, allowed } = applyAllows(model, meaning);
  const certain = (one: Diagnostic) => isCertain(one, model, texts.get(one.span.file) ?? "");
  const found = [...unreadIn(workspace), ...onePerCause(told.filter(certain))];
  if (!found.some(isError)) {
    for (const check of LAST_CHECKS) {
      found.push(...check(model, options));
      yield;
    }
  }
  return {
    model,
    diagnostics: inOrder(firstOfEachFile(found)),
    allowed: allowed
      .filter(({ diagnostic }) => certain(diagnostic))
      .toSorted((a, b) => byPlace(a.diagnostic, b.diagnostic)),
  };
}

const isError = ({ severity }: Diagnostic): boolean => severity === "error";

/** More than this is noise: the first are mended first. */
const MAX_PER_FILE = 100;

/** A warning never takes the place of an error, which decides whether the journeys may run. */
function firstOfEachFile(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const counts = new Map<string, number>();
  const errors = diagnostics.filter(isError);
  const others = diagnostics.filter(({ severity }) => severity !== "error");
  return [...inOrder(errors), ...inOrder(others)].filter(({ span: { file } }) => {
    const count = (counts.get(file) ?? 0) + 1;
    counts.set(file, count);
    return count <= MAX_PER_FILE;
  });
}

function* meaningInParts(
  model: Model,
  workspace: Pick<Workspace, "files">,
  options: CheckOptions,
): Generator<readonly Diagnostic[]> {
  yield* wrongNames(model, workspace);
  yield* typesInParts(model);
  for (const check of CHECKS) yield check(model, options);
}

/** One finding for each code and place, and one for each name that does not exist, however often it is used. */
function onePerCause(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const causes = new Map<string, { readonly first: Diagnostic; readonly others: Diagnostic[] }>();
  for (const one of inOrder(diagnostics)) {
    const cause = causeOf(one);
    const known = causes.get(cause);
    if (known === undefined) causes.set(cause, { first: one, others: [] });
    else if (!contains(known.first.span, one.span)) known.others.push(one);
  }
  return [...causes.values()].map(({ first, others }) => ({
    ...first,
    related: [...first.related, ...others.map(({ span }) => ({ span, label: "and here" }))],
    fixes: first.fixes.map((fix) => alsoMending(fix, others)),
  }));
}

function causeOf({ code, message, span }: Diagnostic): string {
  if (code.startsWith("unknown-")) return `${code} ${span.file} ${message}`;
  return `${code} ${span.file} ${span.start} ${span.end} ${message}`;
}

/** What is wrong in several places is mended in all of them. */
function alsoMending(fix: Fix, others: readonly Diagnostic[]): Fix {
  const same = others.flatMap(({ fixes }) => fixes).filter(({ title }) => title === fix.title);
  return { ...fix, edits: [...fix.edits, ...same.flatMap(({ edits }) => edits)] };
}

const inOrder = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] => [...diagnostics].sort(byPlace);
