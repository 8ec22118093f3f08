/**
 * What has changed since the last release, and who must agree to it before the next (docs/language.md, 3.5). A journey
 * that was never released is new as a whole; what it names is compared with what was released last of any.
 */
import { resolve } from "node:path";
import type { LastAgreed } from "../../compiler/diff/agreed-texts.ts";
import { type Agreement, agreementsFor } from "../../compiler/diff/agreement.ts";
import type { Change } from "../../compiler/diff/change.ts";
import { concernedWith } from "../../compiler/diff/concerned.ts";
import { type Compared, compareWorkspaces } from "../../compiler/diff/diff-workspaces.ts";
import { digestOf } from "../../compiler/diff/texts.ts";
import type { Model } from "../../compiler/model.ts";
import { keyJourneyName } from "../../compiler/own-fields.ts";
import type { Plan } from "../../compiler/plan.ts";
import { saysWhatWasReleased } from "../../compiler/releases/compare-text.ts";
import type { FrozenFile } from "../../compiler/releases/read-releases.ts";
import { modelOf } from "../../compiler/resolve.ts";
import type { Workspace } from "../../compiler/workspace.ts";
import { groupBy } from "../../runtime/backtest/group-by.ts";
import { type CommandFailure, unreachable } from "../failure.ts";
import { git, readRevision } from "./read-revision.ts";

/** Journeys that are compared with the same state. */
export interface SinceRelease {
  /** By name: those that are to be released, and data care that asks somebody. */
  readonly journeys: readonly string[];
  /** The commit that they are compared with, in full; `null`: nothing was released before. */
  readonly since: string | null;
  readonly agreements: readonly Agreement[];
  readonly last: LastAgreed;
  /** What it would be compared with is not in this clone; only where that may be. */
  readonly isUnknown: boolean;
}

export interface Releasing {
  readonly workspace: Workspace;
  readonly model: Model;
  /** Plans that are to be frozen. */
  readonly plans: readonly Plan[];
  /** First of the years for which calendars are compared. */
  readonly year: number;
  readonly dir: string;
  readonly cwd: string;
  /** It is released without agreement: then nobody need know what has changed. */
  readonly mayBeUnknown: boolean;
}

/** @throws CommandFailure when what was released cannot be found in the repository, and may not be unknown. */
export async function changesSinceRelease(releasing: Releasing): Promise<readonly SinceRelease[]> {
  const { model, plans } = releasing;
  if (model.changes.length === 0 && plans.every(({ journey }) => releasesOf(journey, model).length === 0))
    return [];
  const names = [...new Set(plans.map((plan) => declaredAs(plan, model)))];
  const bases = await Promise.all(names.map((name) => baseOf(name, releasing)));
  const lost = bases.find((base) => base?.isLost);
  // Of rules nobody knows, and there are none any more.
  if (lost && !releasing.mayBeUnknown && model.changes.length > 0) throw notFound(lost);
  const groups = groupBy(names, (name) => JSON.stringify(bases[names.indexOf(name)] ?? null));
  return Promise.all(
    [...groups.values()].map((journeys) =>
      compareWith(bases[names.indexOf(journeys[0] ?? "")] ?? null, journeys, releasing),
    ),
  );
}

/** The declaration that a plan is made of. */
function declaredAs({ journey }: Plan, { journeys, hygienes }: Model): string {
  const asking = [...journeys.keys()].find((name) => keyJourneyName(name) === journey);
  const care = [...hygienes.keys()].find((name) => journey === name || journey.startsWith(`${name}_`));
  return journeys.has(journey) ? journey : (asking ?? care ?? journey);
}

const releasesOf = (journey: string, { releases }: Model): readonly FrozenFile[] =>
  (releases?.frozen ?? []).filter(({ release }) => release.plan.journey === journey);

// ── What it is compared with ──────────────────────────────────────────────────────────────────────────────

interface Base {
  /** In full; `null`: its release names none. */
  readonly commit: string | null;
  readonly release: string;
  /** It is not in this clone. */
  readonly isLost: boolean;
}

/** `null`: nothing was released before. */
async function baseOf(journey: string, releasing: Releasing): Promise<Base | null> {
  const latest = releasesOf(journey, releasing.model).at(-1);
  if (latest !== undefined) return await sourcesOf(latest, releasing);
  return await latestRelease(releasing);
}

/** The state that was agreed to last: what was released without is asked for again, save where it was the first. */
async function sourcesOf(file: FrozenFile, releasing: Releasing): Promise<Base> {
  const { plan, released } = file.release;
  const { revision, agreement } = released;
  const agreed = agreement.waived === null ? null : agreement.since;
  const commit = agreed ?? revision;
  const folder = resolve(releasing.cwd, releasing.dir);
  const found = { commit, release: plan.workflowType, isLost: false };
  if (commit !== null && (await isHere(commit, folder))) return found;
  const added = agreed === null ? await addedWith(file, releasing, folder) : null;
  return added === null ? { ...found, isLost: true } : { ...found, commit: added };
}

function notFound({ commit, release }: Base): CommandFailure {
  const what =
    commit === null
      ? `${release} was released from what no commit holds`
      : `${release} was released from ${commit.slice(0, 10)}, which is not in this clone`;
  return unreachable(
    "release-not-found",
    `${what}: nobody can say what has changed since, and who must agree to it. Fetch the whole history (\`git fetch --unshallow\`; fetch-depth: 0), or say --unapproved.`,
  );
}

const isHere = async (commit: string, folder: string): Promise<boolean> =>
  (await line(folder, ["rev-parse", "--verify", "--quiet", `${commit}^{commit}`])) !== null;

/** Where branches are squashed the commit is gone: the one that brought the release says the same, or it counts not. */
async function addedWith(
  { path, release }: FrozenFile,
  { dir, cwd }: Releasing,
  folder: string,
): Promise<string | null> {
  if ((await line(folder, ["rev-parse", "--is-shallow-repository"])) !== "false") return null;
  const within = path.split("/").slice(1).join("/");
  const commit = await line(folder, ["log", "-1", "--diff-filter=A", "--format=%H", "--", within]);
  if (commit === null || commit === "") return null;
  const then = modelOf((await readRevision(dir, commit, cwd)).workspace);
  const { journey, version } = release.plan;
  const text = then.journeys.get(journey);
  const isOfIt = text?.version.number === version && saysWhatWasReleased(then, text, release);
  return isOfIt ? commit : null;
}

/** Of all journeys: what a new one names may have been released with others. */
async function latestRelease(releasing: Releasing): Promise<Base | null> {
  const folder = resolve(releasing.cwd, releasing.dir);
  const bases = await Promise.all(latestOfEach(releasing.model).map((file) => sourcesOf(file, releasing)));
  const dated = await Promise.all(
    bases.map(async (base) => ({
      base,
      at: Number(await line(folder, ["log", "-1", "--format=%ct", base.commit ?? "HEAD"])),
    })),
  );
  return bases.find(({ isLost }) => isLost) ?? dated.toSorted((a, b) => b.at - a.at)[0]?.base ?? null;
}

const latestOfEach = ({ releases }: Model): readonly FrozenFile[] => [
  ...new Map((releases?.frozen ?? []).map((file) => [file.release.plan.journey, file])).values(),
];

async function line(folder: string, args: readonly string[]): Promise<string | null> {
  try {
    return (await git(folder, args)).toString().trim();
  } catch {
    return null;
  }
}

// ── What has changed ──────────────────────────────────────────────────────────────────────────────────────

async function compareWith(
  base: Base | null,
  journeys: readonly string[],
  { workspace, model, year, dir, cwd }: Releasing,
): Promise<SinceRelease> {
  const since = base?.commit ?? null;
  if (base?.isLost) {
    const isUnknown = model.changes.length > 0;
    return { journeys, since, agreements: [], last: () => null, isUnknown };
  }
  const before = since === null ? { files: [] } : (await readRevision(dir, since, cwd)).workspace;
  const compared = compareWorkspaces(before, workspace, { year });
  const fresh = journeys.filter((name) => releasesOf(name, model).length === 0);
  const concerns = concernedWith(journeys, compared.sides);
  const changes = [
    ...fresh.filter((name) => model.journeys.has(name)).map(firstRelease),
    ...compared.diff.changes.filter((change) => concerns(change) && !isOfFresh(change, fresh)),
  ];
  return {
    journeys,
    since,
    agreements: agreementsFor(changes, compared.sides),
    last: lastOf(compared, fresh),
    isUnknown: false,
  };
}

const isOfFresh = ({ place }: Change, fresh: readonly string[]): boolean =>
  place.kind === "journey" && fresh.includes(place.name);

const lastOf =
  ({ sides }: Compared, fresh: readonly string[]): LastAgreed =>
  (text) =>
    text.kind === "journey" && fresh.includes(text.name) ? null : digestOf(text, sides.before.model);

/** Whatever it said before: nobody has entered it yet. */
const firstRelease = (name: string): Change => ({
  at: "JourneyDeclaration",
  how: "added",
  effect: "different",
  of: "what runs",
  place: { kind: "journey", name },
  sentence: "is released for the first time",
  affects: [],
});
