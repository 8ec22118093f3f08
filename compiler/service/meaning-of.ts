/** What a name stands for where a kind of thing is expected, and what a path stands for where something is read. */
import type * as ast from "../../language/ast.ts";
import type { Model } from "../model.ts";
import { onceFor } from "../once-for.ts";
import { actionsOf } from "../own-fields.ts";
import type { What } from "../references.ts";
import { readerOf, scopeWithin } from "../related.ts";
import { expandEvents, type Scope, scopeOf, together, walkScope } from "../scopes.ts";
import type { TestNode } from "../types/conditions.ts";
import { type FieldOwner, findField, findLeft, type Reading, readingsWithin } from "../types/fields.ts";
import { VALUE_SITES, type ValueSite } from "../types/value-sites.ts";
import { type Node, walk } from "../walk.ts";
import { GLOBAL_KINDS, type Meaning, type MeaningKind } from "./meaning.ts";

const GLOBAL: ReadonlySet<string> = new Set(GLOBAL_KINDS);

export function meaningOf(
  what: What,
  name: string,
  declaration: ast.Declaration,
  model: Model,
): readonly Meaning[] {
  if (isGlobal(what)) return [{ kind: what, name }];
  const scope = scopeOf(declaration, model);
  switch (what) {
    case "field":
      return fieldMeaning(name, scope);
    case "stage":
    case "exit":
    case "handover":
    case "task":
      return scope.journey === undefined ? [] : [{ kind: what, name, of: scope.journey.name.text }];
    default:
      return [];
  }
}

const isGlobal = (what: What): what is What & (typeof GLOBAL_KINDS)[number] => GLOBAL.has(what);

/** What a journey keeps hides the subject's field of its name ("Fields of the instance" in docs/language.md). */
export function fieldMeaning(name: string, { subject, journey, model }: Scope): readonly Meaning[] {
  const own = journey === undefined ? undefined : ownMeaning(name, journey, model);
  if (own !== undefined) return [own];
  const known = subject?.fields.some((field) => field.name.text === name) ?? false;
  return subject !== undefined && known ? [{ kind: "field", name, of: subject.name.text }] : [];
}

/** A field of the instance itself: kept, or given back by an action under a name that the subject has not. */
function ownMeaning(name: string, declaration: ast.JourneyDeclaration, model: Model): Meaning | undefined {
  if (declaration.keeps.some((keep) => keep.name.text === name))
    return { kind: "kept", name, of: declaration.name.text };
  const subject = model.subjects.get(declaration.of.text);
  if (subject === undefined || subject.fields.some((field) => field.name.text === name)) return undefined;
  const action = actionsOf(declaration, model).find(({ out }) =>
    out.some((field) => field.name.text === name),
  );
  return action && { kind: "parameter", name, of: action.name.text };
}

/** The first that exists. */
export function firstOf(name: string, kinds: readonly MeaningKind[], scope: Scope): readonly Meaning[] {
  for (const kind of kinds) {
    const found = declared(kind, name, scope);
    if (found.length > 0) return found;
  }
  return [];
}

function declared(kind: MeaningKind, name: string, scope: Scope): readonly Meaning[] {
  const { model, journey } = scope;
  const inJourney = (nodes: readonly { readonly name: ast.Name }[]): readonly Meaning[] =>
    journey !== undefined && nodes.some((node) => node.name.text === name)
      ? [{ kind, name, of: journey.name.text }]
      : [];
  switch (kind) {
    case "field":
      return fieldMeaning(name, scope);
    case "score":
      return model.scores.has(name) ? [{ kind, name }] : [];
    case "audience":
      return model.audiences.has(name) ? [{ kind, name }] : [];
    case "event":
      return model.events.has(name) ? [{ kind, name }] : [];
    case "subject":
      return model.subjects.has(name) ? [{ kind, name }] : [];
    case "role":
      return model.roles.has(name) ? [{ kind, name }] : [];
    case "right":
      return model.rights.has(name) ? [{ kind, name }] : [];
    case "message":
      return model.messages.has(name) ? [{ kind, name }] : [];
    case "person":
      return model.people?.people.some(({ id }) => id === name) ? [{ kind, name }] : [];
    case "handover":
      return inJourney(journey?.handovers ?? []);
    case "task":
      return inJourney(journey === undefined ? [] : tasksIn(journey));
    default:
      return [];
  }
}

const tasksIn = onceFor((journey: ast.JourneyDeclaration): readonly ast.TaskStep[] =>
  walk(journey).flatMap(({ node }) => (node.kind === "TaskStep" ? [node] : [])),
);

// ── Paths ─────────────────────────────────────────────────────────────────────────────────────────────────

/** One reading for each kind of event that a `where` around it may be about. */
export function readingsAt(around: readonly Node[], scope: Scope): readonly Reading[] {
  const tested = around.findLast((node) => node.kind === "Occurrence" || node.kind === "Absence");
  const within = tested === undefined ? [] : readingsWithin(scope, tested.event);
  return within.length > 0 ? within : [{ scope }];
}

/** What the last name of a path stands for: a field, a score, a band, an audience or an event. */
export function pathMeaning(path: ast.Path, around: readonly Node[], scope: Scope): readonly Meaning[] {
  const value = listedValue(path, scope);
  if (value !== undefined) return [value];
  const readings = readingsAt(around, scopeWithin(scope, around));
  const test = testAround(path, around);
  if (test !== undefined) {
    const asValue = readings.flatMap((reading) => valueMeaning(path, test, reading)).slice(0, 1);
    if (asValue.length > 0 || isWord(path, test, readings)) return asValue;
  }
  return readings.flatMap((reading) => leftMeaning(path, reading)).slice(0, 1);
}

const sitesByPath = onceFor((scope: Scope): ReadonlyMap<unknown, ValueSite> => {
  const sites = findSites(walkScope(scope)).filter(({ value }) => value.kind === "Path");
  // Beside several kinds of event the first counts.
  return new Map([...sites].reverse().map((site) => [site.value, site]));
});
const findSites = together(VALUE_SITES);

/** A value of a closed list, wherever it stands beside its field. */
function listedValue(path: ast.Path, scope: Scope): Meaning | undefined {
  const target = sitesByPath(scope).get(path)?.target;
  const [name, more] = path.names;
  if (target === undefined || name === undefined || more !== undefined) return undefined;
  return valueOfField(name.text, target.field, target.id);
}

/** @param id of the field: `lead.size` */
export function valueOfField(name: string, { type }: ast.Field, id: string): Meaning | undefined {
  const isListed = type.kind === "OneOfType" && type.values.some(({ text }) => text === name);
  return isListed ? { kind: "value", name, of: id } : undefined;
}

/** The test whose right side a path is. */
function testAround(path: ast.Path, around: readonly Node[]): TestNode | undefined {
  const test = around.findLast((node) => node.kind === "Test");
  return test?.kind === "Test" && test.subject !== path ? test : undefined;
}

function valueMeaning(path: ast.Path, { subject }: TestNode, reading: Reading): readonly Meaning[] {
  const left = findLeft(subject, reading);
  const [name] = path.names;
  if (left?.names !== "score" || name === undefined) return [];
  const band = left.score.bands.some((one) => one.name.text === name.text);
  return band ? [{ kind: "band", name: name.text, of: left.score.name.text }] : [];
}

/** A value of a closed list, though a field may bear the same name. */
function isWord({ names: [name] }: ast.Path, { subject }: TestNode, readings: readonly Reading[]): boolean {
  return readings.some((reading) => {
    const type = findField(subject, reading)?.field.type;
    return type?.kind === "OneOfType" && type.values.some(({ text }) => text === name?.text);
  });
}

function leftMeaning(path: ast.Path, reading: Reading): readonly Meaning[] {
  const left = findLeft(path, reading);
  const name = path.names.at(-1)?.text ?? "";
  switch (left?.names) {
    case "field":
      return left.read.of === reading.scope.subject
        ? fieldMeaning(name, reading.scope)
        : [meaningOfField(left.read.of, name)];
    case "score":
      return [{ kind: "score", name }];
    case "audience":
      return [{ kind: "audience", name }];
    case "event":
      return [{ kind: "event", name }];
    default:
      return [];
  }
}

function meaningOfField(owner: FieldOwner, name: string): Meaning {
  if (owner.kind === "ActionDeclaration") return { kind: "parameter", name, of: owner.name.text };
  return { kind: "field", name, of: ownerOf(owner) };
}

function ownerOf(owner: ast.SubjectDeclaration | ast.EventDeclaration): string {
  return owner.kind === "EventDeclaration" ? (owner.of?.text ?? owner.name.text) : owner.name.text;
}

/** A field of an event, or of the subject that the event is about. */
export function eventFieldMeaning(name: string, event: string, model: Model): readonly Meaning[] {
  const owner = expandEvents(model, event).find(({ fields }) => fields.some((one) => one.name.text === name));
  return owner === undefined ? [] : [{ kind: "field", name, of: ownerOf(owner) }];
}

// ── Messages ──────────────────────────────────────────────────────────────────────────────────────────────

/** Those whom a message is sent to: the subjects of journeys, and contacts of their accounts. */
export function subjectsSending(message: string, model: Model): readonly ast.SubjectDeclaration[] {
  return [...new Set(readersOf(message, model).flatMap(({ subject }) => subject ?? []))];
}

/** What a placeholder of a message stands for, for each whom it is sent to. */
export function meaningsInMessage(message: string, field: string, model: Model): readonly Meaning[] {
  const found = readersOf(message, model).flatMap((scope) => fieldMeaning(field, scope));
  return [...new Map(found.map((one) => [`${one.kind} ${one.of}`, one])).values()];
}

const readersOf = (message: string, model: Model): readonly Scope[] => readerScopes(model).get(message) ?? [];

/** By message: the journey's scope, or for a contact, who has nothing of what the journey keeps, one of their own. */
const readerScopes = onceFor((model: Model): ReadonlyMap<string, readonly Scope[]> => {
  const scopes = new Map<string, Scope[]>();
  for (const journey of model.journeys.values()) {
    for (const step of sendsIn(journey)) {
      const scope = step.to === undefined ? scopeOf(journey, model) : contactScope(step, journey, model);
      if (scope === undefined) continue;
      const known = scopes.get(step.message.text) ?? [];
      if (!known.some(({ declaration }) => declaration === scope.declaration)) known.push(scope);
      scopes.set(step.message.text, known);
    }
  }
  return scopes;
});

function contactScope(step: ast.SendStep, journey: ast.JourneyDeclaration, model: Model): Scope | undefined {
  const subject = readerOf(step, { name: journey.of }, model);
  return subject && { model, declaration: subject, subject };
}

const sendsIn = onceFor((journey: ast.JourneyDeclaration): readonly ast.SendStep[] =>
  walk(journey).flatMap(({ node }) => (node.kind === "SendStep" ? [node] : [])),
);
