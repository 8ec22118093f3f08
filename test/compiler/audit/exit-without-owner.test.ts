/** Who leaves with an outcome is somebody's: each way to the exit is asked for itself. */
import { expect, test } from "vitest";
import { auditOf, journey, stage, toldIn } from "./audit-of.ts";

const SAID = /Who leaves `one` by `won` \(\w+\) (.*) is nobody's/;
const waysOf = (parts: string, others = ""): string | null =>
  toldIn(auditOf(journey("one", parts) + others), "exit-without-owner")
    .map((sentence) => SAID.exec(sentence)?.[1] ?? sentence)
    .join() || null;
const another = (parts: string) => journey("two", `${parts}\n${stage("")}`);

test.each<[why: string, parts: string, others: string, ways: string | null]>([
  ["an event that nothing takes up", `exit won as success on replied ${stage("")}`, "", "on `replied`"],
  [
    "several",
    `exit won as success on replied or page_visited ${stage("")}`,
    "",
    "on `replied` or `page_visited`",
  ],
  ["a condition", `exit won as failure when size is known ${stage("")}`, "", "when `size is known`"],
  ["what owes nothing", `exit won as neutral on replied ${stage("")}`, "", null],
  [
    "somebody is told on the way out",
    `exit won as success on replied { tell sales "{name}" } ${stage("")}`,
    "",
    null,
  ],
  [
    "something else is done on the way out",
    `exit won as success on replied { set size to 1 } ${stage("")}`,
    "",
    "on `replied`",
  ],
  [
    "it has an owner afterwards",
    `exit won as success on replied ${stage("")} after exit won, owner sales, for at most 9 days { send welcome }`,
    "",
    null,
  ],
  [
    "another journey enters on it",
    `exit won as success on replied ${stage("")}`,
    another("enter on replied -> first"),
    null,
  ],
  [
    "another journey enters on one of two",
    `exit won as success on replied or page_visited ${stage("")}`,
    another("enter on replied -> first"),
    "on `page_visited`",
  ],
  [
    "after a success another waits for its time",
    `exit won as success on replied ${stage("")}`,
    another("enter when size is known -> first"),
    null,
  ],
  [
    "a failure has no time",
    `exit won as failure on replied ${stage("")}`,
    another("enter when size is known -> first"),
    "on `replied`",
  ],
  [
    "it begins anew itself",
    `enter on replied -> first if one has ended at once exit won as success on replied ${stage("")}`,
    "",
    null,
  ],
  [
    "a bound",
    `exit won as failure stage first { owner sales  lasts at most 9 days, then exit won  stay }`,
    "",
    "after `9 days` in `first`",
  ],
  [
    "a bound, of a stage that begins by asking somebody",
    `exit won as failure stage first { owner sales  lasts at most 9 days, then exit won  task call "Call" by the holder, on daily  stay }`,
    "",
    null,
  ],
  [
    "a bound, of a stage that tells whenever it is left",
    `exit won as failure stage first { owner sales  lasts at most 9 days, then exit won  on leaving this stage { tell sales "{name}" }  stay }`,
    "",
    null,
  ],
  ["a handler", `exit won as failure ${stage("on replied exit won")}`, "", "on `replied` in `first`"],
  [
    "a handler that tells first",
    `exit won as failure ${stage('on replied { tell sales "{name}"  exit won }')}`,
    "",
    null,
  ],
  [
    "a handler that tells in another branch alone",
    `exit won as failure ${stage('on replied { if size is known { tell sales "{name}" } exit won }')}`,
    "",
    "on `replied` in `first`",
  ],
  [
    "a person says so",
    `exit won as success ${stage('task call "Call" by sales, on daily { yes exit won }')}`,
    "",
    null,
  ],
  ["a person requests it", `exit won as success ${stage("on request by sales to end exit won")}`, "", null],
  [
    "the end of a track",
    `exit won as success stage first { owner sales  lasts at most 9 days, then exit done  wait 3 days  exit won }`,
    "",
    "at the end of `first`",
  ],
  [
    "the end of a track that has begun another journey",
    `exit won as success stage first { owner sales  lasts at most 9 days, then exit done  begin two, and go on  exit won }`,
    another(""),
    null,
  ],
])("%s", (_, parts, others, ways) => {
  expect(waysOf(parts, others)).toBe(ways);
});

test("whoever may not be written to any more owes nothing and is owed nothing", () => {
  const policy =
    "contact policy of lead { owner marketing  at most 9 messages per 7 days  never when opted_out }";
  const exit = `exit won as failure when opted_out ${stage("")}`;
  expect(waysOf(exit, policy)).toBeNull();
  expect(waysOf(exit)).toBe("when `opted_out`");
});

test("somebody who is opened by the event is taken up by a journey about them", () => {
  const customer = `subject customer { owner sales  follows lead on deal_won  email: email key  name: text }
    event signed of customer\n`;
  const parts = `exit won as success on deal_won ${stage("")}`;
  expect(waysOf(parts, customer)).toBe("on `deal_won`");
  const theirs = journey("two", `enter on signed -> first ${stage("")}`)
    .replace("of lead", "of customer")
    .replace("deal_won", "signed");
  expect(waysOf(parts, customer + theirs)).toBeNull();
});

test("allowed in the block of one exit, it speaks for that one alone", () => {
  const allow = '{ allow exit-without-owner because "The CRM does" }';
  const parts = `exit won as success on replied ${allow}  exit lost as failure on unsubscribed ${stage("")}`;
  const { findings } = auditOf(journey("one", parts));
  const gaps = findings.filter(({ code }) => code === "exit-without-owner");
  expect(gaps.map(({ place, verdict, because }) => [place.part?.name, verdict, because])).toEqual([
    ["lost", "gap", null],
    ["won", "keep", "The CRM does"],
  ]);
});
