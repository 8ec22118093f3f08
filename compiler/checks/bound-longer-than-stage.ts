/** A wait that cannot end before its stage does: what it leads to never comes. */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import { writeDuration } from "../types/literals.ts";
import { type Node, walk } from "../walk.ts";
import { forEachJourney } from "./check.ts";

export const boundLongerThanStage = forEachJourney(({ stages }) =>
  stages.flatMap(({ name, lasts, steps }) => {
    if (lasts?.kind !== "AtMostBound" || lasts.countedFrom !== undefined) return [];
    const longest = lengthOf(lasts.lasting, "longest");
    return [...walk(steps)]
      .flatMap(({ node }) => waitsIn(node))
      .filter((wait) => !isOdd(wait) && lengthOf(wait, "shortest") > longest)
      .map((wait): Diagnostic => {
        const facts = { wait: writeDuration(wait), stage: name.text, lasts: writeDuration(lasts.lasting) };
        const related = [{ span: lasts.span, label: "the stage is over by then" }];
        return report("bound-longer-than-stage", facts, wait.span, { related });
      });
  }),
);

/** Of a loop its first round. Handlers may begin on any day, and so do not count. */
function waitsIn(node: Node): readonly ast.Duration[] {
  switch (node.kind) {
    case "WaitStep":
      if (node.what.kind === "WaitDuration") return [node.what.lasting];
      return node.what.kind === "WaitUntil" ? [] : [node.what.upTo];
    case "EveryStep":
      return [node.every];
    default:
      return [];
  }
}

/** A length that has no meaning here is told as such (`odd-duration`). */
const isOdd = ({ parts }: ast.Duration): boolean =>
  parts.some(
    ({ amount, counting, unit }) => LONG.has(unit) && (counting === "business" || !Number.isInteger(amount)),
  );
const LONG: ReadonlySet<ast.Unit> = new Set(["month", "quarter", "year"]);

const HOUR = 1 / 24;

/**
 * Days that a length takes at least or at most: months have 28 to 31, and of business days one to seven make one. How
 * much of a day is open says the calendar, so business hours take at least themselves and at most a week each.
 */
function lengthOf({ parts }: ast.Duration, how: "shortest" | "longest"): number {
  return parts.reduce(
    (sum, { amount, counting, unit }) => sum + amount * DAYS[unit][how] * stretch(counting, how),
    0,
  );
}

const stretch = (counting: ast.Counting | undefined, how: "shortest" | "longest"): number =>
  counting === "business" && how === "longest" ? 7 : 1;

const same = (days: number) => ({ shortest: days, longest: days });
const DAYS: Readonly<Record<ast.Unit, { readonly shortest: number; readonly longest: number }>> = {
  minute: same(HOUR / 60),
  hour: same(HOUR),
  day: same(1),
  // A business week is five of its days.
  week: { shortest: 5, longest: 7 },
  month: { shortest: 28, longest: 31 },
  quarter: { shortest: 90, longest: 92 },
  year: { shortest: 365, longest: 366 },
};
