/** What is refused before parsing, so that no text can make the parser fail or a reviewer read it wrongly. */

import type { IToken, TokenType } from "chevrotain";
import type { Span } from "./ast.ts";
import { spanOf } from "./build-tree.ts";
import type { Diagnostic } from "./diagnostics/diagnostic.ts";
import { deleteAt, insertAt, replaceWith, SAFE } from "./diagnostics/fix.ts";
import { report } from "./diagnostics/report.ts";
import { codePoint, type HiddenCharacter, hiddenCharacters } from "./hidden-characters.ts";
import type { Lexed } from "./lexer.ts";
import { BrokenNumber, OddWord, SIGN, Unclosed, WORD } from "./tokens.ts";

/** Deeper nesting than this is refused; the stack would hold a few hundred. */
export const MAX_DEPTH = 64;
/** In UTF-16 units, so up to three times as many bytes. */
export const MAX_LENGTH = 1_048_576;

/** A file that is full of them needs no longer list. */
const MAX_HIDDEN = 100;

// ── Characters, size and depth ────────────────────────────────────────────────────────────────────────────────────────

export function findHiddenCharacters(path: string, text: string): readonly Diagnostic[] {
  return tellHidden(path, hiddenCharacters(text));
}

/** In words that customers read, or that name people: joiners belong to some scripts, and to emoji. */
export function findHiddenInWords(path: string, text: string): readonly Diagnostic[] {
  return tellHidden(
    path,
    hiddenCharacters(text).filter((hidden) => !joins(text, hidden)),
  );
}

/** U+200C and U+200D between two characters beyond ASCII: what the language itself reads is not between such. */
function joins(text: string, { at, character }: HiddenCharacter): boolean {
  const beyond = (place: number) => text.charCodeAt(place) > 0x7f;
  return /[\u200c\u200d]/.test(character) && beyond(at - 1) && beyond(at + 1);
}

function tellHidden(path: string, hidden: readonly HiddenCharacter[]): readonly Diagnostic[] {
  const told = hidden.slice(0, MAX_HIDDEN);
  return told.map(({ at, character, what }) => {
    const span: Span = { file: path, start: at, end: at + character.length };
    const fixes = [deleteAt(span, "the hidden character", SAFE)];
    return report("hidden-character", { character: codePoint(character), what }, span, { fixes });
  });
}

export function findTooLarge(path: string, text: string): Diagnostic | undefined {
  if (text.length <= MAX_LENGTH) return undefined;
  return report("file-too-large", { limit: "1 MB" }, { file: path, start: 0, end: 0 });
}

/** The first token that is nested too deep, counted before the parser meets it. */
export function findTooDeep(path: string, tokens: readonly IToken[]): Diagnostic | undefined {
  const nesting = new Nesting();
  const deep = tokens.find((token, index) => {
    nesting.pass(token.tokenType, tokens[index + 1]?.tokenType);
    return nesting.depth > MAX_DEPTH;
  });
  return deep && report("nested-too-deep", { limit: MAX_DEPTH }, spanOf(deep, path));
}

/** What the parser reads by recursion: braces and parentheses, and chains of `not` and of `else if`. */
class Nesting {
  depth = 0;
  private nots = 0;
  /** The `else if` of the chain that is open on each level. */
  private readonly chains: number[] = [0];

  pass(type: TokenType, next: TokenType | undefined): void {
    this.passNot(type);
    if (type === SIGN["{"] || type === SIGN["("]) this.open();
    else if (type === SIGN[")"]) this.close();
    else if (type === SIGN["}"]) {
      this.close();
      if (next !== WORD.else) this.endChain();
    } else if (type === WORD.else && next === WORD.if) this.lengthenChain();
  }

  private passNot(type: TokenType): void {
    const nots = type === WORD.not ? this.nots + 1 : 0;
    this.depth += nots - this.nots;
    this.nots = nots;
  }

  private open(): void {
    this.chains.push(0);
    this.depth += 1;
  }

  private close(): void {
    if (this.chains.length === 1) return;
    this.depth -= 1 + (this.chains.pop() ?? 0);
  }

  private lengthenChain(): void {
    this.chains.push((this.chains.pop() ?? 0) + 1);
    this.depth += 1;
  }

  private endChain(): void {
    this.depth -= this.chains.pop() ?? 0;
    this.chains.push(0);
  }
}

// ── Tokens ────────────────────────────────────────────────────────────────────────────────────────────────

/** Tokens that are wrong in themselves; the parser reads each as what it was meant to be. */
export function findBrokenTokens(path: string, lexed: Lexed): readonly Diagnostic[] {
  const signs = lexed.unknown.map((token) => explainSign(token.image, spanOf(token, path)));
  const broken = lexed.tokens.filter(({ tokenType }) => BROKEN.has(tokenType));
  return [...signs, ...broken.map((token) => explainToken(token, spanOf(token, path)))];
}

function explainSign(sign: string, span: Span): Diagnostic {
  const fixes = /^;+$/.test(sign) ? [deleteAt(span, `\`${sign}\``, SAFE)] : [];
  return report("unknown-sign", { sign }, span, { fixes });
}

const BROKEN: ReadonlySet<TokenType> = new Set([Unclosed, BrokenNumber, OddWord]);

function explainToken({ tokenType, image }: IToken, span: Span): Diagnostic {
  if (tokenType === Unclosed) return explainUnclosed(image, span);
  return tokenType === BrokenNumber ? explainNumber(image, span) : explainOddWord(image, span);
}

/** At the end of its line, or before the brace that stands there; not where more of the line was swallowed. */
function explainUnclosed(image: string, span: Span): Diagnostic {
  const [, words = "", swallowed = ""] = /^(.*?)(\s*\{)?\s*$/.exec(image) ?? [];
  const end = span.start + words.length;
  const fixes = /, on |\bby\b/.test(words) ? [] : [insertAt({ ...span, end }, '"', `"${swallowed}`)];
  return report("unclosed-text", {}, span, { fixes });
}

/** `5days` is `5 days`. */
function explainNumber(found: string, span: Span): Diagnostic {
  const [, number, unit] = /^(\d+)([a-z]+)$/.exec(found) ?? [];
  const fixes = number === undefined ? [] : [replaceWith(`${number} ${unit}`, span, SAFE)];
  return report("broken-number", { found }, span, { fixes });
}

function explainOddWord(name: string, span: Span): Diagnostic {
  const letters = [...new Set(name.match(/[^\w]/gu) ?? [])].map(
    (letter) => `\`${letter}\` (${codePoint(letter)})`,
  );
  const suggestion = asName(name);
  const fixes = suggestion ? [replaceWith(suggestion, span, SAFE)] : [];
  return report("odd-name", { name, letters, ...(suggestion && { suggestion }) }, span, { fixes });
}

/** `firstCall` is `first_call`; a name with foreign letters has no sure spelling. */
function asName(word: string): string | undefined {
  if (!/^[A-Za-z]\w*$/.test(word)) return undefined;
  return word.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();
}
