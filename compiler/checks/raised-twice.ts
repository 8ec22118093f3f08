/**
 * One event, or one condition, sets off one task or notice of a kind: a second one would be taken for another matter.
 * Looked at are handlers, what a wait for the event leads to, and what follows an exit. Of two journeys of one subject
 * only notices: a task of another journey is another task.
 */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import { deleteLine } from "../line-fixes.ts";
import type { Model } from "../model.ts";
import { wordsOf } from "../same-words.ts";
import { expandEvents } from "../scopes.ts";
import { findAll } from "../walk.ts";
import type { Check } from "./check.ts";

type Asked = ast.TaskStep | ast.TellStep;
type Place = "handler" | "wait" | "exit" | "after exit";

interface Raised {
  readonly step: Asked;
  readonly journey: ast.JourneyDeclaration;
  /** The stages in which it may be raised. */
  readonly stages: ReadonlySet<string>;
  readonly place: Place;
  /** Of its handler or wait. */
  readonly by: ast.Span;
  readonly trigger: Trigger;
  /** Before anything of its block has waited. */
  readonly atOnce: boolean;
}

interface Trigger {
  /** As a sentence names it. */
  readonly words: string;
  /** The same for the same event under the same conditions, as they are written: others may hold at other times. */
  readonly key: string;
}

export const raisedTwice: Check = (model) => {
  const alike = new Map<string, Raised[]>();
  for (const raised of [...model.journeys.values()].flatMap((journey) => raisedIn(journey, model))) {
    const key = `${raised.journey.of.text} ${raised.trigger.key} ${keyOf(raised.step)}`;
    const known = alike.get(key);
    if (known === undefined) alike.set(key, [raised]);
    else known.push(raised);
  }
  const found = [...alike.values()].flatMap((raised) => twiceIn(raised, model));
  // What is raised twice for several events is told once.
  return [...new Map(found.map((one) => [`${one.span.file} ${one.span.start}`, one])).values()];
};

function twiceIn(alike: readonly Raised[], model: Model): readonly Diagnostic[] {
  const ordered = [...alike].sort((a, b) => a.step.span.start - b.step.span.start);
  return ordered.flatMap((second, index) => {
    const first = ordered.slice(0, index).find((one) => bothRaised(one, second));
    if (first === undefined) return [];
    const what = nameOf(second.step);
    const related = [{ span: first.step.span, label: "raised here already" }];
    const fixes = [deleteLine(model, second.step.span, what)];
    return [
      report("raised-twice", { what, trigger: second.trigger.words }, second.step.span, { related, fixes }),
    ];
  });
}

function bothRaised(one: Raised, other: Raised): boolean {
  if (one.step === other.step) return false;
  if (one.journey !== other.journey)
    return one.step.kind === "TellStep" && mayMeet(one.journey, other.journey);
  // Later in the same block it is asked again, and not twice.
  if (one.by === other.by && !(one.atOnce && other.atOnce)) return false;
  const places = new Set([one.place, other.place]);
  // An exit takes its event before any handler; what is waited for one by one uses one event each.
  const endsIt = places.has("exit") || places.has("after exit");
  if (endsIt) return !places.has("handler") && !places.has("wait");
  if (one.place === "wait" && other.place === "wait" && one.by !== other.by) return false;
  return [...one.stages].some((stage) => other.stages.has(stage));
}

const mayMeet = (one: ast.JourneyDeclaration, other: ast.JourneyDeclaration): boolean =>
  one.exclusive === undefined || one.exclusive.group.text !== other.exclusive?.group.text;

// ── What is raised ────────────────────────────────────────────────────────────────────────────────────────

function raisedIn(journey: ast.JourneyDeclaration, model: Model): readonly Raised[] {
  const all = journey.stages.map(({ name }) => name.text);
  const whole = new Set(all);
  const raise = (
    place: Place,
    stages: ReadonlySet<string>,
    by: { readonly span: ast.Span },
    triggers: readonly Trigger[],
    reaction: ast.ResultBody | undefined,
  ): readonly Raised[] =>
    reaction?.kind !== "Block"
      ? []
      : triggers.flatMap((trigger) =>
          askedIn(reaction.steps, trigger).map((asked) => ({
            ...asked,
            journey,
            stages,
            place,
            by: by.span,
          })),
        );
  const handled = (handlers: readonly ast.Handler[], stages: ReadonlySet<string>): readonly Raised[] =>
    handlers.flatMap((handler) => {
      if (handler.kind === "EventHandler")
        return raise("handler", stages, handler, eventsIn(handler.events, model), handler.reaction);
      if (handler.kind === "WhenHandler")
        return raise("handler", stages, handler, [stateIn(handler.state)], handler.reaction);
      return [];
    });
  return [
    ...journey.stages.flatMap((stage) => {
      const here = new Set([stage.name.text]);
      const waits = findAll(stage.steps, "WaitStep").flatMap((step) =>
        step.what.kind !== "WaitEvents"
          ? []
          : raise("wait", here, step, eventsIn(step.what.events, model), gotOf(step)),
      );
      return [...handled(stage.handlers, here), ...waits];
    }),
    ...journey.everywhere.flatMap(({ except, handlers }) => {
      const excepted = new Set(except.map(({ text }) => text));
      return handled(handlers, new Set(all.filter((stage) => !excepted.has(stage))));
    }),
    ...journey.exits.flatMap((exit) => {
      const triggers = eventsIn(exit.on ?? [], model);
      const after = journey.afterwards.filter((one) => one.exit.text === exit.name.text);
      return [
        ...raise("exit", whole, exit, triggers, exit.block),
        ...after.flatMap((one) => raise("after exit", whole, one, triggers, one.block)),
      ];
    }),
  ];
}

const gotOf = ({ results }: ast.WaitStep): ast.ResultBody | undefined =>
  results?.find(({ labels }) => labels.some(({ text }) => text === "got"))?.body;

type Found = Pick<Raised, "step" | "trigger" | "atOnce">;

/** Behind a condition it is the same for the same condition. */
function askedIn(steps: readonly ast.Step[], trigger: Trigger, begun = true): readonly Found[] {
  let atOnce = begun;
  return steps.flatMap((step): readonly Found[] => {
    const before = atOnce;
    atOnce &&= !WAITING.has(step.kind);
    if (step.kind === "TaskStep" || step.kind === "TellStep") return [{ step, trigger, atOnce: before }];
    if (step.kind !== "IfStep") return [];
    const within = { ...trigger, key: `${trigger.key} if ${wordsOf(step.condition)}` };
    return askedIn(step.then.steps, within, before);
  });
}

const WAITING: ReadonlySet<ast.Step["kind"]> = new Set([
  "WaitStep",
  "TaskStep",
  "DecideStep",
  "CallStep",
  "EveryStep",
  "TogetherStep",
  "BeginStep",
]);

function eventsIn(occurrences: readonly ast.Occurrence[], model: Model): readonly Trigger[] {
  return occurrences.flatMap(({ event, where }) =>
    expandEvents(model, event.text).map(({ name }) => ({
      words: `the event \`${name.text}\``,
      key: `on ${name.text} ${where === undefined ? "" : wordsOf(where)}`,
    })),
  );
}

const stateIn = (state: ast.State): Trigger => ({ words: "one condition", key: `when ${wordsOf(state)}` });

/** A task is known by its name, a notice by its words and who is told. */
function keyOf(step: Asked): string {
  return step.kind === "TaskStep"
    ? `task ${step.name.text}`
    : `tell ${JSON.stringify(step.text.text)} ${wordsOf(step.who)}`;
}

const nameOf = (step: Asked): string =>
  step.kind === "TaskStep" ? `task \`${step.name.text}\`` : "this notice";
