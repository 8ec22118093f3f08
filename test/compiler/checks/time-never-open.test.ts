import { describe, it } from "vitest";
import { expectChecks, journey, stage } from "../check-source.ts";

const CODE = { code: "time-never-open" } as const;

describe("time-never-open", () => {
  it("reports a time of an open day at which it is closed", () => {
    expectChecks(stage("at 3 days after entry, «20:00», on the next open day exit done  stay"), [CODE]);
    expectChecks(stage("wait until 3 days after entry, on the next open day, «08:59»  stay"), [CODE]);
  });

  const FIRST = "stage first { owner sales  lasts at most 3 days, then exit done  stay }";

  it.each<[where: string, source: string]>([
    [
      "every stage",
      journey(`in every stage { at 3 days after entry, «20:00», on the next open day exit done } ${FIRST}`),
    ],
    [
      "an entry",
      journey(FIRST).replace(
        "enter on visited",
        "enter at 3 days before seen, «20:00», on the next open day",
      ),
    ],
    [
      "what follows an exit",
      journey(
        `${FIRST} after exit done, owner sales, for at most 9 days { wait until 1 day after journey entry, «20:00», on the next open day }`,
      ),
    ],
    ["days that come again", stage("at every monday, «20:00», on the next open day exit done  stay")],
    ["the time itself", stage("wait until «20:00», on the next open day  stay")],
    [
      "whom a role without hours reports to",
      `role intern { reports to sales } ${stage("at 3 days after entry, «20:00», on the next open day exit done  stay").replace("owner marketing", "owner intern")}`,
    ],
  ])("looks at %s", (_, source) => expectChecks(source, [CODE]));

  it("takes the hours, their end, and what needs nobody", () => {
    expectChecks(stage("at 3 days after entry, 09:00, on the next open day exit done  stay"), []);
    expectChecks(stage("at 3 days after entry, 17:00, on the next open day exit done  stay"), []);
    expectChecks(stage("at 3 days after entry, 20:00 exit done  stay"), []);
  });
});
