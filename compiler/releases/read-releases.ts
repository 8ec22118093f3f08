/** Reads the releases of a workspace back, and trusts nothing: format, shape, hash, seal and names are checked. */
import { basename } from "node:path";
import { byCodeUnit } from "../by-code-unit.ts";
import { hashPlan } from "../canonical.ts";
import { onceFor } from "../once-for.ts";
import { parseJson, requireFormat, requireShape, UnreadableBuild } from "../read-release.ts";
import { isReleaseFile, type WorkspaceFile } from "../workspace.ts";
import { sealOf } from "./freeze.ts";
import type { FrozenRelease } from "./frozen-release.ts";
import { frozenSchema } from "./frozen-schema.ts";

export interface FrozenFile {
  /** Of the file within its workspace. */
  readonly path: string;
  readonly text: string;
  readonly release: FrozenRelease;
}

export interface ReadReleases {
  /** By journey, then version; each once. */
  readonly frozen: readonly FrozenFile[];
  readonly faults: readonly ReleaseFault[];
}

/** A file that is not used, and why; `why` is the end of a sentence that begins with the file. */
export type ReleaseFault =
  | { readonly is: "unreadable"; readonly path: string; readonly why: string }
  /** A merge has left both sides in it. */
  | { readonly is: "in conflict"; readonly path: string }
  /** Its hash or its seal is not that of what it holds. */
  | { readonly is: "edited"; readonly path: string; readonly stated: string; readonly found: string }
  | { readonly is: "misnamed"; readonly path: string; readonly holds: string };

export function readReleases(files: readonly WorkspaceFile[]): ReadReleases {
  const read = files.filter(({ path }) => isReleaseFile(path)).map(readOnce);
  const frozen = read.flatMap((one) => ("release" in one ? [one] : []));
  return {
    frozen: frozen.toSorted((a, b) => inOrder(a.release, b.release)),
    faults: read.flatMap((one) => ("is" in one ? [one] : [])),
  };
}

/** What a release is called on disk: a file is called what it holds, so that none is there twice. */
export const releaseFileName = ({ workflowType }: { readonly workflowType: string }): string =>
  `${workflowType}.json`;

/** A file is read once for as long as it is there. */
const readOnce = onceFor(readOne);

/** As git leaves them; JSON has no line that begins so. */
const CONFLICT_MARKS = /^(?:<{7} |\|{7} |={7}$|>{7} )/m;

function readOne({ path, text }: WorkspaceFile): FrozenFile | ReleaseFault {
  if (CONFLICT_MARKS.test(text)) return { is: "in conflict", path };
  try {
    return examine({ path, text }, parseFrozen(text));
  } catch (error) {
    if (error instanceof UnreadableBuild) return { is: "unreadable", path, why: error.message };
    throw error;
  }
}

/**
 * What was written is handed on and not what the schema made of it: the order of its keys decides the bytes of the
 * workflow module.
 */
function parseFrozen(text: string): FrozenRelease {
  const json = parseJson(text, "It");
  requireFormat(member(json, "plan"), "It");
  requireShape(frozenSchema, json, "It");
  // The strict schema has found exactly these members in it.
  return json as FrozenRelease;
}

function examine({ path, text }: WorkspaceFile, release: FrozenRelease): FrozenFile | ReleaseFault {
  const { hash, plan, seal } = release;
  const found = hashPlan(plan);
  if (found !== hash) return { is: "edited", path, stated: hash, found };
  const sealed = sealOf(release);
  if (sealed !== seal) return { is: "edited", path, stated: seal, found: sealed };
  if (plan.workflowType !== `${plan.journey}_v${plan.version}`)
    return { is: "unreadable", path, why: `It states the workflow type ${plan.workflowType}.` };
  if (basename(path) !== releaseFileName(plan)) return { is: "misnamed", path, holds: plan.workflowType };
  return { path, text, release };
}

function member(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.entries(value).find(([name]) => name === key)?.[1];
}

const inOrder = ({ plan: a }: FrozenRelease, { plan: b }: FrozenRelease): number =>
  byCodeUnit(a.journey, b.journey) || a.version - b.version;
