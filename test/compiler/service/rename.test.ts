import { describe, expect, test } from "vitest";
import { checkWorkspace } from "../../../compiler/check.ts";
import { applyRenaming, findRenamable, rename } from "../../../compiler/service/rename.ts";
import { openTexts, placeIn, TEXTS } from "./workspace.ts";

const JOURNEY = "journeys/trial.journey";
const LEAD = "journeys/lead.journey";
const ORGANISATION = "journeys/organisation.journey";

function renamed(path: string, words: string, to: string, texts = TEXTS) {
  const snapshot = openTexts(texts);
  const result = rename(snapshot, placeIn(path, words), to);
  if ("refused" in result) throw new Error(result.refused);
  return { ...result, after: applyRenaming(snapshot, result), before: snapshot };
}

const codes = (snapshot: ReturnType<typeof openTexts>) =>
  checkWorkspace(snapshot)
    .diagnostics.map(({ code }) => code)
    .sort();

describe("rename", () => {
  test.each<[what: string, path: string, words: string, to: string, edits: number]>([
    ["a role, in people.yaml too", ORGANISATION, "role sales", "rep", 6],
    ["a stage, in scenarios too", JOURNEY, "stage first", "start_here", 3],
    ["a field, in messages and people.yaml too", LEAD, "  size", "headcount", 3],
    ["a field that its subject and a right share", LEAD, "  discount", "rebate", 4],
    ["a task", JOURNEY, "task call", "ring", 2],
    ["an answer", ORGANISATION, "answers approved", "granted", 1],
    ["a person", JOURNEY, "at 1 hour     bo", "bodil", 2],
    ["to a word of the language, which may be a name", LEAD, "  size", "last", 3],
  ])("%s", (_, path, words, to, edits) => {
    const { edits: made, after, before } = renamed(path, words, to);
    expect(made).toHaveLength(edits);
    expect(codes(after)).toEqual(codes(before));
  });

  test("a message renames its file", () => {
    const { files, after, before } = renamed(JOURNEY, "send welcome", "hello");
    expect(files).toEqual([{ from: "journeys/messages/welcome.md", to: "journeys/messages/hello.md" }]);
    expect(after.byPath.get(JOURNEY)?.text).toContain("send hello");
    expect(codes(after)).toEqual(codes(before));
  });

  test.each<[what: string, path: string, words: string, to: string, why: RegExp]>([
    ["a reserved word", JOURNEY, "stage first", "through", /reserved word/],
    ["what is no name", JOURNEY, "stage first", "First Stage", /small letters/],
    [
      "a name that is taken",
      JOURNEY,
      "stage first",
      "second",
      /There is a stage `second` of `trial` already, at journeys\/trial\.journey:12/,
    ],
    ["a name that a field hides", LEAD, "score interest", "name", /stands for something else/],
  ])("refuses %s", (_, path, words, to, why) => {
    const texts = {
      ...TEXTS,
      "journeys/more.journey":
        "journey more v1 of lead { enter on visited -> a  stage a { when interest is hot exit b } }",
    };
    const result = rename(openTexts(texts), placeIn(path, words), to);
    expect("refused" in result && result.refused).toMatch(why);
  });

  test("refuses a field that a message shares with another subject", () => {
    const customer =
      "subject customer { owner head  email: email key  name: text }\nevent signed of customer\njourney c v1 of customer { enter on signed -> a  stage a { send welcome } }";
    const snapshot = openTexts({ ...TEXTS, "journeys/customer.journey": customer });
    const result = rename(snapshot, placeIn(LEAD, "  name"), "called");
    expect("refused" in result && result.refused).toContain("stands for field `name` of `customer` as well");
  });

  test("is not offered where no name stands", () => {
    expect(findRenamable(openTexts(), placeIn(JOURNEY, "lasts at"))).toEqual({
      refused: "Here stands no name that is declared.",
    });
  });
});
