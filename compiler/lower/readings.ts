/** What is asked about readings, for whoever keeps them: how each question is answered. */
import type * as ast from "../../language/ast.ts";
import { invariant } from "../invariant.ts";
import type { Library, Reading } from "../library.ts";
import type { Model } from "../model.ts";
import { nameOfQuestion } from "../questions.ts";
import { scopeWithin } from "../related.ts";
import { walkModel } from "../scopes.ts";
import { findField as findFieldRead, findLeft } from "../types/fields.ts";
import { isKind } from "../walk.ts";
import { isMoved, type MovedTest } from "./ask-question.ts";
import { lowerCondition } from "./conditions.ts";
import { createScope } from "./scope.ts";
import { constantOf, lowerFieldType } from "./values.ts";

/** All questions about readings, each once. */
export function lowerReadings(model: Model): Pick<Library, "readings"> {
  const readings = new Map<string, Reading>();
  for (const { node, around, scope } of walkModel(model)) {
    const subject = scopeWithin(scope, around).subject?.name.text;
    const isQuestion =
      (isKind(node, "State") && node.readings !== undefined) || (isKind(node, "Test") && isMoved(node));
    if (!isQuestion || subject === undefined) continue;
    const asked = isKind(node, "State") ? inARow(node, model, subject) : moved(node, model, subject);
    readings.set(nameOfQuestion(node, subject, model), asked);
  }
  return readings.size === 0 ? {} : { readings: Object.fromEntries(readings) };
}
/** `turns hot for 3 readings in a row` turns when that has come to hold. */
function inARow({ condition, readings }: ast.State, model: Model, subject: string): Reading {
  invariant(readings !== undefined, "a state is asked about in a row of readings");
  const lowered = lowerCondition(condition, createScope(model, subject));
  const when = lowered.is === "turns" ? lowered.of : lowered;
  return { is: "in a row", subject, when, times: readings };
}

function moved({ subject: path, test, blankAs }: MovedTest, model: Model, subject: string): Reading {
  const declaration = model.subjects.get(subject);
  invariant(declaration !== undefined, `subject ${subject} is not declared`);
  const reading = { scope: { model, declaration, subject: declaration } };
  const read = findFieldRead(path, reading);
  const left = findLeft(path, reading);
  invariant(read !== undefined || left?.names === "score", "what moves is neither a field nor a score");
  const by = constantOf(test.by, read === undefined ? { type: "number" } : lowerFieldType(read.field.type));
  invariant(by !== undefined && by !== null, "how far it moves is no constant");
  return {
    is: "moved",
    subject,
    of: left?.names === "score" ? { score: left.score.name.text } : { field: read?.name ?? "" },
    direction: test.direction,
    by,
    relative: test.by.kind === "PercentLiteral",
    blank: blankAs === "yes",
  };
}
