import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { dayOfDate, instantOf } from "../../compiler/calendar-time.ts";
import { compileModel } from "../../compiler/compile.ts";
import { HORIZON_YEARS } from "../../compiler/horizon.ts";
import type { Plan } from "../../compiler/plan.ts";
import { renderTerminal } from "../../language/diagnostics/render-terminal.ts";
import { suggest } from "../../language/diagnostics/suggest.ts";
import { assume } from "../../runtime/simulate/cohort/assume.ts";
import {
  type CohortOptions,
  calendarOfEntry,
  type Incoming,
  type PastEvent,
  runCohort,
} from "../../runtime/simulate/cohort/run-cohort.ts";
import { defineCommand } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { CommandFailure, unreachable, wrongUsage } from "../failure.ts";
import type { Io } from "../io.ts";
import { checkDirectory } from "../journeys/check-directory.ts";
import { readToday } from "../journeys/read-today.ts";
import { diagnosticBlocks, summaryOf } from "../journeys/tell-diagnostics.ts";
import { readPairs } from "../pairs.ts";
import { changePeople, type PeopleChange, readChanges } from "../simulate/change-people.ts";
import { drawPicture } from "../simulate/draw-picture.ts";
import { comparisonLines, reportLines } from "../simulate/print-report.ts";
import { readHistory } from "../simulate/read-history.ts";
import { type KnownNames, readSimulation, type Simulation } from "../simulate/read-simulation.ts";
import type { HistoryInFile } from "../simulate/simulation-file.ts";
import { writeSimulation } from "../simulate/write-simulation.ts";

const DAY = 86_400_000;
const USUAL_DAYS = 365;

export const simulate = defineCommand({
  arguments: { journey: { summary: "name of the journey" } },
  options: {
    dir: { is: "text", value: "DIR", summary: "folder of the journeys", default: "journeys" },
    assume: {
      is: "text",
      value: "FILE",
      summary: "what is known better than what the journey suggests (YAML)",
    },
    assumptions: { is: "flag", summary: "print all that is assumed as such a file, and simulate nothing" },
    leads: { is: "text", value: "N", summary: "how many come in (default: as many a week as is assumed)" },
    days: { is: "text", value: "N", summary: "how long (default: 365)" },
    start: { is: "text", value: "DATE", summary: "the first day (default: today, or that of the cohort)" },
    seed: { is: "text", value: "N", summary: "the same seed gives the same result", default: "1" },
    with: { is: "list", value: "ROLE:N", summary: "and what if so many more filled the role" },
    without: { is: "list", value: "ROLE:N", summary: "and what if so many fewer did" },
    cohort: { is: "text", value: "FILE", summary: "a CSV file of who came in, instead of drawing them" },
    event: { is: "text", value: "KIND", summary: "of the cohort: the event that each row is" },
    map: { is: "list", value: "FIELD=COLUMN", summary: "of the cohort: as in `baton import`" },
    data: { is: "list", value: "FIELD=COLUMN", summary: "of the cohort: likewise" },
    always: { is: "list", value: "FIELD=VALUE", summary: "of the cohort: likewise" },
    at: { is: "text", value: "COLUMN", summary: "of the cohort: when it happened", default: "at" },
    offset: {
      is: "text",
      value: "OFFSET",
      summary: "of the cohort: distance from UTC of its times",
      default: "Z",
    },
    separator: {
      is: "text",
      value: "SIGN",
      summary: "of the cohort: what stands between fields",
      default: ",",
    },
    svg: { is: "text", value: "FILE", summary: "draw it into this file" },
  },
  examples: [
    "baton simulate lead_to_customer",
    "baton simulate lead_to_customer --leads 10000 --without sdr:1 --svg funnel.svg",
    "baton simulate lead_to_customer --assumptions > simulation.yaml    # to be changed, then --assume simulation.yaml",
    "baton simulate lead_to_customer --cohort leads.csv --event content_downloaded --map email=Email --at Created",
  ],
  async run(given, io) {
    const checked = checkDirectory({ dir: given.dir, today: undefined }, io);
    if (checked.textsHaveErrors) {
      io.talk(diagnosticBlocks(checked, io.paintTalk.isColorSupported) + summaryOf(checked));
      return EXIT.findings;
    }
    const { model } = checked;
    const { people } = model;
    if (people === null)
      throw unreachable("no-people", "A simulation needs a people.yaml beside the journeys.");
    const compileFrom = (year: number) =>
      compileModel(model, { horizon: { from: year, years: HORIZON_YEARS } });
    const first = compileFrom(yearOf(readToday(given.start, "--start")));
    const plans = first.releases.map(({ plan }) => plan);
    const plan = planNamed(plans, given.journey);
    const assumed = assume(first.library, plans, plan);
    const simulation = readFile(given.assume, { library: first.library, plans, assumed }, io);
    if (given.assumptions) {
      io.write(writeSimulation(simulation.assumptions));
      return EXIT.ok;
    }
    const changes = [
      ...readChanges("--with", given.with, Object.keys(first.library.roles)),
      ...readChanges("--without", given.without, Object.keys(first.library.roles)),
    ];
    const history = await readHistory([...cohortOf(given), ...simulation.history], first.library, io);
    const began = history[0]?.at;
    const startDate = given.start ?? (began === undefined ? readToday(undefined) : dateOf(began));
    // Calendars know the years that it plays in, whenever that is.
    const { library, releases } = compileFrom(yearOf(readToday(startDate, "--start")));
    const calendarPlan = planNamed(
      releases.map((release) => release.plan),
      given.journey,
    );
    const days = readCount("--days", given.days) ?? simulation.days ?? USUAL_DAYS;
    const start = instantOf(calendarOfEntry(calendarPlan), dayOfDate(readToday(startDate, "--start")), 0);
    const options: CohortOptions = {
      library,
      plans: releases.map((release) => release.plan),
      people,
      plan: calendarPlan,
      assumptions: simulation.assumptions,
      seed: readCount("--seed", given.seed) ?? 1,
      start,
      until: start + days * DAY,
      incoming: incomingOf(history, readCount("--leads", given.leads), simulation, days),
    };
    return await tell(options, changes, given.svg, io);
  },
});

async function tell(
  options: CohortOptions,
  changes: readonly PeopleChange[],
  svg: string | undefined,
  io: Io,
) {
  // Wrong usage is told before long work begins.
  const otherPeople = changes.length === 0 ? null : changePeople(options.people, changes);
  const base = runCohort({ ...options, onStep: showDays(io) });
  const other =
    otherPeople === null ? null : runCohort({ ...options, people: otherPeople, onStep: showDays(io) });
  io.progress("");
  if (svg !== undefined) {
    const what = changes.length === 0 ? null : changeWords(changes);
    writeFileSync(resolve(io.cwd, svg), await drawPicture(other ?? base, what));
  }
  if (io.json) {
    io.out(JSON.stringify(other === null ? base : { base, other, changes }, null, 2));
    return EXIT.ok;
  }
  for (const line of reportLines(base, io.paint)) io.out(line);
  if (other !== null)
    for (const line of comparisonLines(base, other, changeWords(changes), io.paint)) io.out(line);
  io.talk("\nIt rests on what is assumed: `--assumptions` prints that, `--assume FILE` changes it.");
  return EXIT.ok;
}

/** How far it has come, day by day of the simulated time. */
function showDays(io: Io): NonNullable<CohortOptions["onStep"]> {
  let shown = 0;
  return (_, __, { now }) => {
    const day = Math.floor(now / DAY);
    if (day === shown) return;
    shown = day;
    io.progress(`simulated until ${dateOf(now)}`);
  };
}

const changeWords = (changes: readonly PeopleChange[]): string =>
  changes.map(({ role, by }) => `${Math.abs(by)} ${role} ${by < 0 ? "fewer" : "more"}`).join(", ");

// ── What is asked for ─────────────────────────────────────────────────────────────────────────────────────

function planNamed(plans: readonly Plan[], journey: string): Plan {
  const plan = plans.find((one) => one.journey === journey);
  if (plan !== undefined) return plan;
  const names = plans.map((one) => one.journey);
  const near = suggest(journey, names);
  const help = near === undefined ? `There are: ${names.join(", ")}.` : `Did you mean ${near}?`;
  throw wrongUsage(`There is no journey named ${journey}. ${help}`);
}

function readFile(file: string | undefined, known: KnownNames, io: Io): Simulation {
  if (file === undefined)
    return { assumptions: known.assumed, leads: undefined, days: undefined, history: [] };
  const text = textOf(resolve(io.cwd, file), file);
  const read = readSimulation(file, text, known);
  if (read.ok) return read.simulation;
  const color = io.paintTalk.isColorSupported;
  io.talk(renderTerminal(read.diagnostics, new Map([[file, text]]), { color }));
  throw new CommandFailure(
    EXIT.findings,
    "bad-simulation",
    `${file} does not say what to assume, so nothing was simulated.`,
  );
}

function textOf(path: string, file: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw unreachable("cannot-read", `${file} cannot be read.`);
  }
}

interface CohortGiven {
  readonly cohort: string | undefined;
  readonly event: string | undefined;
  readonly at: string;
  readonly offset: string;
  readonly separator: string;
  readonly map: readonly string[];
  readonly data: readonly string[];
  readonly always: readonly string[];
}

function cohortOf(given: CohortGiven): readonly HistoryInFile[] {
  const { cohort, event, at, offset, separator } = given;
  if (cohort === undefined) return [];
  if (event === undefined) throw wrongUsage("--cohort needs --event, the event that each of its rows is.");
  const record = (option: "map" | "data" | "always") =>
    Object.fromEntries(readPairs(`--${option}`, given[option]));
  return [
    {
      file: cohort,
      event,
      at,
      offset,
      separator,
      map: record("map"),
      data: record("data"),
      always: record("always"),
    },
  ];
}

function incomingOf(
  history: readonly PastEvent[],
  leads: number | undefined,
  simulation: Simulation,
  days: number,
): Incoming {
  if (history.length > 0) return { events: history };
  const perWeek = Object.values(simulation.assumptions.arrivals).reduce(
    (sum, arrivals) => sum + arrivals.perWeek,
    0,
  );
  return { leads: leads ?? simulation.leads ?? Math.max(1, Math.round((perWeek * days) / 7)) };
}

function readCount(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,7}$/.test(text)) throw wrongUsage(`${option} ${text} is no whole number.`);
  return Number(text);
}

const yearOf = (date: string): number => Number(date.slice(0, 4));
const dateOf = (instant: number): string => new Date(instant).toISOString().slice(0, 10);
