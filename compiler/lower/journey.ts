/** One journey of a model without errors becomes a plan: all that a run needs, and nothing else. */
import type * as ast from "../../language/ast.ts";
import { byCodeUnit } from "../by-code-unit.ts";
import { assertNever, invariant } from "../invariant.ts";
import type { Model } from "../model.ts";
import { keyJourneyName } from "../own-fields.ts";
import type { Calendar, Fields, Kept, Migration, Plan, SourceMap } from "../plan.ts";
import { isComputed, partsOf } from "../types/expressions.ts";
import { zoneField } from "../zone-field.ts";
import { offsetsOf } from "../zone-offsets.ts";
import { lowerAction } from "./actions.ts";
import { lowerCondition, lowerOccurrences, lowerState } from "./conditions.ts";
import { beforeEntry, createDraft, type Draft, finishedCode } from "./draft.ts";
import { lowerDuration } from "./durations.ts";
import { lowerExpression } from "./expressions.ts";
import { lowerHandover } from "./handovers.ts";
import { lowerMoment, lowerMoments } from "./moments.ts";
import { lowerLadder, lowerRight, lowerRole, routesOf, withManagers } from "./people.ts";
import { declared, ownField, type Scope, useEvent, useRole } from "./scope.ts";
import { lowerAfterwards, lowerEverywhere, lowerExit, lowerStage } from "./stages.ts";
import { defaultOf, lowerFieldType } from "./values.ts";

export interface LowerOptions {
  /** All calendars of the model, resolved. */
  readonly calendars: Readonly<Record<string, Calendar>>;
  /** Its conditions are asked of the subject, as outside of any run. */
  readonly asksSubject?: true;
}

export interface LoweredJourney {
  readonly plan: Plan;
  readonly sources: SourceMap;
}

/** @throws NotInPlan when the text uses a part of the language that plans of this format do not have. */
export function lowerJourney(
  model: Model,
  journey: ast.JourneyDeclaration,
  options: LowerOptions,
): LoweredJourney {
  const draft = createDraft(model, journey, options.asksSubject === true ? "subject" : "stage");
  const rules = lowerRules(draft);
  const flow = lowerFlow(draft);
  const parts = lowerParts(draft);
  // Last, since it gathers what the rest turned out to use.
  const surroundings = lowerSurroundings(draft, options);
  return { plan: { ...rules, ...flow, ...parts, ...surroundings }, sources: draft.sources };
}

type Rules =
  | "format"
  | "journey"
  | "version"
  | "title"
  | "workflowType"
  | "subject"
  | "owner"
  | "goal"
  | "priority"
  | "exclusive"
  | "entries"
  | "ifOpen"
  | "ifEnded"
  | "dataOwner";
type Flow = "exits" | "exitOrder" | "stages" | "handovers" | "code";

function lowerRules(draft: Draft): Pick<Plan, Rules> {
  const { journey, scope } = draft;
  const name = journey.name.text;
  const version = journey.version.number;
  return {
    format: 1,
    journey: name,
    version,
    title: journey.title?.text ?? name,
    workflowType: `${name}_v${version}`,
    subject: scope.subject,
    owner: useRole(scope, journey.owner),
    dataOwner: useRole(scope, declared(draft.model.subjects, scope.subject, "subject").owner),
    goal: lowerGoal(journey),
    ...(journey.exclusive === undefined && journey.priority && { priority: journey.priority.number }),
    exclusive: lowerExclusive(journey),
    entries: journey.enters.map((enter) => lowerEntry(enter, draft)),
    ifOpen: journey.ifOpen?.then ?? "join",
    ifEnded: lowerIfEnded(journey),
  };
}

function lowerFlow(draft: Draft): Pick<Plan, Flow> {
  const { exits, stages, handovers } = draft.journey;
  const byName = <N extends { readonly name: ast.Name }, P>(
    nodes: readonly N[],
    lower: (node: N, draft: Draft) => P,
  ) => Object.fromEntries(nodes.map((node) => [node.name.text, lower(node, draft)]));
  const shared = lowerEverywhere(draft);
  return {
    exits: byName(exits, lowerExit),
    exitOrder: exits.map((exit) => exit.name.text),
    stages: { ...byName(stages, (stage) => lowerStage(stage, draft, shared)), ...lowerAfterwards(draft) },
    handovers: byName(handovers, lowerHandover),
    code: finishedCode(draft),
  };
}

function lowerGoal({ goal, name }: ast.JourneyDeclaration): Plan["goal"] {
  invariant(goal !== undefined, `journey ${name.text} has no goal`);
  return { event: goal.event.text, within: lowerDuration(goal.within) };
}

function lowerExclusive({ exclusive }: ast.JourneyDeclaration): Plan["exclusive"] {
  if (exclusive === undefined) return null;
  return { group: exclusive.group.text, priority: exclusive.priority, givesWay: exclusive.givesWay };
}

function lowerEntry(enter: ast.Enter, draft: Draft): Plan["entries"][number] {
  const { trigger } = enter;
  const stage = enter.stage.text;
  const scope = beforeEntry(draft);
  switch (trigger.kind) {
    case "OnEvents":
      return { on: lowerOccurrences(trigger.events, scope), stage };
    case "WhenState":
      return { when: lowerState(trigger.state, scope), stage };
    case "AtMoment": {
      const only = trigger.when === undefined ? null : lowerCondition(trigger.when, scope);
      return { at: lowerMoments(trigger, scope), only, stage };
    }
    default:
      return assertNever(trigger);
  }
}

/** Without the line a subject passes through once. */
function lowerIfEnded({ ifEnded }: ast.JourneyDeclaration): Plan["ifEnded"] {
  if (ifEnded === undefined) return { then: "never" };
  if (ifEnded.then !== "again") return { then: ifEnded.then };
  invariant(ifEnded.after !== undefined, "`again` without a time");
  return { then: "again", after: lowerDuration(ifEnded.after.lasting), from: ifEnded.after.from };
}

/** Absent where a journey has none: its plan says what it has. */
function lowerParts({
  scope,
  journey,
}: Draft): Pick<
  Plan,
  "holdout" | "per" | "asksForKey" | "keeps" | "merges" | "own" | "actions" | "migrations"
> {
  const actions = pick(scope.model.actions, scope.uses.actions, (action) => lowerAction(action, scope));
  const own = Object.fromEntries(scope.own.map(({ name, type }) => [name.text, lowerFieldType(type)]));
  return {
    ...(journey.holdout !== undefined && { holdout: journey.holdout.value }),
    ...(journey.per !== undefined && { per: journey.per.names.map(({ text }) => text).join(".") }),
    ...(journey.keyAsk !== undefined && { asksForKey: keyJourneyName(journey.name.text) }),
    ...(journey.keeps.length > 0 && { keeps: journey.keeps.map((keep) => lowerKept(keep, scope)) }),
    ...(journey.ifSeveral !== undefined && { merges: lowerMoment(journey.ifSeveral, scope) }),
    ...(Object.keys(own).length > 0 && { own }),
    ...(Object.keys(actions).length > 0 && { actions }),
    ...(journey.migrations.length > 0 && { migrations: journey.migrations.flatMap(lowerMigration) }),
  };
}

function lowerKept({ name, which, from }: ast.JourneyDeclaration["keeps"][number], scope: Scope): Kept {
  const [event, field] = from.names.map(({ text }) => text);
  invariant(event !== undefined && field !== undefined, `what ${name.text} is kept from is not named`);
  const on = useEvent(scope, event).map((kind) => ({ event: kind, where: null }));
  return { field: name.text, which, on, from: { of: "event", field } };
}

/** Each version by itself; what the map comes to is said with both plans at hand (`compiler/versions`). */
function lowerMigration({ from, at, map }: ast.Migration): readonly Migration[] {
  const lines = map.map((line) => ({ from: placeName(line.from), to: placeName(line.to) }));
  return from.map(({ number }) => ({ from: number, at, map: lines }));
}

const placeName = ({ names }: ast.Path): string => names.map(({ text }) => text).join("/");

// ── What the rest uses ────────────────────────────────────────────────────────────────────────────────────

type Surroundings =
  | "rights"
  | "ladders"
  | "roles"
  | "calendars"
  | "routes"
  | "reads"
  | "defaults"
  | "computed"
  | "zones";

/** In this order: rights name ladders and fields, ladders name roles, and roles name calendars. */
function lowerSurroundings(draft: Draft, options: LowerOptions): Pick<Plan, Surroundings> {
  const { model, scope } = draft;
  useLaddersOfPolicy(draft);
  const rights = pick(model.rights, scope.uses.rights, (right) => lowerRight(right, scope));
  const ladders = pick(model.ladders, scope.uses.ladders, (ladder) => lowerLadder(ladder, draft));
  const roles = pick(model.roles, withManagers(scope.uses.roles, model), (role) => lowerRole(role, model));
  const used = new Set(Object.values(roles).map((role) => role.calendar));
  const calendars = pick(model.calendars, used, ({ name }) => calendarNamed(name.text, options));
  const routes = routesOf(Object.keys(roles), scope);
  const zones = zonesOf(draft, Object.values(calendars));
  const data = { ...zones, reads: readsOf(draft), defaults: defaultsOf(draft), ...computedOf(draft) };
  return { rights, ladders, roles, calendars, routes, ...data };
}

/** A message that must be asked for first becomes a task of the run, on the policy's ladder. */
function useLaddersOfPolicy({ model, scope }: Draft): void {
  for (const rule of model.policies.get(scope.subject)?.rules ?? []) {
    if (rule.kind === "AskHolderRule" && rule.ladder !== undefined) scope.uses.ladders.add(rule.ladder.text);
  }
}

function calendarNamed(name: string, options: LowerOptions): Calendar {
  const calendar = options.calendars[name];
  invariant(calendar !== undefined, `calendar ${name} is not resolved`);
  return calendar;
}

/** Resolved for the same years as the calendars. */
function zonesOf({ model, scope }: Draft, calendars: readonly Calendar[]): Pick<Plan, "zones"> {
  const names = [...scope.uses.zones].sort();
  const [years] = calendars;
  if (names.length === 0 || years === undefined) return {};
  const field = zoneField(declared(model.subjects, scope.subject, "subject"));
  invariant(field !== undefined, `a ${scope.subject} has no zone of its own`);
  scope.uses.fields.add(field.name.text);
  const others = names.map((name) => [name, offsetsOf(name, years.from, years.until)] as const);
  return { zones: { field: field.name.text, others: Object.fromEntries(others) } };
}

/** Sorted: a list keeps its order in canonical JSON, and what is read has none. */
function readsOf({ scope }: Draft): Plan["reads"] {
  const { uses } = scope;
  return {
    fields: fieldsRead(scope).map(({ name }) => name.text),
    events: [...uses.events].sort(),
    scores: [...uses.scores].sort(),
  };
}

/**
 * The subject's fields that are used, and those that they are worked out from: whoever reads one must see it change.
 * What the instance keeps under the name of one hides it there, too.
 */
function fieldsRead(scope: Scope): readonly ast.Field[] {
  const owner = declared(scope.model.subjects, scope.subject, "subject");
  const read = new Set<ast.Field>();
  const add = (field: ast.Field): void => {
    if (read.has(field) || ownField(scope, field.name.text) !== undefined) return;
    read.add(field);
    partsOf(field, owner).forEach(add);
  };
  for (const field of owner.fields) if (scope.uses.fields.has(field.name.text)) add(field);
  return [...read].sort((a, b) => byCodeUnit(a.name.text, b.name.text));
}

function defaultsOf({ scope }: Draft): Fields {
  return Object.fromEntries(
    fieldsRead(scope)
      .map((field) => [field.name.text, defaultOf(field)] as const)
      .filter(([, value]) => value !== null),
  );
}

function computedOf({ scope }: Draft): Pick<Plan, "computed"> {
  const owner = declared(scope.model.subjects, scope.subject, "subject");
  const computed = fieldsRead(scope).flatMap((field) =>
    field.value === undefined || !isComputed(field)
      ? []
      : [
          [
            field.name.text,
            lowerExpression(field.value, lowerFieldType(field.type), owner, "subject"),
          ] as const,
        ],
  );
  return computed.length === 0 ? {} : { computed: Object.fromEntries(computed) };
}

/** The declarations that are used, lowered, in the order of the source. */
function pick<N, P>(
  table: ReadonlyMap<string, N>,
  used: ReadonlySet<string>,
  lower: (node: N) => P,
): Readonly<Record<string, P>> {
  const entries = [...table].filter(([name]) => used.has(name));
  return Object.fromEntries(entries.map(([name, node]) => [name, lower(node)]));
}
