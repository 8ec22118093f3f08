/**
 * What mutants of the machine are tried against (`npm run mutate`): the machine's own tests, without the properties over
 * random lives, which take longer than all others and kill little that these do not.
 */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    testTimeout: 60_000,
    // One after the other in one place, so that a mutant does not load the whole machine once for each file.
    isolate: false,
    fileParallelism: false,
    include: ["test/runtime/machine/**/*.test.ts"],
    exclude: ["test/runtime/machine/{promises,random-journeys}.test.ts"],
  },
});
