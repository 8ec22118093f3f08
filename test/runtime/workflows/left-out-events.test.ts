import type { ActivateInput, ConcludeActivationInput } from "@temporalio/workflow";
import { describe, expect, test } from "vitest";
import { ask, hand, isWhole, NOTHING } from "../../../runtime/workflows/left-out-events.ts";

type Activation = ActivateInput["activation"];
type Jobs = NonNullable<Activation["jobs"]>;
type Commands = ConcludeActivationInput["commands"];
/** What a run is handed, and what it asks for then. */
type Turn = readonly [activation: Activation, commands?: Commands];

const activation = (historyLength: number, jobs: Jobs, isReplaying = false): Activation => ({
  historyLength,
  jobs,
  isReplaying,
});

const signals = (count: number): Jobs => Array.from({ length: count }, () => ({ signalWorkflow: {} }));
const LOCAL: Jobs[number] = { resolveActivity: { isLocal: true, result: { completed: {} } } };
const WAITS: Commands = [{ scheduleLocalActivity: {} }];

/** The SDK's numbers are objects. */
const long = (number: number) => ({ toString: () => String(number) }) as never;

/** Whether nothing was left out of the last of these. */
function endsWhole(...turns: readonly Turn[]): boolean {
  const handed = turns.reduce(
    (before, [given, commands = []]) => ask(hand(before, given), commands),
    NOTHING,
  );
  return isWhole(handed);
}

describe("as measured on the server", () => {
  /** The first task is given up at 101 signals, and so is the second, whose two events were numbered 107 and 108. */
  const turns = (received: number): readonly Turn[] => [
    [activation(4, [{ initializeWorkflow: {} }, ...signals(1)]), WAITS],
    [activation(4, [LOCAL]), WAITS],
    [activation(108, signals(101))],
    [activation(209, signals(received))],
  ];

  test("two signals were left out of the third", () => {
    expect(endsWhole(...turns(99))).toBe(false);
  });

  test("until then nothing was", () => {
    expect(endsWhole(...turns(99).slice(0, 3))).toBe(true);
  });

  test("a task that came after the end of another brings what its history has grown by", () => {
    expect(endsWhole([activation(123, signals(101)), WAITS], [activation(228, signals(102))])).toBe(true);
  });
});

/** While a local activity is waited for, the history grows by so many events, and this is what the run is handed. */
const grownBy = (growth: number, ...jobs: Jobs): boolean =>
  endsWhole([activation(10, signals(1)), WAITS], [activation(10 + growth, jobs)]);

describe("what is counted", () => {
  const failed = (startedEventId: number): Jobs[number] => ({
    resolveActivity: {
      result: { failed: { failure: { activityFailureInfo: { startedEventId: long(startedEventId) } } } },
    },
  });

  test.each<[string, Jobs[number], number]>([
    ["a signal", { signalWorkflow: {} }, 1],
    ["a timer", { fireTimer: {} }, 1],
    ["a cancellation", { cancelWorkflow: {} }, 1],
    ["an activity that ended, with its beginning", { resolveActivity: { result: { completed: {} } } }, 2],
    ["one that failed, with its beginning", failed(7), 2],
    ["one that failed before it began", failed(0), 1],
    ["one that was given up", { resolveActivity: { result: { cancelled: {} } } }, 0],
    ["a local activity", LOCAL, 0],
    ["an update", { doUpdate: {} }, 0],
    ["a patch", { notifyHasPatch: {} }, 0],
  ])("%s", (_, job, events) => {
    expect(grownBy(3 + events, job)).toBe(true);
    expect(grownBy(2 + events, job)).toBe(false);
  });

  test("the parts of one activation together", () => {
    const parts: readonly Turn[] = [[activation(15, signals(2))], [activation(15, [{ fireTimer: {} }])]];
    expect(endsWhole([activation(9, []), WAITS], ...parts)).toBe(true);
    expect(endsWhole([activation(10, []), WAITS], ...parts)).toBe(false);
  });

  test("a task without anything, of less than its own events", () => {
    expect(grownBy(1, LOCAL)).toBe(false);
  });
});

describe("a task that nobody here heard of, as one that ran out without anything new", () => {
  test("its two events went to two signals", () => {
    expect(grownBy(8, ...signals(3))).toBe(false);
    expect(grownBy(5, LOCAL)).toBe(false);
  });

  test("one that was heard of by the server alone, as a heartbeat, has three", () => {
    expect(grownBy(6, LOCAL)).toBe(true);
    expect(grownBy(9, ...signals(3))).toBe(true);
  });

  test("what the run has asked for is written as well, and how much is not known here", () => {
    expect(
      endsWhole([activation(10, signals(1)), [{ startTimer: {} }, ...WAITS]], [activation(15, [])]),
    ).toBe(true);
    expect(endsWhole([activation(10, [LOCAL]), WAITS], [activation(14, [])])).toBe(true);
  });
});

describe("right behind a task stands its end", () => {
  const signal = (id: number): Jobs[number] => ({
    signalWorkflow: { originatingEventId: long(id) },
  });

  test("and no signal", () => {
    expect(grownBy(104, signal(11), ...signals(100))).toBe(false);
    expect(grownBy(104, signal(12), ...signals(100))).toBe(true);
  });
});

describe("what cannot be compared", () => {
  test("the first task of a run that was not known here", () => {
    expect(endsWhole([activation(209, signals(300))])).toBe(true);
  });

  test("a replay, nor what follows it", () => {
    const replay: readonly Turn[] = [
      [activation(4, [], true), WAITS],
      [activation(5, signals(3), true), WAITS],
    ];
    expect(endsWhole(...replay)).toBe(true);
    expect(endsWhole(...replay, [activation(6, signals(3))])).toBe(true);
  });

  test("what was asked for in a replay may be written with the first task after it", () => {
    const replayed: Turn = [activation(10, [], true), [{ startTimer: {} }, ...WAITS]];
    expect(endsWhole(replayed, [activation(17, signals(1))], [activation(22, signals(1))])).toBe(true);
  });

  test("a task whose own events were taken back", () => {
    const refused: Commands = [{ updateResponse: { rejected: {} } }];
    const after: Turn = [activation(13, signals(1))];
    expect(endsWhole([activation(12, [{ doUpdate: {} }]), [...refused, ...WAITS]], after)).toBe(true);
    expect(endsWhole([activation(12, [{ doUpdate: {} }]), WAITS], [activation(11, signals(1))])).toBe(true);
  });

  test("one without a local activity: an attempt that no worker took up leaves two events as well", () => {
    expect(endsWhole([activation(10, signals(1))], [activation(15, [])])).toBe(true);
    expect(endsWhole([activation(10, [LOCAL])], [activation(11, [])])).toBe(true);
    expect(endsWhole([activation(9, []), WAITS], [activation(10, [LOCAL])], [activation(15, [])])).toBe(true);
  });
});
