/** One reader of a message, as JSON tells of them: fields of the subject, checked as an event's would be. */
import type { Field } from "../../compiler/library.ts";
import type { MessageReaders } from "../../compiler/message-readers.ts";
import type { Fields, Value } from "../../compiler/plan.ts";
import { nearestName } from "../../runtime/ingest/nearest-name.ts";
import { fieldSchema, typeOfValue } from "../../runtime/ingest/value-schema.ts";

export interface Reader {
  readonly fields: Fields;
  /** What is wrong with what was said, a sentence each. */
  readonly faults: readonly string[];
}

/** A field that is not said has its default, else it is blank. */
export function readReader(
  said: Readonly<Record<string, unknown>>,
  { subject, fields }: MessageReaders,
  messages: readonly string[],
): Reader {
  const read = new Map<string, Value>(Object.entries(fields).map(([name, field]) => [name, field.default]));
  const faults: string[] = [];
  for (const [name, raw] of Object.entries(said)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field === undefined) faults.push(unknownField(name, subject, Object.keys(fields)));
    else {
      const value = fieldSchema({ ...field, optional: true }, messages).safeParse(raw);
      if (value.success) read.set(name, value.data);
      else faults.push(wrongValue(name, field, messages));
    }
  }
  return { fields: Object.fromEntries(read), faults };
}

function unknownField(name: string, subject: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return `\`${name}\` is no field of ${subject}.${nearest === null ? "" : ` Did you mean \`${nearest}\`?`}`;
}

const wrongValue = (name: string, field: Field, messages: readonly string[]): string =>
  `\`${name}\` must be ${typeOfValue(field, messages).wants}.`;
