/** Names that stand for something by where they stand, and are in no table of the compiler's: paths, evidence, data. */
import type * as ast from "../../language/ast.ts";
import type { Model } from "../model.ts";
import { relatedSubject, scopeWithin } from "../related.ts";
import { holderNamed } from "../scenario-references.ts";
import { type Scope, scopeOf } from "../scopes.ts";
import { subjectsOfEvent } from "../somebody.ts";
import { eventsAround } from "../types/placeholders.ts";
import type { Kind, Node, NodeOf } from "../walk.ts";
import { innerName, type Meaning, type MeaningKind } from "./meaning.ts";
import { eventFieldMeaning, fieldMeaning, firstOf, pathMeaning } from "./meaning-of.ts";

export interface OtherName {
  readonly name: { readonly text: string; readonly span: ast.Span };
  readonly meanings: (declaration: ast.Declaration, model: Model) => readonly Meaning[];
}

type Rows = { readonly [K in Kind]?: (node: NodeOf<K>, around: readonly Node[]) => readonly OtherName[] };

const scoped = (name: OtherName["name"], meanings: (scope: Scope) => readonly Meaning[]): OtherName => ({
  name,
  meanings: (declaration, model) => meanings(scopeOf(declaration, model)),
});
const fields = (names: readonly ast.Name[]): readonly OtherName[] =>
  names.map((name) => scoped(name, (scope) => fieldMeaning(name.text, scope)));
const among = (names: readonly ast.Name[], ...kinds: readonly MeaningKind[]): readonly OtherName[] =>
  names.map((name) => scoped(name, (scope) => firstOf(name.text, kinds, scope)));
const certainly = (name: ast.Name, meaning: Omit<Meaning, "name">): OtherName => ({
  name,
  meanings: () => [{ ...meaning, name: name.text }],
});
const inJourney = (name: ast.Name, kind: MeaningKind): OtherName =>
  scoped(name, ({ journey }) =>
    journey === undefined ? [] : [{ kind, name: name.text, of: journey.name.text }],
  );

/** What a task, a handover or a split of the journey calls its results, reasons or arms. */
const inside = (name: ast.Name, kind: MeaningKind, of: ast.Name | undefined): OtherName =>
  scoped(name, ({ journey }) =>
    journey === undefined || of === undefined
      ? []
      : [{ kind, name: name.text, of: innerName(journey.name.text, of.text) }],
  );

const ROWS: Rows = {
  Path: inPath,
  Placeholder: inPlaceholder,
  Result: ({ needs, labels }, around) => {
    const holder = around.at(-1);
    if (holder?.kind === "DecideStep")
      return [
        ...fields(needs),
        ...labels.map((label) => certainly(label, { kind: "answer", of: holder.right.text })),
      ];
    const split =
      holder?.kind === "WaitStep" && holder.what.kind === "WaitWinner" ? holder.what.of : undefined;
    const arms = labels.filter(({ text }) => split !== undefined && text !== "none");
    return [...fields(needs), ...arms.map((arm) => inside(arm, "arm", split))];
  },
  WaitStep: ({ what }) => (what.kind === "WaitWinner" ? [inJourney(what.of, "split")] : []),
  RequestHandler: ({ needs }) => fields(needs),
  Handover: ({ carries, decline }) => [
    ...among(
      carries.map(({ name }) => name),
      "field",
      "score",
      "event",
    ),
    ...fields(decline?.needs ?? []),
  ],
  TaskStep: ({ countedFrom }) => among(countedFrom === undefined ? [] : [countedFrom], "event"),
  AfterEvents: ({ events }) => among(events, "event"),
  NoneRelated: inNoneRelated,
  MergeRule: ({ by }) => fields(by),
  FlagRule: ({ flag }) => fields([flag]),
  AskRule: (rule) => fields(rule.for),
  Data: inData,
  Migration: ({ map }) =>
    map.flatMap(({ to: { names } }) => {
      const [name, ...others] = names;
      return name === undefined || others.length > 0 ? [] : [inJourney(name, "stage")];
    }),

  ExpectCount: ({ what, of }) =>
    what === "sendings" ? among([of], "message") : among([of], "handover", "task", "right"),
  ExpectHolder: inHolder,
  ExpectHandover: inHolder,
  ExpectNotice: inHolder,
  WinAct: ({ arm, split }) => [inside(arm, "arm", split), inJourney(split, "split")],
  CompleteAct: ({ task, as }) => (as === undefined ? [] : [inside(as, "result", task)]),
  DeclineAct: ({ handover, because }) => [inside(because, "reason", handover)],
  AnswerAct: ({ right, as }) => [certainly(as, { kind: "answer", of: right.text })],
  RequestAct: ({ request }) => [inJourney(request, "request")],
};

export function otherNamesIn<K extends Kind>(node: NodeOf<K>, around: readonly Node[]): readonly OtherName[] {
  // The row of a kind takes nodes of that kind; the compiler cannot see that across the union of all kinds.
  const row = ROWS[node.kind as K] as
    | ((node: NodeOf<K>, around: readonly Node[]) => readonly OtherName[])
    | undefined;
  return row?.(node, around) ?? [];
}

function inHolder(node: Node): readonly OtherName[] {
  const name = holderNamed(node);
  return name === undefined ? [] : among([name], "person", "role");
}

/** `no contact of account has part …`: the field is the other record's. */
function inNoneRelated(
  { what, field }: NodeOf<"NoneRelated">,
  around: readonly Node[],
): readonly OtherName[] {
  return [
    ...among([what], "subject"),
    scoped(field, (scope) => {
      const { subject: asker, model } = scopeWithin(scope, around);
      const subject = relatedSubject(what.text, asker, model);
      return subject === undefined ? [] : fieldMeaning(field.text, { model, declaration: subject, subject });
    }),
  ];
}

/** `amount`, `lead.amount`, `deal_won.amount`; where a record lives (`crm.contact`) is nothing of ours. */
function inPath(path: ast.Path, around: readonly Node[]): readonly OtherName[] {
  const [first, second] = path.names;
  if (around.at(-1)?.kind === "SubjectDeclaration" || first === undefined) return [];
  if (second === undefined) return [scoped(first, (scope) => pathMeaning(path, around, scope))];
  return [
    ...among([first], "event", "subject"),
    scoped(second, (scope) => {
      const ofEvent = eventFieldMeaning(second.text, first.text, scope.model);
      return ofEvent.length > 0 ? ofEvent : pathMeaning(path, around, scope);
    }),
  ];
}

/** `{company}`, `{lead.company}`: of the events that led here, or of the subject. */
function inPlaceholder({ path, span }: ast.Placeholder, around: readonly Node[]): readonly OtherName[] {
  const [first = "", second] = path.split(".");
  const field = second ?? first;
  const end = span.end - 1;
  const place = { text: field, span: { ...span, start: end - field.length, end } };
  const events = eventsAround(around);
  return [
    scoped(place, (scope) => {
      const ofEvent = events.flatMap(({ event }) => eventFieldMeaning(field, event.text, scope.model));
      return ofEvent.length > 0 ? ofEvent.slice(0, 1) : fieldMeaning(field, scope);
    }),
  ];
}

/** Whose fields `{ name: value }` gives: the event's, the action's, or those of the subject. */
function inData({ entries }: ast.Data, around: readonly Node[]): readonly OtherName[] {
  const holder = around.at(-1);
  return entries.map(({ name }) => {
    if (holder?.kind === "EventAct") {
      return { name, meanings: (_, model) => eventFieldMeaning(name.text, holder.event.text, model) };
    }
    if (holder?.kind === "Somebody")
      return {
        name,
        meanings: (_, model) =>
          subjectsOfEvent(model, holder.event.text).map((subject) => ({
            kind: "field",
            name: name.text,
            of: subject.name.text,
          })),
      };
    if (holder?.kind === "CallStep") return certainly(name, { kind: "parameter", of: holder.action.text });
    return scoped(name, (scope) => fieldMeaning(name.text, scope));
  });
}
