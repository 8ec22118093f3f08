/** The values that a library and its journeys ask about, field by field: in a simulation they are the values there are. */
import type { Library } from "../../../compiler/library.ts";
import type { Condition, Operand, Pattern, Plan, Value } from "../../../compiler/plan.ts";

export interface Mentions {
  /** @param field `name` of a subject's, `event.name` of an event's */
  readonly valuesOf: (field: string) => readonly Value[];
}

export function mentionsIn(library: Library, plans: readonly Plan[]): Mentions {
  const values = new Map<string, Value[]>();
  const note = (field: string, found: readonly Value[]) =>
    values.set(field, [...(values.get(field) ?? []), ...found.filter((value) => value !== null)]);
  // Whatever has the form of a condition is one, wherever it stands: plans and libraries are plain data.
  const visit = (node: unknown, event: string | null): void => {
    if (typeof node !== "object" || node === null) return;
    if (isPattern(node)) return visit(node.where, node.event);
    if (isTest(node)) noteTest(node, event, note);
    for (const child of Object.values(node)) visit(child, event);
  };
  visit([library.scores, library.policies, library.hygiene, library.readings, plans], null);
  return { valuesOf: (field) => [...new Set(values.get(field) ?? [])] };
}

type Test = Extract<Condition, { is: "compare" | "in" | "text" }>;

const isPattern = (node: object): node is Pattern =>
  "event" in node && "where" in node && typeof node.event === "string";
const isTest = (node: object): node is Test =>
  "is" in node && "left" in node && (node.is === "compare" || node.is === "in" || node.is === "text");

function noteTest(
  test: Test,
  event: string | null,
  note: (field: string, values: readonly Value[]) => void,
): void {
  const field = nameOf(test.left, event);
  if (field === null) return;
  if (test.is === "in") note(field, test.values);
  else if (test.is === "text") note(field, test.words);
  else if (test.right.of === "value") note(field, [test.right.value]);
}

function nameOf(operand: Operand, event: string | null): string | null {
  if (operand.of === "subject") return operand.field;
  return operand.of === "event" && event !== null ? `${event}.${operand.field}` : null;
}

/** What people are asked for with an answer. */
export const asked = ({ code, handovers, stages }: Plan): readonly string[] => [
  ...Object.values(code).flatMap((step) =>
    step.do === "task" ? Object.values(step.results).flatMap(({ needs }) => needs) : [],
  ),
  ...Object.values(handovers).flatMap(({ decline }) => decline?.needs ?? []),
  ...Object.values(stages).flatMap(({ handlers }) =>
    handlers.flatMap((handler) => (handler.on === "request" ? handler.needs : [])),
  ),
];

/** The fields without which a subject is not led in by time, by what is known of it, or under a key. */
export function fieldsOfEntry({ entries, per }: Plan): readonly string[] {
  const found: string[] = per === undefined ? [] : [per];
  // Operands and anchors both say which field they are of; plans are plain data.
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    if ("field" in node && typeof node.field === "string" && !("of" in node && node.of === "event"))
      found.push(node.field);
    for (const child of Object.values(node)) visit(child);
  };
  for (const entry of entries) if (!("on" in entry)) visit(entry);
  return found;
}
