/** The names that would do where one is asked for. */
import type { IToken } from "chevrotain";
import type * as ast from "../../language/ast.ts";
import { isType } from "../../language/grammar/problems.ts";
import { NameToken, SIGN, WORD } from "../../language/tokens.ts";
import { ALLOWABLE_IN_AUDIT } from "../audit/catalogue.ts";
import { SILENCEABLE } from "../checks/all.ts";
import { messageNames, reachedAtField } from "../lookup.ts";
import type { Model } from "../model.ts";
import { expandEvents, type Scope, tasksOf } from "../scopes.ts";
import { FIELD_TYPE_NAMES } from "../types/field-types.ts";
import { findLeft, type Reading } from "../types/fields.ts";
import { findAll, walk } from "../walk.ts";
import type { Slot } from "./expected-names.ts";
import type { Meaning, MeaningKind } from "./meaning.ts";

export interface Candidate {
  readonly name: string;
  readonly kind: MeaningKind | "value";
  readonly meaning?: Meaning;
  readonly detail?: string;
}

/** Where a name is asked for. */
export interface Asked {
  readonly scope: Scope;
  /** The tokens of the declaration up to there. */
  readonly before: readonly IToken[];
  readonly offset: number;
}

export function candidatesFor(slot: Slot, asked: Asked): readonly Candidate[] {
  return FOR_SLOT[slot](asked);
}

type Source = (asked: Asked) => readonly Candidate[];
type Table =
  | "calendars"
  | "roles"
  | "ladders"
  | "rights"
  | "subjects"
  | "events"
  | "scores"
  | "routes"
  | "audiences"
  | "actions"
  | "journeys";
function titlesOf(
  table: ReadonlyMap<string, { readonly title?: ast.Text }>,
): readonly (readonly [name: string, title: string | undefined])[] {
  return [...table].map(([name, { title }]) => [name, title?.text]);
}

const global =
  (kind: MeaningKind, table: Table): Source =>
  ({ scope: { model } }) =>
    [...titlesOf(model[table])].map(([name, title]) => candidate(kind, name, title));

const inner =
  (kind: MeaningKind, nodesOf: (journey: ast.JourneyDeclaration) => readonly InnerNode[]): Source =>
  ({ scope }) => {
    const journey = journeyOf(scope);
    if (journey === undefined) return [];
    const of = journey.name.text;
    const named = nodesOf(journey).filter(({ name }) => name.text !== "");
    return unique(named.map(({ name, title }) => candidate(kind, name.text, title?.text, of)));
  };
type InnerNode = { readonly name: ast.Name; readonly title?: ast.Text };

function candidate(kind: MeaningKind, name: string, detail?: string, of?: string): Candidate {
  const meaning: Meaning = { kind, name, ...(of !== undefined && { of }) };
  return { name, kind, meaning, ...(detail !== undefined && { detail }) };
}

const value = (name: string, detail?: string): Candidate => ({
  name,
  kind: "value",
  ...(detail !== undefined && { detail }),
});

function unique(candidates: readonly Candidate[]): readonly Candidate[] {
  return [...new Map(candidates.map((one) => [one.name, one])).values()];
}

/** Also of a journey that is half written: what is known of it is better than nothing. */
function journeyOf({ declaration, journey, model }: Scope): ast.JourneyDeclaration | undefined {
  if (journey !== undefined || declaration.kind !== "ScenarioDeclaration") return journey;
  return model.journeys.get(declaration.of.text);
}

const roles = global("role", "roles");
const events = global("event", "events");
const rights = global("right", "rights");
const stages = inner("stage", ({ stages }) => stages);
const handovers = inner("handover", ({ handovers }) => handovers);
const tasks = inner("task", tasksOf);

const people: Source = ({ scope: { model } }) => [
  ...(model.people?.people ?? []).map(({ id, name }) => candidate("person", id, name)),
  ...reachedAtField(model).map(({ name, title }) => candidate("role", name.text, title?.text)),
];
const messages: Source = ({ scope: { model } }) =>
  messageNames(model).map((name) => candidate("message", name, model.messages.get(name)?.message.subject));

const FOR_SLOT: Readonly<Record<Slot, Source>> = {
  calendar: global("calendar", "calendars"),
  role: roles,
  ladder: global("ladder", "ladders"),
  right: rights,
  subject: global("subject", "subjects"),
  event: events,
  route: global("route", "routes"),
  action: global("action", "actions"),
  journey: global("journey", "journeys"),
  message: messages,
  person: people,
  stage: stages,
  exit: inner("exit", ({ exits }) => exits),
  handover: handovers,
  task: tasks,
  request: inner("request", (journey) => findAll(journey, "RequestHandler")),
  split: inner("split", (journey) => findAll(journey, "SplitStep")),
  field: fieldsOf,
  type: () => FIELD_TYPE_NAMES.map((name) => value(name, "a type")),
  holder: (asked) => [...people(asked), ...roles(asked)],
  actor: (asked) => [...events(asked), ...people(asked)],
  read: (asked) => [
    ...fieldsOf(asked),
    ...global("score", "scores")(asked),
    ...global("audience", "audiences")(asked),
    ...events(asked),
  ],
  value: valuesFor,
  answer: answersFor,
  label: labelsFor,
  carried: (asked) => [...fieldsOf(asked), ...global("score", "scores")(asked), ...events(asked)],
  moment: (asked) => [value("entry", "when the stage was entered"), ...fieldsOf(asked, isMoment)],
  data: dataFor,
  code: () => [
    ...[...SILENCEABLE].map((code) => value(code, "a finding")),
    ...ALLOWABLE_IN_AUDIT.map((code) => value(code, "a finding of the audit")),
  ],
  counted: (asked) => {
    const word = asked.before.at(-2)?.image ?? "";
    if (word === "sendings") return messages(asked);
    if (word === "move") return stages(asked);
    if (word === "breaches") return [...handovers(asked), ...tasks(asked), ...rights(asked)];
    return asked.before.at(-1)?.image === "to" ? stages(asked) : events(asked);
  },
  channel: () => ["email", "emails", "message", "messages"].map((name) => value(name, "a channel")),
  new: () => [],
};

// ── Fields ────────────────────────────────────────────────────────────────────────────────────────────────

/** Those of the event that a `where` is about first. */
function fieldsOf(asked: Asked, suits: (field: ast.Field) => boolean = () => true): readonly Candidate[] {
  const { subject } = asked.scope;
  const ofEvent = eventTested(asked).flatMap(({ fields, of, name }) =>
    fields.filter(suits).map((field) => fieldCandidate(field, of?.text ?? name.text)),
  );
  const ofSubject = (subject?.fields ?? [])
    .filter(suits)
    .map((field) => fieldCandidate(field, subject?.name.text ?? ""));
  return unique([...ofEvent, ...ofSubject].filter(({ name }) => name !== ""));
}

function fieldCandidate(field: ast.Field, of: string): Candidate {
  const type = field.type.kind === "NamedType" ? field.type.name.text : "one of";
  return candidate("field", field.name.text, field.optional ? `${type}, may be blank` : type, of);
}

const isMoment = ({ type }: ast.Field): boolean => type.kind === "NamedType" && type.name.text === "date";

/** `on deal_won where |`. */
function eventTested({ scope, before }: Asked): readonly ast.EventDeclaration[] {
  const where = before.findLastIndex(({ tokenType }) => tokenType === WORD.where);
  const over = before.slice(where + 1).some(({ tokenType }) => ENDS_WHERE.has(tokenType.name));
  const event = where > 0 && !over ? before[where - 1] : undefined;
  return event === undefined ? [] : expandEvents(scope.model, event.image);
}

const ENDS_WHERE: ReadonlySet<string> = new Set(["{", "}", ",", "->"]);

// ── Values ────────────────────────────────────────────────────────────────────────────────────────────────

/** What stands between a field and the value beside it. */
const BETWEEN: ReadonlySet<string> = new Set([
  "is",
  "not",
  "turns",
  "in",
  "(",
  ",",
  "to",
  ":",
  "=",
  ">=",
  "<=",
  ">",
  "<",
]);

/** `contact_role is |`, `health: |`, `set milestone to |`, `industry in (fintech, |`. */
function valuesFor(asked: Asked): readonly Candidate[] {
  const { before, scope } = asked;
  const path = pathBefore(before);
  const asksState = ["is", "not"].includes(before.at(-1)?.image ?? "");
  const states = asksState ? [value("blank", "nothing is known"), value("known", "something is known")] : [];
  if (path === undefined) return states;
  const [event] = eventTested(asked);
  const reading: Reading = { scope, ...(event && { event }) };
  const left = findLeft(path, reading);
  if (left?.names === "score") {
    const of = left.score.name.text;
    return left.score.bands.map(({ name, from }) => candidate("band", name.text, `from ${from}`, of));
  }
  const field = left?.names === "field" ? left.read.field : fieldOfEvent(path, asked);
  return [...(field === undefined ? [] : valuesOf(field, scope.model)), ...states];
}

function valuesOf({ type, name }: ast.Field, model: Model): readonly Candidate[] {
  if (type.kind === "OneOfType") return type.values.map(({ text }) => value(text, name.text));
  if (type.name.text === "yes_no") return [value("yes"), value("no")];
  return type.name.text === "message" ? messageNames(model).map((text) => candidate("message", text)) : [];
}

/** The path that ends before the words between it and the cursor. */
function pathBefore(before: readonly IToken[]): ast.Path | undefined {
  const end = before.findLastIndex((token, index) => !isBetween(token, before.slice(index)));
  const last = before[end];
  if (last === undefined || !isType(last, NameToken)) return undefined;
  const qualified = before[end - 1]?.tokenType === SIGN["."] ? before[end - 2] : undefined;
  const names = (qualified === undefined ? [last] : [qualified, last]).map(nameOf);
  return { kind: "Path", names, span: { file: "", start: last.startOffset, end: last.startOffset } };
}

/** Within a list in brackets the values before are passed over. */
function isBetween({ image }: IToken, rest: readonly IToken[]): boolean {
  const inList = rest.some((token) => token.image === ",") && !rest.some((token) => token.image === "(");
  return BETWEEN.has(image) || inList;
}

const nameOf = ({ image, startOffset }: IToken): ast.Name => ({
  kind: "Name",
  text: image,
  span: { file: "", start: startOffset, end: startOffset + image.length },
});

/** `deal_won { amount: | }` of a scenario. */
function fieldOfEvent(path: ast.Path, { before, scope }: Asked): ast.Field | undefined {
  const name = path.names.at(-1)?.text;
  const event = eventOfData(before);
  const owners = event === undefined ? [] : expandEvents(scope.model, event);
  return owners.flatMap(({ fields }) => fields).find((field) => field.name.text === name);
}

// ── Data, labels, answers ─────────────────────────────────────────────────────────────────────────────────

/** What stands before the brace that is open. */
function beforeBrace(before: readonly IToken[]): readonly IToken[] {
  let closed = 0;
  for (let at = before.length - 1; at >= 0; at -= 1) {
    const image = before[at]?.image;
    if (image === "}") closed += 1;
    if (image === "{" && closed === 0) return before.slice(0, at);
    if (image === "{") closed -= 1;
  }
  return [];
}

const eventOfData = (before: readonly IToken[]): string | undefined => beforeBrace(before).at(-1)?.image;

function dataFor(asked: Asked): readonly Candidate[] {
  const holder = beforeBrace(asked.before).at(-1)?.image;
  if (holder === undefined || holder === "with" || holder === "given") return fieldsOf(asked);
  const kinds = expandEvents(asked.scope.model, holder);
  return unique(
    kinds.flatMap(({ fields, of, name }) =>
      fields.map((field) => fieldCandidate(field, of?.text ?? name.text)),
    ),
  );
}

/** The results that are still to be handled. */
function labelsFor({ before, scope }: Asked): readonly Candidate[] {
  const head = beforeBrace(before);
  const inside = before.slice(head.length);
  const left = (names: readonly string[]) =>
    names.filter((name) => !inside.some(({ image }) => image === name));
  const decide = head.findLastIndex(({ tokenType }) => tokenType === WORD.decide);
  const wait = head.findLastIndex(({ tokenType }) => tokenType === WORD.wait);
  if (decide >= 0 && decide >= head.length - 4) {
    const right = scope.model.rights.get(head[decide + 1]?.image ?? "");
    const answers = left(right?.answers.map(({ text }) => text) ?? []);
    return answers.map((name) => candidate("answer", name, undefined, right?.name.text));
  }
  const isOfWait = wait >= 0 && !head.slice(wait).some(({ image }) => image === "{" || image === "}");
  return isOfWait ? left(["got", "none"]).map((name) => value(name)) : [];
}

/** `elsa completes promises as |`, `kaja declines h because |`. */
function answersFor(asked: Asked): readonly Candidate[] {
  const { before, scope } = asked;
  const journey = journeyOf(scope);
  const [verb, name] = [before.at(-3)?.image, before.at(-2)?.image];
  if (journey === undefined || name === undefined) return [];
  if (verb === "answers") {
    const right = scope.model.rights.get(name);
    return (right?.answers ?? []).map(({ text }) => candidate("answer", text, undefined, name));
  }
  const results = walk(journey).flatMap(({ node }) => {
    if (node.kind === "TaskStep" && node.name.text === name) return node.results ?? [];
    return node.kind === "Handover" && node.name.text === name ? (node.decline?.results ?? []) : [];
  });
  return unique(results.flatMap(({ labels }) => labels.map(({ text }) => value(text))));
}
