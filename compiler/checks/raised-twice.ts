/** One event sets off one task or notice of a kind: a second one would be taken for another matter. */
import type * as ast from "../../language/ast.ts";
import { report } from "../../language/diagnostics/report.ts";
import type { Model } from "../model.ts";
import { saysTheSame, wordsOf } from "../same-words.ts";
import { expandEvents } from "../scopes.ts";
import { forEachJourney } from "./check.ts";

type Raised = ast.TaskStep | ast.TellStep;

interface Handled {
  readonly handler: Extract<ast.Handler, { kind: "EventHandler" }>;
  /** Each kind of event that it hears, with what it asks of it. */
  readonly hears: ReadonlySet<string>;
}

export const raisedTwice = forEachJourney((journey, model) => {
  const found = journey.stages.flatMap((stage) => twiceIn(handlersOf(journey, stage, model)));
  // What stands in every stage is looked at with each of them.
  return [...new Map(found.map((one) => [one.span.start, one])).values()];
});

function handlersOf(
  { everywhere }: ast.JourneyDeclaration,
  stage: ast.Stage,
  model: Model,
): readonly Handled[] {
  const shared = everywhere.filter(({ except }) => !except.some(({ text }) => text === stage.name.text));
  return [...stage.handlers, ...shared.flatMap(({ handlers }) => handlers)]
    .filter((handler) => handler.kind === "EventHandler")
    .map((handler) => ({ handler, hears: new Set(handler.events.flatMap((one) => heard(one, model))) }));
}

/** Conditions are compared as they are written: two that differ may hold at different times. */
function heard({ event, where }: ast.Occurrence, model: Model): readonly string[] {
  const text = where === undefined ? "" : wordsOf(where);
  return expandEvents(model, event.text).map(({ name }) => `${name.text} ${text}`);
}

function twiceIn(handled: readonly Handled[]) {
  const ordered = [...handled].sort((a, b) => a.handler.span.start - b.handler.span.start);
  return ordered.flatMap(({ handler, hears }, index) =>
    raisedBy(handler).flatMap((second) => {
      for (const before of ordered.slice(0, index)) {
        const both = [...before.hears].find((one) => hears.has(one));
        const first = raisedBy(before.handler).find((one) => isSame(one, second));
        if (both === undefined || first === undefined) continue;
        const related = [{ span: first.span, label: "raised here already" }];
        const [event = ""] = both.split(" ");
        return [report("raised-twice", { what: nameOf(second), event }, second.span, { related })];
      }
      return [];
    }),
  );
}

/** What always happens: behind a condition it may be for another case. */
function raisedBy({ reaction }: Handled["handler"]): readonly Raised[] {
  if (reaction.kind !== "Block") return [];
  return reaction.steps.filter((step) => step.kind === "TaskStep" || step.kind === "TellStep");
}

function isSame(one: Raised, other: Raised): boolean {
  if (one.kind === "TaskStep") return other.kind === "TaskStep" && one.name.text === other.name.text;
  return other.kind === "TellStep" && one.text.text === other.text.text && saysTheSame(one.who, other.who);
}

const nameOf = (raised: Raised): string =>
  raised.kind === "TaskStep" ? `task \`${raised.name.text}\`` : "this notice";
