/**
 * Everything that a review says, from two states of the journeys. Texts are read and compiled, and scenarios of the
 * later state are played in virtual time; no code of the repository is loaded, its configuration included.
 */
import { basename, resolve } from "node:path";
import { audit } from "../../compiler/audit/audit.ts";
import { isAuditCode } from "../../compiler/audit/catalogue.ts";
import { type CheckedWorkspace, checkWorkspace } from "../../compiler/check.ts";
import type { CheckOptions } from "../../compiler/checks/check.ts";
import { agreementsFor, judge } from "../../compiler/diff/agreement.ts";
import { compareWorkspaces } from "../../compiler/diff/diff-workspaces.ts";
import { compareFindings } from "../../compiler/diff/new-findings.ts";
import { comparedJourneys } from "../../compiler/graph/compare-graphs.ts";
import { findUnreadable } from "../../compiler/resolve.ts";
import { lowerScenarios } from "../../compiler/scenario.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { backtest as runBacktest } from "../../runtime/backtest/backtest.ts";
import { historyOf } from "../../runtime/backtest/history.ts";
import { readHistoryFile } from "../backtest/read-history-file.ts";
import type { Report as BacktestReport } from "../backtest/report.ts";
import { compileVersion, periodFor } from "../backtest/versions.ts";
import { holdAgainst } from "../diff/approved-commits.ts";
import { readRange } from "../diff/compare-range.ts";
import { findImpact, type InsideValues } from "../diff/people-inside.ts";
import { readVoices } from "../diff/read-voices.ts";
import type { Io } from "../io.ts";
import { type CheckedDirectory, showChecked } from "../journeys/check-directory.ts";
import { checkOptions } from "../journeys/check-options.ts";
import type { JunitCase } from "../journeys/junit.ts";
import { type JourneysState, readJourneysAt } from "../journeys/open-journeys-at.ts";
import { coverageOfAll, playCases } from "../journeys/scenario-cases.ts";
import { type PlayedScenarios, type Review, type ReviewedChange, rewrittenReleases } from "./review.ts";

export interface ReviewAsked extends InsideValues {
  readonly range: string;
  readonly dir: string;
  /** `YYYY-MM-DD`; without it, the machine's own date. */
  readonly today: string | undefined;
  /** Files. */
  readonly approvedBy: string | undefined;
  readonly events: string | undefined;
}

interface State extends JourneysState {
  readonly library: CheckedWorkspace;
  readonly checked: CheckedDirectory;
}

/** @throws CommandFailure when there is no such revision, or a file cannot be read. */
export async function gatherReview(asked: ReviewAsked, io: Io): Promise<Review> {
  const options = checkOptions(asked.today, io.cwd);
  const range = await readRange(asked.range, io.cwd);
  const base = check(await readJourneysAt(asked.dir, range.base, io, { beMissing: true }), options, io);
  const head = check(await readJourneysAt(asked.dir, range.head, io), options, io);
  return {
    dir: asked.dir,
    base,
    head,
    baseHasErrors: base.checked.textsHaveErrors,
    checked: head.checked,
    findings: compareFindings(base.checked.diagnostics, head.checked.diagnostics, ALIKE),
    audit: auditBoth(base, head),
    rewritten: rewrittenReleases(base.checked.model, head.checked.model),
    change: await changeOf(base, head, asked, yearOf(options), io),
    scenarios: await playAll(head, io),
    backtest: await tryOnEvents(base, head, asked.events, io),
  };
}

function check(state: JourneysState, options: CheckOptions, io: Io): State {
  const library = checkWorkspace(state.workspace, options);
  return { ...state, library, checked: showChecked(state.workspace, library, io) };
}

/** Of what the checks find as well the checks tell. */
function auditBoth(base: State, head: State): Review["audit"] {
  if ([base, head].some(({ checked }) => checked.textsHaveErrors)) return null;
  const [before, after] = [base, head].map(({ library, checked }) =>
    audit(library, null)
      .findings.filter(({ code, verdict }) => verdict !== "keep" && isAuditCode(code))
      .map((one) => ({ ...one, at: { ...one.at, file: checked.shownPath(one.at.file) } })),
  );
  return compareFindings(before ?? [], after ?? [], {
    key: ({ code, sentence, at }) => `${code} ${at.file} ${sentence}`,
    elsewhere: ({ code, sentence }) => `${code} ${sentence}`,
  });
}

const ALIKE = {
  key: ({ code, message, span }: Diagnostic) => `${code} ${span.file} ${message}`,
  elsewhere: ({ code, message }: Diagnostic) => `${code} ${message}`,
};

const yearOf = ({ today }: CheckOptions): number => Number((today ?? new Date().toISOString()).slice(0, 4));

async function changeOf(
  base: State,
  head: State,
  asked: ReviewAsked,
  year: number,
  io: Io,
): Promise<ReviewedChange | { readonly why: string }> {
  const { approvedBy, dir } = asked;
  const said = approvedBy === undefined ? [] : await readVoices(approvedBy, io.cwd);
  if (head.checked.textsHaveErrors)
    return { why: `what changes cannot be said, since ${head.name} has errors` };
  const beforeHasErrors = base.checked.textsHaveErrors;
  if (beforeHasErrors && !saysWhoAgrees(base, head))
    return {
      why: `who must agree cannot be said, since the rules and people of ${base.name} cannot be read`,
    };
  const { diff, sides } = compareWorkspaces(base.workspace, head.workspace, { year, beforeHasErrors });
  const approved = { commit: head.commit, model: sides.after.model };
  const voices = await holdAgainst(said, approved, dir, io);
  return {
    report: { base: base.name, head: head.name, diff, model: sides.after.model },
    verdict: judge(agreementsFor(diff.changes, sides), voices, sides),
    // What has errors has no plans, and is not drawn.
    people: beforeHasErrors
      ? { is: "unknown", why: `${base.name} has errors` }
      : await findImpact(diff, { before: base.checked.model, after: head.checked.model }, asked, io),
    pictures: beforeHasErrors ? [] : comparedJourneys(sides, diff.changes),
  };
}

/** A change is held to the rules and people of before: by what it says itself anybody could agree. */
function saysWhoAgrees({ checked, workspace }: State, head: State): boolean {
  const rules = [checked.model, head.checked.model].flatMap(({ changes }) => changes);
  const files = new Set(rules.map(({ span }) => span.file));
  const areRead = workspace.files
    .filter(({ path }) => files.has(path))
    .every((file) => findUnreadable(file).length === 0);
  return areRead && checked.model.people !== null;
}

async function playAll({ checked }: State, io: Io): Promise<PlayedScenarios | { readonly why: string }> {
  if (checked.textsHaveErrors) return { why: "scenarios are not played where there are errors" };
  const scenarios = lowerScenarios(checked.model);
  if (checked.model.people === null && scenarios.length > 0)
    return { why: "scenarios are not played without a people.yaml" };
  const cases: JunitCase[] = [];
  for await (const one of playCases(checked, scenarios, "virtual", io)) cases.push(one);
  return { cases, coverage: coverageOfAll(checked, cases, () => true) };
}

async function tryOnEvents(
  base: State,
  head: State,
  file: string | undefined,
  io: Io,
): Promise<BacktestReport | null> {
  if (file === undefined) return null;
  const history = historyOf(await readHistoryFile(resolve(io.cwd, file)));
  if ([base, head].some(({ checked }) => checked.textsHaveErrors || checked.model.people === null))
    return null;
  const period = periodFor(history, { from: undefined, until: undefined });
  const [before, after] = [base, head].map(({ checked, name }) =>
    compileVersion(checked.model, name, period),
  );
  if (before === undefined || after === undefined) return null;
  return {
    base: base.name,
    head: head.name,
    source: basename(file),
    backtest: runBacktest(history, before, after, period),
  };
}
