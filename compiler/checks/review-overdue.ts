/**
 * A review that is written down and past, or that cannot have been yet. Of a score what is past is a warning until the
 * grace is over, and then an error: what nobody has looked at for so long must not go on deciding who is called.
 */
import { report } from "../../language/diagnostics/report.ts";
import { isAhead, reviewLines, standingOn } from "../reviews.ts";
import type { Check } from "./check.ts";

export const reviewOverdue: Check = (model, { today, reviewGraceDays }) => {
  if (today === undefined) return [];
  return reviewLines(model, reviewGraceDays).flatMap(({ of, name, last, due, until, lapses, node }) => {
    const what = `${of} \`${name}\``;
    if (last !== null && isAhead(last, today)) return [report("review-in-future", { what, last }, node.span)];
    const { is } = standingOn({ due, until }, today);
    if (due === null || until === null || (is !== "overdue" && is !== "past its grace")) return [];
    return lapses && is === "past its grace"
      ? [report("review-lapsed", { what, due, last: until }, node.span)]
      : [report("review-overdue", { what, due }, node.span)];
  });
};
