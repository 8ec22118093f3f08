/**
 * The run that shows a finding, as a scenario: it can be pasted into a file, and `baton test` then plays it. What no line
 * of a scenario can say, such as a field that changes by itself, stands in it as a remark.
 */
import type { FieldType, Library } from "../../compiler/library.ts";
import type { Calendar, Fields, Instant, Value } from "../../compiler/plan.ts";
import type { Act, Input } from "../machine/protocol.ts";
import type { State } from "../machine/state.ts";
import { valueWords } from "../policy/words.ts";
import { showLocal } from "../simulate/play-scenario.ts";
import type { Arena } from "./arena.ts";
import type { Shown } from "./finding.ts";
import type { Run } from "./runs.ts";
import { calendarOfEntry, runsTo } from "./timeline.ts";

/** `null`: it begins with no event, or nobody works in its calendar. */
export function asScenario(arena: Arena, shown: Shown, title: string): string | null {
  const { plan, library } = arena;
  const runs = runsTo(shown);
  const calendar = calendarOfEntry(plan);
  const [first] = runs;
  const start = first?.inputs[0];
  if (calendar === null || start?.is !== "start" || start.event === null) return null;
  const lines = runs.flatMap((run, index) => linesOf(arena, run, stateBefore(runs, index), calendar));
  const last = runs.at(-1);
  const given = dataOf(givenIn(arena, runs), library.subjects[plan.subject]?.fields ?? {});
  const end = last === undefined ? [] : endOf(last, calendar, lines);
  return [
    `scenario ${JSON.stringify(title)} of ${plan.journey} {`,
    `  given ${given}`,
    `  start ${showLocal(calendar, start.now)}`,
    "",
    ...[...lines, ...end].map((line) => `  ${line}`),
    "}",
  ].join("\n");
}

const stateBefore = (runs: readonly Run[], index: number): State | null => runs[index - 1]?.state ?? null;

/** What is not blank at the start: what must be known, and what the run was first seen to ask about. */
function givenIn({ plan, library, variables }: Arena, runs: readonly Run[]): Fields {
  const declared = library.subjects[plan.subject]?.fields ?? {};
  const needed = Object.entries(declared).flatMap(([name, field]) =>
    field.optional || field.default !== null || field.computed !== undefined
      ? []
      : [[name, variables.get(`field ${name}`)?.values[0] ?? plainValue(field)] as const],
  );
  const given = new Map<string, Value>(needed);
  const seen = new Set<string>();
  for (const { assigned, inputs } of runs) {
    for (const { variable, value } of assigned) {
      const name = variable.slice("field ".length);
      if (!variable.startsWith("field ") || seen.has(name) || declared[name] === undefined) continue;
      seen.add(name);
      if (value !== null) given.set(name, value);
    }
    for (const input of inputs)
      if (input.is === "fields") for (const name of Object.keys(input.fields)) seen.add(name);
  }
  return Object.fromEntries(given);
}

function plainValue({ type }: FieldType): Value {
  return type === "email" ? "someone@example.com" : type === "number" || type === "percent" ? 1 : "Someone";
}

// ── Lines ─────────────────────────────────────────────────────────────────────────────────────────────────

function linesOf(arena: Arena, { inputs }: Run, before: State | null, calendar: Calendar): readonly string[] {
  return inputs.flatMap((input) => {
    const said = actOf(arena, input, before);
    return said === null ? [] : [`${said.startsWith("//") ? "" : timeOf(calendar, input.now)}${said}`];
  });
}

const timeOf = (calendar: Calendar, now: Instant): string => `at ${showLocal(calendar, now)}  `;

function actOf(arena: Arena, input: Input, before: State | null): string | null {
  const { library } = arena;
  switch (input.is) {
    case "start":
    case "event": {
      const { event } = input;
      if (event === null) return null;
      const fields = wholePayload(library, event.kind, event.fields);
      return `${event.kind}${fields}`;
    }
    case "act":
      return workActOf(arena, input.actor.person, input.act, before);
    case "left":
      return `${input.person} leaves`;
    case "called":
      return input.outcome.is === "done" ? null : `${input.action} fails`;
    case "fields":
      return Object.entries(input.fields)
        .map(([name, value]) => `// ${name} becomes ${valueWords(value)}`)
        .join(", ");
    case "band":
      return `// ${input.score} turns ${input.band ?? "to none of its bands"}`;
    case "gives way":
      return "// another journey of its group begins";
    case "goes on":
      return "// and has ended";
    case "released":
      return "// the contact policy lets the message go";
    default:
      return null;
  }
}

function workActOf({ plan, library }: Arena, person: string, act: Act, before: State | null): string | null {
  const types = { ...library.subjects[plan.subject]?.fields, ...plan.own };
  if (act.do === "request") return `${person} requests ${act.name}${withData(act.evidence, types)}`;
  const record = before?.work.find((work) => work.record.id === act.work)?.record;
  if (record === undefined) return null;
  switch (act.do) {
    case "accept":
      return `${person} accepts ${record.name}`;
    case "decline":
      return `${person} declines ${record.name} because ${act.reason}`;
    case "decide":
      return `${person} answers ${record.name} as ${act.answer}`;
    case "complete":
      if (record.kind === "approve")
        return `${person} ${act.result === "approved" ? "approves" : "withholds"} ${record.name}`;
      return `${person} completes ${record.name}${act.result === "done" ? "" : ` as ${act.result}`}${withData(act.evidence, types)}`;
  }
}

const withData = (fields: Fields, types: Readonly<Record<string, FieldType>>): string =>
  Object.keys(fields).length === 0 ? "" : ` with ${dataOf(fields, types)}`;

/** Fields of an event that may not be left out are filled with something plain. */
function wholePayload({ events }: Library, kind: string, given: Fields): string {
  const types = events[kind]?.fields ?? {};
  const needed = Object.entries(types).flatMap(([name, field]) =>
    field.optional || field.default !== null || (given[name] ?? null) !== null
      ? []
      : [[name, plainOf(field)] as const],
  );
  const fields = {
    ...Object.fromEntries(needed),
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null)),
  };
  return Object.keys(fields).length === 0 ? "" : ` ${dataOf(fields, types)}`;
}

function plainOf(field: FieldType & { readonly currency?: string }): Value {
  switch (field.type) {
    case "number":
    case "percent":
      return 1;
    case "money":
      return { amount: 1_000, currency: field.currency ?? "EUR" };
    case "yes_no":
      return false;
    case "one_of":
      return field.values[0] ?? null;
    case "date":
      return "2027-01-01";
    case "country":
      return "DK";
    case "duration":
      return { ms: 3_600_000 };
    case "time":
      return "10:00";
    case "time_zone":
      return "Europe/Copenhagen";
    default:
      return "something";
  }
}

function dataOf(fields: Fields, types: Readonly<Record<string, FieldType>>): string {
  const parts = Object.entries(fields).map(([name, value]) => `${name}: ${literalOf(value, types[name])}`);
  return `{ ${parts.join("  ")} }`;
}

const QUOTED = new Set(["text", "email", "url", "time_zone"]);

function literalOf(value: Value, type: FieldType | undefined): string {
  if (typeof value === "string")
    return type === undefined || QUOTED.has(type.type) ? JSON.stringify(value) : value;
  return `${valueWords(value)}${type?.type === "percent" ? "%" : ""}`;
}

/** Once time has gone on that far, unless a line has said so already. */
function endOf({ state, inputs }: Run, calendar: Calendar, lines: readonly string[]): readonly string[] {
  const now = inputs.at(-1)?.now;
  const time = now === undefined ? "" : timeOf(calendar, now).trimEnd();
  const isSaid = lines.findLast((line) => line.startsWith("at "))?.startsWith(time) === true;
  const end = state.stage === null ? `exit is ${state.exit}` : `stage is ${state.stage}`;
  return [...(isSaid ? [] : [time]), `finally  ${end}`];
}
