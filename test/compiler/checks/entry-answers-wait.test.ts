import { describe, it } from "vitest";
import { expectChecks, stage } from "../check-source.ts";

const CODE = { code: "entry-answers-wait" } as const;
/** Entered on `visited`. */
const waits = (what: string, before = "send welcome") =>
  stage(`${before}  wait up to 3 days for ${what} { none go on }  stay`);

describe("entry-answers-wait", () => {
  it("reports a wait of the first stage for what has just led in", () => {
    expectChecks(waits("«visited»"), [
      {
        ...CODE,
        message:
          "This waits for what has just led in: the entry's own `visited` answers it before it begins.",
      },
    ]);
    // A set that the entry is one of.
    expectChecks(waits("«signs»"), [CODE]);
    expectChecks(waits("«asked» or visited"), [CODE]);
  });

  it("takes a wait that may tell the entry from what comes later, or that waits for something else", () => {
    expectChecks(waits('visited where path is "/pricing"'), []);
    expectChecks(waits("asked"), []);
  });

  it("takes the second wait: what the first has used answers no other", () => {
    const first = "wait up to 3 days for «visited» { none go on }";
    expectChecks(waits("visited", first), [CODE]);
  });

  it("takes an entry by several events, of which only one is waited for", () => {
    const source = waits("asked").replace("enter on visited", "enter on visited or asked");
    expectChecks(source, []);
  });

  it("may be silenced with a reason", () => {
    const allow = 'allow entry-answers-wait because "Whoever has visited goes on at once"';
    expectChecks(waits("visited", allow), []);
  });
});
