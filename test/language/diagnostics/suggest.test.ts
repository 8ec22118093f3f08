import { describe, expect, test } from "vitest";
import { editDistance, suggest } from "../../../language/diagnostics/suggest.ts";

describe("editDistance", () => {
  test.each([
    ["", "", 0],
    ["send", "send", 0],
    ["sned", "send", 1],
    ["sen", "send", 1],
    ["sends", "send", 1],
    ["fend", "send", 1],
    ["kitten", "sitting", 3],
    ["", "abc", 3],
  ])("from %j to %j is %i", (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
    expect(editDistance(b, a)).toBe(distance);
  });
});

describe("suggest", () => {
  test.each([
    ["sned", ["wait", "send"], "send"],
    ["qualificaton", ["nurture", "qualification", "evaluation"], "qualification"],
    ["tsak", ["task", "tell"], "task"],
    ["ab", ["xy"], undefined],
    ["a", ["b"], undefined],
    ["welcome_guide", ["send", "wait"], undefined],
    ["stay", ["stay"], undefined],
    ["cat", ["bat", "car"], "bat"],
  ])("%s among %j is %s", (word, candidates, found) => expect(suggest(word, candidates)).toBe(found));
});
