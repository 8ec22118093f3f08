import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { keepClock } from "../../cli/keep-clock.ts";
import { REAL_TIME } from "../../runtime/clock.ts";
import { directoryOf } from "./run-baton.ts";

test("time runs as it did with the data that is there, also when nobody says how fast", async () => {
  const dataDir = directoryOf({});
  const first = await keepClock(dataDir, 3600, "2026-11-23T08:00Z");
  expect(first).toMatchObject({ origin: Date.UTC(2026, 10, 23, 8), scale: 3600 });
  expect(await keepClock(dataDir, 3600, undefined)).toEqual(first);
  expect(await keepClock(dataDir, null, undefined)).toEqual(first);
  await expect(keepClock(dataDir, 60, undefined)).rejects.toThrow("runs on a clock of --scale 3600");
  await expect(keepClock(dataDir, 1, undefined)).rejects.toThrow("runs on a clock of --scale 3600");
});

test("real time is not kept: the data may run faster later", async () => {
  const dataDir = directoryOf({});
  expect(await keepClock(dataDir, null, undefined)).toBe(REAL_TIME);
  expect(await keepClock(dataDir, 1, undefined)).toBe(REAL_TIME);
  expect(existsSync(join(dataDir, "clock.json"))).toBe(false);
});
