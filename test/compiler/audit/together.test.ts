/** What two journeys do that may run at the same time, and what keeps them apart. */
import { expect, test } from "vitest";
import { auditOf, journey, stage, toldIn } from "./audit-of.ts";

const group = (priority: number, name = "g") =>
  `exclusive ${name}, priority ${priority}, gives way and pauses`;
const asking = (name: string, more = "") =>
  journey(name, `${more} ${stage('task t "T" by sales, on daily')}`);
const codesOf = (text: string, ...codes: readonly string[]) =>
  auditOf(text)
    .findings.map(({ code }) => code)
    .filter((code) => codes.includes(code));

test.each<[what: string, text: string, isFound: boolean]>([
  ["both are entered on one event", asking("one") + asking("two"), true],
  [
    "on a set that holds it",
    asking("one") +
      asking("two", "enter on any_sign -> first") +
      "event any_sign = demo_requested or replied\n",
    true,
  ],
  ["on another", asking("one") + asking("two", "enter on replied -> first"), false],
  ["one matters more", asking("one", "priority 3") + asking("two"), false],
  ["both matter as much", asking("one", "priority 3") + asking("two", "priority 3"), true],
  ["of one group", asking("one", group(1)) + asking("two", group(2)), false],
  ["of two groups", asking("one", group(1)) + asking("two", group(1, "h")), true],
  [
    "one of them only writes data",
    asking("one") + journey("two", stage("on replied { set size to 1 }")),
    false,
  ],
  [
    "conditions keep them apart",
    asking("one", 'enter on page_visited where path is "/a" -> first') +
      asking("two", 'enter on page_visited where path is "/b" -> first'),
    false,
  ],
  [
    "about other subjects",
    asking("one") +
      `subject firm { owner sales  email: email key  name: text }\nevent founded of firm\n${asking("two", "enter on founded -> first").replace("of lead", "of firm").replace("deal_won", "founded")}`,
    false,
  ],
])("overlapping entry: %s", (_, text, isFound) => {
  expect(codesOf(text, "overlapping-entry")).toEqual(isFound ? ["overlapping-entry"] : []);
});

test("a condition that an event makes true starts it as well", () => {
  const text =
    asking("one", "enter on deal_won -> first") + asking("two", "enter when amount is known -> first");
  expect(toldIn(auditOf(text), "overlapping-entry")).toEqual([
    expect.stringMatching(/^`deal_won` can start `one` and `two` together/),
  ]);
});

test.each<[what: string, text: string, found: number]>([
  ["alone in its group beside another", asking("one", group(1)) + asking("two"), 1],
  ["alone in its group, and alone", asking("one", group(1)), 0],
  ["two in a group", asking("one", group(1)) + asking("two", group(2)), 0],
  ["each alone in a group of its own", asking("one", group(1)) + asking("two", group(1, "h")), 2],
  [
    "several of it may be open",
    asking("one", `${group(1)} enter on demo_requested -> first per topic if one is open start another`) +
      asking("two"),
    0,
  ],
])("a group of one: %s", (_, text, found) => {
  expect(codesOf(text, "group-of-one")).toHaveLength(found);
});

const sending = (name: string, more = "") =>
  journey(
    name,
    `enter on replied -> first ${more} ${stage("when size is known { send welcome }  on deal_won { send welcome }")}`,
  );

test.each<[what: string, text: string, found: number]>([
  ["however often each sends it", sending("one") + sending("two"), 1],
  ["of one group", sending("one", group(1)) + sending("two", group(2)), 0],
  [
    "two of one group, and a third",
    sending("one", group(1)) + sending("two", group(2)) + sending("three"),
    1,
  ],
  ["three of them", sending("one") + sending("two") + sending("three"), 1],
  [
    "to others of the account",
    sending("one") + sending("two").replaceAll("send welcome", "send welcome to contacts of account"),
    0,
  ],
])("one message of two: %s", (_, text, found) => {
  expect(codesOf(text, "sent-by-two")).toHaveLength(found);
});

test("of several caps that decide nothing the tightest is told", () => {
  const policy =
    "contact policy of lead { owner marketing  at most 1 email per 24 hours  at most 2 messages per 7 days }\n";
  const text = (name: string) =>
    journey(name, `enter on replied -> first ${stage("send welcome  send case_study")}`);
  expect(toldIn(auditOf(policy + text("one") + text("two")), "caps-without-priority")).toEqual([
    expect.stringContaining("At worst 4 messages fall due to one lead within 24 hours, where 1 may go out"),
  ]);
});

test("what three journeys do is told once, with all of them", () => {
  const three = (steps: string) =>
    ["one", "two", "three"].map((name) => journey(name, stage(steps))).join("");
  expect(toldIn(auditOf(three('task t "T" by sales, on daily')), "overlapping-entry")).toEqual([
    expect.stringMatching(/^`demo_requested` can start `one`, `two` and `three` together/),
  ]);
  const replied = ["one", "two", "three"].map((name) =>
    journey(name, `enter on unsubscribed -> first ${stage(`on replied { tell sales "${name}" }`)}`),
  );
  expect(toldIn(auditOf(replied.join("")), "told-twice")).toEqual([
    "One `replied` reaches `sales` 3 times: by a notice of `one`, and by a notice of `two`, and by a notice of `three`.",
  ]);
});
