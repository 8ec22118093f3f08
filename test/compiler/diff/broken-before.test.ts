/** What had errors is compared as far as it can be read, whatever is wrong with it: it is what a change may mend. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { checkWorkspace } from "../../../compiler/check.ts";
import { agreementsFor, judge } from "../../../compiler/diff/agreement.ts";
import { compareWorkspaces } from "../../../compiler/diff/diff-workspaces.ts";
import { loadWorkspace, type WorkspaceFile } from "../../../compiler/workspace.ts";
import { FUZZ_TIMEOUT, fuzz } from "../../support/fuzz.ts";

const AFTER = loadWorkspace(new URL("../../../journeys", import.meta.url).pathname).files;

const damage = fc.record({
  what: fc.constantFrom("delete", "name", "cut", "repeat"),
  file: fc.nat(1_000),
  line: fc.nat(10_000),
  pick: fc.nat(40),
});

function damaged({
  what,
  file,
  line,
  pick,
}: {
  readonly what: string;
  readonly file: number;
  readonly line: number;
  readonly pick: number;
}): readonly WorkspaceFile[] {
  const found = AFTER[file % AFTER.length];
  if (found === undefined) return AFTER;
  const lines = found.text.split("\n");
  const at = line % lines.length;
  const here = lines[at] ?? "";
  if (what === "delete") lines.splice(at, 1);
  if (what === "name") lines[at] = here.replace(/\b[a-z]+_[a-z_]+\b/, "nowhere");
  if (what === "cut") lines[at] = here.slice(0, pick);
  if (what === "repeat") lines.splice(pick % lines.length, 0, here);
  return AFTER.map((one) => (one === found ? { ...one, text: lines.join("\n") } : one));
}

test(
  "texts with errors are compared with the texts that mend them, and who must agree is known",
  () => {
    let tried = 0;
    fuzz(
      damage,
      (how) => {
        const files = damaged(how);
        if (!checkWorkspace({ files }).diagnostics.some(({ severity }) => severity === "error")) return;
        tried += 1;
        const options = { year: 2026, beforeHasErrors: true };
        const { diff, sides } = compareWorkspaces({ files }, { files: AFTER }, options);
        const { agreements } = judge(agreementsFor(diff.changes, sides), [], sides);
        expect(agreements.every(({ missing }) => missing.length > 0)).toBe(true);
      },
      { inCi: 150, atHand: 40 },
    );
    expect(tried).toBeGreaterThan(8);
  },
  FUZZ_TIMEOUT.timeout,
);
