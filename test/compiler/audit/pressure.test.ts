/** The worst that may meet under a cap, and who gives way (docs/how-to/audit-the-journeys.md). */
import { expect, test } from "vitest";
import { auditOf, journey, stage } from "./audit-of.ts";

const policy = (...lines: readonly string[]) =>
  `contact policy of lead { owner marketing  ${lines.join("  ")} }\n`;
const WEEK = policy("at most 2 messages per 7 days");
const atWorst = (text: string) => auditOf(WEEK + text).pressure.map((one) => one.atWorst);
const shares = (text: string) =>
  auditOf(WEEK + text).pressure[0]?.shares.map(({ journey, messages, places }) => [
    journey,
    messages,
    places,
  ]);

test.each<[what: string, steps: string, most: number]>([
  ["nothing", "", 0],
  ["all at once", "send welcome  send case_study", 2],
  ["further apart than the cap", "send welcome  wait 8 days  send case_study", 1],
  ["just as far apart as the cap", "send welcome  wait 7 days  send case_study", 1],
  ["closer than the cap", "send welcome  wait 6 days  send case_study", 2],
  ["business days are longer", "send welcome  wait 6 business days  send case_study", 1],
  ["what is waited for may come at once", "send welcome  wait up to 20 days for replied  send case_study", 2],
  [
    "a silence takes as long as it may",
    "send welcome  wait up to 20 days for replied { none { send case_study } }",
    1,
  ],
  ["the fuller branch counts", "if size is known { send welcome  send case_study } else { send welcome }", 2],
  ["arms are alternatives", "split s { a 50% { send welcome }  b 50% { send case_study } }", 1],
  ["a loop, as close as it goes", "every 2 days, at most 9 times { send welcome }", 4],
  [
    "tracks run beside each other",
    "together up to 9 days until all { a { send welcome } b { wait 2 days  send case_study } }",
    2,
  ],
  [
    "a task may be answered at once",
    'send welcome  task t "T" by sales, on daily { yes { send case_study } no go on }',
    2,
  ],
  [
    "an answer that asks again may come so often",
    'task t "T" by sales, on daily { yes go on  no { send welcome  retry at most 2 times, then exit done } }',
    3,
  ],
  ["a handler is set off once", "on replied { send welcome }", 1],
  ["a handler as often as its limit says", "on replied, at most 3 times per 7 days { send welcome }", 3],
  ["what is read first by a person goes out as well", "send welcome, once approved by sales, on daily", 1],
])("%s", (_, steps, most) => {
  expect(atWorst(journey("one", stage(steps)))).toEqual([most]);
});

test("what is behind a way that has left is on no way that goes on", () => {
  const steps = "wait up to 3 days for replied { got { send welcome  stay } none go on }  send case_study";
  expect(atWorst(journey("one", stage(steps)))).toEqual([1]);
});

test("a stage and the way out behind it count together; of stages the busiest", () => {
  const parts = `exit done as neutral { send welcome, or drop }
    ${stage("on replied -> second  send welcome")} ${stage("send welcome  send case_study", "second")}`;
  expect(auditOf(WEEK + journey("one", parts)).pressure[0]?.shares).toMatchObject([
    { messages: 3, where: "in stage `second` and behind exit `done`" },
  ]);
});

test("messages that are exempt, or for others, take no place", () => {
  const exempt = policy("at most 2 messages per 7 days", "exempt nurture, marked by marketing");
  expect(auditOf(exempt + journey("one", stage("send welcome"))).pressure[0]?.shares).toEqual([]);
});

const one = (more: string) => journey("one", `${more} ${stage("send welcome  send case_study")}`);
const two = (more: string) => journey("two", `${more} ${stage("send welcome")}`);

test("the higher priority has the places, and the lower one gives way", () => {
  expect(shares(one("priority 5") + two("priority 10"))).toEqual([
    ["two", 1, 1],
    ["one", 2, 1],
  ]);
});

test("of one priority whoever comes first has the last places", () => {
  expect(shares(one("") + two(""))).toEqual([
    ["one", 2, null],
    ["two", 1, null],
  ]);
});

test("where all fit nobody gives way", () => {
  expect(shares(two(""))).toEqual([["two", 1, 1]]);
});

test("of one exclusive group the busiest counts, and the others are named", () => {
  const group = (priority: number) => `exclusive buying, priority ${priority}, gives way and pauses`;
  const { pressure } = auditOf(WEEK + one(group(5)) + two(group(10)));
  expect(pressure).toMatchObject([{ atWorst: 2, shares: [{ journey: "one", others: ["two"], places: 2 }] }]);
});

test("each cap of each policy has its row, with its channel and its time", () => {
  const { pressure } = auditOf(
    policy("at most 1 email per 24 hours", "at most 3 messages per 7 days") +
      journey("one", stage("send welcome")),
  );
  expect(pressure.map(({ subject, channel, window, cap }) => [subject, channel, window, cap])).toEqual([
    ["lead", "email", "24 hours", 1],
    ["lead", "message", "7 days", 3],
  ]);
});

test("steps with more ways than anybody could follow are taken to meet", () => {
  const branch = (nth: number) =>
    `if size > ${nth} counting blank as no { send welcome  wait ${nth + 1} days }`;
  const steps = Array.from({ length: 12 }, (_, nth) => branch(nth)).join("  ");
  expect(atWorst(journey("one", stage(steps)))).toEqual([12]);
});
