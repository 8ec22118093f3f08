/** The words that begin a step. */
import type { TokenType } from "chevrotain";
import { WORD } from "../tokens.ts";

export const STEPS: ReadonlySet<TokenType> = new Set([
  WORD.allow,
  WORD.begin,
  WORD.call,
  WORD.choose,
  WORD.decide,
  WORD.every,
  WORD.exit,
  WORD.if,
  WORD.retry,
  WORD.send,
  WORD.set,
  WORD.split,
  WORD.stay,
  WORD.task,
  WORD.tell,
  WORD.together,
  WORD.wait,
]);
