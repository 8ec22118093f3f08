import { describe, expect, it } from "vitest";
import { checkWorkspace } from "../../../compiler/check.ts";
import { describeJourney } from "../../../compiler/describe/describe-journey.ts";
import { renderLines, renderMarkdown } from "../../../compiler/describe/render-page.ts";
import { loadWorkspace, type WorkspaceFile } from "../../../compiler/workspace.ts";
import { EXAMPLES } from "../../language/fixtures.ts";
import { FUZZ_TIMEOUT, fuzz } from "../../support/fuzz.ts";
import { validText } from "../../support/valid-text.ts";

function pagesOf(files: readonly WorkspaceFile[]) {
  const { model } = checkWorkspace({ files });
  return [...model.journeys.values()].map((journey) => describeJourney(journey, model));
}

const exampleFiles = EXAMPLES.map(({ name, text }) => ({ path: `journeys/${name}`, text }));
const SHIPPED = loadWorkspace("journeys").files;

/** A page of a stage that holds these steps or handlers. */
function told(within: string): string {
  const text = `journey j v1 of lead { stage first { ${within} } }`;
  const [page] = pagesOf([...SHIPPED, { path: "journeys/told.journey", text }]).filter(
    ({ journey }) => journey === "j",
  );
  const lists = page?.sections.find(({ title }) => title === "Stage First")?.lists ?? [];
  return lists.flatMap(({ entries }) => entries.map((entry) => textOf(entry, ""))).join("\n");
}

interface Entry {
  readonly text: string;
  readonly below: readonly Entry[];
}
const textOf = ({ text, below }: Entry, indent: string): string =>
  [`${indent}${text}`, ...below.map((entry) => textOf(entry, `${indent}  `))].join("\n");

describe("the shipped journey", () => {
  it("is the page that was read aloud", async () => {
    const page = pagesOf(SHIPPED).find(({ journey }) => journey === "lead_to_customer");
    if (page === undefined) throw new Error("no journey");
    await expect(renderMarkdown(page)).toMatchFileSnapshot("golden/lead_to_customer.md");
  });
});

describe("a journey that says nothing of a second time", () => {
  it("is told with what holds then: none beside it, and none after it (section 6.1)", () => {
    const text = `journey j v1 of lead { enter on replied -> first  stage first { stay } }`;
    const page = pagesOf([...SHIPPED, { path: "journeys/told.journey", text }]).find(
      ({ journey }) => journey === "j",
    );
    if (page === undefined) throw new Error("no journey");
    const told = renderMarkdown(page);
    expect(told).toContain("If one is under way already, it goes on, and no other begins.");
    expect(told).toContain("Once it has ended it never begins again.");
  });
});

describe("a page", () => {
  const pages = [...pagesOf(exampleFiles), ...pagesOf(SHIPPED)];

  it("has no sign of a program in it", () => {
    expect(pages.length).toBe(5);
    for (const page of pages) {
      const markdown = renderMarkdown(page).replaceAll("\\_", "");
      expect(markdown).not.toMatch(/undefined|null|\[object|[a-z]_[a-z]|->|[{}]/);
      expect(markdown).not.toMatch(/\S {2}|\.\.|,,|\S [.,;:](\s|$)/m);
    }
  });

  it("says each stage, exit, handover, clock and message of its journey", () => {
    const { model } = checkWorkspace({ files: exampleFiles });
    for (const journey of model.journeys.values()) {
      const markdown = renderMarkdown(describeJourney(journey, model)).toLowerCase();
      for (const { name } of [...journey.stages, ...journey.exits, ...journey.handovers])
        expect(markdown).toContain(name.text.replaceAll("_", " "));
    }
  });

  it("is wrapped for a terminal, with nothing in it that moves the cursor", () => {
    const page = { journey: "j", version: 1, title: "A\u001b[31m", sections: [] };
    const plain = (text: string) => text.replaceAll("\u001b", "?");
    const ink = { title: (text: string) => `<${text}>`, lead: (text: string) => text };
    expect(renderLines(page, ink, plain, 20)).toEqual(["<A?[31m>"]);
    const entries = [{ text: "one two three four five", below: [{ text: "six", below: [] }] }];
    const section = { title: "S", paragraphs: ["a b"], lists: [{ lead: "L", inOrder: true, entries }] };
    expect(renderLines({ ...page, title: "T", sections: [section] }, ink, plain, 16)).toEqual([
      "<T>",
      "",
      "<S>",
      "a b",
      "L",
      "  1. one two",
      "     three four",
      "     five",
      "     - six",
    ]);
  });

  it("can be made of any journey that parses", FUZZ_TIMEOUT, () => {
    fuzz(validText(), (text) => {
      const { model } = checkWorkspace({ files: [{ path: "journeys/any.journey", text }] });
      for (const journey of model.journeys.values())
        expect(renderMarkdown(describeJourney(journey, model))).not.toMatch(/undefined|\[object/);
    });
  });
});

it("says who does by hand what another system could not", () => {
  const text = `
    action fetch "Fetches their numbers" { owner sdr  in { company: text }  out { }  within 1 minute  retry at most 2 times  else ask the owner, on daily }
    journey j v1 of lead { priority 30  stage first { call fetch with { company: company } } }`;
  const page = pagesOf([...SHIPPED, { path: "journeys/told.journey", text }]).find(
    ({ journey }) => journey === "j",
  );
  const markdown = page === undefined ? "" : renderMarkdown(page);
  expect(markdown).toContain(
    "1. Another system does it: “Fetches their numbers”, with company. If it cannot, the owner is asked, within 1 business day (clock “daily”).",
  );
  expect(markdown).toContain("for what another system could not do (“Fetches their numbers”)");
  expect(markdown).toContain("the journey of the higher priority is served first; this one has 30.");
});

describe("words", () => {
  it.each([
    [
      "send m to contacts of account where company is known, or drop",
      "Send “m” to everybody of the account for whom the company is known, or leave it out if it may not go now.",
    ],
    [
      'send m, once approved by the manager, on daily because "First letters are read"',
      "Send “m”, once the manager has approved it, to be answered within 1 business day (clock “daily”). Why: “First letters are read”.",
    ],
    [
      "wait up to 3 days until employees >= 50 { got stay none exit x }",
      "Wait, for at most 3 days, until the employees is at least 50.\n  When it is so: the lead stays where it is.\n  If it is not so by then: the journey ends as “x”.",
    ],
    [
      "if opted_out is no and not (amount > 5 EUR or name is blank) { stay } else if no replied for 2 days { stay } else { send m }",
      "If it is not marked “opted out” and it is not so that (the amount is over 5 EUR or the name is blank): nothing more: the lead stays in this stage until something else moves it on.\nOtherwise, if there was no “replied” for 2 days: nothing more: the lead stays in this stage until something else moves it on.\nOtherwise: send “m”.",
    ],
    ["set amount to amount * 2 + 5 EUR", "Set “amount” to amount times 2 plus 5 EUR."],
    [
      "begin re_engagement, and wait up to 3 weeks { ended -> s none go on }",
      "Begin the journey “One honest try to hear from a lead that went quiet”, and wait for its end, for at most 3 weeks.\n  When it has ended: the lead moves to S.\n  If it has not ended by then: go on with the next step.",
    ],
    [
      "split s { a 90% { send m } b 10% }",
      "By lot (“s”):\n  90%, “a”: send “m”.\n  10%, “b”: nothing, to compare with.",
    ],
    [
      "at every second tuesday from 2026-06-02 { stay }",
      "Every second Tuesday from 2 June 2026 on: nothing more: the lead stays in this stage until something else moves it on.",
    ],
    ["on holder left reassign", "When the holder has left: another person gets it."],
    [
      "when demo_held has happened since journey entry -> s",
      "When “demo held” has happened since the beginning of the journey: the lead moves to S.",
    ],
    [
      "when amount falls by 30% from the previous, at most once per day -> s",
      "When the amount falls by 30% from the reading before, at most once a day: the lead moves to S.",
    ],
    ['on leaving this stage { tell the owner "x" }', "On leaving this stage: tell the owner: “x”."],
  ])("%s", (within, words) => {
    expect(told(within)).toBe(words);
  });
});
