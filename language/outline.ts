/** Where the members of each list in braces begin and end, as the grammar read them: what the formatter lays out. */

/** The lists of the language, by the rule that each stands in. */
export const LISTS = [
  "file",
  "calendar",
  "role",
  "ladder",
  "right",
  "changes",
  "subject",
  "event",
  "fields",
  "audience",
  "action",
  "score",
  "part",
  "policy",
  "route",
  "hygiene",
  "journey",
  "everywhere",
  "migration",
  "stage",
  "handover",
  "block",
  "results",
  "choose",
  "split",
  "data",
  "scenario",
] as const;
export type ListKind = (typeof LISTS)[number];

/** One declaration, line or step; offsets are UTF-16 and half-open. */
export interface ListMember {
  readonly list: ListKind;
  readonly start: number;
  readonly end: number;
}

export interface Outline {
  /** Inner members before those that hold them. */
  readonly members: readonly ListMember[];
  /** Where it says what a handler, a result or an arm leads to: a stage, an exit, a block. */
  readonly reactions: readonly number[];
}

export const EMPTY_OUTLINE: Outline = { members: [], reactions: [] };
