import type { ActivateInput } from "@temporalio/workflow";
import { describe, expect, test } from "vitest";
import { endsLate } from "../../../runtime/workflows/late-ends.ts";

type Jobs = NonNullable<ActivateInput["activation"]["jobs"]>;

const END: Jobs = [{ resolveActivity: { isLocal: true, result: { completed: {} } } }];
const before = { length: 9, isReplaying: false };

describe("the end of a local activity", () => {
  test("that comes with a later task is late, alone or behind a signal", () => {
    expect(endsLate(before, { historyLength: 13, jobs: END })).toBe(true);
    expect(endsLate(before, { historyLength: 14, jobs: [{ signalWorkflow: {} }, ...END] })).toBe(true);
  });

  test("within the task is in its place", () => {
    expect(endsLate(before, { historyLength: 9, jobs: END })).toBe(false);
  });

  test("in a replay, or right after one, is where the SDK has it", () => {
    expect(endsLate({ ...before, isReplaying: true }, { historyLength: 13, jobs: END })).toBe(false);
    expect(endsLate(before, { historyLength: 13, jobs: END, isReplaying: true })).toBe(false);
    expect(endsLate(null, { historyLength: 13, jobs: END })).toBe(false);
  });
});

test("what else a later task brings is not late: a signal, a timer, an activity of the server's", () => {
  const jobs: Jobs = [{ signalWorkflow: {} }, { fireTimer: {} }, { resolveActivity: { result: {} } }];
  expect(endsLate(before, { historyLength: 16, jobs })).toBe(false);
});
