import { defineConfig } from "vitest/config";
import { ClosingLine } from "./test/support/closing-line.ts";

/** Tests on a real Temporal server or database, which take seconds each and most of the machine. */
const END_TO_END = [
  "test/**/*.e2e.test.ts",
  "test/runtime/{client,temporal,worker,workflows}/**/*.test.ts",
  "test/{replay,faults}/**/*.test.ts",
];
/** Tests of what users run, which has to be built. */
const OF_THE_BUILD = "test/cli/**/*.test.ts";

const SECONDS = 1_000;

export default defineConfig({
  test: {
    reporters: ["default", new ClosingLine()],
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: [...END_TO_END, OF_THE_BUILD],
          testTimeout: 20 * SECONDS,
          // A database in memory is opened; on a busy machine that takes its time.
          hookTimeout: 30 * SECONDS,
        },
      },
      {
        test: {
          name: "command",
          include: [OF_THE_BUILD],
          exclude: END_TO_END,
          globalSetup: ["test/support/build-first.ts"],
          testTimeout: 30 * SECONDS,
        },
      },
      {
        test: {
          name: "end-to-end",
          include: END_TO_END,
          globalSetup: ["test/support/build-first.ts"],
          // One at a time: they share a Temporal server, and measure what they wait for.
          fileParallelism: false,
          maxWorkers: 1,
          // After the others, which would take the time from them.
          sequence: { groupOrder: 1 },
          testTimeout: 120 * SECONDS,
          // The first start may have to build the server.
          hookTimeout: 900 * SECONDS,
        },
      },
    ],
  },
});
