// @ts-check
/** Builds what is packed: the extension, the language server with all that it needs, and the grammar for colours. */
const { mkdirSync, rmSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { build } = require("esbuild");

const FOLDER = join(__dirname, "..");
const DIST = join(FOLDER, "dist");

/** @type {import("esbuild").BuildOptions} */
const COMMON = {
  absWorkingDir: FOLDER,
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  external: ["vscode"],
  minify: true,
  logLevel: "warning",
};

async function main() {
  rmSync(DIST, { recursive: true, force: true });
  await build({ ...COMMON, entryPoints: ["src/extension.ts", "src/server.ts"], outdir: DIST });
  await writeGrammar();
}

/** The grammar is a value of the language's own source: it is computed and written down. */
async function writeGrammar() {
  const outfile = join(DIST, "textmate-grammar.js");
  await build({ ...COMMON, minify: false, entryPoints: ["src/textmate-grammar.ts"], outfile });
  const { textMateGrammar } = require(outfile);
  mkdirSync(join(FOLDER, "syntaxes"), { recursive: true });
  writeFileSync(
    join(FOLDER, "syntaxes", "baton.tmLanguage.json"),
    `${JSON.stringify(textMateGrammar(), undefined, 2)}\n`,
  );
  rmSync(outfile);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
