/**
 * One event of which two journeys tell the same role, ask it, or offer it a handover, or write to the customer, at once:
 * each does so without knowing of the other. `raised-twice` finds the same words; here they are other words about one
 * matter.
 */
import type * as ast from "../../language/ast.ts";
import { neverMeet } from "../checks/sample-conditions.ts";
import { sharedCause } from "../entry-causes.ts";
import type { Model } from "../model.ts";
import { expandEvents, scopeOf } from "../scopes.ts";
import { type AuditRule, type Found, find } from "./found.ts";
import { ownersOf, pairsIn, priorityOf } from "./together.ts";

export const toldTwice: AuditRule = (model) => {
  const reached = new Map([...model.journeys.values()].map((one) => [one, reachedBy(one, model)] as const));
  const matters = new Map<string, Matter>();
  for (const [earlier, later] of pairsIn(model))
    for (const both of reachedByBoth([earlier, reached.get(earlier)], [later, reached.get(later)], model)) {
      const key = JSON.stringify([both.subject, both.who, both.event]);
      const known = matters.get(key);
      matters.set(key, known === undefined ? both : { ...known, told: [...known.told, ...both.told] });
    }
  return foundIn([...matters.values()], model);
};

/** Somebody hears of an event at once. */
interface Reached {
  readonly event: string;
  readonly where: ast.Condition | undefined;
  /** A role, or the subject for the customer themselves. */
  readonly who: string;
  /** Such as ``task `call` ``. */
  readonly what: string;
  readonly span: ast.Span;
  readonly byEntry: boolean;
}

/** A role, or the customer, hears of one event from several journeys. */
interface Matter {
  readonly subject: string;
  readonly who: string;
  readonly event: string;
  readonly told: readonly { readonly journey: ast.JourneyDeclaration; readonly by: Reached }[];
}

type Side = readonly [journey: ast.JourneyDeclaration, reached: readonly Reached[] | undefined];

function reachedByBoth(
  [earlier, first = []]: Side,
  [later, second = []]: Side,
  model: Model,
): readonly Matter[] {
  // That both are entered at once is a finding of its own.
  const entered = priorityOf(earlier) === priorityOf(later) ? sharedCause(earlier, later, model) : undefined;
  return second.flatMap((two) =>
    first
      .filter((one) => one.event === two.event && one.who === two.who)
      .filter((one) => !(entered !== undefined && one.byEntry && two.byEntry))
      .filter((one) => mayBothHold(one, two, later, model))
      .map((one) => ({
        subject: later.of.text,
        who: two.who,
        event: two.event,
        told: [
          { journey: earlier, by: one },
          { journey: later, by: two },
        ],
      })),
  );
}

/** What the same journeys tell the same role of several events is one thing to settle. */
function foundIn(matters: readonly Matter[], model: Model): readonly Found[] {
  const alike = new Map<string, readonly Matter[]>();
  for (const matter of matters) {
    const names = journeysOf([matter], model).map(({ name }) => name.text);
    const key = JSON.stringify([matter.subject, matter.who, names]);
    alike.set(key, [...(alike.get(key) ?? []), matter]);
  }
  return [...alike.values()].flatMap((same) => {
    const journeys = journeysOf(same, model);
    const told = same.flatMap((matter) => matter.told);
    const of = (one: ast.JourneyDeclaration) => told.filter(({ journey }) => journey === one);
    const last = journeys.at(-1);
    const place = last === undefined ? undefined : of(last)[0];
    if (last === undefined || place === undefined) return [];
    const words = journeys.map((one) => {
      const whats = new Set(of(one).map(({ by }) => by.what));
      return `${[...whats].join(", ")} of \`${one.name.text}\``;
    });
    const events = [...new Set(same.map(({ event }) => event))];
    const about = {
      journeys: journeys.map(({ name }) => name.text),
      owners: ownersOf([...journeys].reverse()),
      place: { kind: "journey", name: last.name.text },
      span: place.by.span,
      reach: last.span,
    };
    return [find("told-twice", { events, who: same[0]?.who ?? "", told: words }, about)];
  });
}

const journeysOf = (matters: readonly Matter[], { journeys }: Model): readonly ast.JourneyDeclaration[] =>
  [...journeys.values()].filter((one) =>
    matters.some(({ told }) => told.some(({ journey }) => journey === one)),
  );

function mayBothHold(one: Reached, two: Reached, journey: ast.JourneyDeclaration, model: Model): boolean {
  const event = model.events.get(one.event);
  const asked = [one.where, two.where].filter((where) => where !== undefined);
  if (asked.length < 2 || event === undefined) return true;
  return !neverMeet(asked, { scope: scopeOf(journey, model), event });
}

// ── Who is reached ────────────────────────────────────────────────────────────────────────────────────────

interface At {
  readonly journey: ast.JourneyDeclaration;
  /** The stages in which it may happen. */
  readonly stages: readonly ast.Stage[];
}

type Heard = Pick<Reached, "who" | "what" | "span">;

function reachedBy(journey: ast.JourneyDeclaration, model: Model): readonly Reached[] {
  const on = (events: readonly ast.Occurrence[], heard: readonly Heard[], byEntry = false) =>
    events.flatMap(({ event, where }) =>
      expandEvents(model, event.text).flatMap(({ name }) =>
        heard.map((one): Reached => ({ ...one, event: name.text, where, byEntry })),
      ),
    );
  const handled = (handlers: readonly ast.Handler[], stages: readonly ast.Stage[], byEntry = false) =>
    handlers.flatMap((handler) =>
      handler.kind === "EventHandler" && stages.length > 0
        ? on(handler.events, heardIn(handler.reaction, { journey, stages }, model), byEntry)
        : [],
    );
  return [
    ...journey.stages.flatMap((stage) => handled(stage.handlers, [stage])),
    ...journey.everywhere.flatMap(({ except, handlers }) =>
      handled(
        handlers,
        journey.stages.filter(({ name }) => !except.some(({ text }) => text === name.text)),
      ),
    ),
    ...journey.exits.flatMap((exit) =>
      exit.block === undefined
        ? []
        : on(exit.on ?? [], heardIn(exit.block, { journey, stages: journey.stages }, model)),
    ),
    ...journey.enters.flatMap(({ trigger, stage: { text } }) => {
      const stage = journey.stages.find(({ name }) => name.text === text);
      return trigger.kind === "OnEvents" && stage !== undefined
        ? on(trigger.events, heardFrom(stage.steps, { journey, stages: [stage] }, model), true)
        : [];
    }),
  ];
}

function heardIn(reaction: ast.ResultBody, at: At, model: Model): readonly Heard[] {
  return heardFrom(
    reaction.kind === "Block" ? reaction.steps : reaction.kind === "Move" ? [reaction] : [],
    at,
    model,
  );
}

/** Steps behind one that waits are not at once; whatever branch is taken may be. */
function heardFrom(
  steps: readonly ast.Step[],
  at: At,
  model: Model,
  seen: readonly string[] = [],
): readonly Heard[] {
  const heard: Heard[] = [];
  const from = (some: readonly ast.Step[] | undefined): void =>
    void heard.push(...heardFrom(some ?? [], at, model, seen));
  for (const step of steps) {
    switch (step.kind) {
      case "SendStep":
        if (step.to === undefined && step.onceApprovedBy === undefined)
          heard.push({ who: at.journey.of.text, what: `message \`${step.message.text}\``, span: step.span });
        break;
      case "TellStep":
        for (const who of rolesOf(step.who, at, model))
          heard.push({ who, what: "a notice", span: step.span });
        break;
      case "TaskStep":
        for (const who of new Set(step.by.flatMap((one) => rolesOf(one, at, model))))
          heard.push({ who, what: `task \`${step.name.text}\``, span: step.span });
        return heard;
      case "IfStep":
        from(step.then.steps);
        from(step.else?.kind === "Block" ? step.else.steps : step.else && [step.else]);
        break;
      case "ChooseStep":
        for (const { body } of step.arms) from(body.kind === "Block" ? body.steps : []);
        break;
      case "SplitStep":
        for (const { block } of step.arms) from(block?.steps);
        break;
      case "Move":
        heard.push(...heardAfter(step, at, model, seen));
        return heard;
      case "SetStep":
      case "Allow":
        break;
      default:
        return heard;
    }
  }
  return heard;
}

/** Of a handover its receiver hears, and nobody in the next stage before it is accepted. */
function heardAfter(
  move: ast.Move,
  { journey }: At,
  model: Model,
  seen: readonly string[],
): readonly Heard[] {
  const { text } = move.stage;
  const handover = journey.handovers.find(({ name }) => name.text === move.through?.text);
  const receiver = handover?.receiver?.who;
  if (receiver?.kind === "RoleWho" && handover !== undefined)
    return [{ who: receiver.role.text, what: `handover \`${handover.name.text}\``, span: move.span }];
  const stage = journey.stages.find(({ name }) => name.text === text);
  if (stage === undefined || seen.includes(text)) return [];
  return heardFrom(stage.steps, { journey, stages: [stage] }, model, [...seen, text]);
}

/** The holder is of the stage's owner, before somebody has accepted and after. */
function rolesOf(who: ast.Who, { stages }: At, model: Model): readonly string[] {
  if (who.kind === "RoleWho") return [who.role.text];
  const owners = [...new Set(stages.flatMap(({ owner }) => owner?.text ?? []))];
  if (who.which === "holder" || who.which === "owner") return owners;
  if (who.which !== "manager") return [];
  return owners.flatMap((owner) => model.roles.get(owner)?.reportsTo?.text ?? []);
}
