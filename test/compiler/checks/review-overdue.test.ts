import { describe, it } from "vitest";
import { expectChecks } from "../check-source.ts";

const route = (review: string) => `route any of lead { owner head  ${review}  pick in turn  otherwise head }`;

describe("review-overdue", () => {
  it("warns after the day, and not on it", () => {
    const past = [{ code: "review-overdue", message: "The review of route `any` was due on 2026-11-30." }];
    expectChecks(route("«review every 3 months, last 2026-08-31»"), past, { today: "2026-12-01" });
    expectChecks(route("review every 3 months, last 2026-08-31"), [], { today: "2026-11-30" });
  });

  it("refuses a score once the grace is over too", () => {
    const score = (review: string) =>
      `score fit of lead { owner head  ${review}  validate against bought within 90 days  add 5 on visited  band good from 5 }`;
    const line = "«review every 3 months, last 2026-01-01»";
    const late = [{ code: "review-overdue", message: "The review of score `fit` was due on 2026-04-01." }];
    const lapsed = (last: string) => [
      {
        code: "review-lapsed",
        message: `The review of score \`fit\` was due on 2026-04-01, and could wait until ${last}.`,
      },
    ];
    expectChecks(score(line), late, { today: "2026-06-30" });
    expectChecks(score(line), lapsed("2026-06-30"), { today: "2026-07-01" });
    expectChecks(score(line), lapsed("2026-04-11"), { today: "2026-04-12", reviewGraceDays: 10 });
    expectChecks(score(line), lapsed("2026-04-01"), { today: "2026-04-02", reviewGraceDays: 0 });
    // Of a route it stays a warning.
    const other = [{ code: "review-overdue" }];
    expectChecks(route(line), other, { today: "2030-01-01" });
  });

  it("counts in days and weeks too", () => {
    const past = [{ code: "review-overdue", message: "The review of route `any` was due on 2026-03-01." }];
    expectChecks(route("«review every 4 weeks, last 2026-02-01»"), past, { today: "2026-03-02" });
  });

  it("says nothing when it is not told the day, or when no review has been", () => {
    expectChecks(route("review every 3 months, last 2020-01-01"), []);
    expectChecks(route("review every 3 months"), [], { today: "2030-01-01" });
  });

  it("warns of a last review that cannot have been yet, and lets tomorrow pass", () => {
    const ahead = [
      {
        code: "review-in-future",
        message: "The last review of route `any` is said to have been on 2026-12-03, which is yet to come.",
      },
    ];
    expectChecks(route("«review every 3 months, last 2026-12-03»"), ahead, { today: "2026-12-01" });
    expectChecks(route("review every 3 months, last 2026-12-03"), [], { today: "2026-12-02" });
    expectChecks(route("review every 3 months, last 2026-12-03"), [], { today: "2026-12-03" });
  });
});
