/** What is filled into words: `{field}` in what people read, `{{ field }}` in what customers read. */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic, Fix } from "../../language/diagnostics/diagnostic.ts";
import { replaceWith } from "../../language/diagnostics/fix.ts";
import { report } from "../../language/diagnostics/report.ts";
import { suggest } from "../../language/diagnostics/suggest.ts";
import type { MessageFile, MessagePlaceholder, Model } from "../model.ts";
import { mayHaveMoreFields } from "../own-fields.ts";
import { readerOf } from "../related.ts";
import { expandEvents, type Rules, type Scope, type ScopedNode } from "../scopes.ts";
import type { Node } from "../walk.ts";
import { mayBeBlank } from "./expressions.ts";
import { fieldOf } from "./fields.ts";
import { fieldsLedBy, type LedField } from "./led-by.ts";
import { checkComparison } from "./message-comparisons.ts";

export const PLACEHOLDERS: Rules<Diagnostic> = {
  TaskStep: ({ title }, found) => (title === undefined ? [] : checkPlaceholders(title, found)),
  TellStep: ({ text }, found) => checkPlaceholders(text, found),
  SendStep: (step, { scope }) => checkMessageFor(step, scope),
};

/** A blank shows as "unknown" to a colleague, so only a name that does not exist is wrong. */
function checkPlaceholders(text: ast.Text, { around, scope }: ScopedNode): readonly Diagnostic[] {
  const subject = scope.subject;
  if (text.placeholders.length === 0 || subject === undefined) return [];
  const kinds = eventsAround(around).map(({ event }) => expandEvents(scope.model, event.text));
  // What an unknown event brings with it is unknown.
  if (kinds.some(({ length }) => length === 0) || mayHaveMoreFields(scope)) return [];
  const events = kinds.flat();
  const known = [subject, ...events].flatMap(({ fields }) => fields.map(({ name }) => name.text));
  return text.placeholders
    .filter(({ path }) => !known.includes(path))
    .map(({ path, span }) => unknownPlaceholder(path, subject, known, span));
}

/** The events that led to a step: those of its handler, its exit or the wait whose result it is. */
export function eventsAround(around: readonly Node[]): readonly ast.Occurrence[] {
  return around.flatMap((node) => {
    if (node.kind === "EventHandler") return node.events;
    if (node.kind === "Exit") return node.on ?? [];
    return node.kind === "WaitStep" && node.what.kind === "WaitEvents" ? node.what.events : [];
  });
}

// ── Messages ──────────────────────────────────────────────────────────────────────────────────────────────

/** A message names no subject: it may be sent to any that has all it fills in, where an event brings the rest. */
function checkMessageFor(step: ast.SendStep, { journey, model, subject }: Scope): readonly Diagnostic[] {
  const message = model.messages.get(step.message.text);
  // What an instance keeps, and what led to the letter, is its subject's: no letter to another record has it.
  const reader = step.to === undefined ? subject : readerOf(step, subject, model);
  if (message === undefined || reader === undefined) return [];
  const brought = journey === undefined ? NOTHING : fieldsLedBy(step, journey, model);
  if (step.to === undefined) return checkMessage(message, { subject: reader, led: brought, model }, step);
  const asker = subject && {
    name: subject.name.text,
    fields: new Set([
      ...brought.keys(),
      ...[...subject.fields, ...(journey?.keeps ?? [])].map(({ name }) => name.text),
    ]),
  };
  return checkMessage(message, { subject: reader, led: NOTHING, asker, model }, step);
}

const NOTHING: ReadonlyMap<string, LedField> = new Map();

interface Filling {
  readonly subject: ast.SubjectDeclaration;
  /** Of a letter to contacts: whose journey sends it, and what is known there and not of each of them. */
  readonly asker?: { readonly name: string; readonly fields: ReadonlySet<string> } | undefined;
  readonly led: ReadonlyMap<string, LedField>;
  readonly model: Model;
}

function checkMessage(
  { placeholders, comparisons }: MessageFile,
  { subject, led, asker, model }: Filling,
  send: ast.SendStep,
): readonly Diagnostic[] {
  const known = [...subject.fields.map(({ name }) => name.text), ...led.keys()];
  const ofSubject = (path: string) => fieldOf(subject, path, model)?.field;
  const fieldNamed = (path: string) => led.get(path)?.field ?? ofSubject(path);
  const isBlank = (path: string, field: ast.Field): boolean => {
    const inEvent = led.get(path);
    if (inEvent === undefined) return mayBeBlank(field, subject);
    // What an event leaves out the subject may know.
    const other = ofSubject(path);
    return inEvent.mayBeBlank && (other === undefined || mayBeBlank(other, subject));
  };
  const filledIn = placeholders.flatMap((placeholder) => {
    const field = fieldNamed(placeholder.path);
    if (field === undefined)
      return [
        unknownPlaceholder(placeholder.path, subject, known, placeholder.span, {
          send,
          knownOf: asker?.fields.has(placeholder.path) === true ? asker.name : undefined,
        }),
      ];
    return isBlank(placeholder.path, field) && !placeholder.guarded
      ? [blankPlaceholder(placeholder, send)]
      : [];
  });
  const compared = comparisons.flatMap((comparison) => {
    const field = fieldNamed(comparison.path);
    if (field === undefined) return [];
    const wrong = checkComparison(comparison, field);
    const asksForBlank = comparison.guarded || comparison.value.kind === "blank";
    if (wrong.length > 0 || asksForBlank || !isBlank(comparison.path, field)) return wrong;
    return [blankPlaceholder({ path: comparison.path, span: comparison.left }, send)];
  });
  return [...filledIn, ...compared];
}

function blankPlaceholder(
  { path, span }: Pick<MessagePlaceholder, "path" | "span">,
  send: ast.SendStep,
): Diagnostic {
  return report("blank-placeholder", { name: path }, span, { related: sentHere(send) });
}

function unknownPlaceholder(
  name: string,
  subject: ast.SubjectDeclaration,
  known: readonly string[],
  span: ast.Span,
  { send, knownOf }: { readonly send?: ast.SendStep; readonly knownOf?: string | undefined } = {},
): Diagnostic {
  // `lead.name` is `name`: words are about one subject, and what led to them.
  const last = name.slice(name.lastIndexOf(".") + 1);
  const suggestion = known.includes(last) ? last : suggest(name, known);
  const facts = { name, subject: subject.name.text, suggestion, knownOf };
  const related = send === undefined ? [] : sentHere(send);
  return report("unknown-placeholder", facts, span, {
    related,
    fixes: renamed(name, suggestion, span),
  });
}

/** A place may be the name, `{name}`, or a whole subject line, in which the name is not found again. */
function renamed(
  name: string,
  suggestion: string | undefined,
  { file, start, end }: ast.Span,
): readonly Fix[] {
  const around = (end - start - name.length) / 2;
  if (suggestion === undefined || (around !== 0 && around !== 1)) return [];
  return [replaceWith(suggestion, { file, start: start + around, end: end - around })];
}

const sentHere = ({ span }: ast.SendStep) => [{ span, label: "sent here" }];
