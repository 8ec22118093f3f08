/** The audit as a view over what checks find, and over what somebody has allowed. */
import { expect, test } from "vitest";
import { hasWork } from "../../../compiler/audit/audit-finding.ts";
import { auditOf, journey, stage } from "./audit-of.ts";

const SEVERAL = "every 3 days, at most 2 times { send welcome }";
const ALLOW = 'allow message-on-time-alone because "They asked for two letters"';
const ofCode = (text: string, code: string) => auditOf(text).findings.filter((one) => one.code === code);

test("what a check finds is a finding, with its place, its owner and what to do", () => {
  expect(ofCode(journey("one", stage(SEVERAL)), "message-on-time-alone")).toEqual([
    {
      code: "message-on-time-alone",
      verdict: "rebuild",
      journeys: ["one"],
      owners: ["marketing"],
      place: { kind: "journey", name: "one", part: { kind: "stage", name: "first" } },
      at: { file: "common/example.journey", line: 5 },
      sentence: "`welcome` goes out because time has passed, with no signal behind it.",
      help: expect.any(String),
      because: null,
    },
  ]);
});

test("what somebody has allowed is kept, with the reason", () => {
  const found = auditOf(journey("one", stage(`${ALLOW} ${SEVERAL}`)));
  expect(found.findings.map(({ code, verdict, because }) => [code, verdict, because])).toContainEqual([
    "message-on-time-alone",
    "keep",
    "They asked for two letters",
  ]);
});

test.each<[code: string, text: string, verdict: string, owners: readonly string[]]>([
  [
    "field-written-twice",
    journey("one", stage("on replied { set size to 1 }")) +
      journey("two", `enter on replied -> first ${stage("on deal_won { set size to 2 }")}`).replace(
        "owner marketing  goal",
        "owner sales  goal",
      ),
    "rebuild",
    ["sales", "marketing"],
  ],
  [
    "review-overdue",
    "route r of lead { owner sales  review every 3 months, last 2026-01-01  pick in turn  otherwise sales }",
    "gap",
    ["sales"],
  ],
  [
    "review-lapsed",
    "score s of lead { owner sales  review every 3 months, last 2026-01-01  validate against deal_won within 9 days  add 1 on replied  band b from 1 }",
    "gap",
    ["sales"],
  ],
  [
    "review-in-future",
    "route r of lead { owner sales  review every 3 months, last 2036-01-01  pick in turn  otherwise sales }",
    "gap",
    ["sales"],
  ],
  [
    "missing-part",
    "score s of lead { owner sales  review every 3 months, last 2026-10-01  add 1 on replied  band b from 1 }",
    "gap",
    ["sales"],
  ],
  ["unused-audience", 'audience a of lead "A" { when size is known }', "retire", ["sales_manager"]],
])("%s: who must act, and what is to become of it", (code, text, verdict, owners) => {
  expect(ofCode(text, code)).toMatchObject([{ verdict, owners }]);
});

test("a message that nobody sends is nobody's", () => {
  const found = auditOf(journey("one", stage(""))).findings.filter(({ code }) => code === "unused-message");
  expect(found.map(({ place, verdict, owners }) => [place.name, verdict, owners])).toEqual([
    ["case_study", "retire", []],
    ["welcome", "retire", []],
  ]);
});

test("what is missing elsewhere is a matter of the check alone", () => {
  expect(ofCode("route r of lead { owner sales  pick in turn  otherwise sales }", "missing-part")).toEqual(
    [],
  );
});

test("a permission that keeps nothing is told; one that is used, or is of a check, is not", () => {
  const allow = (code: string) => `allow ${code} because "So be it"`;
  const text = (code: string) =>
    journey("one", `${allow(code)} exit back as success on replied ${stage("")}`);
  expect(ofCode(text("group-of-one"), "unused-allow")).toMatchObject([
    {
      verdict: "rebuild",
      owners: ["marketing"],
      sentence: "Nothing here is silenced by this `allow group-of-one`.",
    },
  ]);
  expect(ofCode(text("exit-without-owner"), "unused-allow")).toEqual([]);
  expect(ofCode(text("message-on-time-alone"), "unused-allow")).toEqual([]);
});

test("what is kept comes last, and is no work", () => {
  const kept = auditOf(
    journey(
      "one",
      `allow exit-without-owner because "So be it" exit back as failure on replied ${stage("on replied { send welcome }  on deal_won { send case_study }")}`,
    ) +
      "contact policy of lead { owner marketing  ask the holder first when amount > 1 EUR counting blank as no, on daily }\naudience a of lead { when interest is hot }\njourney j v1 of lead { owner sales  goal deal_won within 9 days  review every 3 months, last 2026-10-01  enter when a -> s  exit x as neutral  stage s { owner sales  lasts at most 3 days, then exit x  stay } }",
  );
  const open = kept.findings.filter(({ verdict }) => verdict !== "keep");
  expect(open.map(({ code, at }) => [code, at.file])).toEqual([
    ["review-without-date", "common/organisation.journey"],
  ]);
  expect(hasWork(kept)).toBe(true);
  expect(hasWork({ ...kept, findings: kept.findings.filter(({ verdict }) => verdict === "keep") })).toBe(
    false,
  );
  expect(kept.findings.at(-1)?.verdict).toBe("keep");
});
