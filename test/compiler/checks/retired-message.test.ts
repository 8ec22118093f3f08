import { describe, it } from "vitest";
import { expectChecks, message, stage } from "../check-source.ts";

describe("retired-message", () => {
  it("is not sent, and says why", () => {
    expectChecks(
      stage("send «old_news»  stay"),
      [{ code: "retired-message", message: "`old_news` is retired: nobody read it." }],
      { files: [message("old_news", "Hi", "retired: nobody read it\n")] },
    );
  });
});
