/**
 * What a machine writes into a field of the subject is written by one journey, or by journeys of one exclusive group,
 * which never run at the same time: otherwise the field says what happened to be set last. A `set`, what an action gives
 * back and a flag of data care are a machine's; answers of people are theirs, who see what stands there. Two people may
 * well say anew how much a deal is worth; a machine beside them would undo it.
 */
import type * as ast from "../../language/ast.ts";
import { report } from "../../language/diagnostics/report.ts";
import { type FieldWrite, fieldWrites } from "../field-writes.ts";
import type { Model } from "../model.ts";
import { scopeOf } from "../scopes.ts";
import type { Check } from "./check.ts";

type Writer = ast.JourneyDeclaration | ast.HygieneDeclaration;

interface Write extends FieldWrite {
  readonly writer: Writer;
}

export const fieldWrittenTwice: Check = (model) => {
  const writers: readonly Writer[] = [...model.journeys.values(), ...model.hygienes.values()];
  const writes = writers.flatMap((writer) => writesOf(writer, model));
  const byField = new Map<string, Write[]>();
  return writes.flatMap((write) => {
    const key = `${write.writer.of.text}.${write.name.text}`;
    const known = byField.get(key) ?? [];
    byField.set(key, [...known, write]);
    const earlier = known.find((other) => mayMeet(other, write));
    if (earlier === undefined) return [];
    const facts = {
      field: write.name.text,
      writers: [earlier.writer.name.text, write.writer.name.text],
    };
    const related = [{ span: earlier.name.span, label: "set here, too" }];
    return [report("field-written-twice", facts, write.name.span, { related })];
  });
};

/** The first of each field that a machine writes, else the first: one finding for each writer says it. */
function writesOf(writer: Writer, model: Model): readonly Write[] {
  const subject = model.subjects.get(scopeOf(writer, model).subject?.name.text ?? "");
  const fields = new Set(subject?.fields.map(({ name }) => name.text));
  const own = new Set(writer.kind === "JourneyDeclaration" ? writer.keeps.map(({ name }) => name.text) : []);
  const byField = new Map<string, Write>();
  for (const write of fieldWrites(writer, model)) {
    const { text } = write.name;
    // What an instance keeps for itself hides the field.
    if (!fields.has(text) || own.has(text)) continue;
    const before = byField.get(text);
    if (before === undefined || (before.by === "person" && write.by === "machine"))
      byField.set(text, { ...write, writer });
  }
  return [...byField.values()];
}

function mayMeet(one: Write, other: Write): boolean {
  const [a, b] = [one.writer, other.writer];
  if (a === b) return false;
  if (one.by === "person" && other.by === "person") return false;
  if (a.kind !== "JourneyDeclaration" || b.kind !== "JourneyDeclaration") return true;
  return a.exclusive === undefined || a.exclusive.group.text !== b.exclusive?.group.text;
}
