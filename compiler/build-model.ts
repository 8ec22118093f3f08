/**
 * What runs: every release that is kept, as it was frozen, and of the texts what is not released yet. The texts say
 * which journeys are entered; a release whose journey is gone from them, or is older than another, is there for whoever
 * is inside (docs/language.md, 13.14).
 */
import { type BuildFile, type BuildPart, filesOf } from "./build-files.ts";
import { byCodeUnit } from "./by-code-unit.ts";
import { type CompileOptions, compileModel } from "./compile.ts";
import type { Build, Library } from "./library.ts";
import type { Model } from "./model.ts";
import type { Release } from "./plan.ts";
import type { FrozenRelease } from "./releases/frozen-release.ts";

export interface BuildOptions extends CompileOptions {
  /** Leaves out what is not released: what is deployed was reviewed. */
  readonly releasedOnly?: boolean;
}

export interface ModelBuild extends Build {
  /** All files of the build, by their path within it. */
  readonly files: readonly BuildFile[];
}

/**
 * The same model, releases and horizon give the same bytes; the files of a release the same wherever and whenever.
 * @throws NotInPlan as `compileModel` does.
 */
export function buildModel(model: Model, { releasedOnly = false, ...options }: BuildOptions): ModelBuild {
  const { library, releases } = compileModel(model, options);
  const frozen = (model.releases?.frozen ?? []).map(({ release }) => release);
  const isFrozen = ({ plan }: Release) => frozen.some((one) => one.plan.workflowType === plan.workflowType);
  const fresh = releasedOnly ? [] : releases.filter((release) => !isFrozen(release));
  const entered = new Set(releases.flatMap((release) => enteredOf(release, fresh, frozen) ?? []));
  const parts = [
    ...frozen.map((release) => partOf(release, entered, true)),
    ...fresh.map((release) => partOf(release, entered, false)),
  ].sort((a, b) => byCodeUnit(a.plan.workflowType, b.plan.workflowType));
  const whole = withQuestionsOf(library, frozen);
  const plans = parts.map(({ sources: _, ...plan }) => plan);
  return { library: whole, plans, files: filesOf(whole, parts) };
}

/** The workflow type that people enter of the journey; none where nothing of it is in the build. */
function enteredOf(
  { plan }: Release,
  fresh: readonly Release[],
  frozen: readonly FrozenRelease[],
): string | undefined {
  const isThis = (one: Release) => one.plan.workflowType === plan.workflowType;
  if ([...fresh, ...frozen].some(isThis)) return plan.workflowType;
  // By when they were released: what care asks for is a journey whose version is a hash, and has no order.
  const [latest] = frozen
    .filter((one) => one.plan.journey === plan.journey)
    .sort((a, b) => byCodeUnit(b.released.on, a.released.on) || b.plan.version - a.plan.version);
  return latest?.plan.workflowType;
}

function partOf(
  { hash, plan, sources }: Release,
  entered: ReadonlySet<string>,
  isReleased: boolean,
): BuildPart {
  return {
    hash,
    plan,
    sources,
    ...(!isReleased && { unreleased: true }),
    ...(!entered.has(plan.workflowType) && { keptOnly: true }),
  };
}

/** What a release asks where events come in is asked for as long as it is kept, though no text of today asks it. */
function withQuestionsOf(library: Library, frozen: readonly FrozenRelease[]): Library {
  const needs = frozen.map(({ released }) => released.needs);
  const questions = Object.assign({}, ...needs.map((one) => one.questions), library.questions);
  const readings = Object.assign({}, ...needs.map((one) => one.readings), library.readings);
  return {
    ...library,
    ...(Object.keys(questions).length > 0 && { questions }),
    ...(Object.keys(readings).length > 0 && { readings }),
  };
}
