/** What a deploy, a promotion or a rollback would change. Pure: the same facts give the same plan. */
import type { Entered, Share } from "../ingest/plan-index.ts";
import { type DeploymentPlan, type Holding, nameOf } from "./deployment.ts";

/** A release somewhere: in a build, or in an installation that runs. */
export interface HeldRelease {
  readonly journey: string;
  readonly version: number;
  readonly hash: string;
}

/** The build that is to come. */
export interface BuildToCome {
  readonly releases: readonly (HeldRelease & { readonly unreleased: boolean; readonly entered: boolean })[];
}

/** The installation as it runs. */
export interface Running {
  /** Of the last deployment; 0: there was none. */
  readonly number: number;
  readonly entered: Entered;
  readonly releases: readonly (HeldRelease & {
    /** Instances that have not come to their end, as the store has them, or the server where that has more. */
    readonly inside: number;
    /** Of those in other versions, who have been told to go on by it. */
    readonly coming: number;
  })[];
  /** What was entered before, the latest first. */
  readonly earlier: readonly Entered[];
}

/** One sentence each. */
export type Planned =
  | { readonly plan: DeploymentPlan; readonly dropped: readonly string[] }
  | { readonly refused: readonly string[] };

/** @param canary percent of those who enter a journey whose version is new that do so; absent: all of them */
export function planDeploy(build: BuildToCome, running: Running, canary?: number): Planned {
  const refused = [
    ...build.releases
      .filter(({ unreleased }) => unreleased)
      .map(
        ({ journey, version }) => `${journey} v${version} is not released: freeze it with \`baton release\`.`,
      ),
    ...whatChanged(build, running),
    ...whatIsMissed(build, running),
  ];
  if (refused.length > 0) return { refused };
  const entered = Object.fromEntries(
    build.releases
      .filter((one) => one.entered)
      .map(({ journey, version }) => [
        journey,
        shareOf(version, running.entered[journey], canary, build, journey),
      ]),
  );
  const releases = holdingOf(build.releases);
  const dropped = running.releases
    .map(({ journey, version }) => nameOf(journey, version))
    .filter((name) => releases[name] === undefined);
  return { plan: { format: 1, did: "deploy", base: running.number, releases, entered }, dropped };
}

/** Of a journey that is new nobody can enter the version before. */
function shareOf(
  version: number,
  now: Share | undefined,
  percent: number | undefined,
  build: BuildToCome,
  journey: string,
): Share {
  const isThere = (one: number) =>
    build.releases.some((release) => release.journey === journey && release.version === one);
  if (percent === undefined || now === undefined || now.version === version || !isThere(now.version))
    return { version };
  return { version: now.version, canary: { version, percent } };
}

const whatChanged = (build: BuildToCome, running: Running): readonly string[] =>
  build.releases.flatMap(({ journey, version, hash }) => {
    const same = running.releases.find((one) => one.journey === journey && one.version === version);
    if (same === undefined || same.hash === hash || same.hash === "") return [];
    return [`${journey} v${version} runs with another plan (${short(same.hash)}, here ${short(hash)}).`];
  });

const whatIsMissed = (build: BuildToCome, running: Running): readonly string[] =>
  running.releases.flatMap(({ journey, version, inside, coming }) => {
    const isKept = build.releases.some((one) => one.journey === journey && one.version === version);
    const needed = neededBy(inside, coming);
    if (isKept || needed === null) return [];
    return [`${journey} v${version} is not in this build, and ${needed}: keep its release.`];
  });

/** Why a release may not go, in words; `null`: it may. */
export function neededBy(inside: number, coming: number): string | null {
  const are = (count: number) => (count === 1 ? "1 is" : `${count} are`);
  const parts = [
    ...(inside === 0 ? [] : [`${are(inside)} inside`]),
    ...(coming === 0 ? [] : [`${are(coming)} on the way to it from another version`]),
  ];
  return parts.length === 0 ? null : parts.join(", and ");
}

/** All canaries become what everybody enters. */
export function planPromotion(running: Running): Planned {
  const canaries = Object.values(running.entered).filter(({ canary }) => canary !== undefined);
  if (canaries.length === 0) return { refused: ["No canary is on: there is nothing to promote."] };
  const entered = mapShares(running.entered, ({ version, canary }) => ({
    version: canary?.version ?? version,
  }));
  return planOf("promote", running, entered);
}

/** Of these journeys, or of all that changed last: what was entered before. */
export function planRollback(running: Running, journeys: readonly string[]): Planned {
  const unknown = journeys.filter((name) => running.entered[name] === undefined);
  if (unknown.length > 0) return { refused: unknown.map((name) => `Nobody enters ${name}.`) };
  const before = new Map(
    Object.keys(running.entered).flatMap((journey) => {
      const share = journeys.length === 0 ? lastOf(journey, running) : beforeOf(journey, running);
      const asked = journeys.length === 0 || journeys.includes(journey);
      return asked && share !== undefined ? [[journey, share] as const] : [];
    }),
  );
  const stays = journeys.filter((journey) => !before.has(journey));
  if (stays.length > 0 || before.size === 0)
    return {
      refused: (stays.length > 0 ? stays : ["any journey"]).map(
        (name) =>
          `Nothing was deployed before what people enter of ${name} now; \`baton pause\` stops it, and a later version can say what an earlier one did.`,
      ),
    };
  return planOf("rollback", running, { ...running.entered, ...Object.fromEntries(before) });
}

/** A canary goes; else the latest other version that was entered. */
function beforeOf(journey: string, { entered, earlier }: Running): Share | undefined {
  const now = entered[journey];
  if (now?.canary !== undefined) return { version: now.version };
  const other = earlier.find((one) => one[journey] !== undefined && one[journey].version !== now?.version);
  return other?.[journey] === undefined ? undefined : { version: other[journey].version };
}

/** Only what the last deployment changed. */
function lastOf(journey: string, running: Running): Share | undefined {
  const now = running.entered[journey];
  const [last] = running.earlier;
  const then = last?.[journey];
  if (now?.canary !== undefined) return { version: now.version };
  if (then === undefined || then.version === now?.version) return undefined;
  return { version: then.version };
}

function planOf(did: "promote" | "rollback", running: Running, entered: Entered): Planned {
  const releases = holdingOf(running.releases);
  const missing = Object.entries(entered)
    .map(([journey, { version }]) => nameOf(journey, version))
    .filter((name) => releases[name] === undefined);
  if (missing.length > 0)
    return {
      refused: missing.map((name) => `${name} is not in the build that runs: deploy one that has it.`),
    };
  return { plan: { format: 1, did, base: running.number, releases, entered }, dropped: [] };
}

const mapShares = (entered: Entered, change: (share: Share) => Share): Entered =>
  Object.fromEntries(Object.entries(entered).map(([journey, share]) => [journey, change(share)]));

const holdingOf = (releases: readonly HeldRelease[]): Holding =>
  Object.fromEntries(
    releases.map(({ journey, version, hash }) => [nameOf(journey, version), hash] as const).sort(),
  );

const short = (hash: string): string => hash.slice(0, 12);
