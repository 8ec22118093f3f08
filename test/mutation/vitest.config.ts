import { defineConfig } from "vitest/config";
export default defineConfig({
  test: {
    include: ["test/runtime/machine/**/*.test.ts"],
    exclude: ["test/runtime/machine/promises.test.ts"],
  },
});
