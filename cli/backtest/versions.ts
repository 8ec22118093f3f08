/** What a back-test takes: a period of what happened, and the two versions that are tried on it. */
import { compileModel } from "../../compiler/compile.ts";
import { HORIZON_YEARS } from "../../compiler/horizon.ts";
import type { Model } from "../../compiler/model.ts";
import type { Instant } from "../../compiler/plan.ts";
import { periodOf } from "../../runtime/backtest/backtest.ts";
import type { History } from "../../runtime/backtest/history.ts";
import type { Period, Version } from "../../runtime/backtest/replay.ts";
import { unreachable, wrongUsage } from "../failure.ts";
import type { Report } from "./report.ts";

/** @throws CommandFailure when nothing happened, or it ends before it begins. */
export function periodFor(
  history: History,
  asked: { readonly from: Instant | undefined; readonly until: Instant | undefined },
): Period {
  const told = periodOf(history);
  if (told === null) throw unreachable("nothing-happened", "Nothing happened in this period.");
  const period = { from: asked.from ?? told.from, until: asked.until ?? told.until };
  if (period.from > period.until)
    throw wrongUsage(`The period ends before it begins: ${isoOf(period.from)} to ${isoOf(period.until)}.`);
  return period;
}

const isoOf = (instant: Instant): string => new Date(instant).toISOString();

/** Calendars know the years of the period, whenever it is played. */
export function compileVersion(model: Model, name: string, period: Period): Version {
  const { people } = model;
  if (people === null) throw unreachable("no-people", `${name} has no people.yaml beside the journeys.`);
  const from = new Date(period.from).getUTCFullYear();
  const { library, releases } = compileModel(model, { horizon: { from, years: HORIZON_YEARS } });
  return { library, plans: releases.map(({ plan }) => plan), people };
}

/** Somebody is a number, the same in each of their journeys. */
export function withoutNames(report: Report): Report {
  const numbers = new Map<string, string>();
  const pseudonym = (subject: string): string => {
    const known = numbers.get(subject) ?? `${subject.split(" ", 1)[0]} #${numbers.size + 1}`;
    numbers.set(subject, known);
    return known;
  };
  const { comparison } = report.backtest;
  const cases = comparison.cases.map(({ before, after, ...rest }) => ({
    ...rest,
    subject: pseudonym(rest.subject),
    before: before === null ? null : { ...before, subject: pseudonym(before.subject) },
    after: after === null ? null : { ...after, subject: pseudonym(after.subject) },
  }));
  return { ...report, backtest: { ...report.backtest, comparison: { ...comparison, cases } } };
}
