/** What all journeys of a model share, lowered for whoever takes in events, routes work and keeps the ledger. */
import type * as ast from "../../language/ast.ts";
import { assertNever, invariant } from "../invariant.ts";
import type {
  ActionContract,
  Audience,
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
import { minutesOf, weekdayNumbers } from "../open-hours.ts";
import { currenciesOf, moneyId } from "../types/currencies.ts";
import { isComputed, mayBeBlank, type Owner } from "../types/expressions.ts";
import { lowerCondition, lowerOccurrences, lowerState } from "./conditions.ts";
import { exactMs, lowerDuration, lowerRate } from "./durations.ts";
import { lowerExpression, type OperandOf } from "./expressions.ts";
import { lowerHygiene } from "./hygiene.ts";
import type { LowerOptions } from "./journey.ts";
import { notInPlan } from "./not-in-plan.ts";
import { lowerRole } from "./people.ts";
import { lowerQuestions } from "./questions.ts";
import { lowerReadings } from "./readings.ts";
import { createScope, expandEvent, type Scope } from "./scope.ts";
import { defaultOf, lowerFieldType } from "./values.ts";

/** @throws NotInPlan when the text uses a part of the language that a library of this format does not have. */
export function lowerLibrary(model: Model, options: LowerOptions): Library {
  const kinds = [...model.events].filter(([, event]) => event.anyOf === undefined);
  const currencies = currenciesOf(model);
  const messages = [...model.messages].filter(([, { retired }]) => retired === null);
  return {
    format: 1,
    subjects: mapTable(model.subjects, (subject) => lowerSubject(subject, model, currencies)),
    events: mapTable(kinds, (event) => lowerEvent(event, currencies)),
    scores: mapTable(model.scores, (score) => lowerScore(score, createScope(model, score.of.text))),
    ...lowerReadings(model),
    ...lowerQuestions(model),
    ...(model.hygienes.size > 0 && {
      hygiene: mapTable(model.hygienes, (hygiene) => lowerHygiene(hygiene, model)),
    }),
    ...(model.audiences.size > 0 && {
      audiences: mapTable(model.audiences, (audience) => lowerAudience(audience, model)),
    }),
    policies: mapTable(model.policies, (policy) => lowerPolicy(policy, createScope(model, policy.of.text))),
    routes: mapTable(model.routes, lowerRoute),
    roles: mapTable(model.roles, (role) => lowerRole(role, model)),
    calendars: options.calendars,
    messages: mapTable(messages, ({ message }) => message),
    ...(model.actions.size > 0 && {
      actions: mapTable(model.actions, (action) => lowerContract(action, currencies)),
    }),
  };
}

function lowerAudience({ name, of, when }: ast.AudienceDeclaration, model: Model): Audience {
  invariant(when !== undefined, `audience ${name.text} has no condition`);
  return { subject: of.text, when: lowerState(when, createScope(model, of.text)) };
}

function lowerContract(action: ast.ActionDeclaration, currencies: Currencies): ActionContract {
  const { name } = action;
  const lower = (fields: readonly ast.Field[]) => lowerFields({ name, fields }, "subject", currencies);
  return { title: action.title?.text ?? name.text, in: lower(action.in), out: lower(action.out) };
}

function mapTable<N, P>(
  table: Iterable<readonly [string, N]>,
  lower: (node: N) => P,
): Readonly<Record<string, P>> {
  return Object.fromEntries([...table].map(([name, node]) => [name, lower(node)]));
}

// ── Data ──────────────────────────────────────────────────────────────────────────────────────────────────

function lowerSubject(subject: ast.SubjectDeclaration, model: Model, currencies: Currencies): Subject {
  const { follows } = subject;
  const key = subject.fields.find((field) => field.key);
  invariant(key !== undefined, `subject ${subject.name.text} has no key`);
  return {
    title: subject.title?.text ?? subject.name.text,
    owner: required(subject.owner),
    key: key.name.text,
    account: subject.account?.text ?? null,
    record: subject.record?.names.map((name) => name.text).join(".") ?? null,
    ...(follows !== undefined && {
      follows: {
        subject: follows.subject.text,
        on: expandEvent(createScope(model, follows.subject.text), follows.on.text),
      },
    }),
    fields: lowerFields(subject, "subject", currencies),
  };
}

function lowerEvent(event: ast.EventDeclaration, currencies: Currencies): EventKind {
  return { subject: required(event.of), fields: lowerFields(event, "event", currencies) };
}

/** By `subject.field`. */
type Currencies = ReadonlyMap<string, string>;

function lowerFields(
  owner: Owner & { readonly of?: ast.Name | undefined },
  of: OperandOf,
  currencies: Currencies,
): Readonly<Record<string, Field>> {
  return Object.fromEntries(
    owner.fields.map((field) => {
      const type = lowerFieldType(field.type);
      const currency = currencies.get(moneyId(owner, field.name.text));
      return [
        field.name.text,
        {
          ...type,
          optional: mayBeBlank(field, owner) || field.optional,
          default: defaultOf(field),
          ...(isComputed(field) &&
            field.value && { computed: lowerExpression(field.value, type, owner, of) }),
          ...(type.type === "money" && currency !== undefined && { currency }),
          description: field.description?.text ?? "",
        },
      ];
    }),
  );
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
  const states = resets.flatMap(({ when }) => (when === undefined ? [] : [when]));
  return {
    name,
    adds: adds.map((line) => ({
      points: line.points,
      on: lowerOccurrences([line.on], scope),
      rate: lowerRate(line.rate),
    })),
    halfLife: halves === undefined ? null : exactMs(halves.every),
    resetsOn: resets.flatMap((line) => lowerOccurrences(line.on ?? [], scope)),
    ...(states.length > 0 && { resetsWhen: states.map(({ condition }) => lowerCondition(condition, scope)) }),
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
