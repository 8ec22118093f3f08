import { describe, it } from "vitest";
import { expectChecks, journey } from "../check-source.ts";

const following = (steps: string, more = "") =>
  journey(`stage first { owner sales  lasts at most 3 days, then exit done  stay }
    after exit done, owner head, for at most 9 days { ${steps} } ${more}`);

describe("after-exit-leads-elsewhere", () => {
  it("takes steps that come to their end", () => {
    expectChecks(following('wait 1 day  task ask "Ask" by head, on daily { yes go on  no stay }'), []);
  });

  it("refuses a way to a stage or an exit, wherever it stands", () => {
    expectChecks(following("«-> first»"), [
      {
        code: "after-exit-leads-elsewhere",
        message: "After exit `done` the journey has ended, and leads nowhere any more.",
      },
    ]);
    const deep =
      'task ask "Ask" by head, on daily { no { wait 1 day  retry at most 2 times, then «exit gone» } }';
    expectChecks(following(deep), [{ code: "after-exit-leads-elsewhere" }]);
  });

  it("refuses two of one exit", () => {
    expectChecks(
      following("wait 1 day", "after exit «done», owner head, for at most 2 days { wait 1 day }"),
      [{ code: "duplicate-name" }],
    );
  });

  it("sees a message that goes out on time alone", () => {
    expectChecks(following("wait 3 days  send «welcome»"), [{ code: "message-on-time-alone" }]);
  });
});
