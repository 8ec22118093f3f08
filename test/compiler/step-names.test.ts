import { describe, expect, test } from "vitest";
import { compileTexts, edited, onlyRelease, shippedTexts, type Texts } from "./model-of.ts";

const texts = shippedTexts();
const namesOf = (changed: Texts): readonly string[] => {
  const { plan } = onlyRelease(compileTexts(changed));
  return [
    ...Object.keys(plan.code),
    ...Object.values(plan.stages).flatMap(({ handlers }) => handlers.map(({ id }) => id)),
  ];
};
const names = namesOf(texts);

describe("the names of steps stay, and one is added, when another step is put in", () => {
  const cases: readonly [string, from: string, to: string, added: string][] = [
    [
      "before all others",
      "send welcome_guide",
      'tell the holder "new" send welcome_guide',
      "nurture/tell_holder",
    ],
    [
      "in a branch",
      "{ send deep_dive }",
      "{ wait 1 day send deep_dive }",
      "nurture/wait_for_email_clicked/got/wait",
    ],
    ["after one like it", "split opening", "wait 1 day split opening", "nurture/wait~2"],
    ["in another stage", "send case_studies,", "wait 1 hour send case_studies,", "evaluation/wait"],
    [
      "in a result",
      "no_answer                {",
      "no_answer { send short_video",
      "qualification/first_call/no_answer/short_video",
    ],
    [
      "as a handler",
      "send welcome_guide",
      'on replied { tell sdr "x" } send welcome_guide',
      "nurture/on/replied/tell_sdr",
    ],
    [
      "in a loop",
      "{\n      send next_best_article",
      "{ set open_concern to no send next_best_article",
      "nurture/every/set_open_concern",
    ],
    ["on the way out", "on deal_won  {", 'on deal_won { tell sdr "x"', "exit/won/tell_sdr"],
  ];
  test.each(cases)("%s", (_, from, to, added) => {
    const changed = namesOf(edited(texts, from, to));
    expect(changed).toEqual(expect.arrayContaining([...names, added]));
  });
});

test("names are unique", () => {
  expect(new Set(names).size).toBe(names.length);
});

test("no name says where in its file it stands", () => {
  const moved = Object.fromEntries(
    Object.entries(texts).map(([path, text]) => [path, `\n\n// moved\n${text}`]),
  );
  expect(namesOf(moved)).toEqual(names);
});
