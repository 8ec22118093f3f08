// @ts-check
/**
 * Builds `dist/`: the command, the driver that emitted workflow modules import as `baton/workflows`, and what projects
 * import as `baton/actions`. Plain JavaScript, because it runs before anything is built.
 *
 * Usage: node scripts/build.js [--if-needed]
 */
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const DIST = join(ROOT, "dist");
const SOURCES = ["language", "compiler", "runtime", "cli", "scripts", "package.json", "package-lock.json"];

/** What `check` needs: one file starts faster than hundreds. All other packages stay in node_modules. */
const BUNDLED = new Set(["canonicalize", "chevrotain", "commander", "liquidjs", "picocolors", "yaml", "zod"]);

/** Bundled CommonJS packages ask for Node's own modules with `require`, which an ES module does not have. */
const REQUIRE = `import { createRequire as createRequireOfBundle } from "node:module";
const require = createRequireOfBundle(import.meta.url);`;

/** @returns whether it had to be built */
export async function buildIfNeeded() {
  if (changedAt(DIST, Math.min) > Math.max(...SOURCES.map((path) => changedAt(join(ROOT, path), Math.max)))) {
    return false;
  }
  await buildAll();
  return true;
}

/** Replaces `dist/` when all of it is there: who runs it meanwhile has the old one, and never a part. */
export async function buildAll() {
  const workshop = mkdtempSync(join(ROOT, ".baton-build-"));
  try {
    await buildCommand(join(workshop, "new", "cli"));
    await buildDriver(join(workshop, "new", "workflows"));
    await buildHelper(join(workshop, "new", "connectors"));
    renameIfThere(DIST, join(workshop, "old"));
    renameSync(join(workshop, "new"), DIST);
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
}

/** @param {string} outdir */
async function buildCommand(outdir) {
  /** @type {{ dependencies: Record<string, string>, peerDependencies: Record<string, string> }} */
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  await build({
    ...COMMON,
    entryPoints: [join(ROOT, "cli", "baton.ts")],
    outdir,
    platform: "node",
    // A chunk for each command: what one of them imports, the others do not load.
    splitting: true,
    banner: { js: REQUIRE },
    external: Object.keys({ ...dependencies, ...peerDependencies }).filter((name) => !BUNDLED.has(name)),
  });
}

/** @param {string} outdir */
async function buildDriver(outdir) {
  await build({
    ...COMMON,
    entryPoints: ["index.ts", "late-ends.ts", "left-out-events.ts", "trace-headers.ts"].map((file) =>
      join(ROOT, "runtime", "workflows", file),
    ),
    outdir,
    // Not Node's: nothing of it is to be found in Temporal's sandbox, and importing it has to fail here.
    platform: "neutral",
    external: ["@temporalio/*"],
  });
  // Loaded by its path, by the SDK and by its bundler.
  const converter = "failure-converter.cjs";
  copyFileSync(join(ROOT, "runtime", "workflows", converter), join(outdir, converter));
}

/**
 * What a project imports as `baton/actions`.
 * @param {string} outdir
 */
async function buildHelper(outdir) {
  await build({
    ...COMMON,
    entryPoints: [join(ROOT, "runtime", "connectors", "action.ts")],
    outdir,
    platform: "node",
    external: ["zod"],
  });
}

/** @satisfies {import("esbuild").BuildOptions} */
const COMMON = /** @type {const} */ ({
  absWorkingDir: ROOT,
  bundle: true,
  format: "esm",
  target: "node20",
  logLevel: "warning",
});

/**
 * When a file, or what a folder holds, was changed: the latest of it, or with `Math.min` the earliest.
 * @param {string} path
 * @param {(...times: number[]) => number} pick
 */
function changedAt(path, pick) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return 0;
  if (!stats.isDirectory()) return stats.mtimeMs;
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return pick(...files.map((file) => statSync(join(file.parentPath, file.name)).mtimeMs));
}

/**
 * @param {string} from
 * @param {string} to
 */
function renameIfThere(from, to) {
  if (statSync(from, { throwIfNoEntry: false }) !== undefined) renameSync(from, to);
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  await (argv.includes("--if-needed") ? buildIfNeeded() : buildAll());
}
