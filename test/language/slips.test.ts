/** What people write at first, and what they are told to write in its place. */
import { expect, test } from "vitest";
import { format } from "../../language/format/format.ts";
import { parse } from "../../language/parse.ts";

const stage = (line: string): string =>
  `journey a v1 of b {\n  enter on x -> s\n  stage s {\n    owner o\n    ${line}\n    stay\n  }\n}\n`;
const scenario = (line: string): string =>
  `scenario "x" of a {\n  given { }\n  start 2026-01-01\n  ${line}\n  then stage is s\n}\n`;
const policy = (line: string): string => `contact policy of lead {\n  owner o\n  ${line}\n}\n`;
const told = (text: string) =>
  parse("f.journey", text).diagnostics.map(({ code, span, help }) => [
    code,
    text.slice(span.start, span.end),
    help,
  ]);
const says = (help: string): unknown => expect.stringContaining(help);

test.each([
  ["a bound without `at most`", stage("lasts 30 days, then exit b"), "30", "Write `lasts at most`"],
  ["`=` in a condition", stage('if name = "x" { send y }'), "=", "A condition says `is`"],
  ["arithmetic in a condition", stage("if a < b * 70% { send y }"), "*", "with `set FIELD to …`"],
  ["working days", stage("wait 2 working days"), "working", "Write `business`"],
  ["`on no`", stage("on no e for 3 days -> s"), "no", "write `when no EVENT for 5 days`"],
  ["a blank before `%`", stage("if a < 30 % { send x }"), "%", "`30%`"],
  ["a group of events `of` a subject", "event any of lead = a or b\n", "=", "`event NAME = FIRST or SECOND`"],
  [
    "a step behind a result",
    stage('task t "x" by o { no retry at most 2 times, then -> s }'),
    "retry",
    "{ retry … }",
  ],
  [
    "a step behind a bound",
    stage('task t "x" by o { no { retry at most 2 times, then tell o "x" } }'),
    "tell",
    "No steps may stand here",
  ],
  ["hours without days", policy("only 08:00 to 18:00"), "08:00", "`only mon to fri 08:00 to 18:00 in their"],
  ["a prohibition without `when`", policy("never to opted_out"), "to", "`never when CONDITION`"],
  ["a word that begins no line of a policy", policy("between 08:00 and 18:00"), "between", "`only mon to"],
  ["an expectation that is longer", scenario("then task t open by pia"), "by", "`task T open`"],
  ["how often a letter was sent", scenario("then message x sent 2 times"), "2", "`sendings of M are 1`"],
  ["an expectation of a handover", scenario("then handover h is refused"), "is", "`handover H given to WHO`"],
  ["an expectation that there is not", scenario("then foo is bar"), "foo", "`stage is STAGE`"],
  ["a second `given`", scenario("given { }"), "given", "`given` and `start` stand once"],
])("%s", (_, text, at, help) => expect(told(text)).toEqual([[expect.any(String), at, says(help)]]));

test.each([
  ["a handler", stage("on e"), "e", "Write `-> STAGE`, `exit NAME` or steps in braces."],
  ["a handler, with steps in the next line", stage("on e\n    send x"), "e", "Write `-> STAGE`, `exit NAME`"],
  ["an entry", "journey a v1 of b {\n  enter on x\n  exit e as success\n}\n", "x", "Write `-> STAGE`."],
  ["a step at a time of day", stage("send x at 09:00"), "09:00", "such as `wait until 09:00`"],
])("%s that leads nowhere is told in its own line", (_, text, at, help) =>
  expect(told(text)).toEqual([["missing-arrow", at, says(help)]]),
);

test("`exit` and braces are named only where they may stand", () => {
  expect(told("journey a v1 of b {\n  enter on x s\n}\n")).toEqual([["missing-arrow", "s", "Write `-> s`."]]);
  expect(told(stage("lasts at most 3 days, then s"))).toEqual([
    ["missing-arrow", "s", "Write `-> s` or `exit s`."],
  ]);
});

test.each([
  policy('only mon to fri 08:00 to 18:00 in their own zone, otherwise "UTC"'),
  policy('only mon to fri 08:00 to 18:00, in their own zone, otherwise "UTC"'),
  stage('at 3 days after entry, 09:00, in their own zone, otherwise "UTC" -> s'),
  stage('at 3 days after entry, 09:00 in their own zone, otherwise "UTC" -> s'),
  stage("wait until 09:00 in their own zone"),
  "journey a v1 of b {\n  if several are open  send one message a day, at 09:00\n  in every stage { }\n}\n",
  'journey a v1 of b {\n  if several are open  send one message a day, at 09:00 in their own zone, otherwise "UTC"\n}\n',
])("the comma before `in their own zone` may be there or not (1.8 keeps what was written): %#", (text) => {
  expect(told(text)).toEqual([]);
  expect(format(text).diagnostics).toEqual([]);
});
