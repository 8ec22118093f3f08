/** What a command sees of the process it runs in. Products go to stdout, talk to stderr. */
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { buffer, text } from "node:stream/consumers";
import picocolors from "picocolors";
import { unreachable } from "./failure.ts";

export type Paint = ReturnType<typeof picocolors.createColors>;

export interface Io {
  /** Absolute; paths of the command line are relative to it. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether the product is asked for as JSON. */
  readonly json: boolean;
  /** Colours of stdout. */
  readonly paint: Paint;
  /** Colours of stderr. */
  readonly paintTalk: Paint;
  /** Whether somebody watches stderr, so that a line may be written over itself. */
  readonly watched: boolean;
  /** Writes a line of the product. */
  out(line: string): void;
  /** Writes part of the product as it is. */
  write(text: string): void;
  /** Writes a line of talk. */
  talk(line: string): void;
  /** Whether somebody is there to answer a question. */
  readonly answers: boolean;
  /** Asks; only where `answers`. Empty where there is no answer. */
  ask(question: string): Promise<string>;
  /** Asks yes or no; only where `answers`. Anything but a yes is no. */
  confirm(question: string): Promise<boolean>;
  /** Shows how far long work has come: one line that is replaced where somebody watches, else nothing. */
  progress(line: string): void;
  readStdin(): Promise<string>;
  /** For what is printed again: reading it as text would lose a byte order mark, and bytes that are no text. */
  readStdinBytes(): Promise<Uint8Array>;
}

export interface IoOptions {
  readonly json: boolean;
  readonly cwd?: string | undefined;
}

/** @throws CommandFailure when `cwd` is no directory. */
export function openIo(process: NodeJS.Process, options: IoOptions): Io {
  const { env, stdout, stderr } = process;
  const watched = stderr.isTTY === true && !isSet(env.CI);
  const ask = openAsking(process);
  return {
    cwd: openDirectory(options.cwd ?? "."),
    env,
    json: options.json,
    paint: picocolors.createColors(wantsColour(env, stdout)),
    paintTalk: picocolors.createColors(wantsColour(env, stderr)),
    watched,
    out: (line) => void stdout.write(`${line}\n`),
    write: (text) => void stdout.write(text),
    talk: (line) => void stderr.write(`${line}\n`),
    answers: watched && process.stdin.isTTY === true,
    ask,
    confirm: async (question) => /^y(es)?$/i.test(await ask(`${question} [y/N] `)),
    progress: (line) => void (watched && stderr.write(`\r\u001b[2K${line}`)),
    readStdin: () => text(process.stdin),
    readStdinBytes: () => buffer(process.stdin),
  };
}

function openAsking({ stdin, stderr }: NodeJS.Process): Io["ask"] {
  // Typed before it was asked for: it answers what comes next.
  const ahead: string[] = [];
  return async (question) => {
    const typed = ahead.shift();
    if (typed !== undefined) return typed.trim();
    const asking = createInterface({ input: stdin, output: stderr });
    asking.on("line", (line) => void ahead.push(line));
    // An input that ends without an answer is none.
    const ended = new Promise<string>((resolve) => asking.once("close", () => resolve("")));
    try {
      return (await Promise.race([asking.question(question), ended])).trim();
    } finally {
      asking.close();
    }
  };
}

/** NO_COLOR (no-color.org) wins over FORCE_COLOR; without either, colour is for a terminal that somebody watches. */
export function wantsColour(env: Io["env"], stream: { readonly isTTY?: boolean }): boolean {
  if (isSet(env.NO_COLOR)) return false;
  if (isSet(env.FORCE_COLOR)) return env.FORCE_COLOR !== "0";
  return stream.isTTY === true && env.TERM !== "dumb" && !isSet(env.CI);
}

const isSet = (value: string | undefined): value is string => value !== undefined && value !== "";

function openDirectory(path: string): string {
  const directory = resolve(path);
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() === true) return directory;
  throw unreachable("no-directory", `There is no directory ${directory}.`);
}
