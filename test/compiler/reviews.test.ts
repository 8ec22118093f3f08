/** Reviews with a date (docs/language.md, 6.8): when they are due, and how that stands on a day. */
import { describe, expect, test } from "vitest";
import { compileModel } from "../../compiler/compile.ts";
import type { Model } from "../../compiler/model.ts";
import { reviewLines, standingOn } from "../../compiler/reviews.ts";
import { modelOf } from "./model-of.ts";

const route = (review: string): Model =>
  modelOf({
    "journeys/routes.journey": `
calendar office { zone "Europe/Copenhagen"  open mon to fri 09:00 to 17:00 }
role head { hours office }
subject lead { owner head  email: email key }
route any of lead { owner head  ${review}  pick in turn  otherwise head }`,
  });

const dueOf = (review: string) => reviewLines(route(review)).map(({ due }) => due);

test("a review is due so long after the last one, with months clipped at the month's end", () => {
  expect(dueOf("review every 3 months, last 2026-10-01")).toEqual(["2027-01-01"]);
  expect(dueOf("review every 1 month, last 2027-01-31")).toEqual(["2027-02-28"]);
  expect(dueOf("review every 2 quarters, last 2026-08-31")).toEqual(["2027-02-28"]);
  expect(dueOf("review every 1 year, last 2028-02-29")).toEqual(["2029-02-28"]);
  expect(dueOf("review every 4 weeks, last 2026-02-01")).toEqual(["2026-03-01"]);
  expect(dueOf("review every 3 months")).toEqual([null]);
});

describe("how a review stands", () => {
  const line = { due: "2027-01-01", until: "2027-04-01" };
  test.each([
    ["2026-12-22", { is: "to come", left: 10 }],
    ["2026-12-31", { is: "to come", left: 1 }],
    ["2027-01-01", { is: "due", left: 0 }],
    ["2027-01-02", { is: "overdue", over: 1 }],
    // Over the change of clocks, too.
    ["2027-04-01", { is: "overdue", over: 90 }],
    ["2027-04-02", { is: "past its grace", over: 91 }],
  ])("on %s it is %o", (today, standing) => {
    expect(standingOn(line, today)).toEqual(standing);
  });

  test("without a last one it has no date", () => {
    expect(standingOn({ due: null, until: null }, "2030-01-01")).toEqual({ is: "undated" });
  });
});

test("a build knows what is reviewed, by whom and until when, and a plan does not", () => {
  const compile = (last: string, reviewGraceDays?: number) =>
    compileModel(route(`review every 3 months, last ${last}`), {
      horizon: { from: 2026, years: 1 },
      ...(reviewGraceDays !== undefined && { reviewGraceDays }),
    });
  const due = { due: "2027-01-01", until: "2027-04-01" };
  const any = { of: "route", name: "any", owner: "head", every: "3 months", last: "2026-10-01" };
  expect(compile("2026-10-01").library.reviews).toEqual([{ ...any, ...due }]);
  expect(compile("2026-10-01", 10).library.reviews).toEqual([{ ...any, ...due, until: "2027-01-11" }]);
  expect(compile("2026-11-01").releases).toEqual(compile("2026-10-01").releases);
});
