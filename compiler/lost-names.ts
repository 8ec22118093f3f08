/**
 * Names that may be declared in text that could not be read. It is not known what they stand for, so each may be
 * any of the names that are missed elsewhere.
 */
import type { Span } from "../language/ast.ts";
import { suggest } from "../language/diagnostics/suggest.ts";
import { RESERVED_WORDS, wordType } from "../language/tokens.ts";
import { type DamagedText, spansOf } from "./damaged-text.ts";
import { reaches } from "./spans.ts";
import { type Kind, walk } from "./walk.ts";

export interface LostNames {
  readonly names: ReadonlySet<string>;
  /** Words that are no names and stand where one was meant. */
  readonly oddNames: readonly string[];
  /** What is declared under a name that is left out or cannot be one: `stage`, `field`. */
  readonly unnamed: ReadonlySet<string>;
  /** Something was declared, and neither what it is nor its name can be read. */
  readonly headless: boolean;
}

export const NO_NAMES: LostNames = { names: new Set(), oddNames: [], unnamed: new Set(), headless: false };

export function findLostNames(texts: readonly DamagedText[]): LostNames {
  return {
    names: new Set(texts.flatMap(lostIn)),
    oddNames: texts.flatMap(oddNamesIn),
    unnamed: new Set([...texts.flatMap(unnamedIn), ...texts.flatMap(unlabelledIn)]),
    headless: texts.some(isHeadless),
  };
}

/** Among fields it is not told where the next one begins, so each word may be its name. */
function lostIn(text: DamagedText): readonly string[] {
  return spansOf(text, "lost", "mended").flatMap((span) => {
    const statement = textAt(span, text);
    return hasFields(text, span) ? wordsIn(statement) : namesIn(statement);
  });
}

function oddNamesIn(text: DamagedText): readonly string[] {
  return spansOf(text, "word").map((span) => textAt(span, text).toLowerCase());
}

const textAt = ({ start, end }: Span, { file }: DamagedText): string => file.text.slice(start, end);

/** A file that is not read at all may declare anything. */
function isHeadless({ file, damages }: DamagedText): boolean {
  return damages.some(({ kind, span }) => kind === "headless" || span === file.span);
}

// ── Names ─────────────────────────────────────────────────────────────────────────────────────────────────

const WORD = /[a-z][a-z0-9_]*/g;

export function wordsIn(text: string): readonly string[] {
  return text.match(WORD) ?? [];
}

/** Any word may be a name, and a keyword where something is declared: `stage next`, `next: text`, first in a line. */
function namesIn(text: string): readonly string[] {
  let before = { word: "", end: 0 };
  return [...text.matchAll(WORD)].flatMap(({ 0: word, index }) => {
    const between = text.slice(before.end, index);
    const declared =
      word !== before.word && (Object.hasOwn(DECLARING, before.word) || isFirst(between, before));
    before = { word, end: index + word.length };
    return wordType(word) === undefined || declared || hasColon(text, before.end) ? [word] : [];
  });
}

function isFirst(between: string, { end }: { readonly end: number }): boolean {
  return end === 0 || /[{,\n]/.test(between);
}

function hasColon(text: string, end: number): boolean {
  return text.startsWith(":", end) || text.startsWith("?:", end);
}

// ── Declarations without a name ───────────────────────────────────────────────────────────────────────────

/** The words that declare something under a name, and the `unknown-…` that its loss leads to. */
const DECLARING: Readonly<Record<string, string>> = {
  stage: "stage",
  exit: "exit",
  handover: "handover",
  task: "task",
  calendar: "calendar",
  role: "role",
  ladder: "ladder",
  right: "right",
  subject: "subject",
  event: "event",
  score: "field",
  audience: "field",
  band: "band",
  route: "route",
  action: "action",
  journey: "journey",
};

/** `stage the {`, `stage "Nurture" {`, `the: text`. */
function unnamedIn(text: DamagedText): readonly string[] {
  return spansOf(text, "lost", "mended").flatMap((span) => {
    const statement = textAt(span, text);
    if (hasFields(text, span) && FIELD_WITHOUT_NAME.test(statement)) return ["field"];
    const [first = "", second = ""] = statement.split(/\s+/, 2);
    const word = Object.hasOwn(DECLARING, first) ? first : suggest(first, Object.keys(DECLARING));
    const what = word === undefined ? undefined : DECLARING[word];
    return what === undefined || isName(second) ? [] : [what];
  });
}

const RESULTS_IN: ReadonlySet<Kind> = new Set(["TaskStep", "Handover", "RightDeclaration"]);

/** Of a result nothing but its label tells that it is one: whatever is lost among results may have been a label. */
function unlabelledIn(text: DamagedText): readonly string[] {
  const places = spansOf(text, "lost", "mended");
  const isAmongResults = walk(text.file).some(
    ({ node }) => RESULTS_IN.has(node.kind) && places.some(({ start }) => reaches(node.span, start)),
  );
  return isAmongResults ? ["result"] : [];
}

/** What stands behind the name of a declaration: `exit as success`, `handover from nurture`, `journey v1`. */
const BEHIND_NAME = /^(?:as|from|of|per|v\d+)$/;

function isName(text: string): boolean {
  return /^[a-z][a-z0-9_]*\b/.test(text) && !isReserved(text) && !BEHIND_NAME.test(text);
}

const isReserved = (text: string): boolean => RESERVED_WORDS.some((word) => word === text);

/** A colon behind nothing, or behind a word that cannot be a name. */
const FIELD_WITHOUT_NAME = new RegExp(`(?:^|\\s|\\b(?:${RESERVED_WORDS.join("|")}))[:?]`);

function hasFields({ file }: DamagedText, { start }: Span): boolean {
  const around = file.declarations.find(({ span }) => reaches(span, start));
  return around?.kind === "SubjectDeclaration" || around?.kind === "EventDeclaration";
}
