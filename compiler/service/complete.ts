/** What could be written at a place: words that the grammar takes there, and the names that would do. */

import type * as ast from "../../language/ast.ts";
import type { Span } from "../../language/ast.ts";
import { lex } from "../../language/lexer.ts";
import {
  CommentToken,
  KEYWORDS,
  NameToken,
  SIGN,
  StringToken,
  Unclosed,
  UnitToken,
  WORD,
  wordsAmong,
} from "../../language/tokens.ts";
import { type Fits, type Fitting, whatFits } from "../../language/what-fits.ts";
import { readJourney } from "../resolve.ts";
import { scopeOf } from "../scopes.ts";
import { isJourneyFile, isMessageFile, isPeopleFile, type WorkspaceFile } from "../workspace.ts";
import { type Candidate, candidatesFor } from "./candidates.ts";
import { completeMap } from "./complete-map.ts";
import { completeInPeople } from "./complete-people.ts";
import { describeWord } from "./describe-word.ts";
import { slotOf } from "./expected-names.ts";
import type { Meaning, MeaningKind } from "./meaning.ts";
import { subjectsSending } from "./meaning-of.ts";
import type { Place } from "./navigate.ts";
import { modelIn, type Snapshot } from "./snapshot.ts";
import { snippetsFor } from "./snippets.ts";

export interface Completion {
  readonly label: string;
  readonly kind: MeaningKind | "value" | "keyword" | "snippet";
  /** What is written instead of `span`; a snippet has places to fill in (`$1`, `${2:text}`). */
  readonly insert: string;
  readonly span: Span;
  readonly detail?: string;
  /** What `describe` can say more of. */
  readonly meaning?: Meaning;
}

export function completeAt(snapshot: Snapshot, { path, offset }: Place): readonly Completion[] {
  const file = snapshot.byPath.get(path);
  if (file === undefined) return [];
  if (isMessageFile(path)) return completeInMessage(snapshot, file, offset);
  if (isPeopleFile(path)) return unique(completeInPeople(snapshot, file, offset));
  if (!isJourneyFile(path)) return [];
  const inText = placeholderAt(file.text, offset);
  if (inText !== undefined)
    return inText === "none" ? [] : completePlaceholder(snapshot, file, inText, offset);
  const inMap = completeMap(snapshot, file, offset);
  if (inMap !== null) {
    const span = { file: path, start: inMap.start, end: offset };
    return unique(inMap.names.map((name) => fromCandidate(name, span)));
  }
  const start = startOfWord(file.text, offset);
  const fits = whatFits(file.text, start);
  const span = { file: path, start, end: offset };
  const names = namesFor(fits, snapshot, file, start);
  return unique([
    ...names.map((name) => fromCandidate(name, span)),
    ...wordsFor(fits).map((label) => fromWord(label, span)),
    ...snippetsFor(fits.fitting).map(({ label, insert, detail }) => ({
      label,
      insert,
      detail,
      span,
      kind: "snippet" as const,
    })),
  ]);
}

/** Where the word that is being written begins. */
function startOfWord(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && /[a-z0-9_-]/.test(text.charAt(start - 1)) && !text.startsWith("->", start - 1))
    start -= 1;
  // `->ab`: the arrow is no part of the word.
  return text.startsWith(">", start - 1) || !text.startsWith("-", start) ? start : start + 1;
}

function unique(completions: readonly Completion[]): readonly Completion[] {
  const known = new Map<string, Completion>();
  for (const one of completions) if (!known.has(one.label)) known.set(one.label, one);
  return [...known.values()];
}

function fromCandidate({ name, kind, detail, meaning }: Candidate, span: Span): Completion {
  const more = { ...(detail !== undefined && { detail }), ...(meaning && { meaning }) };
  return { label: name, insert: name, kind, span, ...more };
}

function fromWord(label: string, span: Span): Completion {
  const detail = describeWord(label.split(" ")[0] ?? "");
  return { label, insert: label, kind: "keyword", span, ...(detail !== undefined && { detail }) };
}

// ── Words ─────────────────────────────────────────────────────────────────────────────────────────────────

/** `defer at most` and the like are offered whole. */
const MAX_WORDS = 5;

function wordsFor({ fitting, before }: Fits): readonly string[] {
  const counted = before.at(-1)?.image === "1" ? "one" : "many";
  return fitting.flatMap((one) => {
    if (one.type === UnitToken) return unitsFor(counted);
    const family = wordsAmong([one.type]).length === 0 ? familyOf(one) : [];
    return family.length > 0 ? family : phraseFrom(one);
  });
}

function unitsFor(count: "one" | "many"): readonly string[] {
  const units = ["minute", "hour", "day", "week", "month", "quarter", "year"];
  return count === "one" ? units : units.map((unit) => `${unit}s`);
}

/** `mon` … `sun`. A name may be any word, so those are not offered for one. */
function familyOf({ type }: Fitting): readonly string[] {
  if (type === NameToken) return [];
  return KEYWORDS.filter((word) => WORD[word].CATEGORIES?.includes(type));
}

function phraseFrom(first: Fitting): readonly string[] {
  const [begin] = wordsAmong([first.type]);
  if (begin === undefined) return [];
  const words = [begin];
  for (let next = onlyWord(first.next()); next !== undefined && words.length < MAX_WORDS; ) {
    words.push(next.word);
    next = onlyWord(next.fitting.next());
  }
  return [words.join(" ")];
}

function onlyWord(
  next: readonly Fitting[],
): { readonly word: string; readonly fitting: Fitting } | undefined {
  const [fitting] = next;
  const [word] = fitting === undefined ? [] : wordsAmong([fitting.type]);
  const isOnly = next.every(({ type }) => type === fitting?.type);
  return fitting !== undefined && word !== undefined && isOnly ? { word, fitting } : undefined;
}

// ── Names ─────────────────────────────────────────────────────────────────────────────────────────────────

function namesFor(
  { fitting, before }: Fits,
  snapshot: Snapshot,
  file: WorkspaceFile,
  offset: number,
): readonly Candidate[] {
  const declaration = declarationAt(file, offset) ?? nothingIn(file);
  const asked = { scope: scopeOf(declaration, modelIn(snapshot)), before, offset };
  const ofNames = fitting.filter(({ type }) => type === NameToken).flatMap((one) => slotOf(one) ?? []);
  const found = [...new Set(ofNames)].flatMap((slot) => candidatesFor(slot, asked));
  const arrows = fitting.filter(({ type }) => type === SIGN["->"]);
  const stages = arrows.length === 0 ? [] : candidatesFor("stage", asked);
  return [...found, ...stages.map((stage) => ({ ...stage, name: `-> ${stage.name}` }))];
}

/** A text that declares nothing yet names what others declare. */
const nothingIn = ({ path }: WorkspaceFile): ast.Declaration => ({
  kind: "ChangesDeclaration",
  lines: [],
  span: { file: path, start: 0, end: 0 },
});

/** The declaration around a place, or the last one before it: it may be half written. */
function declarationAt(file: WorkspaceFile, offset: number): ast.Declaration | undefined {
  const { declarations } = readJourney(file).file;
  return declarations.findLast(({ span }) => span.start <= offset) ?? declarations[0];
}

// ── Placeholders ──────────────────────────────────────────────────────────────────────────────────────────

/** Where a placeholder begins in the text around a place; `none`: in a text or a comment, and no placeholder. */
function placeholderAt(text: string, offset: number): number | "none" | undefined {
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  const { tokens, comments } = lex(text.slice(lineStart, offset));
  const last = tokens.at(-1);
  const open = last?.tokenType === Unclosed || (last?.tokenType === StringToken && !endsText(last.image));
  if (comments.some(({ tokenType }) => tokenType === CommentToken)) return "none";
  if (!open || last === undefined) {
    // `{` at the end of what is read opens a placeholder in a text that is not closed.
    const begun = /"[^"\n]*\{[a-z0-9_.]*$/.exec(text.slice(lineStart, offset));
    return begun !== null && isOpenText(text.slice(lineStart, offset))
      ? text.lastIndexOf("{", offset - 1) + 1
      : undefined;
  }
  const brace = text.lastIndexOf("{", offset - 1);
  const inBraces =
    brace > lineStart + last.startOffset && /^[a-z0-9_.]*$/.test(text.slice(brace + 1, offset));
  return inBraces ? brace + 1 : "none";
}

const endsText = (image: string): boolean => image.length > 1 && image.endsWith('"');

/** Whether the quotes of a line do not pair up. */
const isOpenText = (line: string): boolean =>
  (line.replaceAll(/\\./g, "").match(/"/g)?.length ?? 0) % 2 === 1;

function completePlaceholder(
  snapshot: Snapshot,
  file: WorkspaceFile,
  start: number,
  offset: number,
): readonly Completion[] {
  const declaration = declarationAt(file, start);
  if (declaration === undefined) return [];
  const scope = scopeOf(declaration, modelIn(snapshot));
  const span = { file: file.path, start, end: offset };
  return candidatesFor("field", { scope, before: [], offset }).map((one) => fromCandidate(one, span));
}

/** `{{ | }}` in a message: the fields of those that it is sent to, or of all subjects while nobody sends it. */
function completeInMessage(snapshot: Snapshot, file: WorkspaceFile, offset: number): readonly Completion[] {
  const begun = /\{\{\s*([a-z0-9_]*)$/.exec(file.text.slice(0, offset));
  if (begun === null) return [];
  const model = modelIn(snapshot);
  const name = file.path.replace(/^.*\//, "").replace(/\.md$/, "");
  const senders = subjectsSending(name, model);
  const subjects = senders.length > 0 ? senders : [...model.subjects.values()];
  const span = { file: file.path, start: offset - (begun[1]?.length ?? 0), end: offset };
  return unique(
    subjects.flatMap((subject) =>
      candidatesFor("field", { scope: { model, declaration: subject, subject }, before: [], offset }).map(
        (one) => fromCandidate(one, span),
      ),
    ),
  );
}
