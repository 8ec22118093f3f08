/** How each list is laid out: opened or not, and which of its members are rows of a table, cut into which cells. */

import type { ListKind } from "../outline.ts";
import { StringToken } from "../tokens.ts";
import type { Part } from "./document.ts";

// ── Tables ────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * Neighbouring rows of one table share their columns, two spaces apart; one space where the word that follows
 * (`of`, `from`) tells it apart from what stands before.
 */
export interface Table {
  /** Spaces behind each column. */
  readonly gaps: readonly number[];
  /** Whether a row whose braces are opened stands in the columns too, or ends the table. */
  readonly withOpened: boolean;
  /** A cell that is wider sets no column, so that one long list does not push all the rest away. */
  readonly widest?: number;
}

const TABLES = {
  head: { gaps: [2], withOpened: false },
  again: { gaps: [2], withOpened: false },
  roles: { gaps: [2, 2], withOpened: false },
  events: { gaps: [1], withOpened: false },
  fields: { gaps: [2, 2], withOpened: false, widest: 24 },
  rungs: { gaps: [2], withOpened: false },
  /** Who owns a right, and in which order its roles stand: words of one length. */
  order: { gaps: [1], withOpened: false },
  asks: { gaps: [2], withOpened: false },
  answers: { gaps: [2], withOpened: false },
  changes: { gaps: [2], withOpened: false },
  points: { gaps: [2], withOpened: false },
  bands: { gaps: [1], withOpened: false },
  picks: { gaps: [2], withOpened: false },
  exits: { gaps: [2, 2, 2], withOpened: false },
  moves: { gaps: [1, 2], withOpened: false },
  blocks: { gaps: [1, 2], withOpened: false },
  results: { gaps: [2, 2], withOpened: true },
  arms: { gaps: [2], withOpened: false },
  shares: { gaps: [1, 1], withOpened: false },
  map: { gaps: [2], withOpened: false },
  lines: { gaps: [2], withOpened: false },
} as const satisfies Record<string, Table>;

export type TableName = keyof typeof TABLES;
export const tableOf = (name: TableName): Table => TABLES[name];

export interface Row {
  readonly table: TableName;
  /** The part at which each column begins; a column may be left out. */
  readonly columns: readonly (number | undefined)[];
  /** The part that is a number, which ends where those of rows with the same first word end. */
  readonly number?: number;
}

/** A member, as far as its cells depend on it. */
export interface Member {
  readonly parts: readonly Part[];
  /** The part at which it says what it leads to. */
  readonly reaction?: number;
}

// ── Lists ─────────────────────────────────────────────────────────────────────────────────────────────────

export interface Braces {
  /** Opened whatever it holds; else only where a line ends behind `{`, or where the line would be too long. */
  readonly opened: boolean;
  /** Stays on its line however long that gets: scenarios are read down their columns. */
  readonly unbroken: boolean;
}

interface Layout extends Braces {
  row(member: Member): Row | undefined;
  /** Words that begin a member with blank lines around it; or it is each member that takes several lines. */
  readonly sections: readonly string[] | "opened";
  /** Words that begin a member which says more about the one before, by the words that may begin that one. */
  readonly deeper: Readonly<Record<string, readonly string[]>>;
  /** Words that begin a member which shares the line of the one before, by the word that begins that one. */
  readonly joins: Readonly<Record<string, string>>;
}

const NOTHING: Layout = {
  opened: true,
  unbroken: false,
  row: () => undefined,
  sections: [],
  deeper: {},
  joins: {},
};
const AS_WRITTEN: Layout = { ...NOTHING, opened: false };

const REENTRY = ["enter", "per", "keeps", "if"];

/** A list that is new in the grammar does not compile until it has a layout. */
const LAYOUTS: Readonly<Record<ListKind, Layout>> = {
  file: { ...NOTHING, row: declarationRow, sections: "opened" },
  calendar: { ...NOTHING, row: headRow("zone", "open", "closed", "holidays") },
  role: AS_WRITTEN,
  ladder: { ...NOTHING, row: rungRow },
  right: { ...NOTHING, row: rightRow },
  changes: { ...NOTHING, row: changesRow },
  subject: {
    ...NOTHING,
    row: (member) => fieldRow(member) ?? headRow("owner", "record", "account", "follows")(member),
  },
  event: { ...AS_WRITTEN, row: (member) => fieldRow(member) ?? headRow("owner")(member) },
  fields: { ...AS_WRITTEN, row: fieldRow },
  audience: NOTHING,
  action: { ...NOTHING, joins: { out: "in", retry: "within" } },
  score: {
    ...NOTHING,
    row: (member) => headRow("owner", "review", "validate")(member) ?? pointsRow(member),
  },
  part: { ...NOTHING, row: pointsRow },
  policy: NOTHING,
  route: {
    ...NOTHING,
    row: (member) =>
      headRow("owner", "review")(member) ??
      keywordRow("picks", ["match", "prefer", "pick", "skip", "otherwise"], member),
  },
  hygiene: NOTHING,
  journey: {
    ...NOTHING,
    row: journeyRow,
    sections: ["stage", "handover", "in", "after"],
    deeper: { per: REENTRY, keeps: REENTRY, if: REENTRY },
  },
  everywhere: { ...NOTHING, row: handlerRow },
  migration: { ...AS_WRITTEN, row: () => ({ table: "map", columns: [0, 1] }) },
  stage: {
    ...NOTHING,
    row: (member) => handlerRow(member) ?? headRow("owner", "target", "lasts")(member),
  },
  handover: {
    ...NOTHING,
    row: headRow("giver", "receiver", "accountable", "carries", "expects", "offer needs", "moves after"),
  },
  block: AS_WRITTEN,
  results: { ...AS_WRITTEN, row: resultRow },
  choose: { ...AS_WRITTEN, row: armRow },
  split: { ...AS_WRITTEN, row: ({ parts }) => ({ table: "shares", columns: [0, 1, bracesAt(parts)] }) },
  data: { ...AS_WRITTEN, unbroken: true, row: fieldRow },
  scenario: { ...NOTHING, row: scenarioRow },
};

export const layoutOf = (list: ListKind): Layout => LAYOUTS[list];

// ── Rows ──────────────────────────────────────────────────────────────────────────────────────────────────

function wordAt(parts: readonly Part[], index: number): string | undefined {
  const part = parts.at(index);
  return part?.kind === "Word" ? part.text : undefined;
}

function bracesAt(parts: readonly Part[]): number | undefined {
  const index = parts.findIndex(({ kind }) => kind === "Braces");
  return index < 0 ? undefined : index;
}

/** A word, or two with a space, and what it says. */
function keywordRow(table: TableName, keywords: readonly string[], { parts }: Member): Row | undefined {
  const found = keywords.find((keyword) =>
    keyword.split(" ").every((word, index) => wordAt(parts, index) === word),
  );
  return found === undefined ? undefined : { table, columns: [0, found.split(" ").length] };
}

function headRow(...keywords: readonly string[]): (member: Member) => Row | undefined {
  return (member) => keywordRow("head", keywords, member);
}

function declarationRow({ parts }: Member): Row | undefined {
  switch (wordAt(parts, 0)) {
    case "role": {
      const titled = isText(parts[2]);
      return { table: "roles", columns: [0, titled ? 2 : undefined, titled ? 3 : 2] };
    }
    case "event":
      return { table: "events", columns: [0, 2] };
    default:
      return undefined;
  }
}

const isText = (part: Part | undefined): boolean => part?.kind === "Word" && part.type === StringToken;

/** Behind these a text is a value. */
const OPERATORS: ReadonlySet<string | undefined> = new Set(["=", "+", "-", "*", "/"]);

/** `name?: type = value "what it is"`, and `name: value`. */
function fieldRow({ parts }: Member): Row | undefined {
  const type = wordAt(parts, 1) === ":" ? 2 : wordAt(parts, 2) === ":" ? 3 : undefined;
  if (type === undefined) return undefined;
  const last = parts.length - 1;
  const described = last > type && isText(parts[last]) && !OPERATORS.has(wordAt(parts, last - 1));
  return { table: "fields", columns: [0, type, described ? last : undefined] };
}

/** `after D` or `at last`, and what is done. */
function rungRow({ parts }: Member): Row | undefined {
  if (wordAt(parts, 0) === "at") return { table: "rungs", columns: [0, 2] };
  if (wordAt(parts, 0) !== "after") return undefined;
  return { table: "rungs", columns: [0, behindDuration(parts, 1)] };
}

const COUNTINGS: ReadonlySet<string | undefined> = new Set(["business", "calendar"]);

function behindDuration(parts: readonly Part[], start: number): number {
  let at = start;
  while (/^\d/.test(wordAt(parts, at) ?? "")) at += COUNTINGS.has(wordAt(parts, at + 1)) ? 3 : 2;
  return at;
}

function rightRow(member: Member): Row | undefined {
  const { parts } = member;
  switch (wordAt(parts, 0)) {
    case "ask":
      return { table: "asks", columns: [0, 2] };
    case "also":
    case "never":
      return { table: "asks", columns: [0, 3] };
    case "may":
      return { table: "asks", columns: [0, wordAt(parts, 1) === "not" ? 5 : 4] };
    default:
      return (
        keywordRow("order", ["owner", "order"], member) ??
        keywordRow("answers", ["counts", "answers", "answer"], member)
      );
  }
}

function changesRow({ parts }: Member): Row {
  return { table: "changes", columns: [0, parts.findIndex((_, index) => wordAt(parts, index) === "needs")] };
}

function pointsRow({ parts }: Member): Row | undefined {
  switch (wordAt(parts, 0)) {
    case "add":
    case "subtract":
      return { table: "points", columns: [0, 2], number: 1 };
    case "halves":
    case "resets":
      return { table: "points", columns: [0, 1] };
    case "band":
      return { table: "bands", columns: [0, 2] };
    default:
      return undefined;
  }
}

function journeyRow(member: Member): Row | undefined {
  const { parts } = member;
  switch (wordAt(parts, 0)) {
    case "exit": {
      const braces = bracesAt(parts);
      const condition = braces === 4 || parts.length <= 4 ? undefined : 4;
      return { table: "exits", columns: [0, 2, condition, braces] };
    }
    case "if":
      return { table: "again", columns: [0, 4] };
    default:
      return headRow("owner", "goal", "review", "exclusive", "priority", "holdout")(member);
  }
}

/** `when` and `on` with what they lead to: those that lead to a stage or an exit, and those with steps. */
function handlerRow({ parts, reaction }: Member): Row | undefined {
  const word = wordAt(parts, 0);
  const request = word === "on" && wordAt(parts, 1) === "request" && wordAt(parts, 2) === "by";
  if ((word !== "when" && word !== "on") || reaction === undefined || request) return undefined;
  return { table: parts[reaction]?.kind === "Braces" ? "blocks" : "moves", columns: [0, 1, reaction] };
}

function resultRow({ parts, reaction }: Member): Row {
  let needs = 1;
  while (wordAt(parts, needs) === ",") needs += 2;
  return {
    table: "results",
    columns: [0, wordAt(parts, needs) === "needs" && needs !== reaction ? needs : undefined, reaction],
  };
}

function armRow({ reaction }: Member): Row {
  return { table: "arms", columns: [0, reaction] };
}

/** When, and what is done or expected then. */
function scenarioRow({ parts }: Member): Row | undefined {
  switch (wordAt(parts, 0)) {
    case "then":
    case "finally":
      return { table: "lines", columns: [0, 1] };
    case "at":
    case "after":
      return { table: "lines", columns: [0, behindTime(parts)] };
    default:
      return undefined;
  }
}

function behindTime(parts: readonly Part[]): number {
  if (!/^\d{4}-/.test(wordAt(parts, 1) ?? "")) return behindDuration(parts, 1);
  return /^\d\d:/.test(wordAt(parts, 2) ?? "") ? 3 : 2;
}
