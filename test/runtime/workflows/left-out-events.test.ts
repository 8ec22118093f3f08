import type { ActivateInput } from "@temporalio/workflow";
import { describe, expect, test } from "vitest";
import { type Handed, hand, isWhole } from "../../../runtime/workflows/left-out-events.ts";

type Activation = ActivateInput["activation"];
type Jobs = NonNullable<Activation["jobs"]>;

const activation = (historyLength: number, jobs: Jobs, isReplaying = false): Activation => ({
  historyLength,
  jobs,
  isReplaying,
});

const signals = (count: number): Jobs => Array.from({ length: count }, () => ({ signalWorkflow: {} }));

/** Whether nothing was left out of the last of these. */
function endsWhole(activations: readonly Activation[]): boolean {
  const handed = activations.reduce<Handed | null>(hand, null);
  return handed === null || isWhole(handed);
}

describe("as measured on the server", () => {
  /** The first task is given up at 101 signals, and so is the second, whose two events were numbered 107 and 108. */
  const upTo = (received: number) => [
    activation(4, [{ initializeWorkflow: {} }, ...signals(1)]),
    activation(4, [{ resolveActivity: { isLocal: true } }]),
    activation(108, signals(101)),
    activation(209, signals(received)),
  ];

  test("two signals were left out of the third", () => {
    expect(endsWhole(upTo(99))).toBe(false);
  });

  test("until then nothing was", () => {
    expect(endsWhole(upTo(99).slice(0, 3))).toBe(true);
  });

  test("a task that came after the end of another brings what its history has grown by", () => {
    expect(endsWhole([activation(123, signals(101)), activation(228, signals(102))])).toBe(true);
  });
});

describe("what is counted", () => {
  const grownBy = (growth: number, ...jobs: Jobs): boolean =>
    endsWhole([activation(10, signals(1)), activation(10 + growth, jobs)]);

  test.each<[string, Jobs[number], number]>([
    ["a signal", { signalWorkflow: {} }, 1],
    ["a timer", { fireTimer: {} }, 1],
    ["a cancellation", { cancelWorkflow: {} }, 1],
    ["an activity that ended, with its beginning", { resolveActivity: { result: { completed: {} } } }, 2],
    ["one that failed, perhaps before it began", { resolveActivity: { result: { failed: {} } } }, 1],
    ["a local activity", { resolveActivity: { isLocal: true, result: { completed: {} } } }, 0],
    ["an update", { doUpdate: {} }, 0],
    ["a patch", { notifyHasPatch: {} }, 0],
  ])("%s", (_, job, events) => {
    expect(grownBy(3 + events, job)).toBe(true);
    expect(grownBy(2 + events, job)).toBe(false);
  });

  test("a task without anything, of less than its own events", () => {
    expect(grownBy(1, { resolveActivity: { isLocal: true } })).toBe(false);
  });

  test("the parts of one activation together", () => {
    const [first, ...parts] = [
      activation(10, []),
      activation(15, signals(2)),
      activation(15, [{ fireTimer: {} }]),
    ];
    expect(endsWhole([activation(9, []), ...parts])).toBe(true);
    expect(endsWhole([first, ...parts])).toBe(false);
  });
});

test("a query between two tasks is nothing to either", () => {
  const query = activation(108, [{ queryWorkflow: {} }], true);
  expect(endsWhole([query])).toBe(true);
  expect(endsWhole([activation(108, signals(101)), query, activation(209, signals(99))])).toBe(false);
});

describe("what cannot be compared", () => {
  test("the first task of a run that was not known here", () => {
    expect(endsWhole([activation(209, signals(300))])).toBe(true);
  });

  test("a replay, nor what follows it", () => {
    const replay = [activation(4, [], true), activation(5, signals(3), true)];
    expect(endsWhole(replay)).toBe(true);
    expect(endsWhole([...replay, activation(6, signals(3))])).toBe(true);
  });

  test("a task whose own events were taken back", () => {
    expect(
      endsWhole([activation(12, [{ doUpdate: {} }]), activation(12, []), activation(11, signals(1))]),
    ).toBe(true);
  });
});
