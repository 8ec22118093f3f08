import { describe, it } from "vitest";
import { expectChecks, stage } from "../check-source.ts";

describe("literals", () => {
  it("knows the days of the calendar and the times of the day", () => {
    expectChecks('calendar c { zone "UTC"  open mon to fri 09:00 to «24:30»  closed «2026-02-30» }', [
      { code: "no-such-time" },
      { code: "no-such-date" },
    ]);
  });

  it("knows the time zones", () => {
    expectChecks('calendar c { zone «"Europe/Kopenhagen"»  open mon to fri 09:00 to 17:00 }', [
      { code: "unknown-zone" },
    ]);
    expectChecks(
      'contact policy of lead { owner head  only mon to fri 08:00 to 18:00 in their own zone, otherwise «"+01:00"» }',
      [{ code: "unknown-zone" }],
    );
  });

  it("knows the holidays, and which way hours run", () => {
    expectChecks(
      'calendar c { zone "UTC"  open mon to fri «17:00 to 09:00»  holidays DK  holidays DE-BY  holidays «XX» }',
      [{ code: "odd-hours" }, { code: "unknown-holidays" }],
    );
    expectChecks('calendar c { zone "UTC"  open mon to fri 17:00 to 00:00 }', []);
  });

  it.each([
    ["0 days", "it takes no time"],
    ["2 business months", "no month is counted in open hours"],
    ["0.5 calendar days", "days are counted whole"],
    ["1.5 months", "months are counted whole"],
  ])("refuses to wait %s", (duration, why) =>
    expectChecks(stage(`wait «${duration}»  stay`), [
      { code: "odd-duration", message: `\`${duration}\` cannot stand here: ${why}.` },
    ]),
  );

  it("halves points over exact time, and counts caps in nobody's hours", () => {
    const score = (line: string) =>
      `score heat of lead { owner head  review every 3 months  validate against bought within 9 days  ${line}  band hot from 5 }`;
    expectChecks(score("add 5 on visited  halves every «1 month»"), [{ code: "odd-duration" }]);
    expectChecks(score("add 5 on visited, at most once per «1 business day»"), [{ code: "odd-duration" }]);
    expectChecks("contact policy of lead { owner head  at most 1 email per «1 business day» }", [
      { code: "odd-duration" },
    ]);
    expectChecks(score("add 5 on visited, at most once per 1 day  halves every 30 days"), []);
  });

  it("lets a scenario begin at once", () => {
    expectChecks(
      `${stage("stay")} scenario "x" of trial { given { email: "a@example.com"  name: "Kim" } start 2026-11-23 09:00 at 0 minutes asked }`,
      [],
    );
  });
});
