/**
 * The code that runs in Temporal's sandbox: the emitted modules of a build, the driver and the machine, in one file.
 * Bundled once for each content (it takes some two seconds) and kept beside the build, so that a worker starts fast.
 */
import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, rename, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { bundleWorkflowCode } from "@temporalio/worker";

export interface JourneyBundle {
  readonly codePath: string;
  /** SHA-256 of what went in: the same wherever the build lies. */
  readonly hash: string;
}

export interface BundleOptions {
  /** What `baton/workflows` stands for in emitted modules; default: the driver that ships with this file. */
  readonly driver?: string;
  /** Path of the module by which failures are written; default: in clear. The same as the worker's. */
  readonly failureConverter?: string | undefined;
}

/** Modules of the driver, always: a bundle is the same whether or not anybody traces. What comes first is asked first. */
const INTERCEPTORS = ["late-ends", "left-out-events", "trace-headers"] as const;

const requireHere = createRequire(import.meta.url);
type WebpackHook = NonNullable<Parameters<typeof bundleWorkflowCode>[0]["webpackConfigHook"]>;

/**
 * Bundles `workflows/index.cjs` of a build, or answers the bundle made earlier of the same content.
 * Rejects when a module cannot be resolved or imports what a workflow may not.
 */
export async function bundleJourneys(buildDir: string, options: BundleOptions = {}): Promise<JourneyBundle> {
  const driver = options.driver ?? findBeside("index");
  const entry = resolve(buildDir, "workflows", "index.cjs");
  const { failureConverter } = options;
  const interceptors = INTERCEPTORS.map((name) => findBeside(name, options.driver));
  const hash = await hashOf([
    entry,
    driver,
    ...interceptors,
    ...(failureConverter === undefined ? [] : [failureConverter]),
  ]);
  const codePath = join(buildDir, `workflow-bundle-${hash.slice(0, 16)}.js`);
  if (!existsSync(codePath)) {
    const code = await bundle(entry, hookFor(buildDir, driver), interceptors, failureConverter);
    await writeWhole(codePath, `${code}\n${NO_SOURCE_MAP}`);
  }
  return { codePath, hash };
}

async function bundle(
  workflowsPath: string,
  webpackConfigHook: WebpackHook,
  workflowInterceptorModules: string[],
  failureConverterPath: string | undefined,
): Promise<string> {
  const said: string[] = [];
  const logger = { log: ignore, trace: ignore, debug: ignore, info: ignore, warn: ignore, error: note };
  function note(message: string): void {
    said.push(message);
  }
  try {
    const converter = failureConverterPath === undefined ? {} : { failureConverterPath };
    const options = { workflowsPath, webpackConfigHook, workflowInterceptorModules, logger, ...converter };
    return (await bundleWorkflowCode(options)).code;
  } catch (error) {
    // The SDK logs the cause and throws that there is one.
    throw new Error(["The journeys cannot be bundled.", ...said].join("\n"), { cause: error });
  }
}

/** The worker insists on a map. A true one would hold paths of this machine, and the bundle reads well as it is. */
const EMPTY_MAP = { version: 3, file: "workflow-bundle.js", sources: [], names: [], mappings: "" };
/** In two parts, lest a tool take this file's own map to be meant. */
const NO_SOURCE_MAP = [
  "//# source",
  "MappingURL=data:application/json;base64,",
  toBase64(JSON.stringify(EMPTY_MAP)),
].join("");
function toBase64(text: string): string {
  return Buffer.from(text).toString("base64");
}

/** No source map, no paths and no names that depend on the place: the same content makes the same bytes. */
const hookFor =
  (buildDir: string, driver: string): WebpackHook =>
  (config) => ({
    ...config,
    devtool: false,
    context: resolve(buildDir),
    output: { ...config.output, pathinfo: false },
    optimization: { ...config.optimization, moduleIds: "natural" },
    resolve: {
      ...config.resolve,
      // A build may lie where no package can be found; and there must be one copy of the sandbox's library.
      alias: { ...config.resolve?.alias, ...aliases(driver) },
    },
  });

const aliases = (driver: string): Readonly<Record<string, string>> => ({
  "baton/workflows$": driver,
  "@temporalio/workflow": packageDir("@temporalio/workflow"),
  "@temporalio/common": packageDir("@temporalio/common"),
});

const packageDir = (name: string): string => dirname(requireHere.resolve(`${name}/package.json`));

/**
 * A module of the driver: beside this folder, in TypeScript or as `scripts/build.js` compiles it, else beside the driver
 * that was named.
 */
function findBeside(name: "index" | (typeof INTERCEPTORS)[number], driver?: string): string {
  const here = new URL("../workflows/", import.meta.url);
  const folders = [here, ...(driver === undefined ? [] : [new URL(".", pathToFileURL(driver))])];
  const paths = folders.flatMap((folder) =>
    [`${name}.ts`, `${name}.js`].map((file) => fileURLToPath(new URL(file, folder))),
  );
  const found = paths.find((path) => existsSync(path));
  if (found === undefined) throw new Error(`The driver is missing from this installation: ${paths[0]}.`);
  return found;
}

// ── What goes in ──────────────────────────────────────────────────────────────────────────────────────────

/** Import and export declarations with a relative path, in TypeScript, ES modules and CommonJS. */
const RELATIVE = /(?:\bfrom|\bimport|\brequire\()\s*["'](\.{1,2}\/[^"']+)["']/g;

/** Of the files reached from the entries, in the order in which they are reached, and the SDK's version. */
async function hashOf(entries: readonly string[]): Promise<string> {
  const hash = createHash("sha256").update(requireHere("@temporalio/worker/package.json").version);
  const seen = new Set<string>();
  const visit = async (path: string): Promise<void> => {
    if (seen.has(path)) return;
    seen.add(path);
    const text = await readFile(path, "utf8");
    hash.update(`\0${seen.size}\0${text}`);
    for (const [, target = ""] of text.matchAll(RELATIVE)) await visit(resolve(dirname(path), target));
  };
  for (const entry of entries) await visit(entry);
  return hash.digest("hex");
}

/** A reader sees the whole file or none: two workers may start at once. */
async function writeWhole(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, text);
  await rename(draft, path);
}

const ignore = (): void => {};
