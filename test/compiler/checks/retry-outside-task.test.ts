import { describe, it } from "vitest";
import { expectChecks, stage } from "../check-source.ts";

describe("retry-outside-task", () => {
  it("wants a task around `retry`", () => {
    expectChecks(stage("«retry at most 3 times, then exit done»"), [{ code: "retry-outside-task" }]);
    expectChecks(
      stage(
        'task call "Call" by sales, on daily { no { together up to 1 day until all { a { «retry at most 3 times, then exit done» } none go on } } }  exit done',
      ),
      [{ code: "retry-outside-task" }],
    );
    expectChecks(
      stage(
        'task call "Call" by sales, on daily { no_answer { wait 1 day  retry at most 3 times, then exit done } }',
      ),
      [],
    );
  });
});
