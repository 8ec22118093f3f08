/**
 * One field of the subject is set by one journey, or by journeys of one exclusive group, which never run at the same
 * time: otherwise what it says is what happened to be set last.
 */
import type * as ast from "../../language/ast.ts";
import { report } from "../../language/diagnostics/report.ts";
import type { Model } from "../model.ts";
import { scopeOf } from "../scopes.ts";
import { findAll } from "../walk.ts";
import type { Check } from "./check.ts";

interface Write {
  readonly journey: ast.JourneyDeclaration;
  readonly field: string;
  readonly step: ast.SetStep;
}

export const fieldWrittenTwice: Check = (model) => {
  const writes = [...model.journeys.values()].flatMap((journey) => writesOf(journey, model));
  return writes.flatMap((write, index) => {
    const earlier = writes.slice(0, index).find((other) => mayMeet(other, write));
    if (earlier === undefined) return [];
    const facts = { field: write.field, journeys: [earlier.journey.name.text, write.journey.name.text] };
    const related = [{ span: earlier.step.span, label: "set here, too" }];
    return [report("field-written-twice", facts, write.step.span, { related })];
  });
};

/** The first of each field: one finding a journey says it. */
function writesOf(journey: ast.JourneyDeclaration, model: Model): readonly Write[] {
  const fields = new Set(scopeOf(journey, model).subject?.fields.map(({ name }) => name.text));
  const all = findAll(journey, "SetStep").flatMap((step): readonly Write[] => {
    const field = step.field.names.at(-1)?.text;
    return field !== undefined && fields.has(field) ? [{ journey, field, step }] : [];
  });
  return all.filter(({ field }, index) => all.findIndex((other) => other.field === field) === index);
}

function mayMeet(one: Write, other: Write): boolean {
  const [a, b] = [one.journey, other.journey];
  if (a === b || one.field !== other.field || a.of.text !== b.of.text) return false;
  return a.exclusive === undefined || a.exclusive.group.text !== b.exclusive?.group.text;
}
