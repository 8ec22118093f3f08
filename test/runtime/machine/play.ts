/**
 * Plays small journeys: a scenario in virtual time where the words of the language can say it, and otherwise a desk
 * at which the machine is given one input after the other.
 */
import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { dayOfDate, instantOf } from "../../../compiler/calendar-time.ts";
import type { Library, People } from "../../../compiler/library.ts";
import type { Fields, Instant, Plan } from "../../../compiler/plan.ts";
import { lowerScenarios } from "../../../compiler/scenario.ts";
import { nextDeadline } from "../../../runtime/machine/deadlines.ts";
import type {
  Act,
  Actor,
  Answer,
  Command,
  CommandResult,
  Input,
  JournalEntry,
  PersonId,
  Recalled,
  Refusal,
  SendOutcome,
  StepOutcome,
} from "../../../runtime/machine/protocol.ts";
import { refusal } from "../../../runtime/machine/refusal.ts";
import { settingOff } from "../../../runtime/machine/set-off.ts";
import type { State } from "../../../runtime/machine/state.ts";
import { step } from "../../../runtime/machine/step.ts";
import { hostOffsets } from "../../../runtime/policy/zone-offset.ts";
import type { Observation } from "../../../runtime/simulate/observation.ts";
import { playScenario } from "../../../runtime/simulate/play-scenario.ts";
import { virtualTheatre } from "../../../runtime/simulate/virtual-theatre.ts";
import { compileTexts, modelOf } from "../../compiler/model-of.ts";
import { shipped } from "./shipped.ts";

// ── A journey ─────────────────────────────────────────────────────────────────────────────────────────────

/** What every small journey needs and no test is about. It is entered on a download, into the stage `first`. */
const HEAD = `
  owner revops_lead
  goal deal_won within 120 days
  review every 3 months, last 2026-10-01
  enter on content_downloaded -> first
    if one is open join
  exit done as success
  exit gone as failure on deal_lost
`;

/** The stage that handovers of the tests lead to, and the handover itself, in the plainest form. */
export const SECOND = `stage second { owner sdr  lasts at most 10 days, then exit gone  stay }`;
export const BATON = `handover baton from first to second {
  giver marketing_manager  receiver sdr picked by new_business  accountable revops_lead
  carries name
  accept on prompt
  decline needs reason { not_now stay  elsewhere reassign }
}`;

export interface Cast {
  readonly texts: Readonly<Record<string, string>>;
  readonly plan: Plan;
  /** Of all journeys that are declared. */
  readonly plans: readonly Plan[];
  readonly library: Library;
  readonly people: People;
}

/**
 * A journey of these stages and handovers, over the shipped organisation and leads. `more` is declared beside it;
 * what it declares anew replaces what is shipped only by another name.
 */
export function cast(stages: string, more = "", people: People = shippedPeople()): Cast {
  const texts = {
    "organisation.journey": readFileSync("journeys/organisation.journey", "utf8"),
    "lead.journey": readFileSync("journeys/lead.journey", "utf8"),
    "small.journey": `journey small v1 of lead { ${HEAD} ${stages} }\n${more}`,
  };
  const { library, releases } = compileTexts(texts);
  const plans = releases.map((release) => release.plan);
  const plan = plans.find(({ journey }) => journey === "small");
  if (plan === undefined) throw new Error("the texts hold no journey `small`");
  return { texts, plan, plans, library, people };
}

export function shippedPeople(): People {
  people ??= shipped().people;
  return people;
}
let people: People | undefined;

/** Those who are shipped, some of them otherwise. */
export const peopleBut = (changes: Readonly<Record<PersonId, Partial<People["people"][number]>>>): People => {
  const people = shippedPeople();
  return { ...people, people: people.people.map((person) => ({ ...person, ...changes[person.id] })) };
};

// ── Scenarios ─────────────────────────────────────────────────────────────────────────────────────────────

/** Anna and Bo may both take them, Anna before Bo as long as both have as little open. Monday, 09:00. */
const MARIA = `given { email: "maria@example.com"  name: "Maria"  company: "Nordpay"  country: DK  industry: fintech }
  start 2026-11-23 09:00`;

/** Plays the lines and expects what they expect. Answers with how it stood at the end. */
export async function plays(stages: string, lines: string, options: Playing = {}): Promise<Observation> {
  const scenario = `scenario "played" of small { ${options.given ?? MARIA} ${lines} }`;
  const played = cast(stages, `${options.more ?? ""}\n${scenario}`, options.people);
  return playAll(played);
}

export interface Playing {
  readonly more?: string;
  readonly given?: string;
  readonly people?: People;
}

async function playAll({ texts, plan, plans, library, people }: Cast): Promise<Observation> {
  const [scenario] = lowerScenarios(modelOf(texts));
  if (scenario === undefined) throw new Error("there is no scenario");
  const theatre = virtualTheatre({ library, plans, people, journey: "small" });
  const { failures, last } = await playScenario(scenario, plan, theatre);
  const source = texts["small.journey"] ?? "";
  const shown = failures.map(({ span, message }) => `${source.slice(span.start, span.end)}\n  ${message}`);
  expect(shown).toEqual([]);
  return last;
}

// ── The desk ──────────────────────────────────────────────────────────────────────────────────────────────

/** How the world answers. Each gets the command and how many of its kind have come so far. */
export interface World {
  readonly assign: (command: Extract<Command, { do: "assign" }>) => PersonId | null;
  readonly send: (command: Extract<Command, { do: "send" }>) => SendOutcome;
  readonly sum: number;
  /** Which arm has won; `null`: the test answers. */
  readonly winner: (() => string | null) | null;
  /** What the store has of those who take over a later version. */
  readonly recall: (command: Extract<Command, { do: "recall" }>) => Recalled;
}

export interface Desk {
  readonly plan: Plan;
  readonly state: State;
  readonly now: Instant;
  /** Everything so far. */
  readonly commands: readonly Command[];
  readonly journal: readonly JournalEntry[];
  /** Puts an input in at the desk's time, and the answers of the world after it. */
  put(input: Given): void;
  event(kind: string, fields?: Fields, more?: { readonly id?: string; readonly at?: Instant }): void;
  /** Does what a person does with the request of this name; answers with the reason if it is refused. */
  act(person: PersonId, roles: readonly string[], act: NamedAct): Refusal | null;
  /** Does what a person does unprompted; answers with the reason if it is refused. */
  request(person: PersonId, roles: readonly string[], name: string, evidence?: Fields): Refusal | null;
  /**
   * Lets time run to an instant, ticking each deadline at its own time. `late`: all at once at the end, as after an
   * outage. `before`: without what is due at that very instant, which people come before.
   */
  run(until: Instant, how?: "on time" | "late" | "before"): void;
}

/** An input without the instant, which is the desk's. */
export type Given =
  Exclude<Input, { is: "start" }> extends infer I ? (I extends Input ? Omit<I, "now"> : never) : never;
export type NamedAct = Answer extends infer A
  ? A extends Answer
    ? Omit<A, "work"> & { readonly name: string }
    : never
  : never;

/** Called with every step that the desk takes. */
export type Watch = (before: State | null, input: Input, outcome: StepOutcome<State>) => void;

const OBLIGING: World = {
  assign: ({ role, exclude }) =>
    shippedPeople().people.find(({ id, roles }) => roles.includes(role) && !exclude.includes(id))?.id ?? null,
  send: () => ({ is: "sent" }),
  sum: 0,
  winner: null,
  recall: () => ({ fields: {}, fieldsAt: {}, bands: {}, events: [] }),
};

/** Ticks at one instant: more is a machine that asks for ever for the same one. */
const MOST_AT_ONCE = 100;

/** A journey that has been entered by its first event, on Monday at 09:00 unless otherwise said. */
export function openDesk(
  first: Plan,
  {
    world,
    start,
    fields,
    brings = {},
    watch,
    carry = (whole) => whole,
    later = [],
  }: {
    world?: Partial<World>;
    start?: Instant;
    fields?: Fields;
    /** What the event says that leads in. */
    brings?: Fields;
    watch?: Watch;
    /** What a step leaves behind on its way to the next one. */
    carry?: (state: State) => State;
    /** Versions of the plan that may be taken over. */
    later?: readonly Plan[];
  } = {},
): Desk {
  let plan = first;
  const answers = { ...OBLIGING, ...world };
  const commands: Command[] = [];
  const journal: JournalEntry[] = [];
  let now = start ?? timeOf(plan, "2026-11-23", 9);
  let serial = 0;
  let state: State | null = null;
  const take = (input: Input): void => {
    const outcome = step(plan, state, input);
    watch?.(state, input, outcome);
    state = carry(outcome.state);
    commands.push(...outcome.commands);
    journal.push(...outcome.journal);
    const results = outcome.commands.flatMap((command) => answerTo(command, answers, journal));
    if (results.length > 0) return take({ is: "results", now, results });
    const setting = settingOff(plan, state);
    const next = later.find(({ workflowType }) => workflowType === setting?.workflowType);
    if (setting === null || next === undefined) return;
    plan = next;
    state = carry(setting.state);
    take({ is: "moved", now });
  };
  const inside = (): State => {
    if (state === null) throw new Error("the journey has not begun");
    return state;
  };
  const doAs = (person: PersonId, roles: readonly string[], act: Act): Refusal | null => {
    const actor: Actor = { person, roles, delegateOf: [] };
    const refused = refusal(plan, inside(), actor, act, now);
    desk.put({ is: "act", actor, act });
    return refused;
  };
  const desk: Desk = {
    get plan() {
      return plan;
    },
    commands,
    journal,
    get state() {
      return inside();
    },
    get now() {
      return now;
    },
    put: (input) => take({ ...input, now } as Input),
    event(kind, fields = {}, { id, at } = {}) {
      serial += 1;
      desk.put({ is: "event", event: { id: id ?? `e${serial}`, kind, at: at ?? now, fields } });
    },
    act(person, roles, { name, ...act }) {
      const named = inside().work.filter(({ record }) => record.name === name);
      const work = named.find(({ record }) => record.person === person) ?? named[0];
      if (work === undefined) throw new Error(`${name} is not open`);
      return doAs(person, roles, { ...act, work: work.record.id } as Answer);
    },
    request: (person, roles, name, evidence = {}) => doAs(person, roles, { do: "request", name, evidence }),
    run(until, how = "on time") {
      for (let still = 0; ; ) {
        const next = nextDeadline(plan, inside());
        if (next === null || next > until || (how === "before" && next === until)) break;
        still = next > now ? 0 : still + 1;
        if (still > MOST_AT_ONCE) throw new Error(`time stands still at ${now}`);
        now = how === "late" ? until : Math.max(now, next);
        take({ is: "tick", now });
      }
      now = until;
    },
  };
  take({
    is: "start",
    now,
    instance: "i1",
    subject: "s1",
    stage: plan.entries[0]?.stage ?? "first",
    fields: { name: "Maria", company: "Nordpay", country: "DK", ...fields },
    bands: {},
    ...led(plan, now, brings),
  });
  return desk;
}

function led(
  { entries }: Plan,
  at: Instant,
  fields: Fields,
): Pick<Extract<Input, { is: "start" }>, "event" | "why"> {
  const [first] = entries;
  if (first === undefined || !("on" in first)) return { event: null, why: "it was time" };
  return { event: { id: "e0", kind: first.on[0]?.event ?? "", at, fields } };
}

function answerTo(command: Command, world: World, journal: JournalEntry[]): readonly CommandResult[] {
  switch (command.do) {
    case "assign": {
      const person = world.assign(command);
      if (person !== null) journal.push({ ...command.entry, to: person });
      return [{ ref: command.ref, person, role: command.role }];
    }
    case "send":
      return [{ ref: command.ref, sent: world.send(command) }];
    case "sum":
      return [{ ref: command.ref, sum: world.sum }];
    case "zone":
      return [{ ref: command.ref, offsets: hostOffsets(command.zone, Date.UTC(2026, 10, 23)) }];
    case "judge":
      return world.winner === null ? [] : [{ ref: command.ref, winner: world.winner() }];
    case "recall":
      return [{ ref: command.ref, recalled: world.recall(command) }];
    case "begin":
      return command.ref === undefined ? [] : [{ ref: command.ref, began: `${command.journey}/s1/1` }];
    default:
      return [];
  }
}

// ── Time and looking ──────────────────────────────────────────────────────────────────────────────────────

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** An hour of a date in Copenhagen. */
export function timeOf(plan: Plan, date: string, hour: number): Instant {
  const calendar = plan.calendars.nordic;
  if (calendar === undefined) throw new Error("the plan knows no calendar `nordic`");
  return instantOf(calendar, dayOfDate(date), hour * 60);
}

/** `what name[ as result][ to somebody]` of each entry of these kinds, in order. */
export const told = (
  journal: readonly JournalEntry[],
  ...kinds: readonly JournalEntry["what"][]
): readonly string[] =>
  journal
    .filter(({ what }) => kinds.length === 0 || kinds.includes(what))
    .map(({ what, name, result, to }) =>
      [what, name, ...(result === null ? [] : ["as", result]), ...(to === null ? [] : ["to", to])].join(" "),
    );
