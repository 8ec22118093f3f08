/**
 * The words and signs of the language, in one list each. Highlighting, completion and the lexer derive from here.
 *
 * A keyword is contextual: the lexer reads it as an `Id`, then gives it its own type with `NameToken` as category, so
 * that every keyword may still be a name. Only the reserved words may not.
 */

import { createToken, Lexer, type TokenType } from "chevrotain";
import { UNITS, WEEKDAYS } from "./ast.ts";

/** Never a name: each of these would make two readings of one line possible. `no` may still label a result. */
export const RESERVED_WORDS = ["not", "no", "of", "the", "through"] as const;

// biome-ignore format: an alphabetical list is read in columns
export const KEYWORDS = [
  "a", "about", "accept", "accepts", "account", "accountable", "action", "add", "after", "again", "against",
  "all", "allow", "also", "and", "another", "answer", "answers", "any", "approved", "approves", "are", "as",
  "ask", "asker", "at", "audience", "away", "back", "band", "be", "because", "becomes", "before", "begin",
  "blank", "breaches", "business", "by", "calendar", "call", "calls", "capacity", "carries", "changes", "choose",
  "closed", "completes", "contact", "contacts", "contains", "counted", "counting", "counts", "day", "days",
  "decide", "decline", "declines", "defer", "delegated", "drop", "due", "duplicates", "earlier", "else", "end",
  "ended", "ends", "enter", "entry", "event", "ever", "every", "except", "exclusive", "exempt", "exit",
  "expects", "expires", "fails", "failure", "falls", "finally", "first", "flag", "follows", "for", "fourth", "fri",
  "friday", "from", "give", "given", "giver", "gives", "go", "goal", "halves", "handover", "happened", "has",
  "hold", "holder", "holdout", "holidays", "hour", "hours", "hygiene", "if", "in", "is", "it", "its", "join",
  "journey", "keeping", "keeps", "key", "ladder", "last", "lasts", "later", "latest", "least", "leaves", "leaving",
  "left", "link", "loaded", "manager", "marked", "match", "matches", "may", "merge", "message", "migrate",
  "minute", "minutes", "missed", "mon", "monday", "month", "months", "most", "move", "moves", "needs",
  "neutral", "never", "next", "note", "notice", "offer", "offered", "on", "once", "one", "only", "open", "or",
  "order", "otherwise", "out", "outside", "over", "own", "owner", "part", "pauses", "per", "pick", "picked",
  "policy", "prefer", "previous", "priority", "quarter", "quarters", "reach", "reached", "readings", "reassign",
  "receiver", "record", "refuse", "remind", "reports", "request", "requests", "resets", "rests", "retry", "returns",
  "review", "reviewed", "right", "rises", "role", "route", "row", "runs", "sat", "saturday", "scenario",
  "score", "second", "send", "sendings", "sent", "set", "several", "since", "skip", "split", "stage", "start", "starts",
  "stay", "stays", "subject", "subtract", "success", "sum", "sun", "sunday", "take", "target", "task", "tell",
  "their", "then", "third", "this", "thu", "thursday", "times", "to", "together", "tue", "tuesday", "turn",
  "turns", "until", "up", "validate", "visit", "wait", "way", "wed", "wednesday", "week", "weeks", "when",
  "where", "winner", "wins", "with", "withdrawn", "withholds", "within", "year", "years", "yes", "zone",
] as const;

export type ReservedWord = (typeof RESERVED_WORDS)[number];
export type Keyword = (typeof KEYWORDS)[number];
export type Word = Keyword | ReservedWord;

// ── Tokens that carry text ────────────────────────────────────────────────────────────────────────────────

export const WhiteSpace = createToken({ name: "WhiteSpace", pattern: /\s+/, group: Lexer.SKIPPED });
export const CommentToken = createToken({ name: "Comment", pattern: /\/\/[^\n\r]*/, group: "comments" });

export const StringToken = createToken({
  name: "String",
  pattern: /"(?:[^"\\\n\r]|\\[^\n\r])*"/,
  label: "a text in quotes",
});
/**
 * A string whose end is missing: it stops with its line, and counts as a string from there on. A `{` at the end of
 * the line is left to open what it was meant to.
 */
export const Unclosed = createToken({
  name: "Unclosed",
  pattern: /"(?:[^"\\\n\r{]|\\[^\n\r]|\{(?![ \t]*(?:[\n\r]|(?![\s\S]))))*\\?/,
  categories: [StringToken],
});

export const DateToken = createToken({ name: "Date", pattern: /\d{4}-\d{2}-\d{2}(?!\w)/, label: "a date" });
export const TimeToken = createToken({ name: "Time", pattern: /\d{2}:\d{2}(?!\w)/, label: "a time of day" });
export const PercentToken = createToken({
  name: "Percent",
  pattern: /\d+(?:\.\d+)?%/,
  label: "a percentage",
});
export const NumberToken = createToken({
  name: "Number",
  pattern: /\d+(?:_\d+)*(?:\.\d+)?(?!\w)/,
  label: "a number",
});
/** `3rd`, `5days`: a number with a letter at its heels. */
export const BrokenNumber = createToken({
  name: "BrokenNumber",
  pattern: /\d\w*/,
  label: "a number",
  categories: [NumberToken],
});

/** Whatever may stand where a name is asked for: a plain name, a keyword, a version. */
export const NameToken = createToken({ name: "Name", pattern: Lexer.NA, label: "a name" });

/**
 * A word that cannot be a name (`firstCall`, `größe`); it counts as one, so that it costs no second error.
 * Letters of other scripts are given by their blocks, since the library drops the flag that `\p{L}` needs.
 */
export const OddWord = createToken({
  name: "OddWord",
  pattern:
    /[A-Za-z_\u00aa-\u1fff\u2c00-\u2dff\u3040-\ud7ff\uf900-\ufdff\ufe70-\uffdc][\w\u00aa-\u1fff\u2c00-\u2dff\u3040-\ud7ff\uf900-\ufdff\ufe70-\uffdc]*/,
  categories: [NameToken],
});
export const Id = createToken({
  name: "Id",
  pattern: /[a-z][a-z0-9_]*/,
  categories: [NameToken],
  longer_alt: OddWord,
});
export const Slug = createToken({
  name: "Slug",
  pattern: /[a-z][a-z0-9_]*(?:-[a-z0-9_]+)+/,
  label: "a code",
});
export const Version = createToken({
  name: "Version",
  pattern: /v\d+/,
  label: "a version such as `v1`",
  categories: [NameToken],
  longer_alt: [Id, OddWord],
});
export const Code = createToken({
  name: "Code",
  pattern: /[A-Z]{2,3}(?:-[A-Z0-9]{1,3})*/,
  label: "a code in capitals",
  longer_alt: [OddWord],
});

// ── Signs ─────────────────────────────────────────────────────────────────────────────────────────────────

const SIGNS = [
  "->",
  ">=",
  "<=",
  ",",
  ".",
  "+",
  "-",
  "*",
  "/",
  "(",
  ")",
  "{",
  "}",
  ":",
  "?",
  "=",
  ">",
  "<",
] as const;
export type Sign = (typeof SIGNS)[number];

function table<K extends string>(
  keys: readonly K[],
  make: (key: K) => TokenType,
): Readonly<Record<K, TokenType>> {
  return Object.fromEntries(keys.map((key) => [key, make(key)])) as Record<K, TokenType>;
}

export const SIGN = table(SIGNS, (sign) => createToken({ name: sign, pattern: sign, label: `\`${sign}\`` }));

// ── Words ─────────────────────────────────────────────────────────────────────────────────────────────────

/** `minute` … `years`. */
export const UnitToken = createToken({
  name: "Unit",
  pattern: Lexer.NA,
  label: "a unit of time such as `days`",
});
/** `mon` … `sun`. */
export const WeekdayToken = createToken({
  name: "Weekday",
  pattern: Lexer.NA,
  label: "a weekday such as `mon`",
});
/** `monday` … `sunday`. */
export const DayNameToken = createToken({
  name: "DayName",
  pattern: Lexer.NA,
  label: "a day such as `monday`",
});

const FAMILIES: readonly { readonly token: TokenType; readonly words: readonly string[] }[] = [
  { token: UnitToken, words: UNITS.flatMap((unit) => [unit, `${unit}s`]) },
  { token: WeekdayToken, words: WEEKDAYS },
  {
    token: DayNameToken,
    words: ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
  },
];

function wordToken(word: string, categories: readonly TokenType[]): TokenType {
  const families = FAMILIES.filter((family) => family.words.includes(word)).map((family) => family.token);
  return createToken({
    name: `'${word}'`, // quoted, since rules have plain names
    pattern: Lexer.NA,
    label: `\`${word}\``,
    categories: [...categories, ...families],
  });
}

export const WORD: Readonly<Record<Word, TokenType>> = {
  ...table(KEYWORDS, (word) => wordToken(word, [NameToken])),
  ...table(RESERVED_WORDS, (word) => wordToken(word, [])),
};

const words: ReadonlyMap<string, TokenType> = new Map(Object.entries(WORD));

/** The token type of a word, or undefined where it is a plain name. */
export const wordType = (text: string): TokenType | undefined => words.get(text);

/** The words that are among some token types. */
export const wordsAmong = (types: readonly TokenType[]): readonly string[] =>
  [...words].flatMap(([word, type]) => (types.includes(type) ? [word] : []));

/** What the lexer tries, in this order. */
export const LEXED: readonly TokenType[] = [
  WhiteSpace,
  CommentToken,
  StringToken,
  Unclosed,
  DateToken,
  TimeToken,
  PercentToken,
  NumberToken,
  BrokenNumber,
  Slug,
  Version,
  Id,
  Code,
  OddWord,
  ...SIGNS.map((sign) => SIGN[sign]),
];

/** All token types, for the parser. */
export const VOCABULARY: readonly TokenType[] = [
  NameToken,
  UnitToken,
  WeekdayToken,
  DayNameToken,
  ...LEXED,
  ...words.values(),
];
