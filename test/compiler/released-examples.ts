/** Releases of the journeys that a page shows: no page can print one. */
import { compileModel } from "../../compiler/compile.ts";
import { invariant } from "../../compiler/invariant.ts";
import { freeze } from "../../compiler/releases/freeze.ts";
import type { Agreed, FrozenRelease } from "../../compiler/releases/frozen-release.ts";
import { printRelease } from "../../compiler/releases/print-release.ts";
import { modelOf } from "../../compiler/resolve.ts";
import type { WorkspaceFile } from "../../compiler/workspace.ts";
import { COMMON } from "./page-examples.ts";

/** What these texts, with what stands around every example, were once released as. */
export function releasedFrom(
  files: readonly WorkspaceFile[],
  journey: string,
  agreement: Agreed = { since: null, roles: [], waived: null },
): FrozenRelease {
  const own = new Set(files.map(({ path }) => path));
  const model = modelOf({ files: [...COMMON.filter(({ path }) => !own.has(path)), ...files] });
  const horizon = { from: 2026, years: 5 };
  const { library, releases } = compileModel(model, { horizon });
  const release = releases.find(({ plan }) => plan.journey === journey);
  invariant(release !== undefined, `${journey} is not among what the example declares`);
  const act = { on: "2026-11-02", baton: "0.1.0", revision: null, approvals: [], agreement };
  return freeze(release, { model, library, horizon, ...act });
}

export const releaseFile = (release: FrozenRelease, name = release.plan.workflowType): WorkspaceFile => ({
  path: `common/releases/${name}.json`,
  text: printRelease(release),
});

/** Every text with the words replaced; they must stand in one of them. */
export function withWords(
  files: readonly WorkspaceFile[],
  from: string,
  to: string,
): readonly WorkspaceFile[] {
  invariant(
    files.some(({ text }) => text.includes(from)),
    `the example no longer says ${from}`,
  );
  return files.map((file) => ({ ...file, text: file.text.replaceAll(from, to) }));
}
