/** How the tests run for mutants of the machine (`npm run mutate`). */
import { defineConfig } from "vitest/config";

/**
 * What follows from a plan is worked out once for each plan, and the plans of the tests outlive a mutant: what was worked
 * out without it may not be taken with it.
 */
const FORGETFUL = `
  export function onceFor(workOut) {
    let known = new WeakMap();
    let mutant;
    return (plan) => {
      const active = globalThis.__stryker__?.activeMutant;
      if (active !== mutant) known = new WeakMap();
      mutant = active;
      if (!known.has(plan)) known.set(plan, workOut(plan));
      return known.get(plan);
    };
  }
`;

export default defineConfig({
  plugins: [
    {
      name: "forgetful",
      enforce: "pre",
      transform: (_, id) => (id.endsWith("/machine/once-for.ts") ? FORGETFUL : null),
    },
  ],
  test: {
    include: ["test/support/mutation/all-tests.ts"],
    pool: "threads",
    testTimeout: 60_000,
    watch: false,
    reporters: [],
  },
});
