/** One event of which two journeys tell the same role, or write to the same customer, at once. */
import { expect, test } from "vitest";
import { auditOf, journey, stage, toldIn } from "./audit-of.ts";

const ENTER = "enter on page_visited -> first";
const one = (steps: string, more = "") => journey("one", `${more} ${stage(steps)}`);
const two = (steps: string, more = "") => journey("two", `${ENTER} ${more} ${stage(steps)}`);
const told = (text: string) =>
  toldIn(auditOf(text), "told-twice").map((sentence) => sentence.slice("One ".length));

const TASK = 'on replied { task answer "Answer" by sales, on daily }';
const NOTICE = 'on replied { tell sales "They replied" }';
const BOTH = "`replied` reaches `sales` twice: by task `answer` of `one`, and by a notice of `two`.";

test.each<[what: string, text: string, said: readonly string[]]>([
  ["a task and a notice", one(TASK) + two(NOTICE), [BOTH]],
  ["another event", one(TASK) + two('on unsubscribed { tell sales "Gone" }'), []],
  ["another role", one(TASK) + two('on replied { tell finance "They replied" }'), []],
  [
    "the holder, who is of the stage's owner",
    one('on replied { tell marketing "A" }') + two('on replied { tell the holder "B" }'),
    ["`replied` reaches `marketing` twice: by a notice of `one`, and by a notice of `two`."],
  ],
  [
    "the manager of the stage's owner",
    one('on replied { tell sales_manager "A" }') + two('on replied { tell the manager "B" }'),
    ["`replied` reaches `sales_manager` twice: by a notice of `one`, and by a notice of `two`."],
  ],
  ["what comes later is another matter", one(TASK) + two('on replied { wait 2 days  tell sales "B" }'), []],
  [
    "behind a task it is later",
    one(TASK) + two('on replied { task t "T" by finance, on daily  tell sales "B" }'),
    [],
  ],
  [
    "in a branch it may be at once",
    one(TASK) + two('on replied { if size is known { tell sales "B" } }'),
    [BOTH],
  ],
  [
    "in an arm it may be at once",
    one(TASK) +
      two('on replied { choose { when size is blank { tell sales "B" } otherwise { set size to 1 } } }'),
    [BOTH],
  ],
  ["in every stage", one(TASK) + two("", `in every stage { ${NOTICE} }`), [BOTH]],
  ["in every stage but the only one", one(TASK) + two("", `in every stage except first { ${NOTICE} }`), []],
  ["on the way out", one(TASK) + two("", 'exit won as success on replied { tell sales "B" }'), [BOTH]],
  [
    "in a stage that it leads to",
    one(TASK) + two("on replied -> second", stage('tell sales "B"', "second")),
    [BOTH],
  ],
  [
    "a message to the customer from each",
    one("on replied { send welcome }") + two("on replied { send case_study }"),
    ["`replied` reaches `lead` twice: by message `welcome` of `one`, and by message `case_study` of `two`."],
  ],
  [
    "a message that a person reads first",
    one("on replied { send welcome }") +
      two("on replied { send case_study, once approved by sales, on daily }"),
    [],
  ],
  [
    "conditions that never hold together",
    one('on page_visited where path is "/a" { tell sales "A" }') +
      two('on page_visited where path is "/b" { tell sales "B" }', "").replace(
        ENTER,
        "enter on unsubscribed -> first",
      ),
    [],
  ],
  [
    "conditions that may",
    one('on page_visited where path is "/a" { tell sales "A" }') +
      two('on page_visited { tell sales "B" }').replace(ENTER, "enter on unsubscribed -> first"),
    ["`page_visited` reaches `sales` twice: by a notice of `one`, and by a notice of `two`."],
  ],
  [
    "journeys that exclude each other",
    one(TASK, "exclusive g, priority 1, gives way and pauses") +
      two(NOTICE, "exclusive g, priority 2, gives way and pauses"),
    [],
  ],
  [
    "an entry and a handler",
    one('tell sales "A"') + two('on demo_requested { tell sales "B" }'),
    ["`demo_requested` reaches `sales` twice: by a notice of `one`, and by a notice of `two`."],
  ],
  [
    "several things of each are one finding",
    one(`${TASK} on unsubscribed { tell sales "A" }`) + two(`${NOTICE} on unsubscribed { tell sales "C" }`),
    [
      "`replied` or `unsubscribed` reaches `sales` twice: by task `answer`, a notice of `one`, and by a notice of `two`.",
    ],
  ],
])("%s", (_, text, said) => {
  expect(told(text)).toEqual(said);
});

test("a handover that is offered reaches its receiver, and nobody in the stage that it leads to", () => {
  const handover = `handover h from first to second {
    receiver sales  accountable sales_manager  carries name  accept on daily  decline needs reason { no stay }
  }`;
  const offering = two(
    "on replied -> second through h",
    `${handover} stage second { owner sales  lasts at most 9 days, then exit done  tell finance "B"  stay }`,
  );
  expect(told(one(TASK) + offering)).toEqual([
    "`replied` reaches `sales` twice: by task `answer` of `one`, and by handover `h` of `two`.",
  ]);
  expect(told(one('on replied { tell finance "A" }') + offering)).toEqual([]);
});

test("that one event starts both with nothing said of which goes first is told alone", () => {
  const text =
    one('tell sales "A"  task a "A" by finance, on daily') +
    two('tell sales "B"  task b "B" by finance, on daily').replace(ENTER, "enter on demo_requested -> first");
  const codes = auditOf(text).findings.map(({ code }) => code);
  expect(codes).toContain("overlapping-entry");
  expect(codes).not.toContain("told-twice");
  const decided = text.replace("journey two v1 of lead {", "journey two v1 of lead { priority 9");
  expect(told(decided)).toHaveLength(2);
});
