// @ts-check
/**
 * Runs a bench: `node scripts/bench.js NAME [--json] [--save]`. Exits with 1 if a goal is missed, so that whoever
 * runs it on a quiet machine can rely on it; CI does not.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { argv, exit, stderr, stdout, versions } from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const BENCHES = join(ROOT, "bench");
const NAMES = readdirSync(BENCHES)
  .filter(
    (name) =>
      name.endsWith(".ts") && readFileSync(join(BENCHES, name), "utf8").includes("export const bench"),
  )
  .map((name) => name.slice(0, -3));

const [name, ...flags] = argv.slice(2);
if (name === undefined || !NAMES.includes(name)) {
  stderr.write(`Usage: npm run bench -- NAME [--json] [--save], where NAME is one of ${NAMES.join(", ")}\n`);
  exit(2);
}

/** Inside the project, so that packages are found from there. */
const outfile = join(ROOT, ".baton", "bench", `${name}.js`);
await build({
  absWorkingDir: ROOT,
  entryPoints: [join(BENCHES, `${name}.ts`)],
  outfile,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  packages: "external",
  logLevel: "error",
});

/** @type {{ bench: import("../bench/bench.ts").Bench }} */
const { bench } = await import(pathToFileURL(outfile).href);
stderr.write(`${bench.summary}\n`);
const found = await bench.run((line) => stderr.write(`${line}\n`));
const { figures, also } = "figures" in found ? found : { figures: found, also: {} };

const width = Math.max(...figures.map((one) => one.name.length));
for (const { name: what, value, unit, goal } of figures) {
  const missed = isMissed({ value, goal }) ? "  MISSED" : "";
  const aim = goal === null ? "" : `   (${goal.is} ${goal.value})${missed}`;
  stdout.write(`${what.padEnd(width)}  ${format(value).padStart(12)} ${unit}${aim}\n`);
}

const result = { bench: name, ...machine(), figures, ...also };
if (flags.includes("--save")) {
  mkdirSync(join(BENCHES, "results"), { recursive: true });
  writeFileSync(join(BENCHES, "results", `${name}.json`), `${JSON.stringify(result, null, 2)}\n`);
}
if (flags.includes("--json")) stdout.write(`${JSON.stringify(result)}\n`);
exit(figures.some(isMissed) ? 1 : 0);

/** @param {Pick<import("../bench/bench.ts").Figure, "value" | "goal">} figure */
function isMissed({ value, goal }) {
  if (goal === null) return false;
  return goal.is === "at most" ? !(value <= goal.value) : !(value >= goal.value);
}

/** @param {number} value */
function format(value) {
  return value >= 100 ? Math.round(value).toLocaleString("en") : value.toPrecision(3);
}

function machine() {
  const revision = execFileSync("git", ["rev-parse", "--short", "HEAD"], {
    cwd: ROOT,
    encoding: "utf8",
  }).trim();
  const [cpu] = cpus();
  const [load = 0] = loadavg();
  return {
    at: new Date().toISOString().slice(0, 10),
    revision,
    machine: {
      cpu: cpu?.model ?? "unknown",
      cores: cpus().length,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      load: Number(load.toFixed(1)),
      node: versions.node,
    },
  };
}
