/**
 * One answer means one thing wherever its right is asked in a journey: where in one place only the one answer leads to an
 * exit, and in another place only the other, the two were most likely mixed up in one of them.
 */
import type * as ast from "../../language/ast.ts";
import { report } from "../../language/diagnostics/report.ts";
import { findAll } from "../walk.ts";
import { forEachWholeJourney } from "./check.ts";

export const answerWithTwoMeanings = forEachWholeJourney((journey) => {
  const decisions = findAll(journey, "DecideStep");
  return decisions.flatMap((later, index) =>
    decisions
      .slice(0, index)
      .flatMap((earlier) => opposite(earlier, later))
      .slice(0, 1)
      .map(({ exit, here, there, at }) => {
        const related = [{ span: at, label: "the other place" }];
        const facts = { right: later.right.text, exit, here, there };
        return report("answer-with-two-meanings", facts, later.right.span, { related });
      }),
  );
});

interface Opposite {
  readonly exit: string;
  /** The answers that lead to it. */
  readonly here: readonly string[];
  readonly there: readonly string[];
  readonly at: ast.Span;
}

function opposite(earlier: ast.DecideStep, later: ast.DecideStep): readonly Opposite[] {
  if (earlier.right.text !== later.right.text) return [];
  const before = answersByExit(earlier);
  return [...answersByExit(later)].flatMap(([exit, here]) => {
    const there = before.get(exit) ?? [];
    const isOne = there.length === 0 || there.some((answer) => here.includes(answer));
    return isOne ? [] : [{ exit, here, there, at: earlier.right.span }];
  });
}

/** What ends the journey after some steps ends it as well. */
function answersByExit({ results }: ast.DecideStep): ReadonlyMap<string, readonly string[]> {
  const answers = new Map<string, readonly string[]>();
  for (const { labels, body } of results) {
    const last = body.kind === "Block" ? body.steps.at(-1) : body;
    if (last?.kind !== "ExitStep") continue;
    const { text } = last.exit;
    answers.set(text, [...(answers.get(text) ?? []), ...labels.map((label) => label.text)]);
  }
  return answers;
}
