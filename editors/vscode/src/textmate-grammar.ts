/**
 * Colours before the language server answers: a TextMate grammar, made from the tokens of the language, so that no
 * word is listed twice. A keyword may be a name; what only the tree knows, the server's semantic colours correct.
 */
import { PLACEHOLDER } from "../../../language/build-tree.ts";
import {
  Code,
  DateToken,
  KEYWORDS,
  NumberToken,
  PercentToken,
  RESERVED_WORDS,
  SIGN,
  TimeToken,
  Version,
} from "../../../language/tokens.ts";

interface Rule {
  readonly name?: string;
  readonly match?: string;
  readonly begin?: string;
  readonly end?: string;
  readonly captures?: Readonly<Record<string, { readonly name: string }>>;
  readonly patterns?: readonly Rule[];
}

export interface TextMateGrammar {
  readonly scopeName: string;
  readonly name: string;
  readonly fileTypes: readonly string[];
  readonly patterns: readonly Rule[];
}

/** Words that declare what stands behind them. */
const DECLARING = [
  "calendar",
  "role",
  "ladder",
  "right",
  "subject",
  "event",
  "score",
  "route",
  "action",
  "audience",
  "hygiene",
  "journey",
  "stage",
  "handover",
  "task",
  "band",
  "part",
] as const satisfies readonly (typeof KEYWORDS)[number][];

export function textMateGrammar(): TextMateGrammar {
  return {
    scopeName: "source.baton",
    name: "Baton",
    fileTypes: ["journey"],
    patterns: [
      { name: "comment.line.double-slash.baton", match: "//.*$" },
      text(),
      literal("constant.numeric.date.baton", DateToken.PATTERN),
      literal("constant.numeric.time.baton", TimeToken.PATTERN),
      literal("constant.numeric.percent.baton", PercentToken.PATTERN),
      literal("constant.numeric.baton", NumberToken.PATTERN),
      declaration(),
      field(),
      literal("constant.language.version.baton", Version.PATTERN, "\\b"),
      literal("constant.language.code.baton", Code.PATTERN, "\\b"),
      { name: "keyword.operator.arrow.baton", match: quoted(patternOf(SIGN["->"].PATTERN)) },
      { name: "keyword.control.baton", match: `\\b(?:${[...KEYWORDS, ...RESERVED_WORDS].join("|")})\\b` },
      { name: "variable.other.baton", match: "\\b[a-z][a-z0-9_]*\\b" },
    ],
  };
}

function text(): Rule {
  return {
    name: "string.quoted.double.baton",
    begin: '"',
    // A text ends with its line.
    end: '"|$',
    patterns: [
      { name: "constant.character.escape.baton", match: "\\\\." },
      { name: "variable.parameter.placeholder.baton", match: PLACEHOLDER.source },
    ],
  };
}

/** `stage nurture "…"`: the name of what is declared, also where it is a word of the language. */
function declaration(): Rule {
  return {
    match: `\\b(${DECLARING.join("|")})[ \\t]+([a-z][a-z0-9_]*)(?=[ \\t]*(?:"|\\{|of\\b|from\\b|per\\b|outside\\b|v\\d|=))`,
    captures: { "1": { name: "keyword.control.baton" }, "2": { name: "entity.name.type.baton" } },
  };
}

/** `last: date`: a field, whatever it is called. */
function field(): Rule {
  return { name: "variable.other.property.baton", match: "\\b[a-z][a-z0-9_]*(?=\\??:)" };
}

function literal(name: string, pattern: unknown, after = ""): Rule {
  return { name, match: `\\b${patternOf(pattern)}${after}` };
}

const patternOf = (pattern: unknown): string =>
  pattern instanceof RegExp ? pattern.source : String(pattern);
const quoted = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
