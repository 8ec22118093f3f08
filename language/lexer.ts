/** Text to tokens. Never fails: what no rule knows is kept apart for the guards to report. */

import { type IToken, Lexer } from "chevrotain";
import { Id, LEXED, wordType } from "./tokens.ts";

export interface UnknownSigns {
  readonly image: string;
  readonly startOffset: number;
}

export interface Lexed {
  readonly tokens: readonly IToken[];
  readonly comments: readonly IToken[];
  /** Signs that belong to no token; several in a row are one. */
  readonly unknown: readonly UnknownSigns[];
}

let lexer: Lexer | undefined;

function theLexer(): Lexer {
  lexer ??= new Lexer([...LEXED], { positionTracking: "onlyOffset", ensureOptimizations: false });
  return lexer;
}

/** Offsets are UTF-16 and the end of a token is inclusive, as the library has it. */
export function lex(text: string): Lexed {
  const { tokens, groups, errors } = theLexer().tokenize(text);
  for (const token of tokens) markWord(token);
  const unknown = errors.map(({ offset, length }) => ({
    image: text.slice(offset, offset + length),
    startOffset: offset,
  }));
  return { tokens, comments: groups.comments ?? [], unknown };
}

/** Keywords are told from names here and not by patterns, so that lexing does not slow down as words are added. */
function markWord(token: IToken): void {
  if (token.tokenTypeIdx !== Id.tokenTypeIdx) return;
  readAs(token, token.image);
}

/** Makes a token the keyword `word`, if it is one, whatever is written there. */
export function readAs(token: IToken, word: string): void {
  const type = wordType(word);
  if (type === undefined) return;
  token.tokenType = type;
  token.tokenTypeIdx = type.tokenTypeIdx ?? 0;
}
