import { afterEach, expect, test } from "vitest";
import { endableWhile, untilInterrupted } from "../../cli/until-interrupted.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const terminals = { stdout: process.stdout.isTTY, stderr: process.stderr.isTTY };
const before = new Map(SIGNALS.map((signal) => [signal, process.listeners(signal)]));

function watchedAt(isTerminal: boolean): void {
  process.stdout.isTTY = isTerminal;
  process.stderr.isTTY = false;
}

const added = (): readonly string[] =>
  SIGNALS.filter((signal) => process.listenerCount(signal) > (before.get(signal)?.length ?? 0));

afterEach(() => {
  Object.assign(process.stdout, { isTTY: terminals.stdout });
  Object.assign(process.stderr, { isTTY: terminals.stderr });
  for (const signal of SIGNALS) {
    for (const listener of process.listeners(signal)) {
      if (before.get(signal)?.includes(listener) !== true) process.off(signal, listener);
    }
  }
});

test("a terminal that is closed ends what runs as Ctrl-C does", async () => {
  watchedAt(true);
  const { signal, promise } = untilInterrupted();
  process.emit("SIGHUP");
  await promise;
  expect(signal.aborted).toBe(true);
});

test("without a terminal SIGHUP is left alone, as nohup wants it", () => {
  watchedAt(false);
  untilInterrupted();
  expect(added()).toEqual(["SIGINT", "SIGTERM"]);
});

test("what is opened is guarded while it opens, and no longer", async () => {
  watchedAt(true);
  await endableWhile(async () => expect(added()).toEqual(SIGNALS));
  expect(added()).toEqual([]);
});
