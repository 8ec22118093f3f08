// @ts-check
/**
 * Replays the recorded histories under every Node that we support: `node scripts/replay.js [--node 22,24] [--json]`.
 * Those that this machine lacks come from the package registry into a cache outside of the project.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { arch, argv, env, execPath, exit, platform, stderr, stdout, versions } from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SUPPORTED = ["20", "22", "24"];
const { values } = parseArgs({
  args: argv.slice(2),
  options: {
    node: { type: "string", default: SUPPORTED.join(",") },
    json: { type: "boolean", default: false },
  },
});

/** As deep in the project as the sources, which find the project from where they are. */
const outfile = join(ROOT, ".baton", "replay", "replay-all.js");
await build({
  absWorkingDir: ROOT,
  stdin: {
    contents: `import { replayAll } from "./test/replay/replay-all.ts";
console.log(JSON.stringify(await replayAll()));
process.exit(0);`,
    loader: "ts",
    resolveDir: ROOT,
  },
  outfile,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  packages: "external",
  logLevel: "error",
});

let failed = 0;
for (const major of values.node.split(",")) {
  const {
    stdout: out,
    stderr: err,
    status,
  } = spawnSync(findNode(major), [outfile], {
    cwd: ROOT,
    encoding: "utf8",
    env: { ...env, NODE_OPTIONS: "" },
  });
  const line = out.trim().split("\n").at(-1) ?? "";
  /** @type {import("../test/replay/replay-all.ts").Replayed | null} */
  const result = status === 0 ? JSON.parse(line) : null;
  if (result === null || result.problems.length > 0 || result.replayed === 0) failed += 1;
  if (values.json)
    stdout.write(`${result === null ? JSON.stringify({ node: major, problems: [err] }) : line}\n`);
  else stdout.write(`${describe(major, result, err)}\n`);
}
exit(failed > 0 ? 1 : 0);

/**
 * @param {string} major
 * @param {import("../test/replay/replay-all.ts").Replayed | null} result
 * @param {string} err
 */
function describe(major, result, err) {
  if (result === null) return `Node ${major}: it failed: ${err.trim().split("\n").at(-1)}`;
  const { node, zones, replayed, refused, problems } = result;
  const told = `Node ${node} (time zones of ${zones}): ${replayed} histories replayed, ${refused} altered ones refused`;
  return [told, ...problems.map((problem) => `  ${problem}`)].join("\n");
}

/** @param {string} major */
function findNode(major) {
  if (versions.node.startsWith(`${major}.`)) return execPath;
  const cache = join(
    env.BATON_CACHE ?? join(env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "baton"),
    "nodes",
  );
  const path = join(cache, "node_modules", `node${major}`, "bin", "node");
  if (existsSync(path)) return path;
  stderr.write(`Node ${major} comes from the package registry into ${cache}\n`);
  mkdirSync(cache, { recursive: true });
  const manifest = join(cache, "package.json");
  if (!existsSync(manifest)) writeFileSync(manifest, '{ "private": true }\n');
  const source = `node${major}@npm:node-${platform}-${arch}@${major}`;
  execFileSync("npm", ["install", "--no-audit", "--no-fund", source], {
    cwd: cache,
    stdio: ["ignore", 2, 2],
  });
  return path;
}
