import type { ActivateInput } from "@temporalio/workflow";
import { describe, expect, test } from "vitest";
import { awaitMore, endsLate, handOver, NOTHING_AWAITED } from "../../../runtime/workflows/late-ends.ts";

type Activation = ActivateInput["activation"];
type Jobs = NonNullable<Activation["jobs"]>;

const END: Jobs[number] = { resolveActivity: { isLocal: true, result: { completed: {} } } };
const SIGNAL: Jobs[number] = { signalWorkflow: {} };
const QUESTION: Jobs[number] = { queryWorkflow: {} };

const task = (historyLength: number, ...jobs: Jobs): Activation => ({ historyLength, jobs });

/** Begins a local activity with its task of nine events, and is handed these; whether the last comes late. */
function isLate(...handed: readonly Activation[]): boolean {
  const begun = awaitMore(handOver(NOTHING_AWAITED, task(9, SIGNAL)), [{ scheduleLocalActivity: {} }]);
  const last = handed.at(-1);
  if (last === undefined) throw new Error("Nothing is handed.");
  return endsLate(handed.slice(0, -1).reduce(handOver, begun), last);
}

describe("after a question", () => {
  test("an end that was written down with the answer comes late: the history has one event more", () => {
    expect(isLate(task(9, QUESTION), task(13, END))).toBe(true);
    expect(isLate(task(9, QUESTION), task(14, SIGNAL, END))).toBe(true);
  });

  test("one that was not is in its place", () => {
    expect(isLate(task(9, QUESTION), task(12, END))).toBe(false);
    expect(isLate(task(9, QUESTION), task(13, SIGNAL, END))).toBe(false);
  });

  test("the task in which it was asked last counts", () => {
    expect(isLate(task(9, QUESTION), task(12, QUESTION), task(16, END))).toBe(true);
    expect(isLate(task(9, QUESTION), task(12, QUESTION), task(15, END))).toBe(false);
  });

  test("an end within the same task is in its place", () => {
    expect(isLate(task(9, QUESTION), task(9, END))).toBe(false);
  });

  test("what comes without an end is not late, nor the end that follows it within its task", () => {
    expect(isLate(task(9, QUESTION), task(14, SIGNAL))).toBe(false);
    expect(isLate(task(9, QUESTION), task(14, SIGNAL), task(14, END))).toBe(false);
  });
});

test("a question with nothing under way changes nothing", () => {
  expect(endsLate(handOver(NOTHING_AWAITED, task(9, QUESTION)), task(13, END))).toBe(false);
});

test("without a question no end comes late, as behind the heartbeat of a task", () => {
  expect(isLate(task(13, END))).toBe(false);
  expect(isLate(task(12, END))).toBe(false);
});

test("a local activity that began in a replay is waited for, too", () => {
  const begun = awaitMore(handOver(NOTHING_AWAITED, { ...task(9, SIGNAL), isReplaying: true }), [
    { scheduleLocalActivity: {} },
  ]);
  expect(endsLate(handOver(begun, { ...task(12, QUESTION), isReplaying: true }), task(16, END))).toBe(true);
});
