import { describe, expect, test } from "vitest";
import type { Condition, Operand, Plan } from "../../compiler/plan.ts";
import { compileTexts, edited, onlyRelease, shippedTexts } from "./model-of.ts";

const audience = `audience at_risk of lead { when interest is warm or open_concern }
event signal = demo_requested or replied`;

/** The plan with this condition in place of the one that opens the first branch of the shipped journey. */
function planWith(condition: string): Plan {
  const branched = edited(shippedTexts(), "when job_title is blank ", `when ${condition} `);
  return onlyRelease(compileTexts({ ...branched, "journeys/more.journey": audience })).plan;
}

function lowered(condition: string): Condition | null | undefined {
  const choose = planWith(condition).code["nurture/choose"];
  return choose?.do === "choose" ? choose.arms[0]?.when : undefined;
}

const field = (name: string): Operand => ({ of: "subject", field: name });
const constant = (value: string | number | boolean | { amount: number; currency: string }): Operand => ({
  of: "value",
  value,
});
const company: Condition = { is: "blank", left: field("company") };

describe("a condition", () => {
  const cases: readonly [string, Condition][] = [
    ["company is blank", company],
    ["company is known", { is: "not", of: company }],
    ["company is not blank", { is: "not", of: company }],
    ["company is not known", company],
    [
      "opted_out",
      { is: "compare", left: field("opted_out"), operator: "=", right: constant(true), blank: false },
    ],
    [
      "opted_out is no",
      { is: "compare", left: field("opted_out"), operator: "=", right: constant(false), blank: false },
    ],
    [
      "discount over 20%",
      { is: "compare", left: field("discount"), operator: ">", right: constant(20), blank: false },
    ],
    [
      "discount up to 20%",
      { is: "compare", left: field("discount"), operator: "<=", right: constant(20), blank: false },
    ],
    [
      "amount >= 25_000 EUR counting blank as yes",
      {
        is: "compare",
        left: field("amount"),
        operator: ">=",
        right: constant({ amount: 25_000, currency: "EUR" }),
        blank: true,
      },
    ],
    [
      "country is not DK counting blank as no",
      { is: "compare", left: field("country"), operator: "!=", right: constant("DK"), blank: false },
    ],
    [
      "lead.industry is retail counting blank as no",
      { is: "compare", left: field("industry"), operator: "=", right: constant("retail"), blank: false },
    ],
    [
      "name is company counting blank as no",
      { is: "compare", left: field("name"), operator: "=", right: field("company"), blank: false },
    ],
    [
      "country in (DK, SE) counting blank as no",
      { is: "in", left: field("country"), values: ["DK", "SE"], blank: false },
    ],
    [
      "country not in (DK, SE) counting blank as no",
      { is: "not", of: { is: "in", left: field("country"), values: ["DK", "SE"], blank: true } },
    ],
    [
      'job_title matches "chief | vice president" counting blank as no',
      {
        is: "text",
        how: "matches",
        left: field("job_title"),
        words: ["chief", "vice president"],
        blank: false,
      },
    ],
    [
      'job_title contains "a|b" counting blank as yes',
      { is: "text", how: "contains", left: field("job_title"), words: ["a|b"], blank: true },
    ],
    ["interest is hot", { is: "band", score: "interest", band: "hot" }],
    ["interest is not hot", { is: "not", of: { is: "band", score: "interest", band: "hot" } }],
    [
      "interest in (warm, hot)",
      {
        is: "any",
        of: [
          { is: "band", score: "interest", band: "warm" },
          { is: "band", score: "interest", band: "hot" },
        ],
      },
    ],
    [
      "at_risk",
      {
        is: "any",
        of: [
          { is: "band", score: "interest", band: "warm" },
          { is: "compare", left: field("open_concern"), operator: "=", right: constant(true), blank: false },
        ],
      },
    ],
    ["signal has happened since journey entry", { is: "happened", events: ["demo_requested", "replied"] }],
    [
      'no page_viewed where path starts with "/a" for 3 days',
      {
        is: "absent",
        events: [
          {
            event: "page_viewed",
            where: {
              is: "text",
              how: "starts with",
              left: { of: "event", field: "path" },
              words: ["/a"],
              blank: false,
            },
          },
        ],
        lasting: { ms: 259_200_000 },
      },
    ],
    [
      "not (company is blank or company is known and company is blank)",
      {
        is: "not",
        of: { is: "any", of: [company, { is: "all", of: [{ is: "not", of: company }, company] }] },
      },
    ],
  ];
  test.each(cases)("`%s` becomes its tree", (text, tree) => {
    expect(lowered(text)).toEqual(tree);
  });
});

describe("what a condition reads", () => {
  test("is told to the run: fields, events of sets, and the scores of audiences", () => {
    const without = planWith("job_title is blank").reads;
    const reads = planWith("at_risk or signal has happened since journey entry").reads;
    expect(reads.fields).toEqual([...without.fields, "open_concern"].sort());
    expect(reads.events).toEqual([...without.events, "replied"].sort());
    expect(planWith("at_risk").reads.scores).toEqual(["interest"]);
  });

  test("brings its default along, and words for people bring nothing", () => {
    const plan = planWith("open_concern");
    expect(plan.defaults).toEqual({
      custom_terms: false,
      discount: 0,
      open_concern: false,
      opted_out: false,
    });
    const told = edited(
      shippedTexts(),
      "is back on the pricing page",
      "of {industry}, {employees} people, is back",
    );
    expect(onlyRelease(compileTexts(told)).plan.reads).toEqual(
      onlyRelease(compileTexts(shippedTexts())).plan.reads,
    );
  });

  test("is none of the fields of its events", () => {
    expect(planWith("company is blank").reads.fields).not.toContain("path");
  });
});
