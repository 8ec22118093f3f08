/** The built command as a process that lives for a while: read as it speaks, and killed by its id. */
import { spawn } from "node:child_process";
import { join, resolve } from "node:path";

/** Of this repository; bundled for a run of its own, this file lies as deep. */
export const ROOT = resolve(import.meta.dirname, "../..");
const BATON = join(ROOT, "dist", "cli", "baton.js");

export interface BatonProcess {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  stdout(): string;
  stderr(): string;
  /** Waits for words on stdout or stderr; rejects when the process ends without them, or after a minute. */
  says(words: string | RegExp): Promise<void>;
  /** Waits until it has written so many lines to stdout. */
  lines(count: number): Promise<void>;
  kill(signal: NodeJS.Signals): Promise<Ended>;
}
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface BatonOptions {
  readonly cwd: string;
  /** Added to an environment with what finds programs and the cache, and nothing else. */
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds that it may take to say or write what is waited for; default: a minute. */
  readonly patience?: number;
  /** The command's file; default: what was built here. */
  readonly command?: string;
}

export function startBaton(
  args: readonly string[],
  { cwd, env, patience = PATIENCE, command = BATON }: BatonOptions,
): BatonProcess {
  const { PATH, HOME, BATON_CACHE, XDG_CACHE_HOME } = process.env;
  const child = spawn(process.execPath, [command, ...args], {
    cwd,
    env: { PATH, HOME, BATON_CACHE, XDG_CACHE_HOME, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const)
    child[stream].setEncoding("utf8").on("data", (text: string) => {
      said[stream] += text;
    });
  let isOver = false;
  const ended = new Promise<Ended>((resolve) => {
    child.once("close", (code, signal) => {
      // By now all that it said has been read.
      isOver = true;
      resolve({ code, signal });
    });
  });
  const until = async (isSo: () => boolean, what: string): Promise<void> => {
    const end = Date.now() + patience;
    while (!isSo()) {
      if (isOver || Date.now() > end)
        throw new Error(`baton ${args.join(" ")}: no ${what} in\n${said.stdout}\n${said.stderr}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  return {
    pid: child.pid ?? 0,
    ended,
    stdout: () => said.stdout,
    stderr: () => said.stderr,
    says: (words) => until(() => `${said.stdout}\n${said.stderr}`.search(words) >= 0, `${words}`),
    lines: (count) => until(() => said.stdout.split("\n").length > count, `${count} lines`),
    kill(signal) {
      child.kill(signal);
      return ended;
    },
  };
}

const PATIENCE = 60_000;
