/**
 * Played scenarios as JUnit has them, for whatever shows the tests of a build: a suite for each journey, a case for each
 * scenario, and what failed with the story of the run.
 */
import junit from "junit-report-builder";
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

export function junitOf(cases: readonly JunitCase[]): string {
  const report = junit.newBuilder().name("baton test");
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

const rounded = (seconds: number): number => Math.round(seconds * 1_000) / 1_000;
