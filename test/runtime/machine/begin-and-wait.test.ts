/** A journey that waits for another one: docs/language.md, 7.9 and rule 13. */
import { describe, expect, test } from "vitest";
import { plays } from "./play.ts";

const other = (more = "", entry = "demo_requested"): string => `
journey other v1 of lead {
  owner revops_lead  goal deal_won within 9 days  review every 3 months, last 2026-10-01
  ${more.includes("exclusive") ? more : ""}
  enter on ${entry} -> talk
  ${more.includes("exclusive") ? "" : more}
  exit over as neutral on demo_held
  stage talk { owner sdr  lasts at most 60 days, then exit over  stay }
}`;

const first = (more = ""): string =>
  `${more} stage first { owner marketing_manager  lasts at most 8 weeks, then exit gone
     begin other, and wait up to 10 days {
       ended { task after "After" by sdr, on daily }
       none  { task alone "Alone" by sdr, on daily }
     }
     stay
   }`;

describe("begin, and wait", () => {
  test("goes on with the end of what it has begun", () =>
    plays(
      first(),
      `at 0 minutes content_downloaded
       at 5 days
       then         task after not open and task alone not open
       at 6 days    demo_held
       then         task after open and task alone not open`,
      { more: other() },
    ));

  test("does not wait for longer than its bound, and a later end changes nothing (rule 4)", () =>
    plays(
      first(),
      `at 0 minutes content_downloaded
       at 10 days
       then         task alone open
       at 11 days   demo_held
       then         task alone open and task after not open`,
      { more: other() },
    ));

  test("waits for the one that is open and is joined", () =>
    plays(
      first(),
      `at 0 minutes demo_requested
       at 1 day     content_downloaded
       at 3 days    demo_held
       then         task after open`,
      { more: other("if one is open join") },
    ));

  test("does not wait for what its entry rules refuse, and says so", async () => {
    const seen = await plays(
      first(),
      `at 0 minutes demo_requested
       at 1 day     content_downloaded
       then         task alone open`,
      { more: other("if one is open refuse") },
    );
    expect(seen.stage).toBe("first");
  });

  test("in one exclusive group it pauses meanwhile, and its bound with it (rule 13)", () =>
    plays(
      first("exclusive selling, priority 10, gives way and pauses"),
      `at 0 minutes content_downloaded
       at 30 days
       then         task after not open and task alone not open
       at 31 days   demo_held
       then         task after open`,
      { more: other("exclusive selling, priority 20, gives way and pauses") },
    ));

  test("stands in parallel tracks", () =>
    plays(
      `stage first { owner marketing_manager  lasts at most 8 weeks, then exit gone
         together up to 20 days until all {
           a { begin other, and wait up to 10 days { none go on } }
           b { wait 1 day }
           none exit gone
         }
         exit done }`,
      `at 0 minutes content_downloaded
       at 3 days    demo_held
       then         exit is done`,
      { more: other() },
    ));
});
