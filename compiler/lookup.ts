/** Looks up each name where it is used, and says what was probably meant by one that stands for nothing. */
import type * as ast from "../language/ast.ts";
import type { Diagnostic } from "../language/diagnostics/diagnostic.ts";
import { report } from "../language/diagnostics/report.ts";
import { suggest } from "../language/diagnostics/suggest.ts";
import { isDamaged } from "./doubt.ts";
import { followedBy } from "./followed.ts";
import type { Model } from "./model.ts";
import { onceFor } from "./once-for.ts";
import { actionsOf } from "./own-fields.ts";
import type { PeopleReference } from "./people.ts";
import { REFERENCES, type Reference, type What } from "./references.ts";
import { holderNamed, resultNamed, SCENARIO_REFERENCES } from "./scenario-references.ts";
import {
  each,
  expandEvents,
  type Rules,
  type Scope,
  type ScopedNode,
  tasksOf,
  together,
  walkScope,
  whole,
} from "./scopes.ts";
import { subjectsOfEvent } from "./somebody.ts";
import { FIELD_TYPE_NAMES, isFieldTypeName } from "./types/field-types.ts";
import { findAll, type Node, type NodeOf } from "./walk.ts";

export const findUnknownNamesIn = (scope: Scope): readonly Diagnostic[] => findUnknown(walkScope(scope));

const NOTHING: readonly never[] = [];

function lookUp([what, name]: Reference, scope: Scope): readonly Diagnostic[] {
  if (name === undefined || isDeclared(what, name.text, scope)) return NOTHING;
  const known = candidatesFor(what, scope);
  if (known === null || known.includes(name.text)) return [];
  const exit = what === "event" ? exitNamed(name.text, scope) : undefined;
  return [exit === undefined ? unknownName(what, name, known) : exitForEvent(name, exit)];
}

const exitNamed = (name: string, { journey }: Scope): ast.Exit | undefined =>
  journey?.exits.find((exit) => exit.name.text === name);

/** Where an event is meant (a goal, a target, a wait), its exit is the nearest thing that has no event's name. */
function exitForEvent({ text, span }: ast.Name, exit: ast.Exit): Diagnostic {
  const events = (exit.on ?? []).map(({ event }) => event.text);
  const related = [{ span: exit.name.span, label: "the exit" }];
  return report("unknown-event", { name: text, suggestion: undefined, exit: events }, span, { related });
}

export function unknownName(
  what: What,
  name: { readonly text: string; readonly span: ast.Span },
  known: readonly string[],
): Diagnostic {
  return report(`unknown-${what}`, { name: name.text, suggestion: suggest(name.text, known) }, name.span);
}

// ── What there is ─────────────────────────────────────────────────────────────────────────────────────────

type Table = {
  readonly [K in keyof Model]: Model[K] extends ReadonlyMap<string, unknown> ? K : never;
}[keyof Model];

const TABLES: { readonly [W in What]?: Table } = {
  role: "roles",
  calendar: "calendars",
  ladder: "ladders",
  right: "rights",
  subject: "subjects",
  event: "events",
  route: "routes",
  action: "actions",
  journey: "journeys",
};

/** Without a list of all there is, for the names that are looked up most. */
function isDeclared(what: What, name: string, { model, journey }: Scope): boolean {
  const table = TABLES[what];
  if (table !== undefined) return model[table].has(name);
  if (what === "message") return model.messages.has(name);
  return journey !== undefined && namesInJourney(journey).has(`${what} ${name}`);
}

const namesInJourney = onceFor((journey: ast.JourneyDeclaration): ReadonlySet<string> => {
  const declared: readonly (readonly [What, readonly { readonly name: ast.Name }[]])[] = [
    ["stage", journey.stages],
    ["exit", journey.exits],
    ["handover", journey.handovers],
    ["task", tasksOf(journey)],
  ];
  return new Set(declared.flatMap(([what, nodes]) => nodes.map(({ name }) => `${what} ${name.text}`)));
});

/** The names that would do, or `null` when what could declare them is unknown. */
export function candidatesFor(what: What, { model, subject, journey }: Scope): readonly string[] | null {
  const table = TABLES[what];
  if (table !== undefined) return [...model[table].keys()];
  switch (what) {
    case "message":
      return messageNames(model);
    case "field":
      return subject === undefined ? null : namesOf(subject.fields);
    case "person":
      return model.people === null
        ? null
        : [...model.people.people.map(({ id }) => id), ...namesOf(reachedAtField(model))];
    case "stage":
      return journey === undefined ? null : namesOf(journey.stages);
    case "exit":
      return journey === undefined ? null : namesOf(journey.exits);
    case "handover":
      return journey === undefined ? null : namesOf(journey.handovers);
    case "task":
      return journey === undefined ? null : [...namesOf(tasksOf(journey)), ...byHand(journey, model)];
    case "request":
      return journey === undefined ? null : namesOf(findAll(journey, "RequestHandler"));
    default:
      return null;
  }
}

/** Whoever is outside and reached at a field is one person for each subject, by the name of the role. */
export const reachedAtField = ({ roles }: Model): readonly ast.RoleDeclaration[] =>
  [...roles.values()].filter(({ reachedAt }) => reachedAt !== undefined);

/** An action whose last attempt failed is a task of its own name. */
const byHand = (journey: ast.JourneyDeclaration, model: Model): readonly string[] =>
  actionsOf(journey, model).flatMap(({ otherwise, name }) => (otherwise === undefined ? [] : [name.text]));

const namesOf = (nodes: readonly { readonly name: ast.Name }[]): readonly string[] =>
  nodes.map(({ name }) => name.text);

export function messageNames({ messages, unreadableMessages = [] }: Model): readonly string[] {
  return [...messages.keys(), ...unreadableMessages];
}

// ── Names that may stand for several kinds of thing ───────────────────────────────────────────────────────

const holder = (node: Node, { scope }: ScopedNode): readonly Diagnostic[] => lookUpHolder(node, scope);
const result = (node: Node, { scope }: ScopedNode): readonly Diagnostic[] => lookUpResult(node, scope);

const SPECIAL: Rules<Diagnostic> = {
  Handover: ({ carries }, { scope }) => carries.flatMap(({ name }) => lookUpCarried(name, scope)),
  RoleDeclaration: ({ per, reachedAt }, { scope }) =>
    [per, reachedAt].flatMap((field) => lookUpAnywhere(field, scope)),
  NamedType: ({ name }) => lookUpType(name),
  Data: (data, { around, scope }) => lookUpEntries(data, around.at(-1), scope),
  WinAct: (act, { scope }) => lookUpWinner(act, scope),
  ExpectCount: (expected, { scope }) => lookUpCounted(expected, scope),
  ExpectMessage: ({ message }, { scope }) => lookUpSent(message, scope),
  ApproveAct: ({ message }, { scope }) => lookUpSent(message, scope),
  ExpectHolder: holder,
  ExpectHandover: holder,
  ExpectNotice: holder,
  DeclineAct: result,
  AnswerAct: result,
  CompleteAct: result,
};

const inScope = (one: Reference, { scope }: ScopedNode) => lookUp(one, scope);
const findUnknown = together(each(REFERENCES, inScope), each(SCENARIO_REFERENCES, inScope), SPECIAL);

/** A scenario sees the letters of its own journey: one that it never sends is never sent, whatever happens. */
function lookUpSent(message: ast.Name, { journey, model }: Scope): readonly Diagnostic[] {
  if (journey === undefined || !model.messages.has(message.text) || isDamaged(model.doubt, journey))
    return [];
  const sent = namesOf(findAll(journey, "SendStep").map(({ message: name }) => ({ name })));
  // One that is misspelt where it is sent may be the one that is meant.
  const isSure = sent.every((name) => model.messages.has(name));
  if (!isSure || sent.includes(message.text)) return [];
  const facts = { name: message.text, suggestion: suggest(message.text, sent), journey: journey.name.text };
  return [report("unknown-message", facts, message.span)];
}

function lookUpCarried(name: ast.Name, scope: Scope): readonly Diagnostic[] {
  const { model, subject } = scope;
  const isField = subject?.fields.some((field) => field.name.text === name.text);
  if (isField || model.events.has(name.text) || model.scores.has(name.text)) return [];
  const fields = candidatesFor("field", scope);
  const events = candidatesFor("event", scope);
  if (fields === null || events === null) return [];
  return lookUpAmong(name, "field, score or event", [...fields, ...scope.model.scores.keys(), ...events]);
}

/** Roles serve all subjects, so the field may be one of any. */
function lookUpAnywhere(field: ast.Name | undefined, { model }: Scope): readonly Diagnostic[] {
  if (field === undefined) return [];
  const known = [...model.subjects.values()].flatMap(({ fields }) => namesOf(fields));
  return known.includes(field.text) ? [] : [unknownName("field", field, known)];
}

function lookUpType(name: ast.Name): readonly Diagnostic[] {
  return isFieldTypeName(name.text) ? [] : [unknownName("type", name, FIELD_TYPE_NAMES)];
}

/** What a task is completed with may also be evidence that is kept with its result. */
function lookUpEntries(data: ast.Data, around: Node | undefined, scope: Scope): readonly Diagnostic[] {
  const known = namesForEntries(around, scope);
  if (known === null) return [];
  return data.entries
    .filter(({ name }) => !known.includes(name.text))
    .map(({ name }) => unknownName("field", name, known));
}

/** `null`: any name will do, or what could declare them is unknown. */
function namesForEntries(around: Node | undefined, scope: Scope): readonly string[] | null {
  switch (around?.kind) {
    case "EventAct":
      return fieldsOfEvent(around.event.text, scope);
    case "ScenarioDeclaration": {
      const own = candidatesFor("field", scope);
      const followed = followedBy(scope.subject, scope.model).flatMap(({ fields }) => namesOf(fields));
      return own === null ? null : [...own, ...followed];
    }
    case "Somebody": {
      const [kind] = subjectsOfEvent(scope.model, around.event.text);
      return kind === undefined ? null : namesOf(kind.fields);
    }
    case "CallStep":
      return fieldsOfAction(around.action.text, "in", scope);
    case "ReturnAct":
      return fieldsOfAction(around.action.text, "out", scope);
    default:
      return null;
  }
}

function fieldsOfAction(name: string, side: "in" | "out", { model }: Scope): readonly string[] | null {
  const action = whole(model.actions.get(name), model);
  return action === undefined ? null : namesOf(action[side]);
}

function fieldsOfEvent(event: string, { model }: Scope): readonly string[] | null {
  if (whole(model.events.get(event), model) === undefined) return null;
  return expandEvents(model, event).flatMap(({ fields }) => namesOf(fields));
}

function lookUpWinner({ arm, split }: NodeOf<"WinAct">, { journey }: Scope): readonly Diagnostic[] {
  if (journey === undefined) return [];
  const splits = findAll(journey, "SplitStep");
  const wrong = lookUpAmong(split, "split", namesOf(splits));
  if (wrong.length > 0) return wrong;
  const arms = splits.filter(({ name }) => name.text === split.text).flatMap((one) => namesOf(one.arms));
  return lookUpAmong(arm, "arm", arms);
}

function lookUpCounted(node: NodeOf<"ExpectCount">, scope: Scope): readonly Diagnostic[] {
  if (node.what === "sendings")
    return [...lookUp(["message", node.of], scope), ...lookUpSent(node.of, scope)];
  if (node.what === "calls") return lookUp(["action", node.of], scope);
  const kinds: readonly What[] = ["handover", "task", "right"];
  const known = kinds.map((what) => candidatesFor(what, scope));
  if (known.includes(null)) return [];
  return lookUpAmong(
    node.of,
    kinds.join(", "),
    known.flatMap((names) => names ?? []),
  );
}

function lookUpHolder(node: Node, scope: Scope): readonly Diagnostic[] {
  const name = holderNamed(node);
  if (name === undefined) return [];
  const people = candidatesFor("person", scope);
  const roles = candidatesFor("role", scope);
  if (people === null || roles === null) return [];
  return lookUpAmong(name, "person or role", [...people, ...roles]);
}

function lookUpAmong(name: ast.Name, what: string, known: readonly string[]): readonly Diagnostic[] {
  if (known.includes(name.text)) return [];
  const suggestion = suggest(name.text, known);
  return [
    report(
      "unknown-name",
      { what, name: name.text, ...(suggestion !== undefined && { suggestion }) },
      name.span,
    ),
  ];
}

function lookUpResult(node: Node, { journey, model }: Scope): readonly Diagnostic[] {
  if (journey === undefined) return [];
  const answersOf = (right: string) =>
    whole(model.rights.get(right), model)?.answers.map(({ text }) => text) ?? [];
  const found = resultNamed(node, journey, answersOf);
  if (found === undefined || found.among.length === 0 || found.among.includes(found.name.text)) return [];
  return [unknownResult(found.name, found.of, found.among)];
}

export function unknownResult(name: ast.Name, of: string, known: readonly string[]): Diagnostic {
  return report(
    "unknown-result",
    { name: name.text, of, known, suggestion: suggest(name.text, known) },
    name.span,
  );
}

// ── People ────────────────────────────────────────────────────────────────────────────────────────────────

/** people.yaml stands for all subjects, so a field that somebody serves may be one of any. */
export function findUnknownPeopleNames(
  references: readonly PeopleReference[],
  model: Model,
): readonly Diagnostic[] {
  const known = {
    role: [...model.roles.keys()],
    right: [...model.rights.keys()],
    field: [...model.subjects.values()].flatMap(({ fields }) => namesOf(fields)),
  };
  const declared = { role: new Set(known.role), right: new Set(known.right), field: new Set(known.field) };
  return references
    .filter(({ to, name }) => !declared[to].has(name))
    .map(({ to, name, span }) => unknownName(to, { text: name, span }, known[to]));
}
