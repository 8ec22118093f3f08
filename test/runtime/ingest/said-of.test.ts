/** What is said of a subject, as its fields take it (docs/language.md, 2.2). */
import { expect, test } from "vitest";
import type { Value } from "../../../compiler/plan.ts";
import { saidOf, withFallbacks } from "../../../runtime/ingest/said-of.ts";

const field = (optional: boolean, byDefault: Value) => ({
  type: "number" as const,
  optional,
  default: byDefault,
  description: "",
});
const SUBJECT = {
  title: "",
  owner: "head",
  key: "id",
  account: null,
  record: null,
  fields: { must: field(false, null), may: field(true, null), has: field(false, 3), both: field(true, 4) },
};

test.each([
  ["must", 1, { must: 1 }],
  ["must", null, {}],
  ["may", null, { may: null }],
  ["has", null, { has: 3 }],
  ["both", null, { both: 4 }],
  ["both", 0, { both: 0 }],
  ["other", 1, {}],
] as const)("%s said as %s", (name, value, taken) => {
  expect(saidOf(SUBJECT, { [name]: value })).toEqual(taken);
});

test("an event says what its blank fell back on, and its own blanks stay", () => {
  expect(withFallbacks({ has: null, note: null }, { has: 3 })).toEqual({ has: 3, note: null });
});
