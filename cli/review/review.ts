/** All that is known of a change when it is reviewed, as data; how it is written down is the business of others. */
import { basename } from "node:path";
import type { AuditFinding } from "../../compiler/audit/audit-finding.ts";
import type { Verdict } from "../../compiler/diff/agreement.ts";
import type { FindingsCompared } from "../../compiler/diff/new-findings.ts";
import type { GraphComparison } from "../../compiler/graph/compare-graphs.ts";
import type { Model } from "../../compiler/model.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import type { Report as BacktestReport } from "../backtest/report.ts";
import type { FoundImpact } from "../diff/people-inside.ts";
import type { DiffReport } from "../diff/report.ts";
import { rolesIn } from "../diff/report-data.ts";
import type { CheckedDirectory } from "../journeys/check-directory.ts";
import type { JunitCase } from "../journeys/junit.ts";
import type { JourneysState } from "../journeys/open-journeys-at.ts";
import type { JourneyCoverage } from "../journeys/tell-coverage.ts";
import { countWords } from "./words.ts";

export interface Review {
  /** Folder of the journeys, as it was named. */
  readonly dir: string;
  readonly base: JourneysState;
  readonly head: JourneysState;
  /** What was there before does not compile: what is said of the change is said of the texts alone. */
  readonly baseHasErrors: boolean;
  readonly checked: CheckedDirectory;
  readonly findings: FindingsCompared<Diagnostic>;
  /** What only an audit of all journeys finds; `null`: one of the states has errors. */
  readonly audit: FindingsCompared<AuditFinding> | null;
  /** Releases that say something else than they did; a released version never changes. */
  readonly rewritten: readonly string[];
  /** Or why the two could not be compared. */
  readonly change: ReviewedChange | { readonly why: string };
  /** Or why none was played. */
  readonly scenarios: PlayedScenarios | { readonly why: string };
  /** `null`: nobody said what happened. */
  readonly backtest: BacktestReport | null;
}

export interface ReviewedChange {
  readonly report: DiffReport;
  readonly verdict: Verdict;
  /** What becomes of those inside; `null`: nobody is concerned. */
  readonly people: FoundImpact | null;
  /** Of journeys that look different. */
  readonly pictures: readonly GraphComparison[];
}

export interface PlayedScenarios {
  readonly cases: readonly JunitCase[];
  readonly coverage: readonly JourneyCoverage[];
}

export const isError = ({ severity }: Diagnostic): boolean => severity === "error";
export const isFailed = ({ failures }: JunitCase): boolean => failures.length > 0;

/** Of what was released before and is there in both: another one by the same name. What is deleted is told by `check`. */
export function rewrittenReleases(before: Model, after: Model): readonly string[] {
  const seals = new Map((after.releases?.frozen ?? []).map(({ path, release }) => [path, release.seal]));
  return (before.releases?.frozen ?? [])
    .filter(({ path, release }) => seals.has(path) && seals.get(path) !== release.seal)
    .map(({ path }) => basename(path, ".json"));
}

/** Why it must not be merged as it is, each the end of a sentence; none: nothing stands against it. */
export function stopsOf(review: Review): readonly string[] {
  const { checked, change, scenarios, rewritten } = review;
  const errors = checked.diagnostics.filter(isError).length;
  return [
    ...(errors > 0 ? [`there ${errors === 1 ? "is" : "are"} ${countWords(errors, "error")}`] : []),
    ...rewritten.map((name) => `the release ${name} is not what was released`),
    ...("why" in scenarios ? [] : failedWords(scenarios)),
    ...("why" in change ? [change.why] : disagreements(change)),
  ];
}

function failedWords({ cases }: PlayedScenarios): readonly string[] {
  const failed = cases.filter(isFailed).length;
  return failed === 0
    ? []
    : [`${failed} of ${countWords(cases.length, "scenario")} ${failed === 1 ? "fails" : "fail"}`];
}

function disagreements({ verdict }: ReviewedChange): readonly string[] {
  const missing = missingRoles(verdict);
  const isAlone = verdict.agreements.some(({ isAlone, missing: none }) => isAlone && none.length === 0);
  return [
    ...(missing.length === 0
      ? []
      : [`${missing.length === 1 ? "one role has" : `${missing.length} roles have`} not agreed`]),
    ...(isAlone ? ["only those agree who may decide more by it"] : []),
  ];
}

/** Roles that must agree and have not. */
export const missingRoles = ({ agreements }: Verdict): readonly string[] =>
  rolesIn(agreements).filter((role) => agreements.some(({ missing }) => missing.includes(role)));
