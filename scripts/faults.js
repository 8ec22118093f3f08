// @ts-check
/**
 * Breaks an installation in all the ways of test/faults/README.md, and says what came of it:
 * `npm run faults -- [--only A1,F3] [--short] [--seed N] [--json]`. Exits with 1 if a promise was broken. The last line
 * of `--json` is `{"passed","failed","skipped"}`.
 */
import { join } from "node:path";
import { argv, exit, stderr, stdout } from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { buildIfNeeded } from "./build.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const { values } = parseArgs({
  args: argv.slice(2),
  options: {
    only: { type: "string" },
    short: { type: "boolean", default: false },
    seed: { type: "string" },
    json: { type: "boolean", default: false },
  },
});
/** @param {string} line */
const say = (line) => stderr.write(`${line}\n`);

await buildIfNeeded();
// As deep in the project as the sources, which find the project from where they are.
const outfile = join(ROOT, ".baton", "faults", "faults.js");
await build({
  absWorkingDir: ROOT,
  entryPoints: [join(ROOT, "test", "faults", "matrix.ts")],
  outfile,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  packages: "external",
  logLevel: "error",
});
/** @type {typeof import("../test/faults/matrix.ts")} */
const { MATRIX, runFaults } = await import(pathToFileURL(outfile).href);

const wanted = values.only?.split(",").map((id) => id.trim());
const unknown = wanted?.filter((id) => !MATRIX.some((fault) => fault.id === id)) ?? [];
if (unknown.length > 0) {
  say(`There is no fault ${unknown.join(", ")}; there are ${MATRIX.map(({ id }) => id).join(", ")}.`);
  exit(2);
}
const faults = MATRIX.filter(
  ({ id, isShort }) => wanted?.includes(id) ?? (!values.short || isShort === true),
);
const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000));
say(`${faults.length} faults, seed ${seed} (--seed ${seed} runs the same again)`);
const results = await runFaults({ faults, isShort: values.short, seed, say });

const counts = { passed: 0, failed: 0, skipped: 0 };
for (const { id, what, outcome, said, seconds } of results) {
  counts[outcome] += 1;
  if (values.json) stdout.write(`${JSON.stringify({ id, what, outcome, said, seconds })}\n`);
  else stdout.write(`${id.padEnd(4)} ${outcome.padEnd(8)} ${what} (${seconds} s)\n       ${said}\n`);
}
stdout.write(
  values.json
    ? `${JSON.stringify(counts)}\n`
    : `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped; seed ${seed}\n`,
);
exit(counts.failed > 0 ? 1 : 0);
