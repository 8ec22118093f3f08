/** The table of imports in docs/architecture.md, held by the rules of `.dependency-cruiser.cjs`. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { LAYERS, ROOT, sourceFiles } from "./source-files.ts";

const cruised = z.object({
  modules: z.array(
    z.object({ source: z.string(), dependencies: z.array(z.object({ resolved: z.string() })) }),
  ),
  summary: z.object({
    violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) })),
  }),
});

const CRUISER = join(ROOT, "node_modules", "dependency-cruiser", "bin", "dependency-cruise.mjs");

function cruise(directory: string, folders: readonly string[]): z.infer<typeof cruised> {
  const config = join(ROOT, ".dependency-cruiser.cjs");
  const { stdout } = spawnSync(
    process.execPath,
    [CRUISER, "--config", config, "--output-type", "json", ...folders],
    { cwd: directory, encoding: "utf8", maxBuffer: 256 * 1024 * 1024 },
  );
  return cruised.parse(JSON.parse(stdout));
}

describe("the imports of the project", () => {
  const { modules, summary } = cruise(ROOT, LAYERS);

  // A parser that does not know the version of TypeScript reads nothing, and finds nothing wrong with it.
  test("all modules are read, and their imports with them", () => {
    const read = modules
      .map(({ source }) => source)
      // The failure converter is loaded by its path, and is CommonJS.
      .filter((path) => path.endsWith(".ts") && LAYERS.includes(path.split("/")[0] ?? ""));
    expect(read.sort()).toEqual([...sourceFiles(LAYERS)].sort());
    expect(read.length).toBeGreaterThan(200);
    const step = modules.find(({ source }) => source === "runtime/machine/step.ts");
    expect(step?.dependencies.map(({ resolved }) => resolved)).toContain("compiler/plan.ts");
  });

  test("none leads where it may not", () => {
    const told = summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`);
    expect(told).toEqual([]);
  });
});

describe("the rules", () => {
  test.each([
    ["language-imports-inwards", "language/a.ts", 'import "../compiler/b.ts";', "compiler/b.ts"],
    [
      "compiler-imports-inwards",
      "compiler/a.ts",
      'import type { B } from "../runtime/b.ts";',
      "runtime/b.ts",
    ],
    ["runtime-imports-inwards", "runtime/a.ts", 'export { b } from "../cli/b.ts";', "cli/b.ts"],
    ["sandbox-is-closed", "runtime/workflows/a.ts", 'import { readFileSync } from "node:fs";', null],
    ["sandbox-is-closed", "runtime/workflows/a.ts", 'import "../policy/b.ts";', "runtime/policy/b.ts"],
    ["sandbox-is-closed", "compiler/plan.ts", 'import "./b.ts";', "compiler/b.ts"],
    ["machine-is-pure", "runtime/machine/a.ts", 'import "../workflows/b.ts";', "runtime/workflows/b.ts"],
    ["commands-stand-alone", "cli/commands/a.ts", 'import "./b.ts";', "cli/commands/b.ts"],
    ["resolvable", "compiler/a.ts", 'import "./nowhere.ts";', null],
  ])("%s catches %s", (rule, from, text, target) => {
    const directory = mkdtempSync(join(tmpdir(), "baton-imports-"));
    try {
      write(directory, from, text);
      if (target !== null) write(directory, target, "export type B = 1;");
      const { summary } = cruise(directory, ["."]);
      expect(summary.violations.map((violation) => violation.rule.name)).toContain(rule);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});

function write(directory: string, path: string, text: string): void {
  const file = join(directory, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${text}\n`);
}
