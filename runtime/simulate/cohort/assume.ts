/**
 * What is assumed where nobody says otherwise, read off the journey: who it lets in comes in, what it waits for
 * happens in half of the cases, and the values that it asks about are the values there are. It is a place to begin, and
 * the report prints it.
 */
import type { Field, Library } from "../../../compiler/library.ts";
import type { FieldType, Pattern, Plan, Value } from "../../../compiler/plan.ts";
import { fieldsIn, holds, viewOfFields } from "../../machine/conditions.ts";
import { isLength, isMoney } from "../../machine/reckon.ts";
import { DAY, HOUR } from "../../policy/exact-time.ts";
import type { Assumptions, Draw, Happening, Pace, Weights } from "./assumptions.ts";
import { asked, fieldsOfEntry, type Mentions, mentionsIn } from "./mentions.ts";

/** Of a hundred. */
const BLANK = 0.2;
const ACCEPTED = 9;
const PER_WEEK = 20;

export const PACE: Pace = { perDay: 20, answers: { median: 2 * HOUR, spread: 2.5 }, overlooks: 0.05 };

/** @param plans all that run in the world, the one that is looked at first */
export function assume(library: Library, plans: readonly Plan[], journey: Plan): Assumptions {
  const mentions = mentionsIn(library, plans);
  return {
    arrivals: {
      [journey.subject]: {
        perWeek: PER_WEEK,
        days: [0, 1, 2, 3, 4],
        from: 7 * 60,
        to: 21 * 60,
        first: firstOf(journey),
      },
    },
    fields: Object.fromEntries(
      Object.keys(library.subjects).map((kind) => [kind, fieldsOf(library, plans, kind, mentions)]),
    ),
    happenings: [...plans.flatMap((plan) => happeningsOf(library, plan, mentions)), ...refusals(library)],
    people: Object.fromEntries(Object.keys(library.roles).map((role) => [role, PACE])),
    answers: answersOf(plans),
  };
}

/** Everything that leads in by an event, alike. */
const firstOf = ({ entries }: Plan): Weights =>
  Object.fromEntries(
    entries.flatMap((entry) => ("on" in entry ? entry.on.map(({ event }) => [event, 1] as const) : [])),
  );

// ── Fields ────────────────────────────────────────────────────────────────────────────────────────────────

/** What people are asked for is not known before, unless it is what leads in. */
function fieldsOf(
  library: Library,
  plans: readonly Plan[],
  kind: string,
  mentions: Mentions,
): Readonly<Record<string, Draw>> {
  const { fields = {}, key, account } = library.subjects[kind] ?? {};
  const own = plans.filter(({ subject }) => subject === kind);
  const leadingIn = new Set(own.flatMap(fieldsOfEntry));
  const filledIn = new Set(own.flatMap(asked).filter((name) => !leadingIn.has(name)));
  const drawn = Object.entries(fields).flatMap(([name, field]): (readonly [string, Draw])[] => {
    const isGiven = field.computed === undefined && (field.default === null || filledIn.has(name));
    if (!isGiven) return [];
    if (name === key) return [[name, keyDraw(field, kind)]];
    if (name === account) return [[name, { of: "pattern", text: "Company {n}", blank: 0 }]];
    const blank = filledIn.has(name) ? 1 : field.optional && !leadingIn.has(name) ? BLANK : 0;
    const values = mentions.valuesOf(name);
    const draw = drawFor(name, field, values, blank);
    return draw === null ? [] : [[name, draw]];
  });
  return Object.fromEntries(drawn);
}

const keyDraw = ({ type }: Field, kind: string): Draw => ({
  of: "pattern",
  text: type === "email" ? `${kind}{n}@example.com` : `${kind}-{n}`,
  blank: 0,
});

/** `null`: nothing is known that could stand there. */
export function drawFor(
  name: string,
  field: FieldType & Partial<Pick<Field, "currency">>,
  values: readonly Value[],
  blank: number,
): Draw | null {
  switch (field.type) {
    case "number":
    case "percent":
    case "money":
      return numberDraw(field, values, blank);
    case "yes_no":
      return { of: "list", values: withBlank([false, true], blank) };
    case "one_of":
      return { of: "list", values: withBlank(field.values, blank) };
    case "date":
      return { of: "date", after: { median: 180 * DAY, spread: 1.3 }, blank };
    case "duration":
      return { of: "list", values: withBlank([{ ms: 30 * DAY }], blank) };
    case "time":
      return { of: "list", values: withBlank(["09:00"], blank) };
    case "email":
      return { of: "pattern", text: `${name}{n}@example.com`, blank };
    case "url":
      return { of: "pattern", text: "https://example.com/{n}", blank };
    case "message":
      return null;
    case "time_zone":
      return { of: "list", values: [[null, 1]] };
    case "country":
      return values.length === 0 ? { of: "list", values: withBlank(["DK"], blank) } : listed(values, blank);
    case "text":
      // Of those the journey asks about as many as of all others together.
      return values.length === 0
        ? { of: "pattern", text: `${name} {n}`, blank }
        : listed([...values, ...values.map(() => "something else")], blank);
  }
}

const listed = (values: readonly Value[], blank: number): Draw => ({
  of: "list",
  values: withBlank([...new Set(values)], blank, (value) => values.filter((one) => one === value).length),
});

function withBlank(
  values: readonly Value[],
  blank: number,
  weightOf: (value: Value) => number = () => 1,
): readonly (readonly [Value, number])[] {
  const weighed = values.map((value) => [value, weightOf(value)] as const);
  const total = weighed.reduce((sum, [, weight]) => sum + weight, 0);
  // Of what people fill in, the values are what they say.
  const share = Math.min(blank, 0.999);
  return blank === 0 ? weighed : [...weighed, [null, Number(((total * share) / (1 - share)).toPrecision(3))]];
}

/** Around the smallest limit that is asked about, so that both sides of it occur. */
function numberDraw(
  { type, ...field }: FieldType & Partial<Pick<Field, "currency">>,
  values: readonly Value[],
  blank: number,
): Draw {
  const limits = values.flatMap((value) =>
    typeof value === "number" ? [value] : isMoney(value) ? [value.amount] : isLength(value) ? [] : [],
  );
  const positive = limits.filter((limit) => limit > 0);
  const usual = type === "money" ? 20_000 : type === "percent" ? 10 : 20;
  const stated = values.find(isMoney)?.currency;
  return {
    of: "number",
    spread: { median: positive.length === 0 ? usual : Math.min(...positive), spread: 2 },
    isWhole: true,
    currency:
      type === "money" ? (("currency" in field ? field.currency : undefined) ?? stated ?? "EUR") : null,
    blank,
  };
}

// ── What happens ──────────────────────────────────────────────────────────────────────────────────────────

/** What is waited for comes in half of the cases; what is only listened for every other week. */
function happeningsOf(library: Library, plan: Plan, mentions: Mentions): readonly Happening[] {
  const of = (kind: string) => library.events[kind]?.subject === plan.subject;
  const awaited = unique(
    Object.values(plan.code).flatMap((step) => (step.do === "wait for event" ? step.events : [])),
  );
  const ending = unique(Object.values(plan.exits).flatMap(({ on }) => on));
  const entering = unique(plan.entries.flatMap((entry) => ("on" in entry ? entry.on : [])));
  const scored = unique(
    Object.values(library.scores).flatMap(({ parts }) =>
      parts.flatMap(({ adds, resetsOn }) => [...adds.flatMap(({ on }) => on), ...resetsOn]),
    ),
  );
  const gates = Object.values(plan.handovers).flatMap(({ movesAfter }) => movesAfter?.events ?? []);
  const heard = [...plan.reads.events, ...scored].filter(of);
  const left = new Set([...awaited, ...ending, ...gates]);
  const known = (event: string) => eventFields(library, event, mentions);
  const waits = awaited.filter(of).map(
    (event): Happening => ({
      does: { event, fields: known(event) },
      when: {
        is: "after",
        cause: { what: "wait", name: event, result: null },
        chance: 0.5,
        delay: { median: 3 * DAY, spread: 2 },
      },
    }),
  );
  const last = lastStage(plan);
  const ends = ending.filter(of).map(
    (event): Happening => ({
      does: { event, fields: known(event) },
      when: {
        is: "after",
        cause: { what: "stage", name: last, result: null },
        chance: 0.3,
        delay: { median: 21 * DAY, spread: 1.8 },
      },
    }),
  );
  const others = [...new Set(heard)].filter((event) => !left.has(event));
  const rates = others.map(
    (event): Happening => ({
      does: { event, fields: known(event) },
      when: { is: "rate", perWeek: entering.includes(event) ? 0.1 : 0.5, stages: Object.keys(plan.stages) },
    }),
  );
  return [...waits, ...ends, ...rates];
}

const unique = (patterns: readonly Pattern[]): readonly string[] => [
  ...new Set(patterns.map(({ event }) => event)),
];

function eventFields(library: Library, event: string, mentions: Mentions): Readonly<Record<string, Draw>> {
  const fields = Object.entries(library.events[event]?.fields ?? {});
  return Object.fromEntries(
    fields.flatMap(([name, field]): (readonly [string, Draw])[] => {
      if (field.computed !== undefined || field.default !== null) return [];
      const draw = drawFor(name, field, mentions.valuesOf(`${event}.${name}`), field.optional ? BLANK : 0);
      return draw === null ? [] : [[name, draw]];
    }),
  );
}

/** The last stage, as the file has them, in which a person has something to do: there it is won or lost. */
function lastStage({ stages, code }: Plan): string {
  const names = Object.keys(stages);
  const isWorkedOn = (stage: string) =>
    Object.entries(code).some(([name, step]) => step.do === "task" && name.startsWith(`${stage}/`));
  return names.findLast(isWorkedOn) ?? names.at(-1) ?? "";
}

/** Two of a thousand messages make somebody ask to hear no more. */
const refusals = ({ policies, subjects }: Library): readonly Happening[] =>
  Object.entries(policies).flatMap(([kind, { never }]) =>
    [...new Set(never.flatMap(fieldsIn))].flatMap((field): Happening[] => {
      const isFlag = subjects[kind]?.fields[field]?.type === "yes_no";
      const stops = never.some((when) => holds(when, viewOfFields(0, { [field]: true })));
      if (!isFlag || !stops) return [];
      const cause = { what: "message", name: null, result: null } as const;
      return [
        {
          does: { set: { [field]: true } },
          when: { is: "after", cause, chance: 0.002, delay: { median: DAY / 2, spread: 2 } },
        },
      ];
    }),
  );

// ── Answers ───────────────────────────────────────────────────────────────────────────────────────────────

/** Nine of ten handovers are accepted; of other answers each is as likely as another. */
function answersOf(plans: readonly Plan[]): Readonly<Record<string, Weights>> {
  const even = (labels: readonly string[]): Weights => Object.fromEntries(labels.map((label) => [label, 1]));
  const entries = plans.flatMap(({ handovers, rights, code }): (readonly [string, Weights])[] => [
    ...Object.entries(handovers)
      .filter(([, { atOnce }]) => !atOnce)
      .map(([name, { decline }]) => {
        const reasons = Object.keys(decline?.reasons ?? {});
        return [name, { accept: ACCEPTED * Math.max(1, reasons.length), ...even(reasons) }] as const;
      }),
    ...Object.entries(rights).map(([name, { answers }]) => [name, even(answers)] as const),
    ...Object.values(code).flatMap((step) =>
      step.do === "task" ? [[step.name, even(Object.keys(step.results))] as const] : [],
    ),
  ]);
  return Object.fromEntries(entries);
}
