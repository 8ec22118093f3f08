/** Freezes those versions of a checked folder that have no release yet, and writes them down. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { compileModel } from "../../compiler/compile.ts";
import type { Horizon } from "../../compiler/horizon.ts";
import type { Library } from "../../compiler/library.ts";
import { messageOf } from "../../compiler/message-of.ts";
import type { Model } from "../../compiler/model.ts";
import { keyJourneyName } from "../../compiler/own-fields.ts";
import type { Plan, Release } from "../../compiler/plan.ts";
import { type Freezing, freeze } from "../../compiler/releases/freeze.ts";
import { printRelease } from "../../compiler/releases/print-release.ts";
import { releaseFileName } from "../../compiler/releases/read-releases.ts";
import { suggest } from "../../language/diagnostics/suggest.ts";
import { unreachable, wrongUsage } from "../failure.ts";

export interface Asked {
  readonly model: Model;
  /** Folder of the journeys, absolute. */
  readonly root: string;
  /** Journeys by name; none: all of them. */
  readonly names: readonly string[];
  readonly horizon: Horizon;
}

/** What is asked for: each version with its release, where it has one. */
export interface Planned {
  readonly asked: Asked;
  readonly library: Library;
  readonly versions: readonly { readonly release: Release; readonly known: Release | null }[];
}

/** The model has no errors, so that a version which is released has the plan of its release. @throws CommandFailure */
export function planRelease(asked: Asked): Planned {
  const { model, names, horizon } = asked;
  requireNames(names, model);
  const { library, releases } = compileModel(model, { horizon });
  const versions = releases
    .filter((one) => isAsked(one, names))
    .map((release) => ({ release, known: releasedAs(release, model) }));
  return { asked, library, versions };
}

const releasedAs = ({ plan: { workflowType } }: Release, { releases }: Model): Release | null =>
  releases?.frozen.find(({ release }) => release.plan.workflowType === workflowType)?.release ?? null;

type Act = Pick<Freezing, "on" | "baton" | "revision" | "approvals" | "agreement">;

export interface Frozen {
  readonly journey: string;
  readonly version: number;
  readonly hash: string;
  /** Absolute. */
  readonly file: string;
  /** It was released before, with this very plan. */
  readonly before: boolean;
}

/** @param act what is written down of each */
export async function freezeJourneys(
  { asked, library, versions }: Planned,
  act: (plan: Plan) => Act,
): Promise<readonly Frozen[]> {
  const { model, root, horizon } = asked;
  const frozen: Frozen[] = [];
  for (const { release, known } of versions) {
    const { plan } = release;
    const file = join(root, "releases", releaseFileName(plan));
    if (known === null) {
      await write(file, printRelease(freeze(release, { model, library, horizon, ...act(plan) })));
      await tellGit(join(root, "releases", ".gitattributes"));
    }
    const { hash } = known ?? release;
    frozen.push({ journey: plan.journey, version: plan.version, hash, file, before: known !== null });
  }
  return frozen;
}

/** What asks for its key belongs to a journey, and is released with it. */
const isAsked = ({ plan: { journey } }: Release, names: readonly string[]): boolean =>
  names.length === 0 || names.some((name) => name === journey || keyJourneyName(name) === journey);

function requireNames(names: readonly string[], { journeys }: Model): void {
  const unknown = names.find((name) => !journeys.has(name));
  if (unknown === undefined) return;
  const near = suggest(unknown, [...journeys.keys()]);
  const hint = near === undefined ? `There are ${[...journeys.keys()].join(", ")}.` : `Did you mean ${near}?`;
  throw wrongUsage(`There is no journey ${unknown}. ${hint}`);
}

/** What git is to do with releases; code hosts fold what is generated. */
const ATTRIBUTES = `# Written by baton release, once. Where two branches release one version, git leaves both sides in the file, and
# \`baton check\` says what to do: a release is never merged.
*.json text eol=lf merge linguist-generated
`;

/** Once: whoever has changed it, or has written their own, is left alone. */
async function tellGit(file: string): Promise<void> {
  await writeFile(file, ATTRIBUTES, { flag: "wx" }).catch((error: unknown) => {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST"))
      throw unreachable("cannot-write", `${file} cannot be written: ${messageOf(error)}`);
  });
}

/** Never over one that is there: a release does not change. */
async function write(file: string, text: string): Promise<void> {
  try {
    await mkdir(join(file, ".."), { recursive: true });
    await writeFile(file, text, { flag: "wx" });
  } catch (error) {
    throw unreachable("cannot-write", `${file} cannot be written: ${messageOf(error)}`);
  }
}
