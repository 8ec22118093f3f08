/**
 * The events that the library declares, as schemas: what a sender calls an event becomes one here, or a refusal that
 * names the member that is wrong. The body's shape is documented in docs/http-api.md.
 */
import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import { z } from "zod";
import type { EventKind, Field, Library, Subject } from "../../compiler/library.ts";
import type { Fields, Instant, Value } from "../../compiler/plan.ts";
import type { EventRequest } from "../gateway/api.ts";
import { withComputed } from "../machine/reckon.ts";
import { computedOf } from "./computed-of.ts";
import { type Checked, type Refused, refused, taken } from "./fault.ts";
import { nearestName } from "./nearest-name.ts";
import { choicesOf, fieldSchema, isBlank, typeOfValue } from "./value-schema.ts";

/** An event as the library understands it. A field that is not there was not sent. */
export interface IncomingEvent {
  /** The bearer's name, or `<bearer>/<source>` where they tell several apart. */
  readonly source: string;
  readonly id: string;
  readonly kind: string;
  /** When it happened; never in the future. */
  readonly at: Instant;
  readonly subjectKind: string;
  /** Normalised value of the subject's key field. */
  readonly subjectKey: string;
  /** What the sender says of the subject; `null` makes a field blank. */
  readonly subject: Fields;
  /** The event's own fields, with defaults. */
  readonly data: Fields;
  /** SHA-256 over the canonical form of what was sent, hex. */
  readonly bodyHash: string;
}

/** `source`: the name of whoever sends it. */
export type EventReader = (
  request: EventRequest,
  from: { now: Instant; source: string },
) => Checked<IncomingEvent>;

/** Clocks differ: what a sender dates a little ahead of us is taken, as of now. */
const FUTURE_TOLERANCE = 5 * 60_000;

export function createEventReader(library: Library): EventReader {
  const messages = Object.keys(library.messages);
  const shapes = new Map(
    Object.entries(library.events).map(([kind, event]) => [kind, shapeOf(kind, event, library, messages)]),
  );
  return (request, { now, source }) => {
    const shape = shapes.get(request.event);
    if (shape === undefined) return unknownEvent(request.event, [...shapes.keys()]);
    const said = request.at === undefined ? now : Date.parse(request.at);
    if (said > now + FUTURE_TOLERANCE) {
      return refused("in-the-future", "`at` is more than 5 minutes ahead of our clock.", ["at"]);
    }
    const subject = readPart(shape.subject, request.subject);
    if (!subject.ok) return subject;
    const data = readPart(shape.data, request.data ?? {});
    if (!data.ok) return data;
    return taken({
      source: sourceWithin(source, request.source),
      id: request.id,
      kind: request.event,
      // A field set in the future would win over everything that is set until then.
      at: Math.min(said, now),
      subjectKind: shape.event.subject,
      subjectKey: normalKey(subject.value[shape.key]),
      subject: subject.value,
      data: withComputed(computedOf(shape.event.fields), data.value),
      bodyHash: hashOf(request),
    });
  };
}

/**
 * Fields that a new subject must come with and has not: those that may not be blank and have no default. Later events
 * need not repeat them.
 */
export function missingOf(subject: Subject, fields: Fields): readonly string[] {
  return Object.entries(subject.fields)
    .filter(
      ([name, field]) =>
        !field.optional && field.default === null && field.computed === undefined && isBlank(fields[name]),
    )
    .map(([name]) => name);
}

/** Of keys that differ only in case, width or white space around them, one subject. */
export const normalKey = (value: unknown): string => String(value).normalize("NFKC").trim().toLowerCase();

/** Whoever may report events speaks for themselves: sources that they name lie within their own name. */
const sourceWithin = (bearer: string, named: string | undefined): string =>
  named === undefined ? bearer : `${bearer}/${named}`;

// ── Shapes ────────────────────────────────────────────────────────────────────────────────────────────────

interface Shape {
  readonly event: EventKind;
  readonly key: string;
  readonly subject: Part;
  readonly data: Part;
}

/** `subject` or `data`: the members that it may have, and the words for what is wrong with them. */
interface Part {
  readonly name: "subject" | "data";
  readonly schema: z.ZodType<Readonly<Record<string, Value | undefined>>>;
  readonly fields: Readonly<Record<string, Field>>;
  /** For one who puts a member in the wrong part. */
  readonly otherFields: Readonly<Record<string, Field>>;
  readonly owner: string;
  readonly messages: readonly string[];
}

function shapeOf(kind: string, event: EventKind, library: Library, messages: readonly string[]): Shape {
  const subject = library.subjects[event.subject];
  if (subject === undefined) throw new Error(`Invariant broken: event ${kind} is of no subject`);
  const part = (
    name: Part["name"],
    owner: string,
    fields: Part["fields"],
    otherFields: Part["fields"],
  ): Part => {
    const members: Record<string, z.ZodType<Value | undefined>> = {};
    for (const [field, type] of Object.entries(fields)) {
      if (type.computed !== undefined) continue;
      members[field] =
        name === "data" ? dataMember(type, messages) : subjectMember(type, messages, field === subject.key);
    }
    return { name, owner, fields, otherFields, messages, schema: z.strictObject(members) };
  };
  return {
    event,
    key: subject.key,
    subject: part("subject", event.subject, subject.fields, event.fields),
    data: part("data", kind, event.fields, subject.fields),
  };
}

function dataMember(field: Field, messages: readonly string[]): z.ZodType<Value | undefined> {
  const schema = fieldSchema(field, messages);
  if (field.default !== null) return schema.default(field.default);
  return field.optional ? schema.optional() : schema;
}

/** A sender says of the subject what they know; defaults are for whoever is new. */
function subjectMember(
  field: Field,
  messages: readonly string[],
  isKey: boolean,
): z.ZodType<Value | undefined> {
  const schema = fieldSchema(field, messages);
  return isKey ? schema : schema.optional();
}

// ── Reading ───────────────────────────────────────────────────────────────────────────────────────────────

function readPart(part: Part, raw: Readonly<Record<string, unknown>>): Checked<Fields> {
  const read = part.schema.safeParse(raw);
  if (read.success) return taken(onlyGiven(read.data));
  // What is unknown first: a misspelt name is also missing under its right one.
  const unknown = read.error.issues.find((issue) => issue.code === "unrecognized_keys");
  if (unknown !== undefined) return unknownField(part, unknown.keys[0] ?? "");
  return wrongValue(part, String(read.error.issues[0]?.path[0] ?? ""), raw);
}

function onlyGiven(fields: Readonly<Record<string, Value | undefined>>): Fields {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function wrongValue(part: Part, name: string, raw: Readonly<Record<string, unknown>>): Refused {
  const field = part.fields[name];
  const path = [part.name, name];
  if (field === undefined || isBlank(raw[name])) {
    return refused("missing-field", `\`${part.owner}\` needs \`${name}\`, which may not be blank.`, path);
  }
  const given = raw[name];
  const near = typeof given === "string" ? nearestName(given, choicesOf(field, part.messages)) : null;
  const { wants } = typeOfValue(field, part.messages);
  return refused("wrong-type", `\`${name}\` must be ${wants}.${didYouMean(near)}`, path);
}

function unknownField(part: Part, name: string): Refused {
  const path = [part.name, name];
  if (part.fields[name]?.computed !== undefined) {
    const message = `\`${name}\` of \`${part.owner}\` is worked out from its other fields, and is not given.`;
    return refused("unknown-field", message, path);
  }
  const other = part.name === "data" ? "subject" : "data";
  if (name in part.otherFields) {
    return refused("unknown-field", `\`${name}\` belongs in \`${other}\`, not in \`${part.name}\`.`, path);
  }
  const near = nearestName(name, Object.keys(part.fields));
  return refused("unknown-field", `\`${part.owner}\` has no field \`${name}\`.${didYouMean(near)}`, path);
}

function unknownEvent(name: string, known: readonly string[]): Refused {
  return refused("unknown-event", `There is no event \`${name}\`.${didYouMean(nearestName(name, known))}`, [
    "event",
  ]);
}

const didYouMean = (name: string | null): string => (name === null ? "" : ` Did you mean \`${name}\`?`);

function hashOf({ event, at, subject, data }: EventRequest): string {
  const canonical = canonicalize({ event, at: at ?? null, subject, data: data ?? {} }) ?? "";
  return createHash("sha256").update(canonical).digest("hex");
}
