import type * as ast from "../../language/ast.ts";
import { invariant } from "../invariant.ts";
import type { Duration, Rate } from "../plan.ts";

const MS_PER_MINUTE = 60_000;
const MS_PER_HOUR = 60 * MS_PER_MINUTE;
const MS_PER_DAY = 24 * MS_PER_HOUR;

type Part = readonly [key: keyof Duration, perUnit: number];

/**
 * How each unit counts (docs/language.md, rule 6): unmarked minutes to weeks are exact time, so 3 days are 72
 * hours; calendar days and weeks move the date; months and longer always do; a business week is 5 business days.
 */
const PLAIN: Readonly<Record<ast.Unit, Part>> = {
  minute: ["ms", MS_PER_MINUTE],
  hour: ["ms", MS_PER_HOUR],
  day: ["ms", MS_PER_DAY],
  week: ["ms", 7 * MS_PER_DAY],
  month: ["months", 1],
  quarter: ["months", 3],
  year: ["months", 12],
};
const CALENDAR: Readonly<Record<ast.Unit, Part>> = { ...PLAIN, day: ["days", 1], week: ["days", 7] };
const BUSINESS: Readonly<Partial<Record<ast.Unit, Part>>> = {
  minute: ["businessMs", MS_PER_MINUTE],
  hour: ["businessMs", MS_PER_HOUR],
  day: ["businessDays", 1],
  week: ["businessDays", 5],
};

export function lowerDuration(duration: Pick<ast.Duration, "parts">): Duration {
  const sums: { -readonly [key in keyof Duration]: Duration[key] } = {};
  for (const part of duration.parts) {
    const [key, perUnit] = howItCounts(part);
    const amount = part.amount * perUnit;
    invariant(
      key === "ms" || key === "businessMs" || Number.isInteger(amount),
      `${part.amount} ${part.unit} is not whole`,
    );
    sums[key] = (sums[key] ?? 0) + Math.round(amount);
  }
  return sums;
}

/** Milliseconds of a length that holds exact time only, such as a half-life. */
export function exactMs(duration: ast.Duration): number {
  const { ms, ...others } = lowerDuration(duration);
  invariant(ms !== undefined && Object.keys(others).length === 0, "a length that must be exact is not");
  return ms;
}

export function lowerRate(rate: ast.Rate | undefined): Rate | null {
  if (rate === undefined) return null;
  return { times: rate.times, per: typeof rate.per === "string" ? rate.per : lowerDuration(rate.per) };
}

function howItCounts(part: ast.Duration["parts"][number]): Part {
  if (part.counting === "calendar") return CALENDAR[part.unit];
  if (part.counting !== "business") return PLAIN[part.unit];
  const business = BUSINESS[part.unit];
  invariant(business !== undefined, `no ${part.unit} counts in open hours`);
  return business;
}
