/** The Temporal CLI built from source by Go: slow, and works wherever the Go module proxy can be reached. */
import { spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import type { Environment } from "./cache-dir.ts";

/** The newest release that can be installed in this way; its server is 1.29.1. */
const MODULE = "github.com/temporalio/cli/cmd/temporal@v1.5.1";
/** Real milliseconds between two lines of progress. */
const PROGRESS = 10_000;
/** Lines of Go's own that are kept for when it fails. */
const KEPT = 5;

/** Puts the CLI into the directory of `path`. Rejects with one sentence when it cannot be built. */
export async function buildServer(
  path: string,
  env: Environment,
  report: (line: string) => void,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  report(`Building the Temporal CLI with \`go install ${MODULE}\`, which takes some minutes`);
  const started = Date.now();
  let modules = 0;
  const said: string[] = [];
  const child = spawn("go", ["install", MODULE], {
    env: { ...env, GOBIN: dirname(path) },
    stdio: ["ignore", "ignore", "pipe"],
  });
  createInterface({ input: child.stderr }).on("line", (line) => {
    if (line.startsWith("go: downloading ")) modules += 1;
    else said.push(line);
    said.splice(0, said.length - KEPT);
  });
  const progress = setInterval(() => {
    const seconds = Math.round((Date.now() - started) / 1_000);
    report(`Building the Temporal CLI: ${seconds} s, ${modules} modules downloaded`);
  }, PROGRESS);
  try {
    await new Promise<void>((resolve, reject) => {
      child.once("error", (error) =>
        reject(new Error(`The Temporal CLI could not be built: ${noGo(error)}`)),
      );
      child.once("close", (code) =>
        code === 0
          ? resolve()
          : reject(new Error(`The Temporal CLI could not be built: ${said.join(" ") || code}`)),
      );
    });
  } finally {
    clearInterval(progress);
  }
}

const noGo = (error: Error): string =>
  "code" in error && error.code === "ENOENT" ? "Go is not installed." : error.message;
