import { describe, expect, test } from "vitest";
import { checkWorkspace } from "../../../compiler/check.ts";
import { applyRenaming, findRenamable, rename } from "../../../compiler/service/rename.ts";
import { openTexts, placeIn, TEXTS } from "./workspace.ts";

const JOURNEY = "journeys/trial.journey";
const LEAD = "journeys/lead.journey";
const ORGANISATION = "journeys/organisation.journey";

function renamed(path: string, words: string, to: string, texts = TEXTS) {
  const snapshot = openTexts(texts);
  const result = rename(snapshot, placeIn(path, words, 1, texts), to);
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

  describe("names that are declared within others", () => {
    const DEALS = "journeys/deals.journey";
    const texts: Readonly<Record<string, string>> = {
      ...TEXTS,
      [DEALS]: `
event offered of lead { amount: money  size: one of (small, large) }
journey deals v1 of lead "Deals" {
  owner head  goal bought within 90 days  review every 3 months
  enter on offered where size is large -> first
  keeps first_amount from the first offered.amount
  exit done as success
  stage first {
    owner sales  lasts at most 9 days, then exit done
    when size is small exit done
    set size to small
    split wording { short 50% { send welcome }  long 50% {} }
    wait up to 20 days for the winner of wording { short go on  long exit done  none go on }
    if first_amount is known { exit done }
    -> second through over
  }
  stage second { owner sales  lasts at most 9 days, then exit done  stay }
  handover over from first to second {
    giver sales  receiver sales  accountable head  carries first_amount
    accept on daily  decline needs name { too_soon stay  wrong_person stay }
  }
}
scenario "Two" of deals {
  given { email: "a@example.com"  name: "A"  size: small }
  start 2026-11-23 09:00
  at 0 minutes  offered { size: large }
  at 1 hour     short wins wording
  at 2 hours    bo declines over because too_soon
}
`,
      "journeys/messages/welcome.md":
        '---\nchannel: email\nsubject: Hello {{ name }}\npurpose: nurture\n---\n{% if size == "small" %}Hi{% endif %} {{ first_amount | default: "" }}\n',
    };
    const at = (path: string, words: string) => ({
      path,
      offset: (texts[path] ?? "").indexOf(words) + words.length - 1,
    });
    const PEOPLE = "journeys/people.yaml";
    const MESSAGE = "journeys/messages/welcome.md";

    test.each<[what: string, path: string, words: string, to: string, files: Record<string, number>]>([
      [
        "a value of a list, in messages and people.yaml too",
        LEAD,
        "one of (small",
        "little",
        { [LEAD]: 2, [DEALS]: 4, [MESSAGE]: 1, [PEOPLE]: 1 },
      ],
      [
        "a value, asked for in people.yaml",
        PEOPLE,
        "[small",
        "little",
        { [LEAD]: 2, [DEALS]: 4, [MESSAGE]: 1, [PEOPLE]: 1 },
      ],
      ["a result of a task, in scenarios too", JOURNEY, "{ yes", "agreed", { [JOURNEY]: 2 }],
      ["a reason to decline", DEALS, "because too_soon", "too_early", { [DEALS]: 2 }],
      ["an arm of a split, and where it wins", DEALS, "{ short", "brief", { [DEALS]: 3 }],
      ["the split itself", DEALS, "split wording", "words", { [DEALS]: 3 }],
      ["what a journey keeps", DEALS, "if first_amount", "amount_first", { [DEALS]: 3, [MESSAGE]: 1 }],
    ])("%s", (_, path, words, to, files) => {
      const snapshot = openTexts(texts);
      const result = rename(snapshot, at(path, words), to);
      if ("refused" in result) throw new Error(result.refused);
      const counts: Record<string, number> = {};
      for (const { span } of result.edits) counts[span.file] = (counts[span.file] ?? 0) + 1;
      expect(counts).toEqual(files);
      expect(codes(applyRenaming(snapshot, result))).toEqual(codes(snapshot));
    });
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
    const texts: Readonly<Record<string, string>> = {
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

describe("a field of contacts", () => {
  const TEAM = "journeys/team.journey";
  const texts: Readonly<Record<string, string>> = {
    ...TEXTS,
    [LEAD]: `${TEXTS[LEAD]?.replace("owner head", "owner head  account company")}`,
    [TEAM]: `
subject contact { owner head  account firm  mail: email key  firm: text  name: text  part: one of (champion, user) = user }
event named of contact { part?: one of (champion, user) }
journey team v1 of lead {
  owner head  goal bought within 90 days  review every 3 months
  enter on visited -> first
  exit done as success
  stage first {
    owner sales  lasts at most 9 days, then exit done
    when no contact of account has part champion exit done
    send recap to contacts of account where part is champion
    stay
  }
}
`,
    "journeys/messages/recap.md":
      '---\nchannel: email\nsubject: Hello\npurpose: nurture\n---\nHi {{ name }} {% if part == "user" %}at {{ firm }}{% endif %}\n',
  };

  test.each<[what: string, words: string, to: string, edits: number]>([
    ["that a question, a choice of contacts and a letter name", "text  part", "role_there", 5],
    [
      "that the letter names, and a field of leads that has its name stays",
      "firm: text  name",
      "full_name",
      2,
    ],
    ["by which their account goes", "key  firm", "house", 3],
    ["a value of theirs", "(champion", "sponsor", 4],
  ])("%s", (_, words, to, edits) => {
    const { edits: made, after, before } = renamed(TEAM, words, to, texts);
    expect(made).toHaveLength(edits);
    expect(codes(after)).toEqual(codes(before));
  });
});
