/** A model without errors becomes plans and a library; a build of them is written and read here (`build-model.ts`). */
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { type BuildFile, filesOf } from "./build-files.ts";
import { resolveCalendar } from "./calendars.ts";
import { hashPlan } from "./canonical.ts";
import type { Horizon } from "./horizon.ts";
import type { Build, Library } from "./library.ts";
import { librarySchema } from "./library-schema.ts";
import { lowerCare } from "./lower/hygiene.ts";
import { type LowerOptions, lowerJourney } from "./lower/journey.ts";
import { lowerKeyJourney } from "./lower/key-journey.ts";
import { lowerLibrary } from "./lower/library.ts";
import { lowerReviews } from "./lower/reviews.ts";
import type { Model } from "./model.ts";
import type { Calendar, Release } from "./plan.ts";
import {
  FORMAT,
  parseJson,
  readRelease,
  requireFormat,
  requireShape,
  UnreadableBuild,
} from "./read-release.ts";

export interface CompileOptions {
  /** Years for which offsets and holidays are written into plans; the same years give the same hashes. */
  readonly horizon: Horizon;
  /** How long a review may be overdue. Absent: as `check` says. */
  readonly reviewGraceDays?: number;
}

export interface Compiled {
  readonly library: Library;
  readonly releases: readonly Release[];
  /** A build of the texts alone, without what was released of them (`build-model.ts`). */
  readonly files: readonly BuildFile[];
}

/**
 * Compiles every journey of the model, as its text stands. The same model and horizon give the same bytes.
 * @throws NotInPlan when the text uses a part of the language that plans of this format do not have.
 */
export function compileModel(model: Model, { horizon, reviewGraceDays }: CompileOptions): Compiled {
  const options: LowerOptions = { calendars: resolveCalendars(model, horizon) };
  const library = { ...lowerLibrary(model, options), ...lowerReviews(model, reviewGraceDays) };
  const lowered = [
    ...[...model.journeys.values()].flatMap((journey) => [
      lowerJourney(model, journey, options),
      lowerKeyJourney(model, journey, options),
    ]),
    ...[...model.hygienes.values()].flatMap((hygiene) => lowerCare(hygiene, model, options)),
  ];
  const releases = lowered.flatMap((one): readonly Release[] =>
    one === null ? [] : [{ hash: hashPlan(one.plan), ...one }],
  );
  const parts = releases.map((release) => ({ ...release, unreleased: true as const }));
  return { library, releases, files: filesOf(library, parts) };
}

export function resolveCalendars(model: Model, horizon: Horizon): Readonly<Record<string, Calendar>> {
  return Object.fromEntries(
    [...model.calendars].map(([name, calendar]) => [name, resolveCalendar(calendar, horizon)]),
  );
}

// ── Files ─────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * Writes a build in place of the one in `directory`. It is complete before it gets its name, so that a reader sees
 * the old build or the new one, or for an instant none, and never a part.
 */
export async function writeBuild(directory: string, { files }: Pick<Compiled, "files">): Promise<void> {
  await mkdir(dirname(directory), { recursive: true });
  const workshop = await mkdtemp(join(dirname(directory), `.${basename(directory)}-`));
  try {
    const fresh = join(workshop, "new");
    for (const { path, text } of files) await writeFileIn(fresh, path, text);
    await swap(fresh, directory, join(workshop, "old"));
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

/**
 * Reads a build back, checked in format, shape and hashes.
 * @throws UnreadableBuild with one sentence that names the file and what is wrong with it.
 */
export async function readBuild(directory: string): Promise<Build> {
  const library = await readLibrary(join(directory, "library.json"));
  const folder = join(directory, "plans");
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".json")).sort();
  if (names.length === 0) throw new UnreadableBuild(`${folder} holds no plan: run \`baton compile\`.`);
  const plans = await Promise.all(names.map((name) => readPlan(join(folder, name))));
  return { library, plans: await withStanding(plans, join(directory, "releases.json")) };
}

const standingSchema = z.strictObject({
  format: z.literal(FORMAT),
  releases: z.array(
    z.strictObject({ name: z.string(), hash: z.string(), released: z.boolean(), entered: z.boolean() }),
  ),
});

/** Which of the plans are released, and which are entered. */
async function withStanding(plans: Build["plans"], file: string): Promise<Build["plans"]> {
  const json = parseJson(await readText(file), file);
  requireFormat(json, file);
  const { releases } = requireShape(standingSchema, json, file);
  return plans.map(({ hash, plan }) => {
    const standing = releases.find((one) => one.name === plan.workflowType && one.hash === hash);
    if (standing === undefined)
      throw new UnreadableBuild(`${file} does not name the plan of ${plan.workflowType}: compile again.`);
    return {
      hash,
      plan,
      ...(!standing.released && { unreleased: true }),
      ...(!standing.entered && { keptOnly: true }),
    };
  });
}

async function readLibrary(file: string): Promise<Library> {
  const json = parseJson(await readText(file), file);
  requireFormat(json, file);
  return requireShape(librarySchema, json, file);
}

async function readPlan(file: string): Promise<Build["plans"][number]> {
  const { hash, plan } = readRelease(await readText(file), file);
  if (basename(file) !== `${plan.workflowType}.json`) {
    throw new UnreadableBuild(
      `${file} holds the plan of ${plan.workflowType}: a file is called what it holds.`,
    );
  }
  return { hash, plan };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (isMissing(error)) throw new UnreadableBuild(`There is no ${file}: run \`baton compile\`.`);
    throw error;
  }
}

async function writeFileIn(directory: string, path: string, text: string): Promise<void> {
  const file = join(directory, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

/** Puts `fresh` in the place of `directory`; when that fails, what was there stays. */
async function swap(fresh: string, directory: string, old: string): Promise<void> {
  await renameIfThere(directory, old);
  try {
    await rename(fresh, directory);
  } catch (error) {
    await renameIfThere(old, directory);
    throw error;
  }
}

async function renameIfThere(from: string, to: string): Promise<void> {
  await rename(from, to).catch((error: unknown) => {
    if (!isMissing(error)) throw error;
  });
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
