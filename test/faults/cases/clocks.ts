/** Clocks that disagree, and time zone data that do. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { ROOT } from "../../support/baton-process.ts";
import { Broken, CannotRun, type Fault } from "../lab/fault.ts";
import { healThenWork } from "../lab/heal-then-work.ts";
import { ATTEMPT, LEADS } from "../lab/steps.ts";

const FAKETIME = [
  "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
  "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
].find(existsSync);

const MINUTE = 60_000;

/** A clock that is so many minutes off. What measures lengths of time goes on as it is. */
function off(minutes: number): Readonly<Record<string, string>> {
  if (FAKETIME === undefined) throw new CannotRun("faketime is not installed (apt-get install faketime).");
  return {
    LD_PRELOAD: FAKETIME,
    FAKETIME: `${minutes * 60 > 0 ? "+" : ""}${minutes * 60}s`,
    DONT_FAKE_MONOTONIC: "1",
  };
}

const skewed = (who: "gateway" | "worker", minutes: number): Fault => ({
  id: `E6${who === "gateway" ? "g" : "w"}${minutes < 0 ? "-" : "+"}`,
  what: `the clock of the ${who} is ten minutes ${minutes < 0 ? "behind" : "ahead"}`,
  expected: "nothing goes out early or twice, and nothing waits for longer than the clock is off",
  async run(bench) {
    const site = await bench.open({ env: { [who]: off(minutes) } });
    const written = Number(/"time":(\d+)/.exec(site.lab.now(who).stderr())?.[1]);
    const isOff = Math.abs(written - Date.now() - minutes * MINUTE) < 2 * MINUTE;
    if (!isOff) throw new Broken(`The clock of the ${who} is not off: faketime does nothing here.`);
    await site.traffic.signUp(LEADS);
    return { said: await healThenWork(site, { atLeast: LEADS, late: ATTEMPT }) };
  },
});

export const clocks: readonly Fault[] = [
  {
    id: "E5",
    what: "the same histories under Node 20, 22 and 24, with the time zone data of each",
    expected: "all are replayed, and an altered one is refused on each",
    async run() {
      const script = join(ROOT, "scripts", "replay.js");
      const run = promisify(execFile)(process.execPath, [script]);
      const { stdout } = await run.catch((error) => {
        throw new Broken(String(error.stdout || error.message));
      });
      return { said: stdout.trim().split("\n").join("; ") };
    },
  },
  skewed("worker", 10),
  skewed("worker", -10),
  skewed("gateway", 10),
  skewed("gateway", -10),
];
