/** What a plan needs of the library: looked for in the plan whole, so that what is added to plans is not forgotten here. */
import type { Field, Library } from "../library.ts";
import type { FieldType, Plan } from "../plan.ts";
import type { FieldTypes, Needs } from "./frozen-release.ts";

export function needsOf(plan: Plan, library: Library): Needs {
  const { entries, code, reads } = plan;
  const parts = [...partsOf(plan)];
  const { readings = {}, questions = {}, actions = {} } = library;
  const asked = { questions: only(questions, reads.scores), readings: only(readings, reads.scores) };
  const words = new Set(wordsIn({ ...plan, calendars: {}, roles: {} }));
  const read = namesOf(parts, "of", "event", "field");
  const kinds = unique([
    ...reads.events,
    plan.goal.event,
    ...eventsIn([...partsOf([entries, asked])]),
  ]).filter((kind) => library.events[kind] !== undefined);
  const steps = Object.values(code);
  return {
    messages: unique(steps.flatMap((step) => (step.do === "send" ? [step.message] : []))),
    roles: Object.keys(plan.roles).sort(),
    routes: unique([...Object.values(plan.routes), ...valuesOf(parts, "route")]),
    journeys: unique([
      ...steps.flatMap((step) => (step.do === "begin" ? [step.journey] : [])),
      ...(plan.asksForKey === undefined ? [] : [plan.asksForKey]),
    ]),
    scores: table(
      reads.scores.filter((name) => library.scores[name] !== undefined),
      (name) => unique(namesOf(parts, "score", name, "band")),
    ),
    subjects: subjectsOf(plan, parts, library, words),
    events: table(kinds, (kind) => typesOf(library.events[kind]?.fields ?? {}, read, words)),
    actions: table(Object.keys(plan.actions ?? {}), (name) => {
      const { in: given = {}, out = {} } = actions[name] ?? {};
      return {
        in: typesOf(given, Object.keys(given), words),
        out: typesOf(out, Object.keys(out), words),
      };
    }),
    ...asked,
  };
}

/** Of its own kind what it reads and sets; of the others' whom it writes to, what it chooses them by. */
function subjectsOf(plan: Plan, parts: readonly Part[], library: Library, words: ReadonlySet<string>) {
  const sets = namesOf(parts, "do", "set", "field");
  const carried = namesOf(parts, "kind", "field", "name");
  // What an answer brings along is written to the subject's field of that name, where there is one.
  const brought = parts.flatMap(({ needs, reasonNeeds }) => wordsIn([needs, reasonNeeds]));
  const own = [...plan.reads.fields, ...sets, ...carried, ...brought];
  const needed = new Map<string, readonly string[]>([[plan.subject, own]]);
  for (const step of Object.values(plan.code)) {
    if (step.do !== "send" || step.to === undefined) continue;
    const { kind, where } = step.to;
    const asked = namesOf([...partsOf(where)], "of", "subject", "field");
    needed.set(kind, [...(needed.get(kind) ?? []), ...asked]);
  }
  return table([...needed.keys()], (kind) =>
    typesOf(library.subjects[kind]?.fields ?? {}, needed.get(kind) ?? [], words),
  );
}

/** Of a closed list only what the plan names: the others may go. */
function typesOf(
  fields: Readonly<Record<string, Field>>,
  names: readonly string[],
  words: ReadonlySet<string>,
): FieldTypes {
  const known = unique(names).flatMap((name) => {
    const field = fields[name];
    return field === undefined ? [] : [[name, typeOf(field, words)] as const];
  });
  return Object.fromEntries(known);
}

const typeOf = (field: Field, words: ReadonlySet<string>): FieldType =>
  field.type === "one_of"
    ? { type: "one_of", values: field.values.filter((value) => words.has(value)) }
    : { type: field.type };

// ── A plan is plain data ──────────────────────────────────────────────────────────────────────────────────

type Part = Readonly<Record<string, unknown>>;

function* partsOf(value: unknown): Generator<Part> {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) yield value as Part;
  for (const member of Object.values(value)) yield* partsOf(member);
}

function wordsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(wordsIn);
}

/** Of the parts in which `key` is `value`, what stands under `name`. */
const namesOf = (parts: readonly Part[], key: string, value: string, name: string): readonly string[] =>
  valuesOf(
    parts.filter((part) => part[key] === value),
    name,
  );

const valuesOf = (parts: readonly Part[], name: string): readonly string[] =>
  parts.flatMap((part) => {
    const value = part[name];
    return typeof value === "string" ? [value] : [];
  });

const eventsIn = (parts: readonly Part[]): readonly string[] => [
  ...valuesOf(parts, "event"),
  ...parts.flatMap(({ events }) =>
    Array.isArray(events) ? events.filter((kind) => typeof kind === "string") : [],
  ),
];

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)].sort();

const table = <T>(names: readonly string[], of: (name: string) => T): Readonly<Record<string, T>> =>
  Object.fromEntries(unique(names).map((name) => [name, of(name)]));

const only = <T>(all: Readonly<Record<string, T>>, names: readonly string[]): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
