/**
 * Every place where a name is written, in journeys, messages and people.yaml: what it declares or stands for. One
 * list feeds definition, references, rename, hover and colours. A list is made once for each declaration and file;
 * what its names stand for depends on the other files, and is asked when somebody wants to know.
 */
import type * as ast from "../../language/ast.ts";
import type { Span } from "../../language/ast.ts";
import type { MessageComparison, MessagePlaceholder, Model } from "../model.ts";
import { onceFor } from "../once-for.ts";
import { REFERENCES } from "../references.ts";
import { readJourney, readRoles, readWords } from "../resolve.ts";
import { SCENARIO_REFERENCES } from "../scenario-references.ts";
import { saidOf, walk } from "../walk.ts";
import { isJourneyFile, isMessageFile, isPeopleFile, type WorkspaceFile } from "../workspace.ts";
import { definitionsIn } from "./definitions.ts";
import { innerName, type Meaning } from "./meaning.ts";
import { meaningOf, meaningsInMessage, subjectsSending, valueOfField } from "./meaning-of.ts";
import { otherNamesIn } from "./other-names.ts";

export interface Occurrence {
  /** As written; of a dotted path one name. */
  readonly name: string;
  readonly span: Span;
  /** Whether this is where the name is declared. */
  readonly declares: boolean;
  /** None: it stands for nothing that is known. Several: a message that is sent to leads and to customers. */
  readonly meanings: (model: Model) => readonly Meaning[];
}

/** In the order of the text. */
export const occurrencesIn = onceFor((file: WorkspaceFile): readonly Occurrence[] => {
  const found = readOccurrences(file).filter(({ span }) => span.end > span.start);
  return [...found].sort((a, b) => a.span.start - b.span.start);
});

/** The same by name, since a name is looked for in many files. */
export const occurrencesByName = onceFor((file: WorkspaceFile) => {
  const byName = new Map<string, Occurrence[]>();
  for (const one of occurrencesIn(file)) {
    const known = byName.get(one.name);
    if (known === undefined) byName.set(one.name, [one]);
    else known.push(one);
  }
  return byName;
});

function readOccurrences(file: WorkspaceFile): readonly Occurrence[] {
  if (isJourneyFile(file.path)) return readJourney(file).file.declarations.flatMap(occurrencesOf);
  if (isMessageFile(file.path)) return occurrencesInMessage(file);
  return isPeopleFile(file.path) ? occurrencesInPeople(file) : [];
}

// ── Journeys ──────────────────────────────────────────────────────────────────────────────────────────────

const occurrencesOf = onceFor((declaration: ast.Declaration): readonly Occurrence[] => {
  const byPlace = new Map<number, Occurrence>();
  for (const { node, around } of walk(declaration)) {
    const references = [...saidOf(REFERENCES, node), ...saidOf(SCENARIO_REFERENCES, node)];
    const found: readonly Occurrence[] = [
      ...definitionsIn(node, around).map(({ name, meaning }) => occurrence(name, true, () => [meaning])),
      ...references.flatMap(([what, name]) =>
        name === undefined
          ? []
          : [occurrence(name, false, (model) => meaningOf(what, name.text, declaration, model))],
      ),
      ...otherNamesIn(node, around).map(({ name, meanings }) =>
        occurrence(name, false, (model) => meanings(declaration, model)),
      ),
    ];
    // A name that a general rule reads again is what the first, special one says.
    for (const one of found) if (!byPlace.has(one.span.start)) byPlace.set(one.span.start, one);
  }
  return [...byPlace.values()];
});

function occurrence(
  { text, span }: { readonly text: string; readonly span: Span },
  declares: boolean,
  meanings: Occurrence["meanings"],
): Occurrence {
  return { name: text, span, declares, meanings };
}

// ── Messages and people ───────────────────────────────────────────────────────────────────────────────────

function occurrencesInMessage(file: WorkspaceFile): readonly Occurrence[] {
  const { message } = readWords(file);
  if (message === null) return [];
  const meaning: Meaning = { kind: "message", name: message.name };
  return [
    { name: message.name, span: message.span, declares: true, meanings: () => [meaning] },
    ...message.placeholders.flatMap((placeholder) => inPlaceholder(placeholder, message.name, file)),
    ...message.comparisons.flatMap((comparison) => inComparison(comparison, message.name, file)),
  ];
}

/** `{% if size == "small" %}`: a value of a closed list. */
function inComparison(
  { path, value, span }: MessageComparison,
  message: string,
  file: WorkspaceFile,
): readonly Occurrence[] {
  if (value.kind !== "text") return [];
  const field = path.split(".").at(-1) ?? path;
  const meanings = (model: Model) =>
    subjectsSending(message, model).flatMap((subject) => valueIn(subject, field, value.text));
  return [{ name: value.text, span: placeOf(value.text, span, file), declares: false, meanings }];
}

function valueIn({ name, fields }: ast.SubjectDeclaration, field: string, value: string): readonly Meaning[] {
  const found = fields.find((one) => one.name.text === field);
  const meaning = found === undefined ? undefined : valueOfField(value, found, innerName(name.text, field));
  return meaning === undefined ? [] : [meaning];
}

/** `{{ lead.name }}` names a subject and one of its fields. */
function inPlaceholder(
  { path, span }: MessagePlaceholder,
  message: string,
  file: WorkspaceFile,
): readonly Occurrence[] {
  const place = placeOf(path, span, file);
  const [first = "", second] = path.split(".");
  const field = second ?? first;
  const end = place.end;
  const meanings = (model: Model) =>
    meaningsInMessage(message, field, model).filter(({ of }) => second === undefined || of === first);
  const ofField: Occurrence = {
    name: field,
    span: { ...place, start: end - field.length },
    declares: false,
    meanings,
  };
  if (second === undefined) return [ofField];
  const subject = (): readonly Meaning[] => [{ kind: "subject", name: first }];
  const span1 = { ...place, end: place.start + first.length };
  return [{ name: first, span: span1, declares: false, meanings: subject }, ofField];
}

function occurrencesInPeople(file: WorkspaceFile): readonly Occurrence[] {
  const { references, ids, values } = readRoles(file);
  const meaningsOf = (to: "role" | "right" | "field", name: string) => (model: Model) =>
    to === "field" ? fieldsCalled(name, model) : [{ kind: to, name }];
  return [
    ...ids.map(
      ({ name, span, declares }): Occurrence => ({
        name,
        span: placeOf(name, span, file),
        declares,
        meanings: () => [{ kind: "person", name }],
      }),
    ),
    ...references.map(
      ({ to, name, span }): Occurrence => ({
        name,
        span: placeOf(name, span, file),
        declares: false,
        meanings: meaningsOf(to, name),
      }),
    ),
    ...values.map(
      ({ field, name, span }): Occurrence => ({
        name,
        span: placeOf(name, span, file),
        declares: false,
        meanings: ({ subjects }) => [...subjects.values()].flatMap((one) => valueIn(one, field, name)),
      }),
    ),
  ];
}

/** people.yaml stands for all subjects. */
function fieldsCalled(name: string, { subjects }: Model): readonly Meaning[] {
  return [...subjects.values()]
    .filter(({ fields }) => fields.some((field) => field.name.text === name))
    .map((subject): Meaning => ({ kind: "field", name, of: subject.name.text }));
}

/** A name in quotes, or in a line of words: the name itself. */
function placeOf(name: string, span: Span, { text }: WorkspaceFile): Span {
  const written = text.slice(span.start, span.end);
  if (written === name) return span;
  const pattern = new RegExp(`(?<![\\w.])${name.replaceAll(".", "\\.")}(?![\\w])`);
  const at = pattern.exec(written)?.index;
  return at === undefined ? span : { ...span, start: span.start + at, end: span.start + at + name.length };
}
