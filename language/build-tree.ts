/** What a single token says: names, numbers, texts and times, as nodes of the tree. */

import type { IToken } from "chevrotain";
import {
  type CodeLiteral,
  type DateLiteral,
  type Name,
  type NumberLiteral,
  type PercentLiteral,
  type Placeholder,
  type Span,
  type Text,
  type TimeLiteral,
  UNITS,
  type Unit,
  WEEKDAYS,
  type Weekday,
} from "./ast.ts";
import { Unclosed } from "./tokens.ts";

type Placed = Pick<IToken, "image" | "startOffset" | "isInsertedInRecovery">;

/** A token that recovery put in stands nowhere; its span is empty, at `at`. */
export function spanOf(token: Placed, file: string, at = 0): Span {
  if (token.isInsertedInRecovery || Number.isNaN(token.startOffset)) return { file, start: at, end: at };
  return { file, start: token.startOffset, end: token.startOffset + token.image.length };
}

/** The offset behind a token; `otherwise` where it stands nowhere (the end of the file, or put in by recovery). */
export function endOf(token: IToken, otherwise: number): number {
  return Number.isNaN(token.startOffset) ? otherwise : token.startOffset + token.image.length;
}

export const readName = (token: IToken, span: Span): Name => ({ kind: "Name", text: token.image, span });

export function readNumber(token: IToken): number {
  const value = Number(token.image.replaceAll("_", ""));
  return Number.isFinite(value) ? value : 0;
}

export const readNumberLiteral = (token: IToken, span: Span): NumberLiteral => ({
  kind: "NumberLiteral",
  value: readNumber(token),
  span,
});

export const readPercent = (token: IToken, span: Span): PercentLiteral => ({
  kind: "PercentLiteral",
  value: Number(token.image.slice(0, -1)),
  span,
});

export const readDate = (token: IToken, span: Span): DateLiteral => ({
  kind: "DateLiteral",
  text: token.image,
  span,
});
export const readTime = (token: IToken, span: Span): TimeLiteral => ({
  kind: "TimeLiteral",
  text: token.image,
  span,
});
export const readCode = (token: IToken, span: Span): CodeLiteral => ({
  kind: "CodeLiteral",
  text: token.image,
  span,
});

/** `v12` is 12; a version that is missing is 0. */
export const readVersion = (token: IToken): number => Number(token.image.slice(1));

/** `days` is `day`. */
export function readUnit(token: IToken): Unit {
  const singular = token.image.replace(/s$/, "");
  return UNITS.find((unit) => unit === singular) ?? "day";
}

export function readWeekday(token: IToken): Weekday {
  return WEEKDAYS.find((day) => day === token.image) ?? "mon";
}

// ── Texts ─────────────────────────────────────────────────────────────────────────────────────────────────

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t" };
/** `{company}`, `{lead.company}`. */
export const PLACEHOLDER = /\{([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*)\}/;
const ESCAPE_OR_PLACEHOLDER = new RegExp(`\\\\(.)|${PLACEHOLDER.source}`, "g");

/**
 * `"…"` with its escapes resolved. `\n` and `\t` are what they are everywhere, any other escaped sign is itself,
 * so `\{` is a brace and no placeholder.
 */
export function readText(token: IToken, span: Span): Text {
  const closed = token.tokenType !== Unclosed;
  const inside = token.image.slice(1, closed ? -1 : undefined);
  if (!inside.includes("\\") && !inside.includes("{"))
    return { kind: "Text", text: inside, placeholders: [], span };
  const placeholders: Placeholder[] = [];
  const text = inside.replace(ESCAPE_OR_PLACEHOLDER, (whole, escaped?: string, path?: string, at = 0) => {
    if (escaped !== undefined) return ESCAPES[escaped] ?? escaped;
    const start = span.start + 1 + Number(at);
    placeholders.push({
      kind: "Placeholder",
      path: path ?? "",
      span: { file: span.file, start, end: start + whole.length },
    });
    return whole;
  });
  return { kind: "Text", text, placeholders, span };
}
