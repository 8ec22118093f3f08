/**
 * Whatever is edited: texts that come to the same have no change, and texts that do not have one, which says that it
 * changes what happens, unless only words that are shown are others.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson } from "../../../compiler/canonical.ts";
import { checkWorkspace } from "../../../compiler/check.ts";
import { compileModel } from "../../../compiler/compile.ts";
import { diffWorkspaces } from "../../../compiler/diff/diff-workspaces.ts";
import type { Model } from "../../../compiler/model.ts";
import { loadWorkspace, type WorkspaceFile } from "../../../compiler/workspace.ts";
import { FUZZ_TIMEOUT, fuzz } from "../../support/fuzz.ts";

const YEAR = 2026;
const BASE = loadWorkspace(new URL("../../../journeys", import.meta.url).pathname).files.filter(
  ({ path }) => !path.includes("/scenarios/"),
);

interface Edit {
  readonly what: "delete" | "repeat" | "swap" | "number" | "unit" | "name";
  readonly file: number;
  readonly line: number;
  readonly pick: number;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  what: fc.constantFrom("delete", "repeat", "swap", "number", "unit", "name"),
  file: fc.nat(1_000),
  line: fc.nat(10_000),
  pick: fc.nat(1_000),
});

const UNITS = ["minutes", "hours", "days", "weeks"];

function apply(files: readonly WorkspaceFile[], { what, file, line, pick }: Edit): readonly WorkspaceFile[] {
  const found = files[file % files.length];
  if (found === undefined) return files;
  const lines = found.text.split("\n");
  const at = line % lines.length;
  const [here = "", next = ""] = [lines[at], lines[at + 1]];
  const names = [...new Set(found.text.match(/\b[a-z]+_[a-z_]+\b/g) ?? [])];
  if (what === "delete") lines.splice(at, 1);
  if (what === "repeat") lines.splice(at, 0, here);
  if (what === "swap") lines.splice(at, 2, next, here);
  if (what === "number") lines[at] = here.replace(/\d+/, (digits) => String(Number(digits) + 1 + (pick % 9)));
  if (what === "unit")
    lines[at] = here.replace(/\b(minutes|hours|days|weeks)\b/, UNITS[pick % UNITS.length] ?? "days");
  if (what === "name") lines[at] = here.replace(/\b[a-z]+_[a-z_]+\b/, names[pick % names.length] ?? "");
  return files.map((one) => (one === found ? { ...one, text: lines.join("\n") } : one));
}

/** `null`: what is edited is no longer a library that could be released. */
function modelOf(files: readonly WorkspaceFile[]): Model | null {
  const { model, diagnostics } = checkWorkspace({ files });
  return diagnostics.some(({ severity }) => severity === "error") ? null : model;
}

/** What runs; `quiet`: without the words that people are shown, and without what only tells versions apart. */
function runs(model: Model, quiet: boolean): string {
  const { library, releases } = compileModel(model, { horizon: { from: YEAR, years: 3 } });
  const all = { library, plans: releases.map(({ plan }) => plan), people: model.people };
  const shown = new Set(
    quiet ? ["title", "description", "file", "version", "workflowType", "name"] : ["file"],
  );
  return canonicalJson(JSON.parse(JSON.stringify(all, (key, value) => (shown.has(key) ? undefined : value))));
}

test(
  "texts that run alike have no change of what runs, and others have one",
  () => {
    const before = modelOf(BASE);
    if (before === null) throw new Error("the library has errors");
    let tried = 0;
    let changed = 0;
    fuzz(
      fc.array(edit, { minLength: 1, maxLength: 3 }),
      (edits) => {
        const files = edits.reduce(apply, BASE);
        const after = modelOf(files);
        if (after === null) return;
        tried += 1;
        const { changes } = diffWorkspaces({ files: BASE }, { files }, { year: YEAR });
        const running = changes.filter(({ of }) => of === "what runs");
        const isSame = runs(before, false) === runs(after, false);
        expect(running.length === 0).toBe(isSame);
        if (!isSame) changed += 1;
        if (runs(before, true) !== runs(after, true))
          expect(running.filter(({ effect }) => effect !== "neutral")).not.toEqual([]);
        expect(running.filter(({ at }) => at === "workspace")).toEqual([]);
      },
      { inCi: 200, atHand: 60 },
    );
    // Many edits break something: enough of them must not.
    expect(tried).toBeGreaterThan(20);
    expect(changed).toBeGreaterThan(10);
  },
  FUZZ_TIMEOUT.timeout,
);
