import { lowerScenarios } from "../../compiler/scenario.ts";
import { positionsIn } from "../../language/diagnostics/positions.ts";
import { renderTerminal } from "../../language/diagnostics/render-terminal.ts";
import { CONFIG_FILE, loadConfig } from "../../runtime/config.ts";
import type { Played } from "../../runtime/simulate/play-scenario.ts";
import { defineCommand } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { wrongUsage } from "../failure.ts";
import type { Io } from "../io.ts";
import {
  type CheckedDirectory,
  checkDirectory,
  DIRECTORY_ARGUMENT,
  TODAY_OPTION,
} from "../journeys/check-directory.ts";
import { type JunitCase, junitOf } from "../journeys/junit.ts";
import { coverageOfAll, failuresOf, playCases } from "../journeys/scenario-cases.ts";
import { timelineData, timelineLines } from "../journeys/show-timeline.ts";
import { coverageLines, type JourneyCoverage } from "../journeys/tell-coverage.ts";
import { diagnosticBlocks, summaryOf } from "../journeys/tell-diagnostics.ts";
import { updateExpectations } from "../journeys/update-expectations.ts";
import { writeNamed } from "../named-file.ts";

export const test = defineCommand({
  arguments: DIRECTORY_ARGUMENT,
  options: {
    of: { is: "text", value: "JOURNEY", summary: "only scenarios of this journey" },
    on: {
      is: "choice",
      value: "WHERE",
      of: ["virtual", "temporal"],
      summary: "in virtual time, or on a Temporal server that is started for it",
      default: "virtual",
    },
    coverage: { is: "flag", summary: "say what of each journey no scenario has been through" },
    junit: { is: "text", value: "FILE", summary: "write the results for whatever shows a build's tests" },
    update: {
      is: "flag",
      summary: "offer to change what scenarios expect to what is so; asks for each, and changes none unasked",
    },
    yes: { is: "flag", summary: "with --update: yes to all of them" },
    ...TODAY_OPTION,
  },
  examples: [
    "baton test journeys --of lead_to_customer",
    "baton test --coverage",
    "baton test --junit scenarios.xml",
    "baton test --update",
    "baton test --on temporal",
  ],
  async run({ of, on, coverage, junit, update, yes, ...what }, io) {
    if (update && on === "temporal")
      throw wrongUsage("--update reads what is so from runs in virtual time: leave out `--on temporal`.");
    if (yes && !update) throw wrongUsage("--yes answers --update, which is not there.");
    if (coverage && on === "temporal")
      throw wrongUsage("--coverage is read from runs in virtual time: leave out `--on temporal`.");
    const checked = checkDirectory(what, io);
    if (checked.textsHaveErrors) {
      io.talk(diagnosticBlocks(checked, io.paintTalk.isColorSupported) + summaryOf(checked));
      return EXIT.findings;
    }
    const isAsked = (journey: string): boolean => of === undefined || journey === of;
    const scenarios = lowerScenarios(checked.model).filter(({ journey }) => isAsked(journey));
    const played: JunitCase[] = [];
    for await (const one of playCases(checked, scenarios, on, io)) {
      played.push(one);
      if (!io.json) tell(one.played, checked, io);
    }
    if (junit !== undefined) await writeNamed(junit, junitOf(played), io.cwd);
    const results = played.map((one) => resultOf(one.played, checked));
    const covered = coverage ? coverageOfAll(checked, played, isAsked) : null;
    if (io.json)
      io.out(JSON.stringify(covered === null ? results : { scenarios: results, coverage: covered }, null, 2));
    else if (covered !== null) for (const line of ["", ...coverageLines(covered)]) io.out(line);
    const updated = update ? await updateAll(played, checked, yes, io) : 0;
    const failures = played.flatMap((one) => one.played.failures);
    const broken = played.filter(({ played: { failures } }) => failures.length > 0).length;
    io.talk(`${played.length - broken} of ${played.length} scenarios hold.`);
    const isEnough = covered === null || (await coversEnough(covered, io));
    return failures.length === updated && isEnough ? EXIT.ok : EXIT.findings;
  },
});

/** How many expectations were changed. */
async function updateAll(
  played: readonly JunitCase[],
  checked: CheckedDirectory,
  yes: boolean,
  io: Io,
): Promise<number> {
  const runs = played.map((one) => one.played);
  const { changed, left } = await updateExpectations(runs, checked, yes, io);
  if (changed.length > 0)
    io.talk(`${countWords(changed.length, "expectation")} changed: read them before you commit.`);
  if (left.length > 0 && !io.answers)
    io.talk("Nothing was changed: nobody is there to be asked. `--yes` agrees to all that is listed above.");
  return changed.length;
}

const countWords = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

async function coversEnough(covered: readonly JourneyCoverage[], io: Io): Promise<boolean> {
  const { atLeast } = (await loadConfig(io.cwd)).coverage;
  const below = covered.filter(({ percent }) => percent < atLeast);
  for (const { journey, percent } of below)
    io.talk(`The scenarios cover ${percent}% of ${journey}; ${CONFIG_FILE} asks for ${atLeast}%.`);
  return below.length === 0;
}

// ── What is told ──────────────────────────────────────────────────────────────────────────────────────────

function tell(played: Played, checked: CheckedDirectory, io: Io): void {
  const { scenario, failures } = played;
  const mark = failures.length === 0 ? io.paint.green("holds") : io.paint.red("fails");
  io.out(`${mark}  ${scenario.journey}: ${scenario.title}`);
  if (failures.length === 0) return;
  const color = io.paint.isColorSupported;
  io.out(`${renderTerminal(failuresOf(played, checked), checked.sources, { color })}\n`);
  for (const line of timelineLines(played, checked, io.paint)) io.out(line);
  io.out("");
}

const resultOf = (played: Played, checked: CheckedDirectory) => ({
  journey: played.scenario.journey,
  scenario: played.scenario.title,
  holds: played.failures.length === 0,
  failures: failuresOf(played, checked).map(({ span, message }) => ({
    file: span.file,
    ...positionsIn(checked.sources)(span.file).at(span.start),
    message,
  })),
  ...(played.failures.length > 0 && { timeline: timelineData(played, checked) }),
});
