import { expect, test } from "vitest";
import { compareRuns, type JourneyRun, type KnownInstance } from "../../../runtime/restore/compare-runs.ts";

const run = (workflowId: string, is: JourneyRun["is"]): JourneyRun => ({
  workflowId,
  workflowType: "welcome_v1",
  is,
  startedAt: 5,
  closedAt: is === "running" ? null : 8,
});
const known = (id: string, state: KnownInstance["state"]): KnownInstance => ({ id, workflow_id: id, state });
const compare = (runs: readonly JourneyRun[], ...instances: readonly KnownInstance[]) =>
  compareRuns(runs, { instances, forgotten: new Set(["forgotten"]), settled: 0 });

test.each<readonly [string, JourneyRun["is"], KnownInstance["state"] | null, "unknown" | "ended" | null]>([
  ["one that runs and is known", "running", "open", null],
  ["one that runs and is stuck", "running", "stuck", null],
  ["one that runs and that nobody knows", "running", null, "unknown"],
  ["one that has ended on both sides", "completed", "ended", null],
  ["one that came to its exit, and is open here", "completed", "open", "ended"],
  ["one that came to its exit, and is stuck here", "completed", "stuck", "ended"],
  ["one that came to its exit, and that nobody knows", "completed", null, "unknown"],
  // Whoever terminates a run in Temporal has not put a store back: `baton stuck` shows it.
  ["one that was terminated, and is open here", "stopped", "open", null],
  ["one that was terminated, and that nobody knows", "stopped", null, null],
  // What still runs may only be on its way to its end: the store has the exit first.
  ["one that has ended here, and still runs", "running", "ended", null],
])("%s", (_, is, state, expected) => {
  const { unknown, ended } = compare([run("w", is)], ...(state === null ? [] : [known("w", state)]));
  expect({ unknown: unknown.length, ended: ended.length }).toEqual({
    unknown: expected === "unknown" ? 1 : 0,
    ended: expected === "ended" ? 1 : 0,
  });
});

test.each<readonly [string, JourneyRun["is"], number, number]>([
  ["began after the two were made to agree", "running", 4, 1],
  ["began before", "running", 5, 0],
  ["ended after", "completed", 7, 1],
  ["ended before", "completed", 8, 0],
])("one that nobody knows and that %s", (_, is, settled, expected) => {
  const { unknown } = compareRuns([run("w", is)], { instances: [], forgotten: new Set(), settled });
  expect(unknown.length).toBe(expected);
});

test("whoever was forgotten is not missed", () => {
  expect(compare([run("forgotten", "stopped"), run("forgotten", "completed")]).unknown).toEqual([]);
});
