/** Scratch repositories with the shipped library. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { ROOT } from "./run-baton.ts";

/** With the library as the first commit of `main`. */
export function repository(): string {
  const cwd = mkdtempSync(join(tmpdir(), "baton-diff-"));
  cpSync(join(ROOT, "journeys"), join(cwd, "journeys"), { recursive: true });
  git(cwd, "init", "-q", "-b", "main");
  commit(cwd, "base");
  return cwd;
}

/** What releases a workspace for the first time, when nobody has agreed to any of it. */
export const FIRST_RELEASE = [
  "--unapproved",
  "--by",
  "dag",
  "--because",
  "The first release: nobody is inside",
];

export const git = (cwd: string, ...args: readonly string[]): string =>
  execFileSync("git", ["-c", "user.name=T", "-c", "user.email=t@example.com", ...args], {
    cwd,
    encoding: "utf8",
  });

export function commit(cwd: string, message: string): void {
  git(cwd, "add", "-A");
  git(cwd, "commit", "-q", "-m", message);
}

/** @param file within `journeys/` */
export function edit(cwd: string, file: string, from: string, to: string): void {
  const path = join(cwd, "journeys", file);
  const text = readFileSync(path, "utf8");
  expect(text).toContain(from);
  writeFileSync(
    path,
    text.replace(from, () => to),
  );
}

/** Every place at which it stands; nothing where it does not. */
export function editAll(cwd: string, file: string, from: string, to: string): void {
  const path = join(cwd, "journeys", file);
  writeFileSync(
    path,
    readFileSync(path, "utf8").replaceAll(from, () => to),
  );
}
