/** Somebody else in a scenario: of the kind that the event is about (docs/language.md, 11). */
import type * as ast from "../language/ast.ts";
import type { Model } from "./model.ts";
import { expandEvents, whole } from "./whole.ts";

export const subjectsOfEvent = (model: Model, event: string): readonly ast.SubjectDeclaration[] =>
  expandEvents(model, event)
    .slice(0, 1)
    .flatMap(({ of }) => whole(of === undefined ? undefined : model.subjects.get(of.text), model) ?? []);
