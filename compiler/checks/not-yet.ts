/**
 * What the language has and this version cannot run. Each is refused where it is written, never taken and left out;
 * whoever makes one of them run deletes its row.
 */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import type { FieldType } from "../library.ts";
import { nodesInTable, type Scope, type ScopedNode } from "../scopes.ts";
import { typeOf } from "../types/field-types.ts";
import { writePath } from "../types/fields.ts";
import { isConstant } from "../types/values.ts";
import { findAll, isKind, type Kind, type Node, type NodeOf } from "../walk.ts";
import type { Check } from "./check.ts";

interface Place {
  readonly around: readonly Node[];
  readonly scope: Scope;
}

type Refusal = readonly [what: string, at: { readonly span: ast.Span }];
type Refuse<N> = (node: N, place: Place) => readonly (Refusal | undefined)[];

type Placed = { readonly span: ast.Span } | undefined;

const refuseIf = (refused: boolean, what: string, at: Placed): Refusal | undefined =>
  refused && at !== undefined ? [what, at] : undefined;
const refuseAny = (what: string, at: Placed): Refusal | undefined => refuseIf(true, what, at);
const always =
  (what: string): Refuse<{ readonly span: ast.Span }> =>
  (node) => [[what, node]];

const REFUSED: { readonly [K in Kind]?: Refuse<NodeOf<K>> } = {
  // Declarations.
  HygieneDeclaration: ({ name }) => [["scheduled data care", name]],
  RoleDeclaration: ({ name, outside }) => [refuseIf(outside, "a role outside the company", name)],
  TheWho: (who, { around }) => [refuseIf(!isKnownHere(who, around), `\`the ${who.which}\` here`, who)],
  SubjectDeclaration: ({ follows }) => [refuseAny("a subject that follows another", follows)],
  Field: (field, place) => [refuseIf(isComputed(field, place), "a computed field", field.value)],
  ScoreDeclaration: (score, { scope: { model, subject } }) =>
    findAll(score, "Test")
      .map((test) => test.subject)
      .filter((path) => model.scores.has(writePath(path)) && !namesField(path, subject))
      .map((path) => refuseAny("a score that depends on a score", path)),
  Resets: (points) => [refuseAny("a score that resets on a state", points.when)],
  CapRule: ({ channel }) => [
    refuseIf(!CHANNELS.has(channel.text), `the channel \`${channel.text}\``, channel),
  ],

  // Journeys.
  Migration: always("`migrate`"),
  Stage: ({ rests, lasts }) => [refuseIf(lasts !== undefined, "a stage that both rests and lasts", rests)],
  InOwnZone: always("a moment in their own zone"),
  MovesOn: ({ which, span }) => [refuseIf(which === "earlier", "`the earlier moves on`", { span })],

  // Steps.
  SendStep: ({ to }) => [refuseAny("a message to somebody else", to)],
  SetStep: (step, { scope }) => [
    refuseIf(setsComputed(step, scope), "setting a field to what is computed", step.value),
  ],

  // Conditions and values.
  State: (state) => [refuseIf(state.readings !== undefined, "several readings in a row", state)],
  NoneRelated: always("a question about related records"),
  Moved: always("`falls by` and `rises by`"),
  Turns: (test, { around }) => [
    refuseIf(!isWholeOfHandler(around), "`turns` anywhere but alone behind `when`", test),
  ],
  Absence: (absence, { around }) => [
    refuseIf(!isInJourney(around), "`no … for …` outside a journey", absence),
    refuseIf(isInEntry(around), "`no … for …` before the entry", absence),
  ],
  HappenedSince: (test, { around }) => [
    refuseIf(
      !isInTheJourney(test.anchor),
      "`has happened since` what may lie before the journey's entry",
      test.anchor,
    ),
    refuseIf(!isInJourney(around), "`has happened` outside a journey", test),
    refuseIf(isInEntry(around), "`has happened` before the entry", test),
  ],
  Duration: (duration, { around }) => [refuseIf(isValue(around), "a length of time as a value", duration)],
};

export const notYet: Check = (model) => nodesInTable(model, REFUSED).flatMap(refuse);

function refuse<K extends Kind>({
  node,
  around,
  scope,
}: ScopedNode & { readonly node: NodeOf<K> }): readonly Diagnostic[] {
  // The row of a kind takes nodes of that kind; the compiler cannot see that across the union of all kinds.
  const row = REFUSED[node.kind as K] as Refuse<NodeOf<K>> | undefined;
  const refusals = row?.(node, { around, scope }) ?? [];
  return refusals
    .filter((refusal) => refusal !== undefined)
    .map(([what, at]) => report("not-yet", { what }, at.span));
}

// ── What decides ──────────────────────────────────────────────────────────────────────────────────────────

function namesField(path: ast.Path, subject: ast.SubjectDeclaration | undefined): boolean {
  return subject?.fields.some(({ name }) => name.text === writePath(path)) ?? false;
}

const CHANNELS: ReadonlySet<string> = new Set(["email", "emails", "message", "messages"]);

/** `amount: 25_000 EUR`, `amount > …`, `amount is …`: a value and not a length or a moment that something takes. */
const HOLDERS_OF_VALUES: ReadonlySet<Kind> = new Set([
  "Field",
  "SetStep",
  "Compare",
  "Is",
  "Turns",
  "In",
  "Data",
]);

function isValue(around: readonly Node[]): boolean {
  const parent = around.at(-1);
  return parent !== undefined && HOLDERS_OF_VALUES.has(parent.kind);
}

function isComputed(field: ast.Field, { around }: Place): boolean {
  const owner = around.at(-1);
  const type = typeOf(field);
  if (isKind(owner, "ActionDeclaration"))
    return field.value !== undefined && type !== undefined && !isConstant(field.value, type);
  const siblings =
    isKind(owner, "SubjectDeclaration") || isKind(owner, "EventDeclaration") ? owner.fields : [];
  return field.value !== undefined && readsField(field.value, typeOf(field), siblings);
}

function setsComputed({ field, value }: ast.SetStep, { subject }: Scope): boolean {
  const target = subject?.fields.find(({ name }) => name.text === field.names.at(-1)?.text);
  return target !== undefined && readsField(value, typeOf(target), subject?.fields ?? []);
}

/** A name that is neither a value nor a field is reported as unknown. */
function readsField(
  value: ast.Expression,
  type: FieldType | undefined,
  fields: readonly ast.Field[],
): boolean {
  if (type === undefined || isConstant(value, type)) return false;
  return value.kind !== "Path" || fields.some(({ name }) => name.text === value.names.at(-1)?.text);
}

/** Only a handover has two sides; who asked is known to a step, and to a ladder that tells them. */
function isKnownHere({ which, span }: NodeOf<"TheWho">, around: readonly Node[]): boolean {
  const parent = around.at(-1);
  switch (which) {
    case "giver":
      return isKind(parent, "Handover");
    case "receiver":
      return isKind(parent, "Handover") && parent.receiver?.who.span !== span;
    case "asker":
      return parent !== undefined && KNOW_WHO_ASKED.has(parent.kind);
    default:
      return true;
  }
}

const KNOW_WHO_ASKED: ReadonlySet<Kind> = new Set(["TaskStep", "TellStep", "SendStep", "TellRung"]);

/** `when X turns Y`, with nothing beside it. */
function isWholeOfHandler(around: readonly Node[]): boolean {
  return (
    isKind(around.at(-1), "Test") && isKind(around.at(-2), "State") && isKind(around.at(-3), "WhenHandler")
  );
}

/** Where a journey begins there is nothing yet that an absence could be counted from. */
const isInEntry = (around: readonly Node[]): boolean => around.some(({ kind }) => kind === "Enter");
/** What happened before the entry a run does not know of. */
const isInTheJourney = (anchor: ast.Anchor): boolean =>
  anchor.kind === "JourneyEntryAnchor" ||
  (anchor.kind === "FieldAnchor" && writePath(anchor.path) === "entry");
const isInJourney = (around: readonly Node[]): boolean =>
  around.some(({ kind }) => kind === "JourneyDeclaration");
