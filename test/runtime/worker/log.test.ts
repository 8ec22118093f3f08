import { ApplicationFailure } from "@temporalio/common";
import { expect, test } from "vitest";
import { type Log, temporalLogger } from "../../../runtime/worker/log.ts";

function lines(): { readonly log: Log; readonly written: unknown[] } {
  const written: unknown[] = [];
  const write = (facts: object, message: string) => void written.push({ message, ...facts });
  return { written, log: { debug: write, info: write, warn: write, error: write } };
}

test("a line names the workflow and the kind of failure, and nothing that a person may have written", () => {
  const { log, written } = lines();
  const error = ApplicationFailure.nonRetryable("anna@example.test is unknown", "crm.unknown-contact");
  temporalLogger(log).warn("Activity failed", {
    workflowId: "lead/1",
    activityType: "record",
    input: { email: "anna@example.test" },
    error,
  });
  temporalLogger(log).log("ERROR", "gone", { error: new TypeError("anna@example.test") });
  expect(written).toEqual([
    {
      message: "Activity failed",
      workflowId: "lead/1",
      activityType: "record",
      error: "crm.unknown-contact",
    },
    { message: "gone", error: "TypeError" },
  ]);
});
