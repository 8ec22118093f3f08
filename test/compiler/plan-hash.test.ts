/** A plan is what its hash says, so that a released one can never change unseen: docs/language.md, rule 14. */
import { describe, expect, test } from "vitest";
import { compileTexts, edited, onlyRelease, shippedTexts, type Texts } from "./model-of.ts";

const texts = shippedTexts();
const hashOf = (changed: Texts): string => onlyRelease(compileTexts(changed)).hash;
const hash = hashOf(texts);

const mapped = (change: (text: string) => string): Texts =>
  Object.fromEntries(Object.entries(texts).map(([path, text]) => [path, change(text)]));

describe("the hash of a plan stays", () => {
  const cases: readonly [string, Texts][] = [
    ["another comment", mapped((text) => `// A word to the reader.\n${text}`)],
    ["no comments", mapped((text) => text.replaceAll(/\/\/.*$/gm, ""))],
    ["other white space", mapped((text) => text.replaceAll(/\/\/.*$/gm, "").replaceAll(/\s+/g, " "))],
    ["another order of files", Object.fromEntries(Object.entries(texts).reverse())],
    ["a scenario less", mapped((text) => text.replace(/^scenario [\s\S]*/m, ""))],
    [
      "a reason for a step",
      edited(texts, "wait 2 days", 'wait 2 days because "they read it at the weekend"'),
    ],
    [
      "another review date",
      edited(texts, "review every 3 months, last 2026-10-01 exclusive", "review every 1 month exclusive"),
    ],
    ["the same length in other words", edited(texts, "at most 8 weeks", "at most 56 days")],
    ["a field that nobody reads", edited(texts, "employees?:    number", "employees?: number fax?: text")],
  ];
  test.each(cases)("with %s", (_, changed) => {
    expect(hashOf(changed)).toBe(hash);
  });
});

describe("the hash of a plan changes", () => {
  const cases: readonly [string, from: string, to: string][] = [
    ["a wait", "wait 2 days", "wait 3 days"],
    ["how a length counts", "wait 2 days", "wait 2 calendar days"],
    ["a message", "{ send deep_dive }", "{ send short_video }"],
    ["`or drop`", "send short_video, or drop", "send short_video"],
    ["the order of two steps", "send welcome_guide wait 2 days", "wait 2 days send welcome_guide"],
    ["a share of a split", "a 50% { send customer_story } b 50%", "a 60% { send customer_story } b 40%"],
    [
      "what a blank does",
      "discount over 20% or amount over 500_000 EUR counting blank as no",
      "discount over 20% or amount over 500_000 EUR counting blank as yes",
    ],
    ["a limit of a right", "when discount up to 10%", "when discount up to 9%"],
    [
      "who is asked",
      "by the holder, on daily {\n      qualified",
      "by sales_manager, on daily {\n      qualified",
    ],
    ["a ladder", "after 2 business hours  remind", "after 3 business hours  remind"],
    ["evidence", "qualified  needs amount", "qualified  needs amount, industry"],
    ["where a decline leads", "no_budget_yet    stay", "no_budget_yet    reassign"],
    ["what travels", "carries      name, company, interest\n", "carries      name, interest\n"],
    ["the bound of a stage", "lasts   at most 60 days", "lasts   at most 61 days"],
    [
      "which exit comes first",
      'exit won as success on deal_won { tell onboarding_manager "{company} has signed: {amount}" } exit lost as failure on deal_lost { allow exit-without-owner because "Its owner has written it down" }',
      'exit lost as failure on deal_lost { allow exit-without-owner because "Its owner has written it down" } exit won as success on deal_won { tell onboarding_manager "{company} has signed: {amount}" }',
    ],
    ["a rate", "at most once per 14 days", "at most twice per 14 days".replace("twice", "2 times")],
    ["a set of events", "or email_clicked or replied", "or email_clicked"],
    ["open hours", "09:00 to 17:00", "08:00 to 17:00"],
    ["holidays", "holidays DK", "holidays SE"],
    ["words to a person", "is back on the pricing page", "reads the prices"],
    ["a default", "discount:      percent = 0%", "discount: percent = 1%"],
    [
      "who reports to whom",
      'role sdr                 "Sales Development Rep"       { hours nordic  reports to sales_manager }',
      'role sdr "Sales Development Rep" { hours nordic  reports to revops_lead }',
    ],
    ["the priority", "priority 20", "priority 21"],
    ["the version", "lead_to_customer v1", "lead_to_customer v2"],
  ];
  test.each(cases)("with %s", (_, from, to) => {
    const changed = hashOf(edited(texts, from, to));
    expect(changed).toMatch(/^[0-9a-f]{64}$/);
    expect(changed).not.toBe(hash);
  });

  test("with each of them to another", () => {
    const hashes = cases.map(([, from, to]) => hashOf(edited(texts, from, to)));
    expect(new Set(hashes).size).toBe(cases.length);
  });
});
