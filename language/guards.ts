/** What is refused before parsing, so that no text can make the parser fail or a reviewer read it wrongly. */

import type { IToken } from "chevrotain";
import type { Span } from "./ast.ts";
import { spanOf } from "./build-tree.ts";
import type { Diagnostic } from "./diagnostics/diagnostic.ts";
import { report } from "./diagnostics/report.ts";
import type { Lexed } from "./lexer.ts";
import { BrokenNumber, OddWord, SIGN, Unclosed, WORD } from "./tokens.ts";

/** Deeper nesting than this is refused; the stack would hold a few hundred. */
export const MAX_DEPTH = 64;
/** In UTF-16 units, so up to three times as many bytes. */
export const MAX_LENGTH = 1_048_576;

// ── Hidden characters ─────────────────────────────────────────────────────────────────────────────────────

const HIDDEN: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: "a bidirectional control", pattern: /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/ },
  { what: "a character without width", pattern: /[\u00ad\u180e\u200b-\u200d\u2060-\u2064\ufeff]/ },
  { what: "a filler", pattern: /[\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0]/ },
  { what: "a tag character", pattern: /[\u{e0000}-\u{e007f}]/u },
  { what: "a line break of another kind", pattern: /[\u0085\u2028\u2029]/ },
  { what: "a control character", pattern: /[^\P{Cc}\t\n\r]/u },
];

const ANY_HIDDEN = new RegExp(HIDDEN.map(({ pattern }) => pattern.source).join("|"), "gu");

/** A byte order mark may open a file. */
const firstPlace = (text: string): number => (text.startsWith("\ufeff") ? 1 : 0);

export function findHiddenCharacters(path: string, text: string): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  ANY_HIDDEN.lastIndex = firstPlace(text);
  for (let match = ANY_HIDDEN.exec(text); match; match = ANY_HIDDEN.exec(text)) {
    const span: Span = { file: path, start: match.index, end: match.index + match[0].length };
    const what = HIDDEN.find(({ pattern }) => pattern.test(match[0]))?.what ?? "a character";
    const fix = { title: "Delete the hidden character", edits: [{ span, text: "" }] };
    found.push(report("hidden-character", { character: codePoint(match[0]), what }, span, { fixes: [fix] }));
  }
  return found;
}

/** The text for the parser: each hidden character is told of once, and must not also break a name in two. */
export function withoutHiddenCharacters(text: string): string {
  const start = firstPlace(text);
  const rest = text.slice(start).replace(ANY_HIDDEN, (hidden, at: number, whole: string) => {
    const insideName = /\w/.test(whole.charAt(at - 1)) && /\w/.test(whole.charAt(at + hidden.length));
    return (insideName ? "_" : " ").repeat(hidden.length);
  });
  return " ".repeat(start) + rest;
}

/** `U+202E`. */
export function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

// ── Size and depth ────────────────────────────────────────────────────────────────────────────────────────

export function findTooLarge(path: string, text: string): Diagnostic | undefined {
  if (text.length <= MAX_LENGTH) return undefined;
  return report("file-too-large", { limit: "1 MB" }, { file: path, start: 0, end: 0 });
}

/**
 * The first token that is nested too deep. Braces and parentheses nest, and so do runs of `not` and of `else if`,
 * which the parser reads by recursion.
 */
export function findTooDeep(path: string, tokens: readonly IToken[]): Diagnostic | undefined {
  let depth = 0;
  let run = 0;
  for (const [index, token] of tokens.entries()) {
    const type = token.tokenType;
    if (type === SIGN["{"] || type === SIGN["("]) depth += 1;
    if (type === SIGN["}"] || type === SIGN[")"]) depth = Math.max(0, depth - 1);
    run = nextRun(run, token, tokens[index + 1]);
    if (depth + run > MAX_DEPTH) return report("nested-too-deep", { limit: MAX_DEPTH }, spanOf(token, path));
  }
  return undefined;
}

function nextRun(run: number, token: IToken, next: IToken | undefined): number {
  if (token.tokenType === WORD.not) return run + 1;
  if (token.tokenType === WORD.else && next?.tokenType === WORD.if) return run + 1;
  return run;
}

// ── Tokens ────────────────────────────────────────────────────────────────────────────────────────────────

/** Tokens that are wrong in themselves; the parser reads each as what it was meant to be. */
export function findBrokenTokens(path: string, lexed: Lexed): readonly Diagnostic[] {
  const signs = lexed.unknown.map((token) =>
    report("unknown-sign", { sign: token.image }, spanOf(token, path)),
  );
  const tokens = lexed.tokens.flatMap((token) => explainToken(token, spanOf(token, path)) ?? []);
  return [...signs, ...tokens];
}

function explainToken(token: IToken, span: Span): Diagnostic | undefined {
  if (token.tokenType === Unclosed) return report("unclosed-text", {}, span);
  if (token.tokenType === BrokenNumber) return report("broken-number", { found: token.image }, span);
  return token.tokenType === OddWord ? explainOddWord(token.image, span) : undefined;
}

function explainOddWord(name: string, span: Span): Diagnostic {
  const letters = [...new Set(name.match(/[^\w]/gu) ?? [])].map(
    (letter) => `\`${letter}\` (${codePoint(letter)})`,
  );
  const suggestion = asName(name);
  const fixes = suggestion ? [{ title: `Write \`${suggestion}\``, edits: [{ span, text: suggestion }] }] : [];
  return report("odd-name", { name, letters, ...(suggestion && { suggestion }) }, span, { fixes });
}

/** `firstCall` is `first_call`; a name with foreign letters has no sure spelling. */
function asName(word: string): string | undefined {
  if (!/^[A-Za-z]\w*$/.test(word)) return undefined;
  return word.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();
}
