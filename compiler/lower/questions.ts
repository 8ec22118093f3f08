/** What is asked of a subject outside of any run, or of its company: how each question is answered where events come in. */
import type * as ast from "../../language/ast.ts";
import { invariant } from "../invariant.ts";
import type { Library, Question } from "../library.ts";
import type { Model } from "../model.ts";
import { ownFieldsOf } from "../own-fields.ts";
import type { Condition } from "../plan.ts";
import { isAskedOfRun, nameOfQuestion, namesRun } from "../questions.ts";
import { relatedSubject, scopeWithin } from "../related.ts";
import { type ScopedNode, walkModel } from "../scopes.ts";
import { type HappenedTest, isHappened } from "./ask-question.ts";
import { lowerCondition, lowerOccurrences } from "./conditions.ts";
import { lowerDuration } from "./durations.ts";
import { isDateOfSubject, lowerAnchor } from "./moments.ts";
import { createScope, expandEvent, type Scope } from "./scope.ts";

/** All such questions, each once. */
export function lowerQuestions(model: Model): Pick<Library, "questions"> {
  const questions = new Map<string, Question>();
  for (const found of walkModel(model)) {
    const subject = scopeWithin(found.scope, found.around).subject?.name.text;
    const question = subject === undefined ? undefined : questionOf(found, subject, model);
    if (question !== undefined) questions.set(nameOfQuestion(found.node, question.subject, model), question);
  }
  return questions.size === 0 ? {} : { questions: Object.fromEntries(questions) };
}

function questionOf(
  { node, around, scope: { journey } }: ScopedNode,
  subject: string,
  model: Model,
): Question | undefined {
  const scope = createScope(model, subject);
  switch (node.kind) {
    case "NoneRelated":
      return noneRelated(node, subject, model);
    case "Absence":
      return isAskedOfRun(around) ? undefined : silent(node, scope);
    case "Test": {
      if (!isHappened(node)) return undefined;
      const own = journey === undefined ? [] : ownFieldsOf(journey, model);
      const isDate = (path: ast.Path) => isDateOfSubject(path, { ...scope, own });
      const isOfRun = isAskedOfRun(around) && namesRun(node.test.anchor, isDate);
      return isOfRun ? undefined : happened(node, scope);
    }
    default:
      return undefined;
  }
}

function noneRelated(
  { what, field, value, span }: Extract<ast.Condition, { kind: "NoneRelated" }>,
  subject: string,
  model: Model,
): Question {
  const of = relatedSubject(what.text, model.subjects.get(subject), model);
  invariant(of !== undefined, `${what.text} is no kind of subject`);
  return { is: "none related", subject, of: of.name.text, when: hasValue(field, value, span, of, model) };
}

/** `has role champion` asks the other's field; one that is blank has it not. */
function hasValue(
  field: ast.Name,
  value: ast.Value,
  span: ast.Span,
  of: ast.SubjectDeclaration,
  model: Model,
): Condition {
  const path: ast.Path = { kind: "Path", names: [field], span: field.span };
  const test: ast.Test = { kind: "Is", not: false, value, span };
  return lowerCondition({ kind: "Test", subject: path, test, span }, createScope(model, of.name.text));
}

function silent(absence: Extract<ast.Condition, { kind: "Absence" }>, scope: Scope): Question {
  const { event, where, lasting, span } = absence;
  const occurrence: ast.Occurrence = { kind: "Occurrence", event, ...(where && { where }), span };
  return {
    is: "silent",
    subject: scope.subject,
    events: lowerOccurrences([occurrence], scope),
    lasting: lowerDuration(lasting),
  };
}

function happened({ subject: path, test }: HappenedTest, scope: Scope): Question {
  const name = path.names.map(({ text }) => text).join(".");
  return {
    is: "happened",
    subject: scope.subject,
    events: expandEvent(scope, name),
    since: { anchor: lowerAnchor(test.anchor, scope) },
  };
}
