/** After the last rung of a ladder somebody holds the work, or the file says that nobody need (rule 1). */
import type * as ast from "../../language/ast.ts";
import { report } from "../../language/diagnostics/report.ts";
import { addLine } from "../line-fixes.ts";
import { declarationsOf, type Model } from "../model.ts";
import { findAll } from "../walk.ts";
import type { Check } from "./check.ts";

export const ladderEndsInNobody: Check = (model) =>
  [...model.ladders.values()]
    .filter((ladder) => !hasEnd(ladder))
    .map((ladder) => {
      const last = ladder.steps.at(-1)?.rungs;
      const span = last === undefined ? ladder.name.span : spanOfAll(last, ladder.name.span);
      return report("ladder-ends-in-nobody", { ladder: ladder.name.text }, span, {
        related: climbers(ladder, model),
        fixes: addLine(model, ladder.span, "at last  give to the manager"),
      });
    });

function hasEnd({ steps }: ast.LadderDeclaration): boolean {
  return steps.at(-1)?.rungs.some(endsLadder) ?? false;
}

/** Whoever was silent until now is no end: neither the holder nor who asked. */
function endsLadder(rung: ast.Rung): boolean {
  if (rung.kind === "GiveRung")
    return rung.to.kind === "RoleWho" || !["holder", "asker"].includes(rung.to.which);
  return rung.kind === "NoteRung" || rung.kind === "StaysOpenRung" || rung.kind === "TakeBackRung";
}

function spanOfAll(rungs: readonly ast.Rung[], fallback: ast.Span): ast.Span {
  const [first, last] = [rungs[0], rungs.at(-1)];
  return first === undefined || last === undefined ? fallback : { ...first.span, end: last.span.end };
}

/** The first handover that climbs it shows what is at stake. */
function climbers({ name }: ast.LadderDeclaration, model: Model) {
  const climbing = findAll(declarationsOf(model), "Handover").find(
    ({ accept }) => accept?.text === name.text,
  );
  if (climbing?.accept === undefined) return [];
  return [{ span: climbing.accept.span, label: `handover \`${climbing.name.text}\` climbs it` }];
}
