import { describe, it } from "vitest";
import { expectChecks, journey } from "../check-source.ts";

const first = (steps: string, name = "first") =>
  journey(`stage ${name} { owner sales  lasts at most 3 days, then exit done  ${steps} }`);

describe("main-track-ends-in-nothing", () => {
  it.each(["send welcome", "", "if opted_out { stay }", "split half { a 50% { stay } b 50% }"])(
    "wants an end after: %s",
    (steps) => expectChecks(first(steps, "«first»"), [{ code: "main-track-ends-in-nothing" }]),
  );

  it.each(["send welcome stay", "exit done", "if opted_out { stay } else { exit done }"])(
    "takes: %s",
    (steps) => expectChecks(first(steps), []),
  );
});
