import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadWorkspace, WorkspaceError } from "../../compiler/workspace.ts";

let folder = "";
const put = (path: string, text: string | Uint8Array = "x") => {
  const target = join(folder, "journeys", path);
  mkdirSync(join(target, ".."), { recursive: true });
  writeFileSync(target, text);
};
const load = () => loadWorkspace(join(folder, "journeys"));
const paths = () => load().files.map(({ path }) => path);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "baton-workspace-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("loadWorkspace", () => {
  it("reads journeys, messages and people, in the order of their paths", () => {
    for (const path of ["z.journey", "a/b.journey", "messages/hello.md", "people.yaml", "B.journey"])
      put(path);
    for (const path of [
      "notes.md",
      "README.md",
      "messages/deeper/no.md",
      ".hidden/x.journey",
      "releases/y.journey",
    ])
      put(path);
    expect(paths()).toEqual([
      "journeys/B.journey",
      "journeys/a/b.journey",
      "journeys/messages/hello.md",
      "journeys/people.yaml",
      "journeys/z.journey",
    ]);
  });

  it("refuses a link that leads out of the folder, and reads one that does not (fault C12)", () => {
    put("a.journey");
    symlinkSync(join(folder, "journeys", "a.journey"), join(folder, "journeys", "b.journey"));
    expect(paths()).toEqual(["journeys/a.journey", "journeys/b.journey"]);
    writeFileSync(join(folder, "secret"), "x");
    symlinkSync(join(folder, "secret"), join(folder, "journeys", "c.journey"));
    expect(load).toThrow(/c\.journey is a link to .*secret, which lies outside the workspace/);
  });

  it("refuses what is too large before reading it, and what is no text (fault C2)", () => {
    put("big.journey", "x".repeat(1_000_001));
    expect(load).toThrow(WorkspaceError);
    rmSync(join(folder, "journeys", "big.journey"));
    put("odd.journey", new Uint8Array([0xff, 0xfe]));
    expect(load).toThrow(/is not UTF-8 text/);
  });

  it("says so when there is no such folder", () => {
    expect(load).toThrow(/journeys cannot be read/);
  });
});
