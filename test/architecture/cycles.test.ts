/**
 * No file needs, at run time, a file that needs it: neither can be understood, or loaded, before the other. Imports
 * of types may go round; the bundler erases them, so it is asked for what is left.
 */
import { join, relative } from "node:path";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";
import { LAYERS, ROOT, sourceFiles } from "./source-files.ts";

type Graph = ReadonlyMap<string, readonly string[]>;

async function readImports(files: readonly string[]): Promise<Graph> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: files.map((file) => join(ROOT, file)),
    outdir: join(ROOT, "dist"),
    write: false,
    metafile: true,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    logLevel: "silent",
  });
  return new Map(
    Object.entries(metafile.inputs).map(([path, { imports }]) => [
      relative(ROOT, join(ROOT, path)),
      imports.filter(({ external }) => external !== true).map((target) => target.path),
    ]),
  );
}

/** Each cycle that a walk from the first file to the last comes upon, as a path that ends where it begins. */
function findCycles(graph: Graph): readonly (readonly string[])[] {
  const cycles: (readonly string[])[] = [];
  const done = new Set<string>();
  const walk = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file]);
    if (done.has(file) || path.includes(file)) return;
    for (const target of graph.get(file) ?? []) walk(target, [...path, file]);
    done.add(file);
  };
  for (const file of graph.keys()) walk(file, []);
  return cycles;
}

/** Each file is read as a compiler does; on a busy machine that takes its time. */
const READING = 120_000;

test(
  "no imports of values go round",
  async () => {
    const files = sourceFiles(LAYERS);
    const graph = await readImports(files);
    expect([...graph.keys()].filter((path) => path.endsWith(".ts")).sort()).toEqual([...files].sort());
    expect([...graph.values()].flat().length).toBeGreaterThan(files.length);
    expect(findCycles(graph)).toEqual([]);
  },
  READING,
);

describe("a walk", () => {
  test.each<[string, Record<string, string[]>, string[][]]>([
    ["of a line", { a: ["b"], b: ["c"] }, []],
    ["that meets a file twice", { a: ["b", "c"], b: ["c"], c: [] }, []],
    ["of a circle", { a: ["b"], b: ["c"], c: ["b"] }, [["b", "c", "b"]]],
    ["of a file that imports itself", { a: ["a"] }, [["a", "a"]]],
  ])("%s", (_, graph, cycles) => {
    expect(findCycles(new Map(Object.entries(graph)))).toEqual(cycles);
  });
});
