/** What a review pack holds: the figures of a journey since it was last looked at, and what has changed meanwhile. */
import { basename, resolve } from "node:path";
import { addDuration, dateOfDay, dayOfDate, instantOf, localOf } from "../../compiler/calendar-time.ts";
import { compileModel } from "../../compiler/compile.ts";
import { durationWords } from "../../compiler/describe/words.ts";
import { HORIZON_YEARS } from "../../compiler/horizon.ts";
import { invariant } from "../../compiler/invariant.ts";
import type { Library } from "../../compiler/library.ts";
import { lowerDuration } from "../../compiler/lower/durations.ts";
import type { Model } from "../../compiler/model.ts";
import type { Calendar, Instant, Plan } from "../../compiler/plan.ts";
import type { Waived } from "../../compiler/releases/frozen-release.ts";
import { type ReviewLine, type ReviewStanding, reviewLines, standingOn } from "../../compiler/reviews.ts";
import { periodOf } from "../../runtime/backtest/backtest.ts";
import { type History, historyOf } from "../../runtime/backtest/history.ts";
import type { Version } from "../../runtime/backtest/replay.ts";
import type { ApiClient } from "../../runtime/gateway/api-client.ts";
import type { Calibration } from "../../runtime/review/calibrate.ts";
import { playHistory, type Validated } from "../../runtime/review/play-history.ts";
import type { TrackRecord } from "../../runtime/review/track-record.ts";
import { askHistory } from "../backtest/ask-history.ts";
import { readHistoryFile } from "../backtest/read-history-file.ts";
import { unreachable } from "../failure.ts";
import { askGateway } from "../gateway/ask-gateway.ts";
import type { GatewayValues } from "../gateway/options.ts";
import type { Io } from "../io.ts";
import { type ReleaseChange, releaseChanges } from "./release-changes.ts";

export interface Pack {
  readonly journey: string;
  readonly title: string;
  /** Of the text. */
  readonly version: number;
  readonly review: Omit<ReviewLine, "node">;
  readonly standing: ReviewStanding;
  /** `YYYY-MM-DD`: the day that the edit would write down. */
  readonly today: string;
  readonly source: PackSource;
  readonly figures: TrackRecord;
  /** Of the figures, `YYYY-MM-DD` where the owner works; `null`: from the first thing that is known. */
  readonly period: { readonly from: string | null; readonly until: string };
  /** Of the scores that the journey reads; empty where it reads none. */
  readonly calibrations: readonly Calibration[];
  /** Who is inside, by version and stage; `null`: a history does not tell. */
  readonly inside:
    | readonly { readonly version: number; readonly stage: string | null; readonly count: number }[]
    | null;
  /** Of the journey, the latest last. */
  readonly releases: readonly PackRelease[];
  /** Who may decide what it asks to be decided. */
  readonly rights: readonly {
    readonly right: string;
    readonly title: string;
    readonly asks: readonly string[];
  }[];
  readonly edit: PackEdit;
}

/** `played`: a history went through the text of today, in virtual time. */
export type PackSource =
  | { readonly is: "running" }
  | { readonly is: "played"; readonly file: string; readonly refused: number };

export interface PackRelease {
  readonly version: number;
  readonly on: string;
  readonly revision: string | null;
  /** The roles that agreed. */
  readonly agreed: readonly string[];
  /** Whose agreement it was released without, and why; `null`: all had agreed who must. */
  readonly waived: { readonly missing: readonly string[]; readonly because: string } | null;
  readonly isSince: boolean;
  /** The version before it, which it took the place of; `null`: it was the first. */
  readonly follows: number | null;
  /** What it changed, of those since the last review; `null`: it was the first, or the commits cannot be read. */
  readonly changes: readonly ReleaseChange[] | null;
}

/** The line to change. */
export interface PackEdit {
  readonly file: string;
  readonly line: number;
  readonly before: string;
  readonly after: string;
}

export interface PackOptions extends GatewayValues {
  readonly journey: string;
  readonly model: Model;
  /** Folder of the journeys, as it was given. */
  readonly dir: string;
  /** As seen from where the command runs. */
  readonly shownPath: (path: string) => string;
  readonly on: string;
  readonly graceDays: number | undefined;
  readonly events: string | undefined;
  readonly from: Instant | undefined;
  readonly until: Instant | undefined;
  readonly leavesScoresOut: boolean;
}

export async function gatherPack(options: PackOptions, io: Io): Promise<Pack> {
  const { journey, model, on } = options;
  const line = reviewLines(model, options.graceDays).find(
    ({ of, name }) => of === "journey" && name === journey,
  );
  const declared = model.journeys.get(journey);
  invariant(line !== undefined && declared !== undefined, `${journey} is a journey with a review`);
  const compiled = compile(model, journey, line.last ?? on);
  const played = await gatherFigures(options, line, compiled, io);
  const { node: _, ...review } = line;
  return {
    journey,
    title: compiled.plan.title,
    version: compiled.plan.version,
    review,
    standing: standingOn(line, on),
    today: on,
    ...played,
    period: daysOf(played.figures, compiled.calendar),
    releases: await releasesOf(options, line.last, io),
    rights: rightsOf(compiled.plan, model),
    edit: editOf(model, line, on, options.shownPath),
  };
}

// ── What it is counted with ───────────────────────────────────────────────────────────────────────────────

interface CompiledJourney {
  readonly plan: Plan;
  readonly version: Version;
  readonly calendar: Calendar;
}

/** Calendars know the year before the period as well: a score looks further back. */
function compile(model: Model, journey: string, since: string): CompiledJourney {
  const from = Number(since.slice(0, 4)) - 1;
  const { library, releases } = compileModel(model, { horizon: { from, years: HORIZON_YEARS + 1 } });
  const plans = releases.map(({ plan }) => plan);
  const plan = plans.find((one) => one.journey === journey);
  if (model.people === null) throw unreachable("no-people", "There is no people.yaml beside the journeys.");
  invariant(plan !== undefined, `${journey} is compiled`);
  return {
    plan,
    version: { library, plans, people: model.people },
    calendar: calendarOf(library, plan.owner),
  };
}

function calendarOf(library: Library, role: string): Calendar {
  const calendar = library.calendars[library.roles[role]?.calendar ?? ""];
  invariant(calendar !== undefined, `${role} has a calendar`);
  return calendar;
}

/** The scores that the journey reads, and what each promises. */
function validatedBy(model: Model, { plan, version: { library } }: CompiledJourney): readonly Validated[] {
  return plan.reads.scores.flatMap((score) => {
    const validate = model.scores.get(score)?.validate;
    const lowered = library.scores[score];
    if (validate === undefined || lowered === undefined) return [];
    const calendar = calendarOf(library, lowered.owner);
    const within = lowerDuration(validate.within);
    return {
      score,
      event: validate.against.text,
      within: durationWords(validate.within),
      bands: lowered.bands.map(({ name }) => name),
      endOf: (arrival: Instant) => addDuration(calendar, arrival, within),
    };
  });
}

// ── TrackRecord ───────────────────────────────────────────────────────────────────────────────────────────────

type Gathered = Pick<Pack, "source" | "figures" | "calibrations" | "inside">;

async function gatherFigures(
  options: PackOptions,
  line: ReviewLine,
  compiled: CompiledJourney,
  io: Io,
): Promise<Gathered> {
  const since = options.from ?? (line.last === null ? undefined : midnightOf(line.last, compiled.calendar));
  const { events } = options;
  if (events !== undefined) {
    const history = historyOf(await readHistoryFile(resolve(io.cwd, events)));
    const told = periodOf(history) ?? { from: 0, until: 0 };
    const period = { from: since ?? told.from, until: options.until ?? told.until };
    const scores = options.leavesScoresOut ? [] : validatedBy(options.model, compiled);
    const { figures, calibrations, refused } = play(history, compiled, period, told.from, scores);
    return { source: { is: "played", file: basename(events), refused }, figures, calibrations, inside: null };
  }
  return await askGateway(options, io, (client) => askFigures(client, options, since ?? 0, compiled, io));
}

async function askFigures(
  client: ApiClient,
  options: PackOptions,
  since: Instant,
  compiled: CompiledJourney,
  io: Io,
): Promise<Gathered> {
  const { journey, until } = options;
  const asked = { journey, from: isoOf(since), ...(until !== undefined && { until: isoOf(until) }) };
  const figures = await client.trackRecord(asked);
  const { counts } = await client.status({ journey, limit: 1 });
  const inside = counts.map(({ version, stage, count }) => ({ version, stage, count }));
  const scores = options.leavesScoresOut ? [] : validatedBy(options.model, compiled);
  const calibrations =
    scores.length === 0 ? [] : await askCalibrations(client, figures, compiled, scores, io);
  return { source: { is: "running" }, figures, calibrations, inside: merged(inside) };
}

/** A score remembers everything: all that ever happened is played. */
async function askCalibrations(
  client: ApiClient,
  { from, until }: TrackRecord,
  compiled: CompiledJourney,
  scores: readonly Validated[],
  io: Io,
): Promise<readonly Calibration[]> {
  const lines = await askHistory(client, { from: isoOf(0), until }, (read) =>
    io.progress(`${read} lines read`),
  );
  io.progress("");
  const history = historyOf(lines);
  const told = periodOf(history);
  if (told === null) return [];
  const period = { from: Date.parse(from), until: Date.parse(until) };
  return play(history, compiled, period, told.from, scores).calibrations;
}

const play = (
  history: History,
  { plan, version, calendar }: CompiledJourney,
  period: { readonly from: Instant; readonly until: Instant },
  start: Instant,
  scores: readonly Validated[],
) =>
  playHistory({
    history,
    version,
    plan,
    start: Math.min(start, period.from),
    figures: { ...period, goalUntil: (entered) => addDuration(calendar, entered, plan.goal.within) },
    scores,
  });

function daysOf({ from, until }: TrackRecord, calendar: Calendar): Pack["period"] {
  const dayOf = (instant: string) => dateOfDay(localOf(calendar, Date.parse(instant)).day);
  return { from: Date.parse(from) === 0 ? null : dayOf(from), until: dayOf(until) };
}

const midnightOf = (date: string, calendar: Calendar): Instant => instantOf(calendar, dayOfDate(date), 0);
const isoOf = (instant: Instant): string => new Date(instant).toISOString();

/** Whoever holds it makes no difference here. */
function merged(rows: NonNullable<Pack["inside"]>): NonNullable<Pack["inside"]> {
  const all = new Map<string, NonNullable<Pack["inside"]>[number]>();
  for (const row of rows) {
    const key = `${row.version} ${row.stage ?? ""}`;
    all.set(key, { ...row, count: row.count + (all.get(key)?.count ?? 0) });
  }
  return [...all.values()].sort((a, b) => a.version - b.version);
}

// ── What stands beside ────────────────────────────────────────────────────────────────────────────────────

async function releasesOf(
  { model, journey, dir }: PackOptions,
  last: string | null,
  io: Io,
): Promise<readonly PackRelease[]> {
  const frozen = (model.releases?.frozen ?? [])
    .map(({ release }) => release)
    .filter(({ plan }) => plan.journey === journey)
    .toSorted((a, b) => a.plan.version - b.plan.version);
  const releases: PackRelease[] = [];
  for (const [index, { plan, released }] of frozen.entries()) {
    const before = frozen[index - 1];
    const isSince = last === null || released.on >= last;
    const [from, to] = [before?.released.revision ?? null, released.revision];
    const canBeTold = isSince && from !== null && to !== null;
    releases.push({
      version: plan.version,
      on: released.on,
      revision: released.revision,
      agreed: [...new Set(released.approvals.flatMap(({ role }) => role ?? []))].sort(),
      waived: waivedOf(released.agreement.waived),
      isSince,
      follows: before?.plan.version ?? null,
      changes: canBeTold ? await releaseChanges(journey, { before: from, after: to }, dir, io) : null,
    });
  }
  return releases;
}

/** Who released it so is nobody's business here. */
const waivedOf = (waived: Waived | null): PackRelease["waived"] =>
  waived === null ? null : { missing: waived.missing, because: waived.because };

/** The lines of each right, as the text has them. */
function rightsOf(plan: Plan, { rights, files }: Model): Pack["rights"] {
  return Object.entries(plan.rights).map(([right, { title }]) => {
    const declared = rights.get(right);
    const text = files.find(({ path }) => path === declared?.span.file)?.text ?? "";
    const asks = (declared?.asks ?? []).map(({ span }) =>
      text.slice(span.start, span.end).replaceAll(/\s+/g, " "),
    );
    return { right, title, asks };
  });
}

/** The whole line of the text, with the day behind `last`. */
function editOf(
  { files }: Model,
  { node, last }: ReviewLine,
  today: string,
  shownPath: (path: string) => string,
): PackEdit {
  const text = files.find(({ path }) => path === node.span.file)?.text ?? "";
  const start = text.lastIndexOf("\n", node.span.start - 1) + 1;
  const end = text.indexOf("\n", node.span.end);
  const before = text.slice(start, end === -1 ? text.length : end);
  const [from, to, words] =
    node.last === undefined
      ? [node.span.end, node.span.end, `, last ${today}`]
      : [node.last.span.start, node.last.span.end, today];
  const after = text.slice(start, from) + words + text.slice(to, end === -1 ? text.length : end);
  invariant(last === null || before.includes(last), "the line holds the date");
  return { file: shownPath(node.span.file), line: text.slice(0, start).split("\n").length, before, after };
}
