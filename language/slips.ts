/** The usual slips of who writes a journey for the first time, each with what is written in its place. */
import type { TokenType } from "chevrotain";
import { endOf } from "./build-tree.ts";
import { lineEndsBetween } from "./grammar/layout.ts";
import type { Problem } from "./grammar/problems.ts";
import { STEPS } from "./grammar/step-words.ts";
import { SIGN, UnitToken, WORD } from "./tokens.ts";

/** What a list or a statement takes, where its words alone do not say how they go on. */
export const FORMS: Readonly<Record<string, string>> = {
  policy:
    'A line of a policy is `owner ROLE`, `at most 2 emails per 7 days`, `only mon to fri 08:00 to 18:00 in their own zone, otherwise "ZONE"`, `never when CONDITION`, `hold the account when CONDITION`, `ask the holder first when CONDITION`, `exempt PURPOSE, marked by ROLE` or `allow CODE because "…"`.',
  scenario:
    "A line of a scenario is `at WHEN` and what happens, `after` a length of time, `then` or `finally` and what is expected; `given` and `start` stand once, before them.",
  expectation:
    'It may be `stage is STAGE`, `holder is WHO`, `exit is EXIT`, `handover H offered to WHO`, `handover H given to WHO`, `notice to WHO`, `task T open`, `task T not open`, `task T withdrawn`, `task T due DATE TIME`, `message M sent [to "ADDRESS"]`, `message M not sent`, `breaches of T are 1`, `sendings of M are 1` or `calls of ACTION are 1`.',
};

/** The rules that read a part of one of them. */
const FORM_OF: Readonly<Record<string, string>> = {
  policyRule: "policy",
  quietHours: "policy",
  cap: "policy",
  askHolder: "policy",
  weekdays: "policy",
  hours: "policy",
  expectation: "expectation",
  expectHandover: "expectation",
  expectTask: "expectation",
  expectCount: "expectation",
};

interface Slip {
  /** @param before the line of what was read last, up to there; `here`: the problem stands in that line too */
  readonly isIt: (problem: Problem, before: string, here: boolean) => boolean;
  readonly instead: string | ((problem: Problem) => string);
}

const ARITHMETIC: ReadonlySet<TokenType> = new Set([SIGN["*"], SIGN["/"], SIGN["+"], SIGN["-"]]);
const CONDITION = /\b(?:if|when|where)\b/;

const SLIPS: readonly Slip[] = [
  {
    isIt: ({ rule, token }) => rule === "lasts" && /^\d/.test(token.image),
    instead: "Write `lasts at most` before a length of time, or `lasts until` a moment.",
  },
  {
    isIt: ({ token }, before) => token.tokenType === SIGN["="] && /^\s*event\b.*\bof\b/.test(before),
    instead: "An event that stands for several has no `of`: write `event NAME = FIRST or SECOND`.",
  },
  {
    isIt: ({ token }, before) => token.tokenType === SIGN["="] && CONDITION.test(before),
    instead: "A condition says `is` where others write `=`.",
  },
  {
    isIt: ({ token }, before) => ARITHMETIC.has(token.tokenType) && CONDITION.test(before),
    instead: "A condition does not reckon: work it out before, with `set FIELD to …` or in a computed field.",
  },
  {
    isIt: ({ token, expected }) => token.image === "working" && expected.includes(UnitToken),
    instead: "Write `business`: `2 business days` are days on which the owner's calendar is open.",
  },
  {
    isIt: ({ token, previous }) => token.tokenType === WORD.no && previous.tokenType === WORD.on,
    instead: "That something has not happened is a state: write `when no EVENT for 5 days`.",
  },
  {
    isIt: (_, before) => /\b(?:send|tell)\b.*\bat\s+[\d:]+\s*$/.test(before),
    instead:
      "`at` begins a handler here. What a step waits for stands before it, such as `wait until 09:00`; a handler goes on with `-> STAGE`, an exit or steps in braces.",
  },
  {
    isIt: ({ token, expected }, _, here) =>
      here && STEPS.has(token.tokenType) && expected.includes(SIGN["->"]),
    instead: ({ token, expected }) =>
      expected.includes(SIGN["{"])
        ? `Steps stand in braces: \`{ ${token.image} … }\`.`
        : "No steps may stand here: lead to a stage that has them, or to an exit.",
  },
];

/** Behind an expectation of a scenario that was read as whole, or in the place of one. */
const EXPECTING = /^\s*(?:then|finally)\b/;

/** Nothing where it is none of the usual ones. */
export function insteadOf(problem: Problem, text: string): { readonly instead?: string } {
  const before = lineUpTo(problem, text);
  const here = !lineEndsBetween(text, lastRead(problem.previous), problem.token.startOffset);
  const slip = SLIPS.find(({ isIt }) => isIt(problem, before, here));
  if (slip !== undefined)
    return { instead: typeof slip.instead === "string" ? slip.instead : slip.instead(problem) };
  const form = FORMS[here && EXPECTING.test(before) ? "expectation" : (FORM_OF[problem.rule] ?? "")];
  return form === undefined ? {} : { instead: form };
}

/** Of what was read last, from the beginning of its line. */
function lineUpTo({ previous }: Problem, text: string): string {
  if (Number.isNaN(previous.startOffset)) return "";
  return text.slice(text.lastIndexOf("\n", previous.startOffset - 1) + 1, lastRead(previous));
}

const lastRead = (previous: Problem["previous"]): number => endOf(previous, 0);
