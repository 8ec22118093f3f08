/** What a declaration uses is about the same subject as the declaration itself. */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import { isUnread } from "../doubt.ts";
import { followedBy } from "../followed.ts";
import type { Model } from "../model.ts";
import { scopeWithin } from "../related.ts";
import { expandEvents, nodesInTable, type Rules, said } from "../scopes.ts";
import type { Check } from "./check.ts";

type Owned = "event" | "right" | "route" | "journey";
type Use = readonly [what: Owned, name: ast.Name | undefined];

const USES: Rules<Use> = {
  ScoreDeclaration: ({ validate }) => [["event", validate?.against]],
  JourneyDeclaration: ({ goal }) => [["event", goal?.event]],
  Stage: ({ targets }) => targets.map(({ how, what }): Use => ["event", how === "reach" ? what : undefined]),
  Occurrence: ({ event }) => [["event", event]],
  Absence: ({ event }) => [["event", event]],
  EventGate: ({ event }) => [["event", event]],
  AfterEvents: ({ events }) => events.map((event): Use => ["event", event]),
  TaskStep: ({ countedFrom }) => [["event", countedFrom]],
  // Somebody else may be of another kind.
  EventAct: ({ event, of }) => (of === undefined ? [["event", event]] : []),
  DecideStep: ({ right }) => [["right", right]],
  AnswerAct: ({ right }) => [["right", right]],
  RoleWho: ({ pickedBy }) => [["route", pickedBy]],
  BeginStep: ({ journey }) => [["journey", journey]],
};

export const belongsToAnotherSubject: Check = (model) => [
  ...nodesInTable(model, USES).flatMap((found) => {
    const { subject } = scopeWithin(found.scope, found.around);
    if (subject === undefined) return [];
    return said(USES, found)
      .filter((use) => found.node.kind !== "EventAct" || !isOfFollowed(use, subject, model))
      .flatMap((use) => compare(use, subject.name.text, model));
  }),
  ...[...model.events.values()].flatMap((event) => checkSet(event, model)),
];

/** A scenario may begin with whom its subject is opened from. */
const isOfFollowed = ([what, name]: Use, subject: ast.SubjectDeclaration, model: Model): boolean =>
  name !== undefined &&
  followedBy(subject, model).some((one) => subjectsOf(what, name.text, model).includes(one.name.text));

function compare([what, name]: Use, wanted: string, model: Model): readonly Diagnostic[] {
  if (name === undefined) return [];
  const other = subjectsOf(what, name.text, model).find((subject) => subject !== wanted);
  return other === undefined
    ? []
    : [report("belongs-to-another-subject", { what, name: name.text, of: other, wanted }, name.span)];
}

/** A set of events may be about several, which is reported where it is declared. */
function subjectsOf(what: Owned, name: string, model: Model): readonly string[] {
  switch (what) {
    case "event":
      return expandEvents(model, name)
        .flatMap(({ of }) => readable(of, model))
        .slice(0, 1);
    case "right":
      return readable(model.rights.get(name)?.of, model);
    case "route":
      return readable(model.routes.get(name)?.of, model);
    case "journey":
      return readable(model.journeys.get(name)?.of, model);
  }
}

function readable(name: ast.Name | undefined, { doubt, subjects }: Model): readonly string[] {
  // A subject that does not exist is reported where it is named.
  const known = name !== undefined && subjects.has(name.text) && !isUnread(doubt, name);
  return known ? [name.text] : [];
}

/** The members of a set are all about the subject of the first. */
function checkSet({ name, anyOf = [] }: ast.EventDeclaration, model: Model): readonly Diagnostic[] {
  const [wanted] = subjectsOf("event", name.text, model);
  return wanted === undefined ? [] : anyOf.flatMap((member) => compare(["event", member], wanted, model));
}
