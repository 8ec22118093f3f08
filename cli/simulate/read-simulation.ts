/**
 * Reads what a simulation assumes: a file says what it knows better than the assumptions that the journey itself
 * suggests, part by part, and every name in it is one of the library's.
 */

import type { Field, Library } from "../../compiler/library.ts";
import type { Plan, Value } from "../../compiler/plan.ts";
import { readYaml } from "../../compiler/read-yaml.ts";
import type { Span } from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { suggest } from "../../language/diagnostics/suggest.ts";
import { fieldSchema, typeOfValue } from "../../runtime/ingest/value-schema.ts";
import { PACE } from "../../runtime/simulate/cohort/assume.ts";
import type {
  Arrivals,
  Assumptions,
  Cause,
  Draw,
  Happening,
  Pace,
} from "../../runtime/simulate/cohort/assumptions.ts";
import {
  DAYS,
  type DrawInFile,
  type HappeningInFile,
  type HistoryInFile,
  type SimulationFile,
  simulationFile,
} from "./simulation-file.ts";

export interface Simulation {
  readonly assumptions: Assumptions;
  readonly leads: number | undefined;
  readonly days: number | undefined;
  readonly history: readonly HistoryInFile[];
}

export interface KnownNames {
  readonly library: Library;
  readonly plans: readonly Plan[];
  /** What is assumed where the file says nothing. */
  readonly assumed: Assumptions;
}

export type ReadSimulation =
  | { readonly ok: true; readonly simulation: Simulation }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

export function readSimulation(file: string, text: string, known: KnownNames): ReadSimulation {
  const read = readYaml({ file, start: 0, text }, simulationFile, complain);
  if (read.value === null) return { ok: false, diagnostics: read.diagnostics };
  const diagnostics: Diagnostic[] = [];
  const refuse = (problem: string, path: readonly PropertyKey[]) => {
    diagnostics.push(complain(problem, read.placeOf(path)));
  };
  const simulation = new Reader(known, refuse).read(read.value);
  return diagnostics.length === 0 ? { ok: true, simulation } : { ok: false, diagnostics };
}

const complain = (problem: string, span: Span): Diagnostic => ({
  code: "bad-simulation",
  severity: "error",
  span,
  message: `This does not say what a simulation assumes: ${problem}.`,
  related: [],
  fixes: [],
});

type Refuse = (problem: string, path: readonly PropertyKey[]) => void;
type Path = readonly PropertyKey[];

class Reader {
  private readonly known: KnownNames;
  private readonly refuse: Refuse;

  constructor(known: KnownNames, refuse: Refuse) {
    this.known = known;
    this.refuse = refuse;
  }

  read(file: SimulationFile): Simulation {
    const { assumed } = this.known;
    const happenings = file.events.flatMap((one, index) => this.happening(one, ["events", index]) ?? []);
    const said = new Set(file.events.flatMap(({ event }) => event ?? []));
    const sets = new Set(file.events.flatMap(({ set }) => Object.keys(set ?? {})));
    const isUnsaid = ({ does }: Happening) =>
      "event" in does ? !said.has(does.event) : Object.keys(does.set).every((field) => !sets.has(field));
    return {
      assumptions: {
        arrivals: { ...assumed.arrivals, ...this.arrivals(file) },
        fields: { ...assumed.fields, ...this.fields(file) },
        happenings: [...happenings, ...assumed.happenings.filter(isUnsaid)],
        people: { ...assumed.people, ...this.people(file) },
        answers: { ...assumed.answers, ...this.answers(file) },
      },
      leads: file.leads,
      days: file.days,
      history: file.history,
    };
  }

  // ── Who comes ───────────────────────────────────────────────────────────────────────────────────────────

  private arrivals({ arrivals }: SimulationFile): Assumptions["arrivals"] {
    const { library, assumed } = this.known;
    const all = Object.entries(arrivals).flatMap(([kind, said]): (readonly [string, Arrivals])[] => {
      const path = ["arrivals", kind];
      if (!this.isOf("subject", kind, Object.keys(library.subjects), path)) return [];
      for (const event of Object.keys(said.first ?? {}))
        this.isOf("event", event, this.eventsOf(kind), [...path, "first", event]);
      const usual = assumed.arrivals[kind] ?? {
        perWeek: 0,
        days: [0, 1, 2, 3, 4],
        from: 0,
        to: 1440,
        first: {},
      };
      const read: Arrivals = {
        perWeek: said["per week"] ?? usual.perWeek,
        days: said.on?.map((day) => DAYS.indexOf(day)) ?? usual.days,
        from: said.from ?? usual.from,
        to: said.to ?? usual.to,
        first: said.first ?? usual.first,
      };
      if (read.from >= read.to) this.refuse("`from` must be before `to`", path);
      return [[kind, read]];
    });
    return Object.fromEntries(all);
  }

  private fields({ fields }: SimulationFile): Assumptions["fields"] {
    const { library, assumed } = this.known;
    const all = Object.entries(fields).flatMap(([kind, draws]) => {
      const path = ["fields", kind];
      if (!this.isOf("subject", kind, Object.keys(library.subjects), path)) return [];
      const declared = library.subjects[kind]?.fields ?? {};
      return [[kind, { ...assumed.fields[kind], ...this.draws(draws, declared, kind, path) }] as const];
    });
    return Object.fromEntries(all);
  }

  private draws(
    draws: Readonly<Record<string, DrawInFile>>,
    declared: Readonly<Record<string, Field>>,
    owner: string,
    path: Path,
  ): Readonly<Record<string, Draw>> {
    const all = Object.entries(draws).flatMap(([field, said]): (readonly [string, Draw])[] => {
      const at = [...path, field];
      const type = declared[field];
      if (!this.isOf(`field of ${owner}`, field, Object.keys(declared), at) || type === undefined) return [];
      if (type.computed !== undefined) this.refuse(`${field} is worked out, and nobody gives it`, at);
      return [[field, this.draw(said, type, at)]];
    });
    return Object.fromEntries(all);
  }

  private draw(said: DrawInFile, field: Field, path: Path): Draw {
    switch (said.is) {
      case "number":
        return this.number(said, field, path);
      case "pattern":
        return { of: "pattern", text: said.pattern, blank: said.blank / 100 };
      case "date":
        if (field.type !== "date") this.refuse(`\`after\` makes a date, and this is ${wantsOf(field)}`, path);
        return { of: "date", after: { median: said.after, spread: said.spread }, blank: said.blank / 100 };
      case "list":
        return {
          of: "list",
          values: Object.entries(said.values).map(([text, weight]) => [
            text === "blank" ? null : this.value(text, field, path),
            weight,
          ]),
        };
    }
  }

  private number(said: Extract<DrawInFile, { is: "number" }>, field: Field, path: Path): Draw {
    if (!["number", "money", "percent"].includes(field.type))
      this.refuse(`a median is of numbers, and this is ${wantsOf(field)}`, path);
    const currency = field.type === "money" ? (said.currency ?? field.currency ?? null) : null;
    if (field.type === "money" && currency === null) this.refuse("money needs a `currency`", path);
    return {
      of: "number",
      spread: { median: said.median, spread: said.spread },
      isWhole: !said.fractions,
      currency,
      blank: said.blank / 100,
    };
  }

  private value(raw: unknown, field: Field, path: Path): Value {
    const { messages } = this.known.library;
    const given = field.type === "number" && typeof raw === "string" ? Number(raw) : raw;
    const read = fieldSchema(field, Object.keys(messages)).safeParse(given);
    if (read.success) return read.data;
    this.refuse(`\`${String(raw)}\` is not ${typeOfValue(field, Object.keys(messages)).wants}`, path);
    return null;
  }

  // ── What happens ────────────────────────────────────────────────────────────────────────────────────────

  private happening(said: HappeningInFile, path: Path): Happening | null {
    const { library } = this.known;
    const { event, set } = said;
    const when = this.when(said, path);
    if (event !== undefined) {
      if (!this.isOf("event", event, Object.keys(library.events), [...path, "event"])) return null;
      const declared = library.events[event]?.fields ?? {};
      const fields = this.draws(said.fields, declared, event, [...path, "fields"]);
      return when === null
        ? null
        : { does: { event, fields: { ...this.usualFields(event), ...fields } }, when };
    }
    const changes = Object.entries(set ?? {}).map(([field, raw]) => {
      const owners = Object.values(library.subjects).filter(({ fields }) => fields[field] !== undefined);
      const declared = owners[0]?.fields[field];
      const names = Object.values(library.subjects).flatMap(({ fields }) => Object.keys(fields));
      if (declared === undefined) this.isOf("field", field, names, [...path, "set", field]);
      return [
        field,
        declared === undefined ? null : this.value(raw, declared, [...path, "set", field]),
      ] as const;
    });
    return when === null ? null : { does: { set: Object.fromEntries(changes) }, when };
  }

  private usualFields(event: string): Readonly<Record<string, Draw>> {
    for (const { does } of this.known.assumed.happenings)
      if ("event" in does && does.event === event) return does.fields;
    return {};
  }

  private when(said: HappeningInFile, path: Path): Happening["when"] | null {
    const stages = this.known.plans.flatMap((plan) => Object.keys(plan.stages));
    if (said["per week"] !== undefined) {
      for (const [index, stage] of (said.in ?? []).entries())
        this.isOf("stage", stage, stages, [...path, "in", index]);
      return { is: "rate", perWeek: said["per week"], stages: said.in ?? stages };
    }
    const cause = this.cause(said, path);
    const delay = said.delay ?? { median: 86_400_000, spread: 2 };
    return cause === null ? null : { is: "after", cause, chance: (said.chance ?? 0) / 100, delay };
  }

  private cause({ after = "", event }: HappeningInFile, path: Path): Cause | null {
    const [what = "", name = null, result = null] = after.split(" ");
    if (what === "wait") return event === undefined ? null : { what, name: event, result: null };
    const names = this.namesOf(what);
    if (names === null) return null;
    if (name !== null && !this.isOf(what, name, names, [...path, "after"])) return null;
    // One of those that `namesOf` knows.
    return { what: what as Cause["what"], name, result };
  }

  private namesOf(what: string): readonly string[] | null {
    const { plans, library } = this.known;
    switch (what) {
      case "stage":
        return plans.flatMap(({ stages }) => Object.keys(stages));
      case "handover":
        return plans.flatMap(({ handovers }) => Object.keys(handovers));
      case "exit":
        return plans.flatMap(({ exits }) => Object.keys(exits));
      case "task":
        return plans.flatMap(({ code }) =>
          Object.values(code).flatMap((step) => (step.do === "task" ? [step.name] : [])),
        );
      case "message":
        return Object.keys(library.messages);
      case "event":
        return Object.keys(library.events);
      default:
        return null;
    }
  }

  // ── People ──────────────────────────────────────────────────────────────────────────────────────────────

  private people({ people }: SimulationFile): Assumptions["people"] {
    const { library, assumed } = this.known;
    const all = Object.entries(people).flatMap(([role, said]): (readonly [string, Pace])[] => {
      if (!this.isOf("role", role, Object.keys(library.roles), ["people", role])) return [];
      const usual = assumed.people[role] ?? PACE;
      return [
        [
          role,
          {
            perDay: said["per day"] ?? usual.perDay,
            answers: said["answers in"] ?? usual.answers,
            overlooks: said.overlooks === undefined ? usual.overlooks : said.overlooks / 100,
          },
        ],
      ];
    });
    return Object.fromEntries(all);
  }

  private answers({ answers }: SimulationFile): Assumptions["answers"] {
    const { assumed, library } = this.known;
    for (const [name, weights] of Object.entries(answers)) {
      const usual = assumed.answers[name];
      const isMessage = library.messages[name] !== undefined;
      if (usual === undefined && isMessage) continue;
      const names = Object.keys(assumed.answers);
      if (!this.isOf("handover, task or right", name, names, ["answers", name]) || usual === undefined)
        continue;
      for (const label of Object.keys(weights))
        this.isOf(`answer to ${name}`, label, Object.keys(usual), ["answers", name, label]);
    }
    return answers;
  }

  private eventsOf(kind: string): readonly string[] {
    return Object.entries(this.known.library.events).flatMap(([name, { subject }]) =>
      subject === kind ? [name] : [],
    );
  }

  private isOf(what: string, name: string, names: readonly string[], path: Path): boolean {
    if (names.includes(name)) return true;
    const near = suggest(name, names);
    const help =
      near === undefined
        ? `there are ${[...new Set(names)].join(", ") || "none"}`
        : `did you mean \`${near}\``;
    this.refuse(`there is no ${what} \`${name}\`; ${help}`, path);
    return false;
  }
}

const wantsOf = (field: Field): string => typeOfValue(field, []).wants;
