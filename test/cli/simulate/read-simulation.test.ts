import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { readSimulation } from "../../../cli/simulate/read-simulation.ts";
import { writeSimulation } from "../../../cli/simulate/write-simulation.ts";
import { assume } from "../../../runtime/simulate/cohort/assume.ts";
import { shipped } from "../../runtime/machine/shipped.ts";

const { library, plans } = shipped();
const [journey] = plans;
if (journey === undefined) throw new Error("nothing is shipped");
const assumed = assume(library, plans, journey);
const read = (text: string) => readSimulation("simulation.yaml", text, { library, plans, assumed });
const problemsOf = (text: string) => {
  const result = read(text);
  return result.ok
    ? []
    : result.diagnostics.map(({ message, span }) => `${text.slice(span.start, span.end)}: ${message}`);
};

describe("a file that says what to assume", () => {
  test("says what it knows, and leaves the rest as the journey suggests", () => {
    const result = read(`
leads: 500
arrivals: { lead: { per week: 12, on: [mon, tue], from: "08:00", first: { demo_requested: 1 } } }
fields: { lead: { country: { DK: 3, SE: 1, blank: 1 }, employees: { median: 80, blank: 10 } } }
events:
  - { event: deal_won, after: stage evaluation, chance: 25, delay: { median: 3 weeks, spread: 1.5 } }
  - { event: page_viewed, per week: 2, in: [nurture], fields: { path: { /pricing: 1, /blog: 4 } } }
  - { set: { opted_out: yes }, after: message, chance: 1 }
people: { sdr: { per day: 8, answers in: 90 minutes } }
answers: { sales_ready: { accept: 8, not_a_fit: 1 } }
`);
    if (!result.ok) throw new Error(result.diagnostics.map(({ message }) => message).join("\n"));
    const { assumptions, leads } = result.simulation;
    expect(leads).toBe(500);
    expect(assumptions.arrivals.lead).toEqual({
      perWeek: 12,
      days: [0, 1],
      from: 480,
      to: assumed.arrivals.lead?.to,
      first: { demo_requested: 1 },
    });
    expect(assumptions.fields.lead?.country).toEqual({
      of: "list",
      values: [
        ["DK", 3],
        ["SE", 1],
        [null, 1],
      ],
    });
    expect(assumptions.fields.lead?.job_title).toEqual(assumed.fields.lead?.job_title);
    expect(assumptions.people.sdr).toEqual({
      perDay: 8,
      answers: { median: 90 * 60_000, spread: 2 },
      overlooks: assumed.people.sdr?.overlooks,
    });
    const won = assumptions.happenings.filter(({ does }) => "event" in does && does.event === "deal_won");
    expect(won).toMatchObject([
      {
        does: { fields: { amount: { of: "number" } } },
        when: { is: "after", cause: { what: "stage", name: "evaluation" }, chance: 0.25 },
      },
    ]);
    const refused = assumptions.happenings.filter(({ does }) => "set" in does);
    expect(refused).toMatchObject([{ does: { set: { opted_out: true } }, when: { chance: 0.01 } }]);
  });

  test("what is printed of the assumptions says the same when it is read", () => {
    const result = read(writeSimulation(assumed));
    if (!result.ok) throw new Error(result.diagnostics.map(({ message }) => message).join("\n"));
    expect(parse(writeSimulation(result.simulation.assumptions))).toEqual(parse(writeSimulation(assumed)));
  });

  test.each([
    ["arrivals: { leed: { per week: 2 } }", "there is no subject `leed`; did you mean `lead`."],
    ["arrivals: { lead: { first: { demo: 1 } } }", "there is no event `demo`"],
    ["arrivals: { lead: { from: 8am } }", "must be a time of day, such as 08:00."],
    [
      "fields: { lead: { contry: { DK: 1 } } }",
      "there is no field of lead `contry`; did you mean `country`.",
    ],
    ["fields: { lead: { employees: { many: 1 } } }", "`many` is not a number."],
    ["fields: { lead: { name: { median: 2 } } }", "a median is of numbers, and this is text"],
    ["fields: { lead: { industry: { banking: 1 } } }", "`banking` is not one of fintech, saas"],
    ["events: [{ event: deal_wun, per week: 1 }]", "there is no event `deal_wun`; did you mean `deal_won`."],
    ["events: [{ event: deal_won, after: stage evaluaton, chance: 1 }]", "did you mean `evaluation`."],
    ["events: [{ event: deal_won }]", "says one of `per week` and `after`."],
    ["events: [{ event: deal_won, after: evaluation, chance: 1 }]", "must be `wait`, or `stage`"],
    ["people: { sdrs: { per day: 2 } }", "there is no role `sdrs`; did you mean `sdr`."],
    ["people: { sdr: { per day: 0 } }", "must be above zero."],
    ["people: { sdr: { answers in: soon } }", "must be a length of time, such as 2 hours"],
    ["answers: { first_call: { maybe: 1 } }", "there is no answer to first_call `maybe`"],
    ["leads: many", "must be a whole number."],
    ["leeds: 5", "leeds"],
  ])("is refused for %s", (text, problem) => {
    const [found, ...others] = problemsOf(text);
    expect(others).toEqual([]);
    expect(found).toContain(problem);
  });
});
