/** Runs faults one after the other, each with an installation of its own, and tells what came of them. */
import { setPriority } from "node:os";
import { drawFrom } from "./draw.ts";
import { type Bench, CannotRun, type Fault } from "./fault.ts";
import { openLab } from "./lab.ts";
import { openTraffic } from "./traffic.ts";

export interface FaultsOptions {
  readonly faults: readonly Fault[];
  readonly isShort: boolean;
  readonly seed: number;
  readonly say: (line: string) => void;
}

export interface Result {
  readonly id: string;
  readonly what: string;
  readonly outcome: "passed" | "failed" | "skipped";
  /** What was seen, or what is wrong, or why it cannot be tried. */
  readonly said: string;
  readonly seconds: number;
}

/** Whoever else works on this machine comes first. */
const NICE = 5;

export async function runFaults({ faults, isShort, seed, say }: FaultsOptions): Promise<readonly Result[]> {
  setPriority(NICE);
  const results: Result[] = [];
  for (const fault of faults) {
    say(`${fault.id} ${fault.what}`);
    const result = await tryFault(fault, { isShort, seed, say });
    results.push(result);
    say(`${fault.id} ${result.outcome} after ${result.seconds} s: ${result.said}`);
  }
  return results;
}

export async function tryFault(
  fault: Fault,
  { isShort, seed, say }: Omit<FaultsOptions, "faults">,
): Promise<Result> {
  const closes: (() => Promise<unknown>)[] = [];
  const bench: Bench = {
    isShort,
    draw: drawFrom(seed),
    say: (line) => say(`  ${line}`),
    closing: (close) => void closes.push(close),
    async open(options) {
      const lab = await openLab(options);
      closes.push(() => lab.close());
      const traffic = openTraffic(lab);
      closes.push(() => traffic.stop());
      return { lab, traffic };
    },
  };
  const began = Date.now();
  const end = (outcome: Result["outcome"], said: string): Result => ({
    ...{ id: fault.id, what: fault.what, outcome, said },
    seconds: Math.round((Date.now() - began) / 1_000),
  });
  try {
    return end("passed", (await fault.run(bench)).said);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    if (!(error instanceof CannotRun) && process.env.BATON_FAULT_TRACE && error instanceof Error)
      say(error.stack ?? "");
    return end(error instanceof CannotRun ? "skipped" : "failed", said);
  } finally {
    for (const close of closes.reverse()) await close().catch((error) => say(`  closing: ${error}`));
  }
}
