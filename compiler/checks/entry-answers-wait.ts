/**
 * The entry event is visible to the first stage (rule 3). A wait there for nothing but what has just led in is answered
 * before it begins.
 */
import type * as ast from "../../language/ast.ts";
import { report } from "../../language/diagnostics/report.ts";
import type { Model } from "../model.ts";
import { expandEvents } from "../scopes.ts";
import { findAll } from "../walk.ts";
import { forEachJourney } from "./check.ts";

export const entryAnswersWait = forEachJourney((journey, model) =>
  journey.stages.flatMap((stage) => {
    const entries = entriesInto(stage, journey, model);
    if (entries.length === 0) return [];
    // Each track uses an event once: what a wait before has used answers no other.
    const [first] = waitsIn(stage).filter(({ events }) =>
      events.some(({ event }) => kindsOf(event, model).some((kind) => entries.includes(kind))),
    );
    if (first === undefined || !takesAll(first.events, entries, model)) return [];
    const [{ event }] = first.events;
    const facts = { event: event.text, entry: entries.join(" or ") };
    return [report("entry-answers-wait", facts, event.span)];
  }),
);

/** The kinds of event that lead into a stage; none where something else does, of which nothing can answer. */
function entriesInto(
  { name }: ast.Stage,
  { enters }: ast.JourneyDeclaration,
  model: Model,
): readonly string[] {
  const into = enters.filter(({ stage }) => stage.text === name.text).map(({ trigger }) => trigger);
  const onEvents = into.flatMap((trigger) => (trigger.kind === "OnEvents" ? trigger.events : []));
  if (into.some(({ kind }) => kind !== "OnEvents")) return [];
  return [...new Set(onEvents.flatMap(({ event }) => kindsOf(event, model)))];
}

interface EventWait {
  readonly events: readonly [ast.Occurrence, ...ast.Occurrence[]];
}

/** Those of the main track, in source order; a handler's track may begin at any time. */
const waitsIn = ({ steps }: ast.Stage): readonly EventWait[] =>
  steps
    .flatMap((step) => findAll(step, "WaitStep"))
    .flatMap(({ what }) => {
      if (what.kind !== "WaitEvents") return [];
      const [event, ...others] = what.events;
      return event === undefined ? [] : [{ events: [event, ...others] }];
    });

/** Whatever led in answers; where a field is asked for, it may not. */
const takesAll = (events: readonly ast.Occurrence[], entries: readonly string[], model: Model): boolean =>
  entries.every((entry) =>
    events.some(({ event, where }) => where === undefined && kindsOf(event, model).includes(entry)),
  );

const kindsOf = (event: ast.Name, model: Model): readonly string[] =>
  expandEvents(model, event.text).map(({ name }) => name.text);
