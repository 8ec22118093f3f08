/**
 * What went wrong in the parser, in words: each problem becomes one diagnostic, and what is only a consequence of
 * a broken token is dropped.
 */

import type { IToken, TokenType } from "chevrotain";
import type { Span } from "./ast.ts";
import { spanOf } from "./build-tree.ts";
import type { Diagnostic, Fix } from "./diagnostics/diagnostic.ts";
import { deleteAt, insertAt, replaceWith, SAFE } from "./diagnostics/fix.ts";
import { report } from "./diagnostics/report.ts";
import { suggest } from "./diagnostics/suggest.ts";
import { lineEndsBetween } from "./grammar/layout.ts";
import { isType, type Problem, type ProblemKind } from "./grammar/problems.ts";
import { STEPS } from "./grammar/step-words.ts";
import type { Lexed } from "./lexer.ts";
import { FORMS, insteadOf } from "./slips.ts";
import {
  BrokenNumber,
  NameToken,
  NumberToken,
  OddWord,
  RESERVED_WORDS,
  SIGN,
  StringToken,
  Unclosed,
  WORD,
  wordsAmong,
} from "./tokens.ts";

interface Source {
  readonly path: string;
  readonly text: string;
}

export function explainProblems(
  problems: readonly Problem[],
  source: Source,
  lexed: Lexed,
): readonly Diagnostic[] {
  const broken = [...lexed.tokens.filter(isBroken), ...lexed.unknown].map(({ startOffset }) => startOffset);
  return problems
    .filter((problem) => !followsBrokenToken(problem, source, broken))
    .map((problem) => EXPLAIN[problem.kind](problem, source));
}

const EXPLAIN: Readonly<Record<ProblemKind, (problem: Problem, source: Source) => Diagnostic>> = {
  unexpected: explainUnexpected,
  stray: explainStray,
  "brace-not-opened": (problem, source) => {
    const facts = { before: describe(problem.token) };
    const fixes = [insertAt(behindPrevious(problem, source), " {")];
    return report("brace-not-opened", facts, placeOf(problem, source), { fixes });
  },
  "brace-not-closed": explainOpenBrace,
  "comma-left-out": explainMissingComma,
  "said-twice": (problem, source) =>
    report("said-twice", { what: problem.token.image }, placeOf(problem, source)),
};

// ── Places ────────────────────────────────────────────────────────────────────────────────────────────────

/** At the end of the file there is no token: the place is behind the last thing that was written. */
function placeOf({ token }: Problem, { path, text }: Source): Span {
  return spanOf(token, path, text.trimEnd().length);
}

function behindPrevious({ previous }: Problem, { path }: Source): Span {
  const { end } = spanOf(previous, path);
  return { file: path, start: end, end };
}

const isAtEnd = (token: IToken): boolean => Number.isNaN(token.startOffset);

/** What stands behind a token, after white space. */
function textBehind(token: IToken, { text }: Source): string {
  return text.slice(token.startOffset + token.image.length).trimStart();
}

/** A text without an end, a sign that means nothing: what the parser stumbles over on that line is no new error. */
function followsBrokenToken(
  { token, previous }: Problem,
  { text }: Source,
  broken: readonly number[],
): boolean {
  if (isBroken(token) || isBroken(previous)) return true;
  if (isAtEnd(token)) return false;
  const line = text.lastIndexOf("\n", token.startOffset - 1);
  return broken.some((offset) => offset > line && offset < token.startOffset);
}

const isBroken = ({ tokenType }: IToken): boolean =>
  tokenType === Unclosed || tokenType === BrokenNumber || tokenType === OddWord;

// ── What stands there, and what should ────────────────────────────────────────────────────────────────────

function describe(token: IToken): string {
  if (isAtEnd(token)) return "the end of the file";
  if (isType(token, StringToken)) return "a text";
  if (isType(token, NumberToken)) return `the number \`${token.image}\``;
  return `\`${token.image}\``;
}

/** What a rule reads, where its beginnings are too many to be listed. */
const IN_WORDS: Readonly<Record<string, string>> = {
  value: "a value",
  factor: "a value",
  test: "a comparison such as `is` or `over`",
  term: "a condition",
  resultBody: "`->`, `exit`, `stay`, `go on`, `reassign` or steps in braces",
  moment: "a moment",
  anchor: "a date or a field",
  rung: "what happens, such as `remind` or `tell`",
  kind: "a kind of declaration",
  expectation: "what is expected",
};

function expectations({ expected, rule }: Problem): readonly string[] {
  if (expected.length <= 5) return [...new Set(expected.map(labelOf))];
  const inWords = IN_WORDS[rule];
  return inWords === undefined ? [] : [inWords];
}

const labelOf = (type: TokenType): string => type.LABEL ?? type.name;

const isReserved = (token: IToken): boolean => RESERVED_WORDS.some((word) => word === token.image);

// ── One kind after the other ──────────────────────────────────────────────────────────────────────────────

function explainUnexpected(problem: Problem, source: Source): Diagnostic {
  return explainKnownMistake(problem, source) ?? explainAnything(problem, source);
}

function explainKnownMistake(problem: Problem, source: Source): Diagnostic | undefined {
  const { token, rule, expected } = problem;
  const place = placeOf(problem, source);
  if (isReserved(token) && expected.includes(NameToken))
    return report("reserved-word", { word: token.image, ...insteadOf(problem, source.text) }, place);
  if (rule === "wait" && token.tokenType === WORD.for)
    return report("bound-behind", {}, place, { fixes: boundBefore(place, source) });
  if (!isType(token, NameToken) || !expected.includes(SIGN["->"])) return undefined;
  if (rule === "resultBody" && leadsSomewhere(token, source)) {
    return report(
      "result-leads-nowhere",
      { label: problem.previous.image },
      spanOf(problem.previous, source.path),
    );
  }
  const facts = { or: besidesArrow(expected) };
  if (endsLine(problem, source))
    return report(
      "missing-arrow",
      { ...facts, ...insteadOf(problem, source.text) },
      spanOf(problem.previous, source.path),
    );
  if (STEPS.has(token.tokenType)) return undefined;
  const fixes = ["->", ...facts.or.filter((other) => other === "exit")].map((word) =>
    insertAt({ ...place, end: place.start }, `${word} `),
  );
  return report("missing-arrow", { ...facts, stage: token.image }, place, { fixes });
}

const besidesArrow = (expected: readonly TokenType[]): readonly ("exit" | "steps")[] => [
  ...(expected.includes(WORD.exit) ? (["exit"] as const) : []),
  ...(expected.includes(SIGN["{"]) ? (["steps"] as const) : []),
];

/** What follows in the next line is hardly where this one leads; behind `then` it may be. */
const endsLine = ({ previous, token }: Problem, { path, text }: Source): boolean =>
  previous.tokenType !== WORD.then && lineEndsBetween(text, spanOf(previous, path).end, token.startOffset);

/** `for EVENT up to D` is `up to D for EVENT`. */
function boundBefore({ file, start }: Span, { text }: Source): readonly Fix[] {
  const behind = /^(for\s+\w+)\s+(up\s+to\s+\d+\s+(?:(?:business|calendar)\s+)?\w+)/.exec(text.slice(start));
  const [all, awaited, bound] = behind ?? [];
  if (all === undefined) return [];
  return [replaceWith(`${bound} ${awaited}`, { file, start, end: start + all.length }, SAFE)];
}

/** Whether a name is itself the label of a result, so that the label before it has no body. */
function leadsSomewhere(token: IToken, source: Source): boolean {
  return /^(?:->|\{|,|(?:exit|stay|go|reassign|needs)\b)/.test(textBehind(token, source));
}

function explainAnything(problem: Problem, source: Source): Diagnostic {
  const place = placeOf(problem, source);
  const nearest = suggest(problem.token.image, wordsAmong(problem.expected));
  const facts = {
    found: describe(problem.token),
    expected: expectations(problem),
    ...suggestion(nearest),
    ...(nearest === undefined && insteadOf(problem, source.text)),
  };
  const fixes = onceFor(problem, source) ?? extraComma(problem, source) ?? keyword(nearest, place);
  return report("unexpected-word", facts, place, { fixes });
}

/** `1 time` is `once`: limits have one form (docs/language.md, "Limits"). */
function onceFor({ token, previous, expected }: Problem, { path }: Source): readonly Fix[] | undefined {
  if (token.image !== "time" || previous.image !== "1" || !expected.includes(WORD.times)) return undefined;
  return [replaceWith("once", { ...spanOf(token, path), start: previous.startOffset }, SAFE)];
}

/** A second comma adds nothing; one at the end of a list may stand for a name that is missing. */
function extraComma({ token, previous }: Problem, { path }: Source): readonly Fix[] | undefined {
  const isComma = ({ tokenType }: IToken) => tokenType === SIGN[","];
  if (isComma(token)) return [deleteAt(spanOf(token, path), "the comma", isComma(previous) ? SAFE : {})];
  return isComma(previous) ? [deleteAt(spanOf(previous, path), "the comma")] : undefined;
}

/** What the members of a list are called; the lists that are not here have lines. */
const MEMBER_OF: Readonly<Record<string, string>> = {
  file: "a declaration",
  block: "a step",
  stage: "a step",
  results: "a result",
  choose: "a choice",
  subject: "a field",
  fields: "a field",
};

const HANDLER_WORDS: ReadonlySet<TokenType> = new Set([WORD.when, WORD.on, WORD.at]);

function explainStray(problem: Problem, source: Source): Diagnostic {
  const { token, rule, expected } = problem;
  const place = placeOf(problem, source);
  const found = token.image;
  if (rule === "block" && HANDLER_WORDS.has(token.tokenType))
    return report("handler-in-steps", { word: found }, place);
  if (rule === "file" && belongsInside(token))
    return report("outside-declaration", { word: found }, place, { fixes: withoutBrace(token, place) });
  if (isReserved(token) && expected.includes(NameToken))
    return report("reserved-word", { word: found, ...insteadOf(problem, source.text) }, place);
  if (!isType(token, NameToken)) {
    const fixes = extraComma(problem, source) ?? [];
    const facts = { found: describe(token), expected: [], ...insteadOf(problem, source.text) };
    return report("unexpected-word", facts, place, { fixes });
  }
  const words = wordsAmong(expected);
  const nearest = suggest(found, words);
  if (nearest === undefined && continuesLine(problem, source)) {
    const facts = { found: describe(token), expected: [], ...insteadOf(problem, source.text) };
    return report("unexpected-word", facts, place);
  }
  const elsewhere = ELSEWHERE[`${rule} ${found}`] ?? (nearest === undefined ? FORMS[rule] : undefined);
  const facts = {
    word: found,
    ...(elsewhere !== undefined && { elsewhere }),
    member: MEMBER_OF[rule] ?? `a line of ${/^[aeiou]/.test(rule) ? "an" : "a"} ${rule}`,
    ...examplesOf(words),
  };
  const fixes = keyword(nearest, place);
  return report("unknown-word", { ...facts, ...suggestion(nearest) }, place, { fixes });
}

/** What people look for in a part of the language, and where it stands instead. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  "handover at":
    "`at once` stands behind who receives: `receiver ROLE at once`. What waits for a date moves with `moves after EVENT and not before DATE`; any other `at` stands in a stage.",
};

const withoutBrace = (token: IToken, place: Span): readonly Fix[] =>
  token.tokenType === SIGN["}"] ? [deleteAt(place, "the brace")] : [];

/** Behind something on its line: then it was hardly meant to begin a member. */
function continuesLine({ token, previous }: Problem, { path, text }: Source): boolean {
  return (
    previous.tokenType !== SIGN["{"] && !lineEndsBetween(text, spanOf(previous, path).end, token.startOffset)
  );
}

/** A brace, or a word that is known but begins no declaration. */
const belongsInside = (token: IToken): boolean => token.tokenType === SIGN["}"] || token.image in WORD;

/** So many are read at a glance. */
const FEW = 8;

/** All of them where they are few; the most telling words come first in the steps. */
function examplesOf(words: readonly string[]): {
  readonly examples: readonly string[];
  readonly isAll: boolean;
} {
  if (words.length <= FEW) return { examples: words, isAll: true };
  const telling = ["send", "wait", "task", "owner", "stage", "journey"].filter((word) =>
    words.includes(word),
  );
  return { examples: (telling.length > 1 ? telling : words).slice(0, 3), isAll: false };
}

const suggestion = (nearest: string | undefined) => (nearest === undefined ? {} : { suggestion: nearest });

/** A misspelt word of the language is read as the one that was meant, so that is safe to write. */
const keyword = (word: string | undefined, span: Span): readonly Fix[] =>
  word === undefined ? [] : [replaceWith(word, span, SAFE)];

function explainOpenBrace(problem: Problem, source: Source): Diagnostic {
  const { opened, token } = problem;
  const related =
    opened === undefined
      ? []
      : [
          {
            span: { file: source.path, start: opened, end: opened + 1 },
            label: "opened here, and never closed",
          },
        ];
  const fixes = [insertAt(behindPrevious(problem, source), "\n}")];
  return report("brace-not-closed", { before: describe(token) }, placeOf(problem, source), {
    related,
    fixes,
  });
}

function explainMissingComma(problem: Problem, source: Source): Diagnostic {
  const ladder = /^\w+/.exec(textBehind(problem.token, source))?.[0] ?? "";
  const fixes = [insertAt(behindPrevious(problem, source), ",", ",", SAFE)];
  return report("missing-comma", { ladder }, placeOf(problem, source), { fixes });
}
