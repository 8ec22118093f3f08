/** What all journeys of a model share, lowered for whoever takes in events, routes work and keeps the ledger. */
import type * as ast from "../../language/ast.ts";
import { minutesOf, weekdayNumbers } from "../calendars.ts";
import { assertNever, invariant } from "../invariant.ts";
import type {
  ActionContract,
  ContactPolicy,
  EventKind,
  Field,
  Library,
  Route,
  Score,
  ScorePart,
  Subject,
} from "../library.ts";
import type { Model } from "../model.ts";
import { lowerCondition, lowerOccurrences } from "./conditions.ts";
import { exactMs, lowerDuration, lowerRate } from "./durations.ts";
import type { LowerOptions } from "./journey.ts";
import { notInPlan } from "./not-in-plan.ts";
import { lowerRole } from "./people.ts";
import { createScope, type Scope } from "./scope.ts";
import { defaultOf, isComputed, lowerFieldType } from "./values.ts";

/** @throws NotInPlan when the text uses a part of the language that a library of this format does not have. */
export function lowerLibrary(model: Model, options: LowerOptions): Library {
  const [hygiene] = model.hygienes.values();
  if (hygiene !== undefined) notInPlan("`hygiene`", hygiene);
  const kinds = [...model.events].filter(([, event]) => event.anyOf === undefined);
  const messages = [...model.messages].filter(([, { retired }]) => retired === null);
  return {
    format: 1,
    subjects: mapTable(model.subjects, lowerSubject),
    events: mapTable(kinds, lowerEvent),
    scores: mapTable(model.scores, (score) => lowerScore(score, createScope(model, score.of.text))),
    policies: mapTable(model.policies, (policy) => lowerPolicy(policy, createScope(model, policy.of.text))),
    routes: mapTable(model.routes, lowerRoute),
    roles: mapTable(model.roles, (role) => lowerRole(role, model)),
    calendars: options.calendars,
    messages: mapTable(messages, ({ message }) => message),
    ...(model.actions.size > 0 && { actions: mapTable(model.actions, lowerContract) }),
  };
}

function lowerContract(action: ast.ActionDeclaration): ActionContract {
  const title = action.title?.text ?? action.name.text;
  return { title, in: lowerFields(action.in), out: lowerFields(action.out) };
}

function mapTable<N, P>(
  table: Iterable<readonly [string, N]>,
  lower: (node: N) => P,
): Readonly<Record<string, P>> {
  return Object.fromEntries([...table].map(([name, node]) => [name, lower(node)]));
}

// ── Data ──────────────────────────────────────────────────────────────────────────────────────────────────

function lowerSubject(subject: ast.SubjectDeclaration): Subject {
  if (subject.follows !== undefined) notInPlan("`follows`", subject.follows);
  const key = subject.fields.find((field) => field.key);
  invariant(key !== undefined, `subject ${subject.name.text} has no key`);
  return {
    title: subject.title?.text ?? subject.name.text,
    owner: required(subject.owner),
    key: key.name.text,
    account: subject.account?.text ?? null,
    record: subject.record?.names.map((name) => name.text).join(".") ?? null,
    fields: lowerFields(subject.fields),
  };
}

function lowerEvent(event: ast.EventDeclaration): EventKind {
  return { subject: required(event.of), fields: lowerFields(event.fields) };
}

function lowerFields(fields: readonly ast.Field[]): Readonly<Record<string, Field>> {
  return Object.fromEntries(fields.map((field) => [field.name.text, lowerField(field)]));
}

function lowerField(field: ast.Field): Field {
  if (isComputed(field)) notInPlan("A computed field", field);
  return {
    ...lowerFieldType(field.type),
    optional: field.optional,
    default: defaultOf(field),
    description: field.description?.text ?? "",
  };
}

// ── Scores ────────────────────────────────────────────────────────────────────────────────────────────────

/** Points that stand outside any `part` are a part of the score's own name. */
function lowerScore(score: ast.ScoreDeclaration, scope: Scope): Score {
  const groups = [{ name: score.name, points: score.points }, ...score.parts];
  const facts = groups.flatMap(({ points }) => points).filter((line) => line.kind === "FactPoints");
  return {
    subject: score.of.text,
    owner: required(score.owner),
    parts: groups
      .map(({ name, points }) => lowerPart(name.text, points, scope))
      .filter((part) => part.adds.length > 0),
    facts: facts.map(({ points, when }) => ({ points, when: lowerCondition(when, scope) })),
    bands: score.bands
      .map((band) => ({ name: band.name.text, from: band.from }))
      .sort((a, b) => a.from - b.from),
  };
}

function lowerPart(name: string, lines: readonly ast.Points[], scope: Scope): ScorePart {
  const adds = lines.filter((line) => line.kind === "EventPoints");
  const halves = lines.find((line) => line.kind === "Halves");
  const resets = lines.filter((line) => line.kind === "Resets");
  return {
    name,
    adds: adds.map((line) => ({
      points: line.points,
      on: lowerOccurrences([line.on], scope),
      rate: lowerRate(line.rate),
    })),
    halfLife: halves === undefined ? null : exactMs(halves.every),
    resetsOn: resets.flatMap((line) => lowerOccurrences(line.on ?? notInPlan("`resets when`", line), scope)),
  };
}

// ── Contact policies and routes ───────────────────────────────────────────────────────────────────────────

type Rules = {
  -readonly [rule in Exclude<keyof ContactPolicy, "owner" | "only">]: ContactPolicy[rule][number][];
};

function lowerPolicy(policy: ast.PolicyDeclaration, scope: Scope): ContactPolicy {
  const rules: Rules = { caps: [], never: [], holdAccount: [], askHolder: [], exempt: [] };
  let only: ContactPolicy["only"] = null;
  for (const rule of policy.rules) {
    if (rule.kind === "QuietRule") only = lowerQuiet(rule);
    else addRule(rule, rules, scope);
  }
  return { owner: required(policy.owner), only, ...rules };
}

function lowerQuiet(rule: Extract<ast.PolicyRule, { kind: "QuietRule" }>): ContactPolicy["only"] {
  const [from, to] = minutesOf(rule.hours);
  return { days: weekdayNumbers(rule.days), from, to, otherwise: rule.otherwise.text };
}

function addRule(rule: Exclude<ast.PolicyRule, { kind: "QuietRule" }>, rules: Rules, scope: Scope): void {
  switch (rule.kind) {
    case "CapRule":
      // `emails` and `messages` after a number are the same word.
      rules.caps.push({
        atMost: rule.atMost,
        channel: rule.channel.text.replace(/s$/, ""),
        per: lowerDuration(rule.per),
      });
      return;
    case "NeverRule":
      rules.never.push(lowerCondition(rule.when, scope));
      return;
    case "HoldAccountRule":
      rules.holdAccount.push(lowerCondition(rule.when, scope));
      return;
    case "AskHolderRule":
      // Asking is a wait like any other: without a ladder nothing would bound it.
      if (rule.ladder === undefined) notInPlan("`ask the holder first` without a ladder", rule);
      rules.askHolder.push({ when: lowerCondition(rule.when, scope), ladder: rule.ladder.text });
      return;
    case "ExemptRule":
      rules.exempt.push({ purpose: rule.purpose.text, markedBy: rule.markedBy.text });
      return;
    default:
      assertNever(rule);
  }
}

function lowerRoute(route: ast.RouteDeclaration): Route {
  return {
    owner: required(route.owner),
    subject: route.of.text,
    match: route.match.map((field) => field.text),
    prefer: route.prefer.map((field) => field.text),
    pick: route.pick ?? "least loaded",
    skip: route.skip.map(({ what }) => what),
    otherwise: required(route.otherwise),
  };
}

function required(name: ast.Name | undefined): string {
  invariant(name !== undefined, "a name is missing that the checks demand");
  return name.text;
}
