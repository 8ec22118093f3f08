/**
 * What the printer prints: words and lists in braces, with the comments that stand at them. It holds every token of
 * the text once and in order, so no layout can lose or move one.
 */

import type { TokenType } from "chevrotain";
import type { Braces as BracesLayout, Row } from "./layouts.ts";

/** A comment on a line of its own. */
export interface Note {
  readonly text: string;
  readonly blankBefore: boolean;
}

interface Placed {
  /** Comments on lines of their own before it. */
  readonly above: readonly Note[];
  /** The comment that ends its line. */
  readonly behind?: string;
  /** Spaces before it, unless it begins a line or stands in a column. */
  readonly gap: 0 | 1 | 2;
}

export interface Word extends Placed {
  readonly kind: "Word";
  readonly text: string;
  readonly type: TokenType;
}

/** `{ … }` with what stands in it. */
export interface Braces extends Placed {
  readonly kind: "Braces";
  readonly layout: BracesLayout;
  readonly items: readonly Item[];
  /** The comment that ends the line of `{`. */
  readonly behindOpening?: string;
  /** Comments before `}`. */
  readonly below: readonly Note[];
  /** On one line; absent where it has to be opened: so written, or with a comment in it. */
  readonly flat?: string;
}

export type Part = Word | Braces;

/** A member of a list: a declaration, a line, a step. */
export interface Item {
  readonly parts: readonly Part[];
  readonly blankBefore: boolean;
  /** On one line; absent where part of it has to be opened. */
  readonly flat?: string;
  /** How it takes part in a table with its neighbours. */
  readonly row?: Row;
  /** Says more about the item before, and stands one step deeper. */
  readonly deeper: boolean;
  /** Whether it has a blank line before and after it: always, or where it takes several lines. */
  readonly section: "always" | "opened" | "never";
  /** Shares the line of the item before, where both are short. */
  readonly joins: boolean;
}

export interface Document {
  readonly items: readonly Item[];
  /** Comments behind the last item. */
  readonly below: readonly Note[];
}
