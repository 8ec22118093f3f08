/** Every place of the language in which a condition may stand, around a condition of one's choice: for sweeps. */
import type { Kind } from "../../compiler/walk.ts";
import { journey, stage } from "./check-source.ts";

export interface ConditionPlace {
  readonly what: string;
  /** The node that the condition is a part of. */
  readonly in: Kind;
  /** It may read the fields of `visited` as well. */
  readonly ofEvent?: true;
  /** It says what follows where no arm holds, so that a blank is not silent there. */
  readonly otherwise?: true;
  readonly source: (condition: string) => string;
}

const FIRST = "stage first { owner sales  lasts at most 9 days, then exit done  stay }";
const entered = (entry: string) => journey(FIRST).replace("enter on visited -> first", entry);
const score = (lines: string) =>
  `score fit of lead { owner head  review every 3 months  validate against bought within 90 days  ${lines}  band good from 5 }`;
const policy = (rule: string) => `contact policy of lead { owner head  ${rule} }`;
const right = (lines: string) =>
  `right terms of lead about size, opted_out { owner head  order sales, head  ${lines}  answers yes_please, no_thanks  answer on daily }`;
const care = (rule: string) => `hygiene tidy of lead { owner head  runs every 7 days  ${rule} }`;
const handover = (lines: string, wrong = "stay") =>
  journey(`stage first { owner sales  lasts at most 9 days, then exit done  on asked -> second through over  stay }
    stage second { owner sales  lasts at most 9 days, then exit done  stay }
    handover over from first to second { giver sales  receiver sales  accountable head  carries name  ${lines}
      accept on daily  decline needs reason { wrong ${wrong} } }`);
const TELL = 'tell head "{name}"';

export const CONDITION_PLACES: readonly ConditionPlace[] = [
  { what: "an `if`", in: "IfStep", source: (c) => stage(`if ${c} { ${TELL} }  stay`) },
  {
    what: "an `else if`",
    in: "IfStep",
    source: (c) => stage(`if name contains "x" { ${TELL} } else if ${c} { ${TELL} }  stay`),
  },
  {
    what: "an arm of a choice",
    in: "ChooseStep",
    otherwise: true,
    source: (c) => stage(`choose { when ${c} { ${TELL} }  otherwise go on }  stay`),
  },
  {
    what: "contacts of an account",
    in: "ContactsOf",
    source: (c) => stage(`send welcome to contacts of account where ${c}  stay`),
  },
  { what: "a handler's `when`", in: "State", source: (c) => stage(`when ${c} { ${TELL} }  stay`) },
  {
    what: "readings in a row",
    in: "State",
    source: (c) => stage(`when ${c} for 3 readings in a row { ${TELL} }  stay`),
  },
  {
    what: "a wait until",
    in: "State",
    source: (c) => stage(`wait up to 3 days until ${c} { none go on }  stay`),
  },
  {
    what: "every stage",
    in: "State",
    source: (c) => journey(`in every stage { when ${c} { ${TELL} } } ${FIRST}`),
  },
  {
    what: "an exit's `when`",
    in: "State",
    source: (c) => journey(`exit off as neutral when ${c}  ${FIRST}`),
  },
  { what: "an entry's `when`", in: "State", source: (c) => entered(`enter when ${c} -> first`) },
  {
    what: "an entry at a moment",
    in: "AtMoment",
    source: (c) => entered(`enter at 3 days before seen when ${c} -> first`),
  },
  {
    what: "an entry's event",
    in: "Occurrence",
    ofEvent: true,
    source: (c) => entered(`enter on visited where ${c} -> first`),
  },
  {
    what: "a handler's event",
    in: "Occurrence",
    ofEvent: true,
    source: (c) => stage(`on visited where ${c} { ${TELL} }  stay`),
  },
  {
    what: "an exit's event",
    in: "Occurrence",
    ofEvent: true,
    source: (c) => journey(`exit off as neutral on visited where ${c}  ${FIRST}`),
  },
  {
    what: "a wait for an event",
    in: "Occurrence",
    ofEvent: true,
    source: (c) => stage(`wait up to 3 days for visited where ${c} { none go on }  stay`),
  },
  {
    what: "an absence",
    in: "Absence",
    ofEvent: true,
    source: (c) => stage(`when no visited where ${c} for 3 days { ${TELL} }  stay`),
  },
  {
    what: "steps within tracks",
    in: "IfStep",
    source: (c) => stage(`together up to 3 days until all { a { if ${c} { ${TELL} } }  none go on }  stay`),
  },
  {
    what: "steps of an answer",
    in: "IfStep",
    source: (c) => stage(`task call "x" by sales, on daily { told { if ${c} { ${TELL} }  stay } }`),
  },
  {
    what: "steps on request",
    in: "IfStep",
    source: (c) => stage(`on request by sales to look { if ${c} { ${TELL} } }  stay`),
  },
  {
    what: "steps on leaving",
    in: "IfStep",
    source: (c) => stage(`on leaving this stage { if ${c} { ${TELL} } }  stay`),
  },
  {
    what: "steps of an exit",
    in: "IfStep",
    source: (c) => journey(`exit off as neutral on asked { if ${c} { ${TELL} } }  ${FIRST}`),
  },
  {
    what: "steps after an exit",
    in: "IfStep",
    source: (c) =>
      journey(`${FIRST} after exit done, owner sales, for at most 3 days { if ${c} { ${TELL} } }`),
  },
  {
    what: "a gate before an offer",
    in: "Handover",
    source: (c) => handover(`offer needs ${c}, else ask the giver, on daily`),
  },
  { what: "steps of a decline", in: "IfStep", source: (c) => handover("", `{ if ${c} { ${TELL} }  stay }`) },
  {
    what: "an audience",
    in: "AudienceDeclaration",
    source: (c) => `audience some of lead { when ${c} } ${stage(`if some { ${TELL} }  stay`)}`,
  },
  { what: "points for a fact", in: "FactPoints", source: (c) => score(`add 5 if ${c}`) },
  {
    what: "points on an event",
    in: "Occurrence",
    ofEvent: true,
    source: (c) => score(`add 5 on visited where ${c}`),
  },
  {
    what: "a part that resets when",
    in: "State",
    source: (c) => score(`part habit { add 5 on asked  resets when ${c} }`),
  },
  {
    what: "a part that resets on an event",
    in: "Occurrence",
    ofEvent: true,
    source: (c) => score(`part habit { add 5 on asked  resets on visited where ${c} }`),
  },
  { what: "who is never written to", in: "NeverRule", source: (c) => policy(`never when ${c}`) },
  { what: "a hold", in: "HoldAccountRule", source: (c) => policy(`hold the account when ${c}`) },
  {
    what: "whom a person is asked about first",
    in: "AskHolderRule",
    source: (c) => policy(`ask the holder first when ${c}, on daily`),
  },
  {
    what: "a line of a right",
    in: "RightDeclaration",
    source: (c) => right(`ask head when ${c}  ask sales when name contains "x"`),
  },
  {
    what: "a line that also asks",
    in: "RightDeclaration",
    source: (c) => right(`ask head when size is known or size is blank  also ask marketing when ${c}`),
  },
  {
    what: "an asker who is excluded",
    in: "RightDeclaration",
    source: (c) => right(`ask head when size is known or size is blank  never the asker when ${c}`),
  },
  { what: "a flag of data care", in: "FlagRule", source: (c) => care(`flag opted_out when ${c}`) },
  {
    what: "a question of data care",
    in: "AskRule",
    source: (c) => care(`ask sales for country when ${c} on daily`),
  },
];
