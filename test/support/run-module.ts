/** Runs a piece of TypeScript that imports our sources as a process of its own, for tests that need a second one. */
import { type ChildProcess, spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { build } from "esbuild";

/** Inside the project, so that packages are found from what is built there. */
const PROJECT = resolve(import.meta.dirname, "../..");

export interface Module {
  /** Starts it; its arguments are `process.argv.slice(2)`. */
  start(args: readonly string[], env?: Readonly<Record<string, string>>): RunningModule;
  remove(): void;
}
export interface RunningModule {
  readonly process: ChildProcess;
  /** Lines that it has written so far. */
  readonly lines: readonly string[];
  /** The next line that it writes; rejects when it ends without one. */
  line(): Promise<string>;
  readonly ended: Promise<void>;
}

/** Imports in `source` start from the project: `./runtime/store/lock.ts`. */
export async function buildModule(source: string): Promise<Module> {
  serial += 1;
  const outfile = join(PROJECT, "node_modules", ".cache", `baton-test-${process.pid}-${serial}.mjs`);
  await build({
    stdin: { contents: source, loader: "ts", resolveDir: PROJECT },
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
    outfile,
    logLevel: "silent",
  });
  return {
    start: (args, env = {}) => follow(spawnNode([outfile, ...args], env)),
    remove: () => rmSync(outfile, { force: true }),
  };
}
let serial = 0;

const spawnNode = (args: readonly string[], env: Readonly<Record<string, string>>): ChildProcess =>
  spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "inherit"] });

function follow(child: ChildProcess): RunningModule {
  const lines: string[] = [];
  const readers: ((line: string | null) => void)[] = [];
  let read = 0;
  if (child.stdout !== null) {
    createInterface(child.stdout).on("line", (line) => {
      lines.push(line);
      const reader = readers.shift();
      if (reader === undefined) return;
      read += 1;
      reader(line);
    });
  }
  const ended = new Promise<void>((resolve) => {
    child.once("close", () => {
      for (const reader of readers.splice(0)) reader(null);
      resolve();
    });
  });
  return {
    process: child,
    lines,
    ended,
    async line() {
      const known = lines[read];
      if (known !== undefined) {
        read += 1;
        return known;
      }
      const next = await new Promise<string | null>((resolve) => readers.push(resolve));
      if (next === null) throw new Error(`It ended without another line; before: ${lines.join(" / ")}`);
      return next;
    },
  };
}
