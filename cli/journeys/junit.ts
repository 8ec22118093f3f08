/**
 * Played scenarios as JUnit has them, for whatever shows the tests of a build: a suite for each journey, a case for each
 * scenario, and what failed with the story of the run.
 */
import junit, { type Builder } from "junit-report-builder";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { positionsIn, type Sources } from "../../language/diagnostics/positions.ts";
import type { Played } from "../../runtime/simulate/play-scenario.ts";

/** One scenario, with what is told of it. */
export interface JunitCase {
  readonly played: Played;
  /** As seen from where the command runs. */
  readonly file: string;
  /** Real seconds. */
  readonly seconds: number;
  /** One line for each expectation that was not met, with its place. */
  readonly failures: readonly string[];
  /** The story of the run, line by line. */
  readonly story: () => Iterable<string>;
}

/** What a check of the texts has found. */
export interface JunitChecks {
  /** All that were checked, as seen from where the command runs; so are those of the diagnostics. */
  readonly files: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: Sources;
}

/** @param checks where they belong to the build as well: a case for each file, which fails with its errors */
export function junitOf(cases: readonly JunitCase[], checks?: JunitChecks): string {
  const report = junit.newBuilder().name(checks === undefined ? "baton test" : "baton review");
  if (checks !== undefined) addChecks(report, checks);
  const journeys = new Set(cases.map(({ played }) => played.scenario.journey));
  for (const journey of journeys) {
    const suite = report.testSuite().name(journey);
    const own = cases.filter(({ played }) => played.scenario.journey === journey);
    suite.time(rounded(own.reduce((sum, { seconds }) => sum + seconds, 0)));
    for (const one of own) {
      const { scenario } = one.played;
      const shown = suite
        .testCase()
        .className(journey)
        .name(scenario.title)
        .file(one.file)
        .time(rounded(one.seconds));
      const [first] = one.failures;
      if (first === undefined) continue;
      shown.failure(first, "scenario-fails");
      shown.stacktrace([...one.failures, "", ...one.story()].join("\n"));
    }
  }
  return report.build();
}

function addChecks(report: Builder, { files, diagnostics, sources }: JunitChecks): void {
  const suite = report.testSuite().name("checks");
  for (const file of files) {
    const shown = suite.testCase().className("checks").name(file).file(file);
    const words = diagnostics
      .filter(({ span }) => span.file === file)
      .map((one) => ({ isError: one.severity === "error", text: wordsOf(one, sources) }));
    const errors = words.filter(({ isError }) => isError).map(({ text }) => text);
    const [first] = errors;
    if (first !== undefined) shown.failure(first, "check-fails").stacktrace(errors.join("\n"));
    const warnings = words.filter(({ isError }) => !isError).map(({ text }) => text);
    if (warnings.length > 0) shown.standardOutput(warnings.join("\n"));
  }
}

function wordsOf({ span, severity, code, message }: Diagnostic, sources: Sources): string {
  const { line, column } = positionsIn(sources)(span.file).at(span.start);
  return `${span.file}:${line}:${column}: ${severity} ${code}: ${message}`;
}

const rounded = (seconds: number): number => Math.round(seconds * 1_000) / 1_000;
