/** A clock on a person says whether closed hours count. */
import type * as ast from "../../language/ast.ts";
import { replaceWith } from "../../language/diagnostics/fix.ts";
import { report } from "../../language/diagnostics/report.ts";
import { writeDuration } from "../types/literals.ts";
import type { Check } from "./check.ts";

const UNCLEAR: ReadonlySet<ast.Unit> = new Set(["hour", "day", "week"]);

export const unmarkedHours: Check = (model) =>
  [...model.ladders.values()].flatMap(({ within, steps }) =>
    [within, ...steps.map(({ after }) => after)]
      .filter((duration) => duration !== undefined)
      .filter(({ parts }) => parts.some(isUnmarked))
      .map((duration) => {
        const [business, calendar] = [marked(duration, "business"), marked(duration, "calendar")];
        return report(
          "unmarked-hours",
          { duration: writeDuration(duration), business, calendar },
          duration.span,
          { fixes: [replaceWith(business, duration.span), replaceWith(calendar, duration.span)] },
        );
      }),
  );

function isUnmarked({ counting, unit }: ast.Duration["parts"][number]): boolean {
  return counting === undefined && UNCLEAR.has(unit);
}

function marked({ parts }: ast.Duration, counting: ast.Counting): string {
  return writeDuration({ parts: parts.map((part) => (isUnmarked(part) ? { ...part, counting } : part)) });
}
