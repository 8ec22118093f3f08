/**
 * What the machine is mutated against, in one file, so that it is loaded once; see `in-place-runner.js`. The last of its
 * tests runs the others again, once for each mutant that it is told of.
 */
import { BroadcastChannel } from "node:worker_threads";
import { afterEach, beforeEach, expect, type RunnerTask, type RunnerTestCase, test } from "vitest";
import { getFn } from "vitest/suite";

const CHANNEL = "baton-mutants";

/** From StrykerJS' side of the channel. */
type Question =
  | {
      readonly is: "run";
      readonly mutant: string;
      /** Ids of those that pass through it. */
      readonly tests: readonly string[];
      /** Who passes through it more often runs in circles. */
      readonly hitLimit: number | null;
    }
  | { readonly is: "end" };

declare global {
  var __stryker__: Stryker | undefined;
  /** Vite's. */
  interface ImportMeta {
    glob(files: readonly string[], options: { readonly eager: true }): unknown;
  }
}

/** What StrykerJS' instrumented code reads and writes. */
interface Stryker {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  readonly mutantCoverage?: unknown;
}
globalThis.__stryker__ ??= {};
const stryker = globalThis.__stryker__;

/** As StrykerJS counts it. */
const PASSED = 0;

beforeEach(({ task }) => {
  stryker.currentTestId = task.id;
});
afterEach(() => {
  stryker.currentTestId = undefined;
});

// Without what chance makes up, which takes longer than all others and kills little that these do not.
import.meta.glob(
  [
    "../../runtime/machine/*.test.ts",
    "../../runtime/simulate/*.test.ts",
    "../../playbooks/*.test.ts",
    "!**/{promises,random-journeys,random-moves,random-worlds,virtual-world,cohort}.test.ts",
    "!**/*.e2e.test.ts",
  ],
  { eager: true },
);

const testsIn = (task: RunnerTask): readonly RunnerTestCase[] =>
  task.type === "suite" ? task.tasks.flatMap(testsIn) : [task];

type Result =
  | { readonly status: "survived"; readonly nrOfTests: number }
  | { readonly status: "timeout"; readonly reason: string }
  | {
      readonly status: "killed";
      readonly nrOfTests: number;
      readonly killedBy: readonly string[];
      readonly failureMessage: string;
    };

/** Until one of them notices. */
async function runWith(
  { mutant, hitLimit }: Extract<Question, { is: "run" }>,
  tests: readonly RunnerTestCase[],
): Promise<Result> {
  Object.assign(stryker, { activeMutant: mutant, hitCount: 0, hitLimit: hitLimit ?? undefined });
  try {
    for (const [at, one] of tests.entries()) {
      const failure = await failureOf(one);
      if ((stryker.hitCount ?? 0) > (hitLimit ?? Number.POSITIVE_INFINITY))
        return { status: "timeout", reason: `more than ${hitLimit} passes` };
      if (failure !== null)
        return { status: "killed", nrOfTests: at + 1, killedBy: [one.id], failureMessage: failure };
    }
    return { status: "survived", nrOfTests: tests.length };
  } finally {
    Object.assign(stryker, { activeMutant: undefined, hitCount: undefined, hitLimit: undefined });
  }
}

async function failureOf(one: RunnerTestCase): Promise<string | null> {
  try {
    await getFn(one)();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

test("mutants", { timeout: 0 }, async ({ task: itself }) => {
  stryker.currentTestId = undefined;
  const tests = testsIn(itself.file).filter((one) => one !== itself && one.mode === "run");
  const failing = tests.filter(({ result }) => result?.state !== "pass");
  expect(failing.map(({ fullName }) => fullName)).toEqual([]);
  const took = (one: RunnerTestCase | undefined): number => one?.result?.duration ?? 0;
  const byId = new Map(tests.map((one) => [one.id, one]));
  const channel = new BroadcastChannel(CHANNEL);
  await new Promise<void>((resolve) => {
    channel.onmessage = async (message) => {
      // What only the other side of the channel sends.
      const { data: question } = message as { readonly data: Question };
      if (question.is === "end") return resolve();
      const asked = question.tests.flatMap((id) => byId.get(id) ?? []);
      const fastFirst = asked.toSorted((one, other) => took(one) - took(other));
      channel.postMessage({ is: "ran", result: await runWith(question, fastFirst) });
    };
    channel.postMessage({
      is: "loaded",
      tests: tests.map((one) => ({
        id: one.id,
        name: one.fullName,
        status: PASSED,
        timeSpentMs: took(one),
      })),
      coverage: stryker.mutantCoverage,
    });
  });
  channel.close();
});
