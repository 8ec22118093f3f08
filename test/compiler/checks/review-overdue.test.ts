import { describe, it } from "vitest";
import { expectChecks } from "../check-source.ts";

const route = (review: string) => `route any of lead { owner head  ${review}  pick in turn  otherwise head }`;

describe("review-overdue", () => {
  it("warns after the day, and not on it", () => {
    const past = [{ code: "review-overdue", message: "The review of route `any` was due on 2026-11-30." }];
    expectChecks(route("«review every 3 months, last 2026-08-31»"), past, { today: "2026-12-01" });
    expectChecks(route("review every 3 months, last 2026-08-31"), [], { today: "2026-11-30" });
  });

  it("counts in days and weeks too", () => {
    const past = [{ code: "review-overdue", message: "The review of route `any` was due on 2026-03-01." }];
    expectChecks(route("«review every 4 weeks, last 2026-02-01»"), past, { today: "2026-03-02" });
  });

  it("says nothing when it is not told the day, or when no review has been", () => {
    expectChecks(route("review every 3 months, last 2020-01-01"), []);
    expectChecks(route("review every 3 months"), [], { today: "2030-01-01" });
  });
});
