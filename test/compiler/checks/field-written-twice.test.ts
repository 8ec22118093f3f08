import { describe, it } from "vitest";
import { expectChecks } from "../check-source.ts";

const journey = (name: string, step: string, exclusive = "") => `
journey ${name} v1 of lead {
  owner head  goal bought within 90 days  review every 3 months  ${exclusive}
  enter on visited -> first
  exit done as success
  stage first { owner sales  lasts at most 3 days, then exit done  on asked { ${step} }  stay }
}`;
const CODE = { code: "field-written-twice" };
const group = (priority: number) => `exclusive selling, priority ${priority}, gives way and pauses`;

describe("field-written-twice", () => {
  it("refuses one field that two journeys set", () => {
    expectChecks(journey("one", "set size to 1") + journey("two", "«set size to 2»  set size to 3"), [
      { ...CODE, message: "`size` is set by `one` and `two`, which can run at the same time." },
    ]);
  });

  it("takes two fields, one journey, and one exclusive group", () => {
    expectChecks(journey("one", "set size to 1") + journey("two", "set stage to small"), []);
    expectChecks(journey("one", "set size to 1  wait 1 day  set size to 2"), []);
    expectChecks(journey("one", "set size to 1", group(1)) + journey("two", "set size to 2", group(2)), []);
  });

  const TASK = 'task ask "x" by sales, on daily { told needs size go on }';
  const ACTION = "action look_up { owner head  in { x?: text }  out { size: number }  within 1 minute }";

  it.each<[how: string, source: string]>([
    ["an answer to a task", journey("one", TASK) + journey("two", "«set size to 2»")],
    [
      "a request",
      journey("one", "set size to 1") +
        journey("two", 'tell head "x"').replace("on asked", "on request by sales to size_up needs «size»"),
    ],
    [
      "what an action gives back",
      ACTION + journey("one", "set size to 1") + journey("two", "call «look_up»"),
    ],
    [
      "a decision, in which who approves may change it",
      journey("one", "set discount to 1%") +
        journey("two", "decide «discount» { approved go on  declined stay }"),
    ],
  ])("sees %s", (_, source) => expectChecks(source, [CODE]));

  it("sees a flag of data care, which runs beside every journey", () => {
    const care = (flag: string) =>
      `hygiene tidy of lead { owner head  runs every 3 days  flag ${flag} when no visited for 9 days }`;
    expectChecks(journey("one", "set opted_out to no") + care("«opted_out»"), [
      { ...CODE, message: "`opted_out` is set by `one` and `tidy`, which can run at the same time." },
    ]);
  });

  it("leaves it to people to say anew what they know", () => {
    expectChecks(journey("one", TASK) + journey("two", TASK), []);
    expectChecks(
      journey("one", TASK) + journey("two", "decide discount { approved go on  declined stay }"),
      [],
    );
  });

  it("takes what an instance keeps for itself", () => {
    const keeping = journey("two", 'task ask "x" by sales, on daily { told needs amount go on }').replace(
      "enter on visited -> first",
      "enter on bought -> first keeps amount from the latest bought.amount",
    );
    expectChecks(journey("one", "set amount to 1 EUR") + keeping, []);
  });
});
