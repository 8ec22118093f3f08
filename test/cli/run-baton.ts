/** Runs the built command as its users do: as a process of its own, with an environment that says nothing. */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
export const BATON = join(ROOT, "dist", "cli", "baton.js");

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

export async function baton(
  args: readonly string[],
  { cwd = ROOT, env, stdin }: RunOptions = {},
): Promise<Ran> {
  const child = spawn(process.execPath, [BATON, ...args], {
    cwd,
    env: { PATH: process.env.PATH, TZ: "Europe/Copenhagen", ...env },
  });
  child.stdin.end(stdin ?? "");
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => child.on("close", resolve)),
  ]);
  return { code, stdout, stderr };
}

/** As somebody does who sits at a terminal: `script` gives the process one of its own. */
export async function atTerminal(
  args: readonly string[],
  cwd: string,
  typed: string,
): Promise<{ readonly code: number | null; readonly said: string }> {
  const command = [process.execPath, BATON, ...args].map((word) => `'${word}'`).join(" ");
  const child = spawn("script", ["--quiet", "--return", "--command", command, "/dev/null"], {
    cwd,
    env: { PATH: process.env.PATH, TZ: "Europe/Copenhagen", SHELL: "/bin/sh" },
  });
  child.stdin.write(typed);
  const [said, code] = await Promise.all([
    text(child.stdout),
    new Promise<number | null>((resolve) => child.on("close", resolve)),
  ]);
  child.stdin.end();
  return { code, said };
}

/** A new directory with these files; it goes with the machine's other temporary files. */
export function directoryOf(files: Readonly<Record<string, string>>): string {
  const directory = mkdtempSync(join(tmpdir(), "baton-cli-"));
  for (const [path, content] of Object.entries(files)) {
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return directory;
}
