/** `allow CODE because "…"`, of every code (docs/decisions/0006): silenced, unused, or refused, and never taken and ignored. */
import { describe, expect, it } from "vitest";
import { CODES } from "../../cli/explain/pages.ts";
import { SILENCEABLE } from "../../compiler/checks/all.ts";
import { applyEdits } from "../../language/diagnostics/apply-fixes.ts";
import { CATALOGUE } from "../../language/diagnostics/catalogue.ts";
import { checkSource, journey, stage } from "./check-source.ts";

const FIRST = "stage first { owner sales  lasts at most 9 days, then exit done  stay }";

/** Everywhere that a permission may stand. */
const PLACES: readonly (readonly [where: string, around: (allow: string) => string])[] = [
  ["a journey", (allow) => journey(`${allow}\n${FIRST}`)],
  ["a stage", (allow) => stage(`${allow}\nstay`)],
  ["a block of steps", (allow) => stage(`on asked { ${allow}\ntell head "x" }  stay`)],
  ["every stage", (allow) => journey(`in every stage { ${allow}\non asked exit done }  ${FIRST}`)],
  [
    "a handover",
    (allow) =>
      journey(`stage first { owner sales  lasts at most 9 days, then exit done  on asked -> second through over  stay }
        stage second { owner sales  lasts at most 9 days, then exit done  stay }
        handover over from first to second { giver sales  receiver sales  accountable head  carries name
          ${allow}
          accept on daily }`),
  ],
  ["a ladder", (allow) => `ladder slow { within 2 business days\n${allow}\nat last give to head }`],
  [
    "a right",
    (allow) =>
      `right terms of lead about size { owner head  order head\n${allow}\nask head when size is known or size is blank
        never the asker  answers yes_please, no_thanks  answer on daily }`,
  ],
  ["a subject", (allow) => `subject deal { owner head\n${allow}\nemail: email key }`],
  [
    "a score",
    (allow) =>
      `score fit of lead { owner head  review every 3 months  validate against bought within 9 days\n${allow}\nadd 5 on asked  band good from 5 }`,
  ],
  ["a contact policy", (allow) => `contact policy of lead { owner head\n${allow}\nnever when opted_out }`],
  ["a route", (allow) => `route any of lead { owner head\n${allow}\npick in turn  otherwise head }`],
];

describe.each(PLACES)("in %s", (where, around) => {
  it("is in order without one", () => expect(checkSource(around(""))).toEqual([]));

  // All codes in one place; elsewhere one of either kind, since where it stands makes no difference to what is asked.
  it.each(where === "a stage" ? CODES : (["review-overdue", "retired-message"] as const))("%s", (code) => {
    const source = around(`allow ${code} because "A reason"`);
    const [finding, another] = checkSource(source);
    expect(another?.message).toBeUndefined();
    expect(finding?.code).toBe(SILENCEABLE.has(code) ? "unused-allow" : "allow-refused");
    expect(checkSource(applyEdits(source, finding?.fixes[0]?.edits ?? []))).toEqual([]);
  });

  it("is refused without a reason", () => {
    const codes = checkSource(around("allow review-overdue")).map(({ code }) => code);
    expect(codes).toContain("unexpected-word");
  });
});

it("is for warnings, and for the few errors of which a run does what is written", () => {
  const errors = [...SILENCEABLE].filter((code) => CATALOGUE[code].severity === "error");
  expect(errors.sort()).toEqual(["unmarked-hours", "unreachable-stage"]);
});
