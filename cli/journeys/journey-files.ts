/** The journey files that a command line names, read and written byte for byte. */
import { randomUUID } from "node:crypto";
import { readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { messageOf } from "../../compiler/message-of.ts";
import { isJourneyFile, loadWorkspace } from "../../compiler/workspace.ts";
import { unreachable, wrongUsage } from "../failure.ts";

export interface JourneyFile {
  /** Absolute. */
  readonly path: string;
  /** As seen from where the command runs, with `/` separators. */
  readonly shown: string;
}

/**
 * Folders stand for all journey files below them; each file is listed once.
 *
 * @throws CommandFailure when there is no such file or folder, or a file is no journey.
 */
export function listJourneyFiles(paths: readonly string[], cwd: string): readonly JourneyFile[] {
  const found = new Set(paths.flatMap((path) => filesAt(resolve(cwd, path))));
  return [...found].map((path) => ({ path, shown: relative(cwd, path).split(sep).join("/") }));
}

function filesAt(path: string): readonly string[] {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw unreachable("no-file", `There is no file or folder ${path}.`);
  if (!stats.isDirectory()) {
    if (!isJourneyFile(path)) throw wrongUsage(`${path} is no journey; files of journeys end in .journey.`);
    return [path];
  }
  const { root, files } = loadWorkspace(path);
  return files.filter((file) => isJourneyFile(file.path)).map((file) => join(dirname(root), file.path));
}

/** @throws CommandFailure when the bytes are no UTF-8: what cannot be read whole is not written again. */
export function decodeWhole(bytes: Uint8Array, shown: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw unreachable("not-text", `${shown} is not UTF-8 text.`);
  }
}

/** @throws CommandFailure when it cannot be read. */
export function readJourneyFile({ path, shown }: JourneyFile): string {
  return decodeWhole(
    attempt(`${shown} cannot be read`, () => readFileSync(path)),
    shown,
  );
}

/**
 * Replaces a file at once: who reads it, or interrupts this, finds the old text or the new one.
 *
 * @throws CommandFailure when it cannot be written.
 */
export function replaceJourneyFile({ path, shown }: JourneyFile, text: string): void {
  attempt(`${shown} cannot be written`, () => {
    const target = realpathSync(path);
    const beside = `${target}.${randomUUID()}.tmp`;
    try {
      writeFileSync(beside, text, { mode: statSync(target).mode, flag: "wx" });
      renameSync(beside, target);
    } finally {
      rmSync(beside, { force: true });
    }
  });
}

function attempt<T>(what: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    const reason = messageOf(error);
    throw unreachable("cannot-read", `${what}: ${reason}`);
  }
}
