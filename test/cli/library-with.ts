import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { ROOT } from "./run-baton.ts";

/** The shipped library with a text of one file replaced by another, for each of `mistakes`. */
export function libraryWith(
  file: string,
  mistakes: readonly (readonly [right: string, wrong: string])[],
): string {
  const directory = mkdtempSync(join(tmpdir(), "baton-check-"));
  cpSync(join(ROOT, "journeys"), join(directory, "journeys"), { recursive: true });
  const path = join(directory, "journeys", file);
  let text = readFileSync(path, "utf8");
  for (const [right, wrong] of mistakes) {
    expect(text).toContain(right);
    text = text.replace(right, () => wrong);
  }
  writeFileSync(path, text);
  return directory;
}
