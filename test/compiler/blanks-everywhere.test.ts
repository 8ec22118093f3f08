/**
 * A field that may be blank in every place of the grammar that reads one: either the text says what a blank does, or a
 * rule of docs/language.md does, in these words. Conditions are swept in `conditions-everywhere.test.ts`.
 */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { isCondition } from "../../compiler/types/conditions.ts";
import { type Kind, walk } from "../../compiler/walk.ts";
import { parse } from "../../language/parse.ts";
import { EXAMPLES } from "../language/fixtures.ts";
import { checkSource, journey, message, stage } from "./check-source.ts";
import { CONDITION_PLACES } from "./places.ts";

interface ValuePlace {
  readonly what: string;
  readonly source: string;
  /** The code that refuses the blank. */
  readonly refused?: string;
  /** What the specification says that a blank does. */
  readonly stated?: string;
  /** The words of the message `letter`. */
  readonly letter?: string;
}

const FIRST = "stage first { owner sales  lasts at most 9 days, then exit done  stay }";
const lasting = (bound: string) =>
  journey(`stage first { owner sales  lasts ${bound}, then exit done  stay }`);
const entered = (entry: string) => journey(FIRST).replace("enter on visited -> first", entry);
const handover = (carries: string, more = "") =>
  journey(`stage first { owner sales  lasts at most 9 days, then exit done  on asked -> second through over  stay }
    stage second { owner sales  lasts at most 9 days, then exit done  stay }
    handover over from first to second { giver sales  receiver sales  accountable head  carries ${carries}  ${more}
      accept on daily  decline needs reason { wrong stay } }`);
const right = (lines: string, about = "discount") =>
  `right terms of lead about ${about} { owner head  order sales, head
    ask sales when discount up to 11%  ask head when discount over 11%  ${lines}
    answers yes_please, no_thanks  answer on daily }`;
const action = (input: string, given: string) =>
  `action look_up { owner head  in { ${input} }  within 1 minute } ${stage(`call look_up with { ${given} }  stay`)}`;
const UNKNOWN_MOMENT = "A moment over a blank field is not known until the field is filled";
const LENGTH_OF_DEALS = `subject deal { owner head  email: email key  begins?: date  ends: date = begins + 1 day }
  event offered of deal
  journey deals v1 of deal { owner head  goal offered within 9 days  review every 3 months  enter on offered -> first
    exit done as success
    stage first { owner sales  lasts until ends, then exit done  stay } }`;

const PLACES: readonly ValuePlace[] = [
  // What something is compared with.
  {
    what: "the right side of a test",
    source: stage('if name is company { tell head "x" }  stay'),
    refused: "blank-unhandled",
  },
  {
    what: "a question for a blank",
    source: stage('if size is blank { tell head "x" }  stay'),
    stated: "`is known` or `is blank` asks for it",
  },
  {
    what: "a question about records of the account",
    source: stage('if no contact of account has stage large { tell head "x" }  stay'),
    stated: "A blank field does not have the value",
  },
  {
    what: "what has moved",
    source: stage('when size rises by 5 from the previous { tell head "x" }  stay'),
    refused: "blank-unhandled",
  },
  // Moments.
  { what: "a wait until a date", source: stage("wait until seen  stay"), stated: UNKNOWN_MOMENT },
  { what: "a schedule", source: stage("at 3 days before seen exit done  stay"), stated: UNKNOWN_MOMENT },
  {
    what: "the earlier of two moments",
    source: stage("wait until the earlier of seen and 3 days after entry  stay"),
    stated: "Of two, the earlier is the one that is known",
  },
  {
    what: "a moment in their own zone",
    source: stage("wait until 09:00, in their own zone  stay"),
    refused: "own-zone-otherwise",
  },
  {
    what: "a moment in their own zone, or another",
    source: stage('wait until 09:00, in their own zone, otherwise "Europe/Copenhagen"  stay'),
    stated: "`otherwise` names whose clock counts while that field is blank",
  },
  {
    what: "an entry at a moment",
    source: entered("enter at 3 days before seen -> first"),
    stated: UNKNOWN_MOMENT,
  },
  { what: "a bound until a date", source: lasting("until seen"), refused: "bound-may-be-unknown" },
  {
    what: "a bound until a date that is worked out from a blank",
    source: LENGTH_OF_DEALS,
    refused: "bound-may-be-unknown",
  },
  {
    what: "a bound counted from a date",
    source: lasting("at most 9 days counted from seen"),
    refused: "bound-may-be-unknown",
  },
  {
    what: "a bound until the later of two moments",
    source: lasting("until the later of seen and 3 days after entry"),
    refused: "bound-may-be-unknown",
  },
  {
    what: "a bound until the earlier of two moments",
    source: lasting("until the earlier of seen and 3 days after entry"),
    stated: "Of two, the earlier is the one that is known",
  },
  {
    what: "a condition between acceptance and move",
    source: handover("name", "moves after asked and not before seen, else ask the giver, on daily"),
    stated: "People are asked for what they can do something about",
  },
  // What is written, and handed on.
  { what: "`set`", source: stage("set name to company  stay"), refused: "blank-set" },
  {
    what: "`set` of what is worked out",
    source: stage("set amount to amount / size  stay"),
    stated: "A result is **blank** where a part is blank",
  },
  { what: "an input of an action", source: action("n: number", "n: size"), refused: "blank-input" },
  {
    what: "an input that an action may do without",
    source: action("n?: number", "n: size"),
    stated: "may do without it",
  },
  {
    what: "what a handover carries",
    source: handover("company"),
    stated: "A handover whose `carries` is blank opens a task to the data's owner",
  },
  {
    what: "a computed field",
    source: "subject deal { owner head  email: email key  a?: number  b: number = a + 1 }",
    stated: "A result is **blank** where a part is blank",
  },
  {
    what: "what comes along from whom one follows",
    source: "subject client { owner head  follows lead on bought  email: email key  company: text }",
    stated: "What is blank at that moment and may not be is written down",
  },
  // Words.
  {
    what: "a placeholder for people",
    source: stage('tell head "{company}"  stay'),
    stated: "one that is blank reads `unknown`, for people",
  },
  {
    what: "a placeholder in the title of a task",
    source: stage('task call "Call {company}" by sales, on daily  stay'),
    stated: "one that is blank reads `unknown`, for people",
  },
  {
    what: "a placeholder in a message",
    source: stage("send letter  stay"),
    letter: "{{ company }}",
    refused: "blank-placeholder",
  },
  {
    what: "a placeholder in a message that has a default",
    source: stage("send letter  stay"),
    letter: '{{ company | default: "you" }}',
    stated: "What may be blank needs a default there",
  },
  {
    what: "a test in a message",
    source: stage("send letter  stay"),
    letter: "{% if size > 5 %}a{% endif %}",
    refused: "blank-placeholder",
  },
  {
    what: "a test in a message that falls through to its other part",
    source: stage("send letter  stay"),
    letter: "{% if size > 5 %}a{% else %}b{% endif %}",
    stated: "or an `{% else %}`",
  },
  {
    what: "a test turned round in a message",
    source: stage("send letter  stay"),
    letter: "{% unless size > 5 %}a{% endunless %}",
    refused: "blank-placeholder",
  },
  // Who, and whose.
  {
    what: "the key of an instance",
    source: entered("enter on asked -> first per company"),
    stated: "A blank key starts nothing",
  },
  {
    what: "what an instance keeps",
    source: entered("enter on visited -> first keeps looked from the latest visited.seconds").replace(
      "stay }",
      'if looked > 5 { tell head "x" }  stay }',
    ),
    refused: "blank-unhandled",
  },
  {
    what: "what a route matches and prefers",
    source: "route any of lead { owner head  match country  prefer size  pick in turn  otherwise head }",
    stated: "A blank is no value that anybody names",
  },
  {
    what: "a role for each value",
    source: "role agent per country { hours office }",
    stated: "Where the value is blank, or nobody serves it, the role is empty",
  },
  {
    what: "what a right is about",
    source: right("", "discount, size"),
    stated: "an approval falls when a field of the line that asked for it changes",
  },
  {
    what: "what a right counts",
    source: right("counts the sum of amount over the account in the last 9 days"),
    stated: "A blank adds nothing",
  },
  {
    what: "the account that a hold covers",
    source: "contact policy of lead { owner head  hold the account when opted_out }",
    stated: "Who names no account belongs to none",
  },
  {
    what: "their own zone",
    source:
      'contact policy of lead { owner head  only mon to fri 08:00 to 18:00 in their own zone, otherwise "UTC" }',
    stated: "in which hours of whose zone",
  },
  {
    what: "by what duplicates are known",
    source:
      "hygiene tidy of lead { owner head  runs every 7 days  merge duplicates by company keeping the latest }",
    stated: "are known and the same are",
  },
  {
    what: "what data care asks for",
    source:
      "hygiene tidy of lead { owner head  runs every 7 days  ask sales for size when size is blank on daily }",
    stated: "it is done once the condition no longer holds",
  },
];

const SPECIFICATION = readFileSync("docs/language.md", "utf8").replace(/\s+/g, " ");

describe.each(PLACES.map((place) => [place.what, place] as const))("%s", (_, place) => {
  const { source, letter, refused, stated } = place;
  const files = letter === undefined ? [] : [message("letter", letter)];

  it(refused === undefined ? "has its meaning stated" : "is refused", () => {
    const about = letter === undefined ? {} : { of: files.map(({ path }) => path) };
    const found = checkSource(source, { files, ...about }).map(({ code }) => code);
    expect(found).toEqual(refused === undefined ? [] : [refused]);
    expect((refused === undefined) === (stated !== undefined)).toBe(true);
    if (stated !== undefined) expect(SPECIFICATION).toContain(stated);
  });
});

// ── No kind of node is left out ───────────────────────────────────────────────────────────────────────────

/**
 * What stands directly in a node of each kind: conditions, values that may be those of fields, or neither. A new kind
 * does not compile until it has its row, and one that reads something has its place in a sweep.
 */
const READS: Readonly<Record<Kind, "conditions" | "values" | "nothing" | "not yet">> = {
  Name: "nothing",
  Path: "nothing",
  Text: "values",
  Placeholder: "values",
  Duration: "nothing",
  Rate: "nothing",
  FieldAnchor: "values",
  JourneyEntryAnchor: "nothing",
  DateAnchor: "nothing",
  PickAnchor: "values",
  TimeMoment: "nothing",
  InstantMoment: "nothing",
  AnchorMoment: "values",
  OffsetMoment: "values",
  EveryMoment: "nothing",
  AtTime: "nothing",
  NextOpenDay: "nothing",
  InOwnZone: "values",
  AfterEvents: "nothing",
  AtMost: "nothing",
  MovesOn: "nothing",
  NumberLiteral: "nothing",
  MoneyLiteral: "nothing",
  PercentLiteral: "nothing",
  DateLiteral: "nothing",
  TimeLiteral: "nothing",
  InstantLiteral: "nothing",
  CodeLiteral: "nothing",
  NoLiteral: "nothing",
  Arithmetic: "values",
  Or: "conditions",
  And: "conditions",
  Not: "conditions",
  Absence: "conditions",
  NoneRelated: "values",
  Test: "values",
  Compare: "values",
  Is: "values",
  Turns: "values",
  In: "values",
  TextTest: "nothing",
  Moved: "values",
  HappenedSince: "nothing",
  State: "conditions",
  Occurrence: "conditions",
  TheWho: "nothing",
  RoleWho: "nothing",
  Allow: "nothing",
  CalendarDeclaration: "nothing",
  RoleDeclaration: "values",
  LadderDeclaration: "nothing",
  LadderStep: "nothing",
  RemindRung: "nothing",
  TellRung: "nothing",
  ReassignRung: "nothing",
  GiveRung: "nothing",
  NoteRung: "nothing",
  TakeBackRung: "nothing",
  StaysOpenRung: "nothing",
  RightDeclaration: "conditions",
  ChangesDeclaration: "nothing",
  NamedType: "nothing",
  OneOfType: "nothing",
  Field: "values",
  SubjectDeclaration: "values",
  EventDeclaration: "nothing",
  AudienceDeclaration: "conditions",
  ActionDeclaration: "nothing",
  EventPoints: "nothing",
  FactPoints: "conditions",
  Halves: "nothing",
  Resets: "nothing",
  ScoreDeclaration: "nothing",
  CapRule: "nothing",
  QuietRule: "values",
  NeverRule: "conditions",
  HoldAccountRule: "conditions",
  AskHolderRule: "conditions",
  ExemptRule: "nothing",
  PolicyDeclaration: "nothing",
  RouteDeclaration: "values",
  HygieneDeclaration: "nothing",
  MergeRule: "values",
  FlagRule: "conditions",
  AskRule: "conditions",
  JourneyDeclaration: "values",
  Enter: "nothing",
  OnEvents: "nothing",
  WhenState: "nothing",
  AtMoment: "conditions",
  OneMessage: "nothing",
  Exit: "nothing",
  Everywhere: "nothing",
  Afterwards: "nothing",
  Migration: "nothing",
  Stage: "nothing",
  AtMostBound: "values",
  UntilBound: "values",
  WhenHandler: "nothing",
  AtHandler: "values",
  EventHandler: "nothing",
  RequestHandler: "nothing",
  LeavingHandler: "nothing",
  HolderLeftHandler: "nothing",
  Move: "nothing",
  ExitStep: "nothing",
  Block: "nothing",
  Result: "nothing",
  Stay: "nothing",
  GoOn: "nothing",
  Reassign: "nothing",
  Handover: "conditions",
  EventGate: "nothing",
  NotBeforeUnitEnds: "nothing",
  NotBeforeMoment: "values",
  SendStep: "values",
  ContactsOf: "conditions",
  ToWho: "nothing",
  WaitStep: "values",
  IfStep: "conditions",
  ChooseStep: "conditions",
  SplitStep: "nothing",
  TaskStep: "values",
  DecideStep: "nothing",
  TellStep: "values",
  SetStep: "values",
  CallStep: "values",
  TogetherStep: "nothing",
  EveryStep: "nothing",
  BeginStep: "nothing",
  RetryStep: "nothing",
  StayStep: "nothing",
  Data: "values",
  ScenarioDeclaration: "nothing",
  AtLine: "nothing",
  AfterLine: "nothing",
  ThenLine: "nothing",
  EventAct: "nothing",
  Somebody: "nothing",
  AcceptAct: "nothing",
  DeclineAct: "nothing",
  CompleteAct: "nothing",
  AnswerAct: "nothing",
  RequestAct: "nothing",
  LeaveAct: "nothing",
  ApproveAct: "nothing",
  WinAct: "nothing",
  ReturnAct: "nothing",
  ExpectStage: "nothing",
  ExpectHolder: "nothing",
  ExpectExit: "nothing",
  ExpectHandover: "nothing",
  ExpectNotice: "nothing",
  ExpectTaskDue: "nothing",
  ExpectTask: "nothing",
  ExpectMessage: "nothing",
  ExpectCount: "nothing",
  SourceFile: "nothing",
};

const kindsThat = (what: (typeof READS)[Kind]): readonly string[] =>
  Object.entries(READS).flatMap(([kind, reads]) => (reads === what ? [kind] : []));

const SWEPT = [
  ...PLACES.map(({ source }) => source),
  ...CONDITION_PLACES.map(({ source }) => source("size > 5")),
].map((source) => walk(parse("journeys/a.journey", source).file));

describe("the sweeps", () => {
  const seen = new Set(SWEPT.flat().map(({ node }) => node.kind));
  const JOINING = ["Or", "And", "Not"];

  it("meet each kind of node that reads a value", () => {
    const read = [...kindsThat("conditions"), ...kindsThat("values")].filter(
      (kind) => !JOINING.includes(kind),
    );
    // What is compared in other ways is asked in the tests of those comparisons.
    const elsewhere = ["Turns", "In"];
    expect(read.filter((kind) => !seen.has(kind as Kind) && !elsewhere.includes(kind))).toEqual([]);
  });

  it("have a place for each kind of node in which a condition stands", () => {
    const swept = new Set<string>([...CONDITION_PLACES.map((place) => place.in), ...JOINING]);
    expect(kindsThat("conditions").filter((kind) => !swept.has(kind))).toEqual([]);
  });

  it("know of each node in which the examples have a condition or a field", () => {
    const shipped = EXAMPLES.flatMap(({ name, text }) => walk(parse(name, text).file));
    const holders = [...shipped, ...SWEPT.flat()].flatMap(({ node, around }) => {
      const parent = around.at(-1);
      const isWhole = isCondition(node) && (parent === undefined || !JOINING.includes(parent.kind));
      if (parent === undefined || !isWhole) return [];
      return READS[parent.kind] === "conditions" || READS[parent.kind] === "not yet" ? [] : [parent.kind];
    });
    expect(holders).toEqual([]);
  });
});
