/** Freezes those versions of a checked folder that have no release yet, and writes them down. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { z } from "zod";
import { compileModel } from "../../compiler/compile.ts";
import type { Horizon } from "../../compiler/horizon.ts";
import type { Model } from "../../compiler/model.ts";
import { keyJourneyName } from "../../compiler/own-fields.ts";
import type { Release } from "../../compiler/plan.ts";
import { type Freezing, freeze } from "../../compiler/releases/freeze.ts";
import type { Approval } from "../../compiler/releases/frozen-release.ts";
import { approvalSchema } from "../../compiler/releases/frozen-schema.ts";
import { printRelease } from "../../compiler/releases/print-release.ts";
import { releaseFileName } from "../../compiler/releases/read-releases.ts";
import { suggest } from "../../language/diagnostics/suggest.ts";
import { unreachable, wrongUsage } from "../failure.ts";

export interface FreezeJourneys extends Pick<Freezing, "on" | "baton" | "revision" | "approvals"> {
  readonly model: Model;
  /** Folder of the journeys, absolute. */
  readonly root: string;
  /** Journeys by name; none: all of them. */
  readonly names: readonly string[];
  readonly horizon: Horizon;
}

export interface Frozen {
  readonly journey: string;
  readonly version: number;
  readonly hash: string;
  /** Absolute. */
  readonly file: string;
  /** It was released before, with this very plan. */
  readonly before: boolean;
}

/** The model has no errors, so that a version which is released has the plan of its release. */
export async function freezeJourneys(options: FreezeJourneys): Promise<readonly Frozen[]> {
  const { model, root, names, horizon } = options;
  requireNames(names, model);
  const { library, releases } = compileModel(model, { horizon });
  const frozen: Frozen[] = [];
  for (const release of releases.filter((one) => isAsked(one, names))) {
    const { journey, version, workflowType } = release.plan;
    const known = model.releases?.frozen.find((one) => one.release.plan.workflowType === workflowType);
    const file = join(root, "releases", releaseFileName(release.plan));
    if (known === undefined) {
      await write(file, printRelease(freeze(release, { ...options, library })));
      await tellGit(join(root, "releases", ".gitattributes"));
    }
    const hash = known?.release.hash ?? release.hash;
    frozen.push({ journey, version, hash, file, before: known !== undefined });
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

/** A list of who approved, as the code host reported them. @throws CommandFailure */
export async function readApprovals(path: string, cwd: string): Promise<readonly Approval[]> {
  const file = resolve(cwd, path);
  const shown = relative(cwd, file) || file;
  const json = await readJson(file, shown);
  // As `baton approvals --json` writes it, or the list alone.
  const list = typeof json === "object" && json !== null && "approvals" in json ? json.approvals : json;
  const parsed = z.array(approvalSchema).safeParse(list);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw wrongUsage(
    `${shown}: ${issue?.path.join(".") || "it"} ${issue?.message ?? "is invalid"}; it is a list of { "who", "role", "at" }.`,
  );
}

async function readJson(file: string, shown: string): Promise<unknown> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw unreachable("cannot-read", `${shown} cannot be read: ${messageOf(error)}`);
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw wrongUsage(`${shown} is no JSON: ${messageOf(error)}.`);
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
