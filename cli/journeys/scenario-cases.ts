/** What is told of played scenarios, wherever it is told: what failed and where, and what all of them have covered. */
import { compileModel } from "../../compiler/compile.ts";
import type { Scenario } from "../../compiler/scenario.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { positionsIn } from "../../language/diagnostics/positions.ts";
import type { Played } from "../../runtime/simulate/play-scenario.ts";
import type { Io } from "../io.ts";
import type { CheckedDirectory } from "./check-directory.ts";
import type { JunitCase } from "./junit.ts";
import { type Place, playScenarios } from "./play-scenarios.ts";
import { timelineText } from "./show-timeline.ts";
import { type JourneyCoverage, journeyCoverage } from "./tell-coverage.ts";

const MS_PER_SECOND = 1_000;

/** In their order, each as soon as the one before it has ended, with the real time that it took. */
export async function* playCases(
  checked: CheckedDirectory,
  scenarios: readonly Scenario[],
  place: Place,
  io: Io,
): AsyncGenerator<JunitCase> {
  let before = performance.now();
  for await (const one of playScenarios(checked.model, scenarios, place, io)) {
    const now = performance.now();
    yield { ...caseOf(one, checked), seconds: (now - before) / MS_PER_SECOND };
    before = now;
  }
}

function caseOf(played: Played, checked: CheckedDirectory): Omit<JunitCase, "seconds"> {
  const failures = failuresOf(played, checked).map(({ span, message }) => {
    const { line, column } = positionsIn(checked.sources)(span.file).at(span.start);
    return `${span.file}:${line}:${column}: ${message}`;
  });
  return {
    played,
    file: checked.shownPath(played.scenario.span.file),
    failures,
    story: () => timelineText(played, checked),
  };
}

/** A line that does not hold, shown as a mistake is: at its place. */
export const failuresOf = ({ failures }: Played, { shownPath }: CheckedDirectory): readonly Diagnostic[] =>
  failures.map(({ span, message }) => ({
    code: "scenario-fails",
    severity: "error",
    span: { ...span, file: shownPath(span.file) },
    message: `${message.charAt(0).toUpperCase()}${message.slice(1)}.`,
    related: [],
    fixes: [],
  }));

/** Journeys that are made from others (who is asked for a key, data care) stand in no file and have no scenarios. */
export function coverageOfAll(
  checked: CheckedDirectory,
  played: readonly JunitCase[],
  isAsked: (journey: string) => boolean,
): readonly JourneyCoverage[] {
  const { model } = checked;
  const [first] = played;
  const from = Number(first?.played.scenario.start.date.slice(0, 4) ?? FIRST_YEAR);
  const { releases } = compileModel(model, { horizon: { from, years: 1 } });
  return releases
    .filter(({ plan: { journey } }) => model.journeys.has(journey) && isAsked(journey))
    .map((release) => {
      const traces = played.flatMap((one) => one.played.traces.get(release.plan.journey) ?? []);
      return journeyCoverage(release, traces, checked);
    });
}
/** Nothing that is counted depends on it. */
const FIRST_YEAR = 2026;
