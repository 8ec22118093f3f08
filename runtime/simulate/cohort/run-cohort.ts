/** Lets a cohort live in a world in virtual time, with people who answer, and says what came of it. */
import { instantOf, localOf, weekdayOf } from "../../../compiler/calendar-time.ts";
import { invariant } from "../../../compiler/invariant.ts";
import type { Library, People } from "../../../compiler/library.ts";
import type { Calendar, Fields, Instant, Plan } from "../../../compiler/plan.ts";
import { missingOf } from "../../ingest/event-schema.ts";
import type { Input } from "../../machine/protocol.ts";
import type { State } from "../../machine/state.ts";
import { RANK } from "../agenda.ts";
import { underKey } from "../subject-index.ts";
import type { Instance, VirtualSubject, World } from "../virtual-state.ts";
import { addSubject, forget, openWorld, runUntil, schedule } from "../virtual-world.ts";
import type { Arrivals, Assumptions } from "./assumptions.ts";
import { Doings, type Member } from "./doings.ts";
import { drawLabel, drawShare, drawValue, type Source, sourceOf } from "./draw.ts";
import type { CohortReport } from "./report.ts";
import { Staff } from "./staff.ts";
import { Tally } from "./tally.ts";

export interface CohortOptions {
  readonly library: Library;
  readonly plans: readonly Plan[];
  readonly people: People;
  /** The journey that is looked at. */
  readonly plan: Plan;
  readonly assumptions: Assumptions;
  readonly seed: number;
  readonly start: Instant;
  readonly until: Instant;
  readonly incoming: Incoming;
  /** For whoever measures: each input that the machine took in. */
  readonly onStep?: (instance: Instance, before: State | null, input: Input) => void;
}

/** Who comes in: so many, drawn; or those of a file, in the order of their instants. */
export type Incoming = { readonly leads: number } | { readonly events: readonly PastEvent[] };

/** Something that is known to have happened. */
export interface PastEvent {
  readonly at: Instant;
  readonly subject: string;
  /** What is said of the subject, its key among it. */
  readonly fields: Fields;
  readonly event: string;
  readonly data: Fields;
}

export function runCohort(options: CohortOptions): CohortReport {
  const { library, plans, people, plan, assumptions, seed, start, until } = options;
  const members = new Map<string, Member>();
  const numbers = new Map<string, number>();
  let arrived = 0;

  const memberOf = (subject: VirtualSubject): Member => {
    const known = members.get(subject.id);
    if (known !== undefined) return known;
    // One that was opened from another does as that one does.
    const number = numbers.get(keyOf(library, subject)) ?? arrived + subject.order;
    const member: Member = { number, arrivedAt: world.now, drawn: new Map(), lastMessage: null, pending: 0 };
    members.set(subject.id, member);
    return member;
  };
  const sourceFor = (subject: VirtualSubject, purpose: string, count: number): Source =>
    sourceOf(seed, subject.kind, memberOf(subject).number, purpose, count);

  const doings = new Doings({ library, assumptions, memberOf, sourceOf: sourceFor });
  const tally = new Tally(plan, library, people, start);
  const asks = new Map<Instance, Map<string, number>>();
  const staff = new Staff({
    assumptions,
    people,
    calendarOf: (role) => calendarOfRole(library, role),
    sourceOf: (instance, work, purpose) => {
      const counts = asks.get(instance) ?? new Map<string, number>();
      asks.set(instance, counts);
      const draw = `${instance.plan.journey} ${instance.stay.enteredAt} ${work.kind} ${work.name} ${purpose}`;
      const count = (counts.get(draw) ?? 0) + 1;
      counts.set(draw, count);
      return sourceFor(instance.subject, draw, count);
    },
    evidenceFor: ({ subject }, field) => doings.evidence(subject, field),
    bringAbout: (instance, work) => doings.bringAbout(world, instance, work),
  });

  const world: World = openWorld({
    library,
    plans,
    people,
    start,
    witness: {
      stepped(instance, before, input, outcome) {
        options.onStep?.(instance, before, input);
        tally.stepped(instance, input, outcome);
        for (const command of outcome.commands) if (command.do === "close work") staff.close(command.work);
        doings.stepped(world, instance, before);
        if (instance.state.stage === null) leave(instance);
      },
      wrote(instance, entry) {
        tally.wrote(instance, entry);
        doings.wrote(world, instance, entry);
        if (entry.what === "reminded") staff.remind(world, instance, entry.to, entry.name);
      },
      asked(instance, work) {
        tally.asked(instance, work, world.now);
        staff.ask(world, instance, work);
      },
    },
  });

  /** Of whom nothing is to come any more nothing is kept. */
  const leave = (instance: Instance): void => {
    asks.delete(instance);
    if ("events" in options.incoming) return;
    const { subject } = instance;
    schedule(world, RANK.care, world.now, () => {
      const isOver = subject.running.size === 0 && (members.get(subject.id)?.pending ?? 0) === 0;
      if (isOver && forget(world, subject)) members.delete(subject.id);
    });
  };

  const arrive = (number: number, kind: string, fields: Fields): VirtualSubject => {
    arrived += 1;
    const key = fields[library.subjects[kind]?.key ?? ""] ?? null;
    numbers.set(String(key), number);
    const subject = addSubject(world, kind, fields);
    members.set(subject.id, {
      number,
      arrivedAt: world.now,
      drawn: new Map(),
      lastMessage: null,
      pending: 0,
    });
    return subject;
  };

  if ("events" in options.incoming) playPast(options.incoming.events);
  else
    for (const [kind, arrivals] of Object.entries(assumptions.arrivals))
      comeIn(kind, arrivals, options.incoming.leads);

  /** One after the other, so that what is far ahead takes no place on the agenda. */
  function playPast(events: readonly PastEvent[], next = 0): void {
    const past = events[next];
    if (past === undefined) return;
    schedule(world, RANK.event, past.at, () => {
      const key = past.fields[library.subjects[past.subject]?.key ?? ""] ?? null;
      const [known] = world.index.under("key", underKey(past.subject, key));
      const subject = known ?? arrive(arrived + 1, past.subject, withDrawn(past.subject, past.fields));
      doings.report(world, subject, past.event, {
        ...(known === undefined ? {} : past.fields),
        ...past.data,
      });
      playPast(events, next + 1);
    });
  }

  /** What a file does not say of somebody, and they must come with, is drawn. */
  function withDrawn(kind: string, said: Fields): Fields {
    const definition = library.subjects[kind];
    invariant(definition !== undefined, `the library has no subject ${kind}`);
    const missing = missingOf(definition, said);
    if (missing.length === 0) return said;
    const drawn = drawFields(kind, arrived + 1);
    return { ...said, ...Object.fromEntries(missing.map((name) => [name, drawn[name] ?? null])) };
  }

  function drawFields(kind: string, number: number): Fields {
    const whose = { number, arrivedAt: world.now };
    const drawn = Object.entries(assumptions.fields[kind] ?? {}).map(
      ([name, draw]) => [name, drawValue(sourceOf(seed, kind, number, "field", name), draw, whose)] as const,
    );
    // A blank leaves a field that has a default with that.
    return Object.fromEntries(drawn.filter(([, value]) => value !== null));
  }

  function comeIn(kind: string, arrivals: Arrivals, count: number): void {
    const calendar = calendarOfEntry(plan);
    const days = openDays(calendar, arrivals, start, until);
    if (days.length === 0) return;
    const instants = Array.from({ length: count }, (_, index) => {
      const source = sourceOf(seed, kind, index + 1, "arrival");
      const day = days[Math.floor(drawShare(source) * days.length)] ?? days[0] ?? 0;
      const minute = arrivals.from + drawShare(source) * (arrivals.to - arrivals.from);
      return {
        number: index + 1,
        at: Math.round(instantOf(calendar, day, Math.floor(minute)) + (minute % 1) * 60_000),
      };
    });
    const inOrder = instants.sort((one, other) => one.at - other.at || one.number - other.number);
    nextIn(kind, arrivals, inOrder, 0);
  }

  function nextIn(
    kind: string,
    arrivals: Arrivals,
    inOrder: readonly { readonly number: number; readonly at: Instant }[],
    index: number,
  ): void {
    const next = inOrder[index];
    if (next === undefined) return;
    schedule(world, RANK.event, next.at, () => {
      const subject = arrive(next.number, kind, drawFields(kind, next.number));
      const first = drawLabel(sourceOf(seed, kind, next.number, "first"), arrivals.first);
      if (first !== null) doings.bring(world, subject, first);
      nextIn(kind, arrivals, inOrder, index + 1);
    });
  }

  runUntil(world, until);
  return tally.report(until, staff.report(start, until), { seed, arrived, assumptions });
}

const keyOf = (library: Library, { kind, fields }: VirtualSubject): string =>
  String(fields[library.subjects[kind]?.key ?? ""] ?? null);

function calendarOfRole(library: Library, role: string): Calendar {
  const calendar = library.calendars[library.roles[role]?.calendar ?? ""];
  invariant(calendar !== undefined, `the library has no calendar of ${role}`);
  return calendar;
}

/** In which local times of the simulation are written: that of who owns the first stage. */
export function calendarOfEntry(plan: Plan): Calendar {
  const owner = plan.stages[plan.entries[0]?.stage ?? ""]?.owner ?? plan.owner;
  const calendar = plan.calendars[plan.roles[owner]?.calendar ?? ""];
  invariant(calendar !== undefined, `${plan.journey} has no calendar for its first stage`);
  return calendar;
}

/** Days on which they come, from the first hour to the last within the simulated time. */
function openDays(calendar: Calendar, arrivals: Arrivals, start: Instant, until: Instant): readonly number[] {
  const first = localOf(calendar, start).day;
  const last = localOf(calendar, until - 1).day;
  const all = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  return all.filter(
    (day) =>
      arrivals.days.includes(weekdayOf(day)) &&
      instantOf(calendar, day, arrivals.from) >= start &&
      instantOf(calendar, day, arrivals.to) <= until,
  );
}
