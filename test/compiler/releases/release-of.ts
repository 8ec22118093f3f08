import { compileModel } from "../../../compiler/compile.ts";
import { invariant } from "../../../compiler/invariant.ts";
import { type Freezing, freeze } from "../../../compiler/releases/freeze.ts";
import type { FrozenRelease } from "../../../compiler/releases/frozen-release.ts";
import { printRelease } from "../../../compiler/releases/print-release.ts";
import type { WorkspaceFile } from "../../../compiler/workspace.ts";
import { modelOf, type Texts } from "../model-of.ts";

export const ACT: Pick<Freezing, "on" | "baton" | "revision" | "approvals" | "agreement"> = {
  on: "2026-11-23",
  baton: "0.1.0",
  revision: "0123456789abcdef0123456789abcdef01234567",
  approvals: [{ who: "jonas", role: "sales_manager", at: "2026-11-22T15:00:00Z" }],
  agreement: { since: null, roles: ["sales_manager"], waived: null },
};

/** The texts' journeys as they are frozen, by workflow type. */
export function frozenOf(
  texts: Texts,
  horizon = { from: 2026, years: 5 },
): Readonly<Record<string, FrozenRelease>> {
  const model = modelOf(texts);
  const { library, releases } = compileModel(model, { horizon });
  const all = releases.map((release) => freeze(release, { model, library, horizon, ...ACT }));
  return Object.fromEntries(all.map((one) => [one.plan.workflowType, one]));
}

export function frozenNamed(texts: Texts, name: string): FrozenRelease {
  const release = frozenOf(texts)[name];
  invariant(release !== undefined, `${name} is not among what is compiled`);
  return release;
}

/** As it lies in the folder. */
export const fileOf = (release: FrozenRelease): WorkspaceFile => ({
  path: `journeys/releases/${release.plan.workflowType}.json`,
  text: printRelease(release),
});
