/**
 * One process at a time on a PGlite directory. PGlite has no lock of its own: two processes that open one directory
 * both succeed, and rows that were acknowledged are lost.
 *
 * The lock is a file beside the directory, made with O_EXCL, that names its holder. It is never taken from a
 * process that lives, however long it has been silent; that of a dead process is taken over. A process id that was
 * given to another process since is told by its start time, where the host has `/proc`.
 */
import { linkSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";

const lockFile = z.object({
  pid: z.number().int().positive(),
  /** Clock ticks from the host's boot to the process's start; `null` where the host does not say. */
  started: z.string().nullable(),
  /** What the process is, for the sentence that names it. */
  what: z.string(),
});
type Holder = z.infer<typeof lockFile>;

export interface Lock {
  release(): void;
}

/** Somebody who lives has the store. The message is for the person who wanted it. */
export class StoreInUse extends Error {
  readonly pid: number;

  constructor(directory: string, holder: Holder) {
    super(`The store in ${directory} is in use by process ${holder.pid} (${holder.what}).`);
    this.name = "StoreInUse";
    this.pid = holder.pid;
  }
}

/**
 * @param what names this process to others, such as `baton dev`.
 * @throws StoreInUse
 */
export function lockDirectory(directory: string, what: string): Lock {
  const path = `${resolve(directory)}.lock`;
  const mine: Holder = { pid: process.pid, started: startOf(process.pid), what };
  const live = take(path, mine);
  if (live !== null) throw new StoreInUse(directory, live);
  return { release: () => release(path, mine) };
}

/** Takes the lock, or answers who has it. Each round meets nobody, a live holder, or a dead one to replace. */
function take(path: string, mine: Holder): Holder | null {
  for (;;) {
    if (tryCreate(path, mine)) return null;
    const holder = readHolder(path);
    if (holder === null) continue;
    if (isAlive(holder)) return holder;
    if (tryReplace(path, holder, mine)) return null;
  }
}

/** The file appears with its content or not at all, so that nobody reads half of it. */
function tryCreate(path: string, mine: Holder): boolean {
  const draft = writeDraft(path, mine);
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  } finally {
    unlinkSync(draft);
  }
}

/**
 * Puts `mine` in the place of a dead holder. Only who has the lock on doing so may, and it looks again before it
 * acts: of several who find the same dead holder one replaces it, and the others then meet a live one.
 */
function tryReplace(path: string, dead: Holder, mine: Holder): boolean {
  const right = `${path}.takeover`;
  if (take(right, mine) !== null) {
    pause(TAKEOVER_MS);
    return false;
  }
  try {
    const now = readHolder(path);
    if (now === null || !isSame(now, dead)) return false;
    renameSync(writeDraft(path, mine), path);
    return true;
  } finally {
    release(right, mine);
  }
}

/** A takeover is a few file operations; whoever has to wait for one looks again this much later. */
const TAKEOVER_MS = 5;
const pause = (ms: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

function writeDraft(path: string, holder: Holder): string {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(holder), { mode: 0o600 });
  return draft;
}

/** `null`: it has just been released. */
function readHolder(path: string): Holder | null {
  try {
    return lockFile.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    if (hasCode(error, "ENOENT")) return null;
    throw new Error(`The lock ${path} cannot be read. Remove it if no process uses the store.`);
  }
}

function release(path: string, mine: Holder): void {
  const holder = readHolder(path);
  if (holder !== null && isSame(holder, mine)) rmSync(path, { force: true });
}

const isSame = (one: Holder, other: Holder): boolean =>
  one.pid === other.pid && one.started === other.started;

function isAlive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    if (hasCode(error, "ESRCH")) return false;
  }
  const stat = statOf(holder.pid);
  if (stat === null) return true;
  // Killed, and its parent has not looked yet.
  if (stat.state === "Z") return false;
  return holder.started === null || stat.started === holder.started;
}

const startOf = (pid: number): string | null => statOf(pid)?.started ?? null;

/** Fields 3 and 22 of `/proc/PID/stat` (proc(5)); the name before them may hold blanks and brackets. */
function statOf(pid: number): { readonly state: string; readonly started: string } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0] ?? "", started: fields[19] ?? "" };
  } catch {
    return null;
  }
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;
