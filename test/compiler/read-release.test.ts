import { describe, expect, test } from "vitest";
import { canonicalJson, hashPlan } from "../../compiler/canonical.ts";
import type { Plan } from "../../compiler/plan.ts";
import { planSchema } from "../../compiler/plan-schema.ts";
import { readRelease, UnreadableBuild } from "../../compiler/read-release.ts";
import { compileTexts, onlyRelease, shippedTexts } from "./model-of.ts";

const release = onlyRelease(compileTexts(shippedTexts()));
const text = JSON.stringify(release);

/** The release with its plan changed and its hash made right again, or left. */
function changed(change: object, hash: "right" | "old" = "right"): string {
  const plan = { ...release.plan, ...change };
  return JSON.stringify({ ...release, plan, ...(hash === "right" && { hash: hashPlan(plan) }) });
}

test("a release that is written and read is the same", () => {
  expect(readRelease(text)).toEqual(release);
  expect(readRelease(JSON.stringify(release, null, 2))).toEqual(release);
});

test("the order of keys says nothing", () => {
  const sorted: Plan = JSON.parse(canonicalJson(release.plan));
  expect(Object.keys(sorted)[0]).toBe("calendars");
  expect(hashPlan(sorted)).toBe(release.hash);
  expect(readRelease(JSON.stringify({ ...release, plan: sorted }))).toEqual(release);
});

describe("is refused, and the sentence names the file and the fault:", () => {
  const cases: readonly [string, text: string, sentence: RegExp][] = [
    ["what is no JSON", "{", /^old\.json is not JSON: .*\.$/],
    ["an empty file", "", /^old\.json is not JSON/],
    ["a list", "[]", /^old\.json states no format, and this version of baton reads format 1\.$/],
    [
      "another format",
      changed({ format: 2 }),
      /^old\.json has format 2, and this version of baton reads format 1\.$/,
    ],
    [
      "a field too many",
      changed({ extra: 1 }),
      /^old\.json does not have the shape of format 1 at plan: .*extra/,
    ],
    ["a wrong value", changed({ ifOpen: "perhaps" }), /at plan\.ifOpen: /],
    ["a wrong instruction", changed({ code: { a: { do: "dance" } } }), /at plan\.code\.a\.do: /],
    ["a hash that is none", JSON.stringify({ ...release, hash: "abc" }), /at hash: /],
    [
      "a plan changed later",
      changed({ title: "Another" }, "old"),
      /^old\.json was changed after it was compiled: /,
    ],
    [
      "a changed wait",
      text.replace('"ms":172800000', '"ms":1'),
      /^old\.json was changed after it was compiled: /,
    ],
  ];
  test.each(cases)("%s", (_, broken, sentence) => {
    expect(() => readRelease(broken, "old.json")).toThrow(UnreadableBuild);
    expect(() => readRelease(broken, "old.json")).toThrow(sentence);
  });
});

test("the schema lets through no plan with a part missing", () => {
  for (const part of Object.keys(release.plan)) {
    const { [part as keyof Plan]: _, ...rest } = release.plan;
    expect(planSchema.safeParse(rest).success, part).toBe(false);
  }
});
