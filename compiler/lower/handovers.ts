import type * as ast from "../../language/ast.ts";
import { invariant } from "../invariant.ts";
import type { Carried, Handover, Moment } from "../plan.ts";
import { lowerCondition } from "./conditions.ts";
import { type Draft, noteSource, stageOwner } from "./draft.ts";
import { lowerDuration } from "./durations.ts";
import { lowerMoment } from "./moments.ts";
import { lowerWho } from "./people.ts";
import { expandEvent, type Scope, subjectField, useEvent, useLadder, useRole } from "./scope.ts";
import { bodiesOf, lowerNeeds, lowerResults, needsOf } from "./steps.ts";

export function lowerHandover(handover: ast.Handover, draft: Draft): Handover {
  const { scope } = draft;
  const { receiver } = handover;
  invariant(receiver !== undefined, `handover ${handover.name.text} has no receiver`);
  noteSource(draft, handover.name.text, handover.name);
  return {
    title: handover.title?.text ?? handover.name.text,
    from: handover.from.map((stage) => stage.text),
    to: handover.to.map((stage) => stage.text),
    giver: handover.giver === undefined ? null : useRole(scope, handover.giver),
    receiver: lowerWho(receiver.who, scope),
    atOnce: receiver.atOnce,
    accountable: useRole(scope, handover.accountable),
    carries: handover.carries.map((carried) => lowerCarried(carried, draft)),
    expects: handover.expects.map((step) => step.text),
    offerNeeds: lowerOfferNeeds(handover, draft),
    movesAfter: lowerMovesAfter(handover, draft),
    accept: receiver.atOnce ? null : useLadder(scope, handover.accept),
    decline: lowerDecline(handover, draft),
  };
}

/** A field, a score, or events of a window; the events travel as a list and are looked up when it is shown. */
function lowerCarried(carried: ast.Handover["carries"][number], { scope }: Draft): Carried {
  const name = carried.name.text;
  if (subjectField(scope, name) !== undefined) {
    scope.uses.fields.add(name);
    return { kind: "field", name };
  }
  if (scope.model.scores.has(name)) return { kind: "score", name };
  const inTheLast = carried.inTheLast === undefined ? null : lowerDuration(carried.inTheLast);
  return { kind: "events", name, events: expandEvent(scope, name), inTheLast };
}

function lowerOfferNeeds({ offerNeeds, accept }: ast.Handover, { scope }: Draft): Handover["offerNeeds"] {
  if (offerNeeds === undefined) return null;
  return {
    when: lowerCondition(offerNeeds.condition, scope),
    ask: lowerWho(offerNeeds.ask, scope),
    ladder: useLadder(scope, offerNeeds.ladder ?? accept),
  };
}

function lowerMovesAfter({ movesAfter }: ast.Handover, { scope }: Draft): Handover["movesAfter"] {
  if (movesAfter === undefined) return null;
  const { gates } = movesAfter;
  const kinds = gates.flatMap((gate) =>
    gate.kind === "EventGate" ? [useEvent(scope, gate.event.text)] : [],
  );
  const anyOf = kinds.filter((events) => events.length > 1).map((events) => ({ events }));
  const notBefore = gates.flatMap((gate) => (gate.kind === "EventGate" ? [] : [lowerNotBefore(gate, scope)]));
  return {
    events: kinds.filter((events) => events.length === 1).flat(),
    ...(anyOf.length > 0 && { anyOf }),
    ...(notBefore.length > 0 && { notBefore }),
    ask: lowerWho(movesAfter.ask, scope),
    ladder: useLadder(scope, movesAfter.ladder),
  };
}

/** `not before the quarter ends`: of the quarter in which it is offered. */
function lowerNotBefore(gate: Exclude<ast.Gate, { kind: "EventGate" }>, scope: Scope): Moment {
  if (gate.kind === "NotBeforeMoment") return lowerMoment({ moment: gate.moment, refinements: [] }, scope);
  const { unit } = gate;
  invariant(unit !== "minute" && unit !== "hour", `a ${unit} ends at once`);
  return { anchor: { from: "end", of: unit } };
}

/** While the offer is open the subject stays in the giver's stage, so that stage's owner owns what a decline does. */
function lowerDecline({ decline, from, name }: ast.Handover, draft: Draft): Handover["decline"] {
  if (decline === undefined) return null;
  const [giving] = from;
  invariant(giving !== undefined, `handover ${name.text} leads from nowhere`);
  const path = `${name.text}/decline`;
  const place = { draft, path, next: null, ruleOwner: stageOwner(draft, giving), task: null };
  const reasons = lowerResults(decline.results, path, place);
  const reasonNeeds = needsOf(reasons);
  return {
    needs: lowerNeeds(decline.needs, draft),
    reasons: bodiesOf(reasons),
    ...(reasonNeeds && { reasonNeeds }),
  };
}
