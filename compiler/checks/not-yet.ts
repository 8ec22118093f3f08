/**
 * What the language has and this version cannot run. Each is refused where it is written, never taken and left out;
 * whoever makes one of them run deletes its row.
 */
import type * as ast from "../../language/ast.ts";
import { report } from "../../language/diagnostics/report.ts";
import { ask, type Rules, type Scope } from "../scopes.ts";
import { isComputed } from "../types/expressions.ts";
import { findField, writePath } from "../types/fields.ts";
import { findAll, isKind, type Kind, type Node, type NodeOf } from "../walk.ts";
import type { Check } from "./check.ts";

type Refusal = readonly [what: string, at: { readonly span: ast.Span }];

type Placed = { readonly span: ast.Span } | undefined;

const refuseIf = (refused: boolean, what: string, at: Placed): Refusal | undefined =>
  refused && at !== undefined ? [what, at] : undefined;
const refuseAny = (what: string, at: Placed): Refusal | undefined => refuseIf(true, what, at);
const always =
  (what: string) =>
  (node: { readonly span: ast.Span }): readonly Refusal[] => [[what, node]];

const REFUSED: Rules<Refusal | undefined> = {
  // Declarations.
  AskRule: ({ who }) => [
    refuseIf(who.kind === "TheWho" && who.which !== "owner", "to ask anybody but a role or the owner", who),
  ],
  TheWho: (who, { around }) => [refuseIf(!isKnownHere(who, around), `\`the ${who.which}\` here`, who)],
  Field: (field, { around }) => [refuseIf(isComputedInput(field, around), "a computed field", field.value)],
  CapRule: ({ channel }) => [
    refuseIf(!CHANNELS.has(channel.text), `the channel \`${channel.text}\``, channel),
  ],

  // Journeys.
  Migration: always("`migrate`"),
  Stage: ({ rests, lasts }) => [refuseIf(lasts !== undefined, "a stage that both rests and lasts", rests)],

  // Steps.
  SendStep: ({ to }) => [refuseAny("a message to somebody else", to)],

  // Conditions and values.
  State: (state, { around }) =>
    state.readings === undefined
      ? []
      : [
          refuseIf(!isInJourney(around), "several readings in a row outside a journey", state),
          ...[
            ...findAll(state, "Absence"),
            ...findAll(state, "HappenedSince"),
            ...findAll(state, "Moved"),
          ].map((node) => refuseAny("what is no value at a day's end, in several readings", node)),
        ],
  NoneRelated: always("a question about related records"),
  Moved: (test, { around }) => [
    refuseIf(!isInJourney(around), "`falls by` and `rises by` outside a journey", test),
  ],
  Turns: (test, { around }) => [
    refuseIf(!isWholeOfHandler(around), "`turns` anywhere but alone behind `when`", test),
  ],
  Absence: (absence, { around }) => [
    refuseIf(!isInJourney(around) && !isInCare(absence, around), "`no … for …` here", absence),
    refuseIf(isInEntry(around), "`no … for …` before the entry", absence),
  ],
  HappenedSince: (test, { around, scope }) => [
    refuseIf(
      !isInTheJourney(test.anchor) && !isUnknown(test.anchor, scope),
      "`has happened since` what may lie before the journey's entry",
      test.anchor,
    ),
    refuseIf(!isInJourney(around), "`has happened` outside a journey", test),
    refuseIf(isInEntry(around), "`has happened` before the entry", test),
  ],
};

export const notYet: Check = (model) =>
  ask(REFUSED, model)
    .filter((refusal) => refusal !== undefined)
    .map(([what, at]) => report("not-yet", { what }, at.span));

// ── What decides ──────────────────────────────────────────────────────────────────────────────────────────

const CHANNELS: ReadonlySet<string> = new Set(["email", "emails", "message", "messages"]);

/** An action's field has no fields beside it to be worked out from. */
const isComputedInput = (field: ast.Field, around: readonly Node[]): boolean =>
  isKind(around.at(-1), "ActionDeclaration") && isComputed(field);

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
/** A name that is misspelt is told as such. */
const isUnknown = (anchor: ast.Anchor, scope: Scope): boolean =>
  anchor.kind === "FieldAnchor" &&
  findField(anchor.path, { scope }) === undefined &&
  !scope.model.events.has(writePath(anchor.path));
/** What happened before the entry a run does not know of. */
const isInTheJourney = (anchor: ast.Anchor): boolean =>
  anchor.kind === "JourneyEntryAnchor" ||
  (anchor.kind === "FieldAnchor" && writePath(anchor.path) === "entry");
/** The job looks at the latest event of each kind, and at none in particular. */
const isInCare = ({ where }: NodeOf<"Absence">, around: readonly Node[]): boolean =>
  where === undefined && around.some(({ kind }) => kind === "FlagRule");
const isInJourney = (around: readonly Node[]): boolean =>
  around.some(({ kind }) => kind === "JourneyDeclaration");
