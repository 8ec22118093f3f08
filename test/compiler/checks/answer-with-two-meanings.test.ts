import { describe, it } from "vitest";
import { expectChecks, journey, stage } from "../check-source.ts";

const CODE = { code: "answer-with-two-meanings" } as const;
const FIRST = "approved exit done  declined stay";
const twice = (first: string, second: string, before = "") =>
  stage(`task offer "Make an offer" by sales, on daily {
    cheap    { decide discount { ${first} } }
    cheaper  { ${before} decide «discount» { ${second} } }
  }`);
const plain = (source: string) => source.replace(/[«»]/g, "");

describe("answer-with-two-meanings", () => {
  it("reports a decision whose other answer leads to the exit that one led to before", () => {
    expectChecks(twice(FIRST, "approved stay  declined exit done"), [
      {
        ...CODE,
        message:
          "One decision, two meanings: on `discount` the answer `declined` ends the journey by `done` here, and `approved` does in another place.",
      },
    ]);
  });

  it("also where steps come before the exit, and where the other place is a handover", () => {
    expectChecks(twice(FIRST, 'approved stay  declined { tell sales "Sold"  exit done }'), [CODE]);
    const given = journey(`
      stage first { owner marketing  lasts at most 9 days, then exit done
        task offer "Offer" by the holder, on daily { cheap { decide «discount» { approved exit done  declined stay } }  listed -> second through baton } }
      handover baton from first to second {
        giver marketing  receiver sales picked by team  accountable head  carries name
        accept on daily
        decline needs reason { too_dear { decide discount { approved stay  declined exit done } } }
      }
      stage second { owner sales  lasts at most 9 days, then exit done  stay }`);
    expectChecks(plain(given).replace("too_dear { decide discount", "too_dear { decide «discount»"), [CODE]);
  });

  it.each([
    FIRST,
    "approved exit done  declined exit gone",
    "approved, declined exit done",
    "approved stay  declined exit gone",
  ])("is content with: %s", (second) => {
    const told = second === "approved, declined exit done" ? [{ code: "decision-without-difference" }] : [];
    expectChecks(told.length > 0 ? twice(FIRST, second) : plain(twice(FIRST, second)), told);
  });

  it("compares one right with itself only, within one journey", () => {
    const rebate = `right rebate of lead about name { owner head  order head  ask head when name is "x" or name is not "x"  answers approved, declined  answer on daily }\n`;
    const other = plain(twice(FIRST, "approved stay  declined exit done")).replace(
      "{  decide discount",
      "{  decide rebate",
    );
    expectChecks(rebate + other, []);
    const swapped = stage("decide discount { approved stay  declined exit done }").replace("trial", "next");
    expectChecks(stage(`decide discount { ${FIRST} }`) + swapped, []);
  });

  it("may be silenced with a reason", () => {
    const allow = 'allow answer-with-two-meanings because "Who is declined here has bought already"';
    expectChecks(plain(twice(FIRST, "approved stay  declined exit done", allow)), []);
  });
});
