/** A review for programs. */

import { positionsIn } from "../../language/diagnostics/positions.ts";
import { toJson } from "../../language/diagnostics/render-json.ts";
import { withoutNames } from "../backtest/versions.ts";
import { diffData, verdictData } from "../diff/report-data.ts";
import { type Review, stopsOf } from "./review.ts";

export function reviewData(review: Review, cwd: string) {
  const { base, head, change, checked, findings, scenarios, backtest } = review;
  const stops = stopsOf(review);
  const finding = (one: Parameters<typeof toJson>[0]) => toJson(one, positionsIn(checked.sources));
  const state = ({ name, commit }: Review["base"]) => ({ name, commit });
  return {
    base: state(base),
    head: state(head),
    baseHasErrors: review.baseHasErrors,
    mayBeMerged: stops.length === 0,
    stops,
    diff: "why" in change ? null : diffData(change.report, base, head, cwd),
    people: "why" in change ? null : change.people,
    approvals: "why" in change ? null : verdictData(change.verdict),
    findings: {
      new: findings.fresh.map(finding),
      known: findings.known.map(finding),
      gone: findings.gone.map(({ code, message, span: { file } }) => ({ code, file, message })),
    },
    audit:
      review.audit === null
        ? null
        : { new: review.audit.fresh, known: review.audit.known, gone: review.audit.gone },
    scenarios:
      "why" in scenarios
        ? null
        : scenarios.cases.map(({ played: { scenario }, failures }) => ({
            journey: scenario.journey,
            scenario: scenario.title,
            holds: failures.length === 0,
            failures,
          })),
    coverage: "why" in scenarios ? null : scenarios.coverage,
    backtest: backtest === null ? null : withoutNames(backtest),
    pictures: "why" in change ? [] : change.pictures,
  };
}
