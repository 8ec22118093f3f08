/**
 * Sends a history through a version of the journeys, in virtual time. Facts come in when they happened; people answer
 * as they did then: the same answer to the same request, as long after it was asked. Whoever is asked now gives it,
 * since another version may ask somebody else.
 */
import type { Library, People } from "../../compiler/library.ts";
import type { Fields, Instant, Plan } from "../../compiler/plan.ts";
import type { PastEvent } from "../gateway/api.ts";
import { createEventReader, type EventReader, missingOf } from "../ingest/event-schema.ts";
import { saidOf } from "../ingest/said-of.ts";
import type { VirtualSubject, World } from "../simulate/virtual-state.ts";
import { nextInstant, openWorld, runUntil, takeEvent } from "../simulate/virtual-world.ts";
import { AnswerBook, type Answered } from "./answer-book.ts";
import { Crowd } from "./crowd.ts";
import { groupBy } from "./group-by.ts";
import type { History } from "./history.ts";

/** A version of the journeys, and the people who fill its roles. */
export interface Version {
  readonly library: Library;
  readonly plans: readonly Plan[];
  readonly people: People;
}

export interface Period {
  readonly from: Instant;
  readonly until: Instant;
}

/** What one journey did with one person. */
export interface Course {
  /** Kind and key, as in `lead maria@example.com`. */
  readonly subject: string;
  readonly journey: string;
  readonly entered: Instant;
  /** Stages in the order in which they were entered. */
  readonly way: readonly string[];
  /** The exit that was taken; `null`: still under way at the end of the period. */
  readonly exit: string | null;
  readonly ended: Instant | null;
  /** Messages that went out. */
  readonly told: readonly { readonly name: string; readonly at: Instant }[];
  /** People who were asked for something, by the role that was asked. */
  readonly asked: readonly { readonly name: string; readonly at: Instant }[];
  /** Requests whose clock ran out. */
  readonly breached: readonly { readonly name: string; readonly at: Instant }[];
}

export interface Replayed extends Answered {
  /** By when they were entered. */
  readonly courses: readonly Course[];
  /** Facts that this version cannot take in, by why. */
  readonly refused: readonly { readonly why: string; readonly facts: number }[];
}

/** Pure: the same history, version and period give the same courses. */
export function replay(history: History, version: Version, { from, until }: Period): Replayed {
  const world = openWorld({ ...version, start: from });
  const crowd = new Crowd(world);
  const book = new AnswerBook(history.answers, (subject) => crowd.nameOf(subject));
  const intake = new Intake(crowd, history.events);
  for (const { known, fields } of history.known) crowd.introduce(known, fields);
  for (;;) {
    book.notice(world);
    const due = earliest(intake.next(), book.next());
    const at = earliest(due, nextInstant(world));
    if (at === null || at > until) break;
    // What people and facts do at an instant comes before the timers of that instant.
    if (due !== at) runUntil(world, at);
    else {
      runUntil(world, at, true);
      intake.takeUntil(at);
      book.giveUntil(world, at);
    }
  }
  runUntil(world, until);
  return { courses: coursesOf(world, crowd), refused: intake.refused(), ...book.tally() };
}

function earliest(a: Instant | null, b: Instant | null): Instant | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}

// ── What came in ──────────────────────────────────────────────────────────────────────────────────────────

/** Takes facts in as the gateway does: what it would refuse is refused, and counted. */
class Intake {
  private readonly crowd: Crowd;
  private readonly events: readonly PastEvent[];
  private readonly read: EventReader;
  private readonly refusals = new Map<string, number>();
  private at = 0;

  constructor(crowd: Crowd, events: readonly PastEvent[]) {
    this.crowd = crowd;
    this.events = events;
    this.read = createEventReader(crowd.world.options.library);
  }

  next(): Instant | null {
    const event = this.events[this.at];
    return event === undefined ? null : Date.parse(event.at);
  }

  takeUntil(instant: Instant): void {
    for (let next = this.next(); next !== null && next <= instant; next = this.next()) {
      const event = this.events[this.at];
      this.at += 1;
      const why = event === undefined ? null : this.take(event);
      if (why !== null) this.refusals.set(why, (this.refusals.get(why) ?? 0) + 1);
    }
  }

  refused(): Replayed["refused"] {
    return [...this.refusals].map(([why, facts]) => ({ why, facts })).toSorted((a, b) => b.facts - a.facts);
  }

  /** Why it cannot come in; `null` when it has. */
  private take(event: PastEvent): string | null {
    const { world } = this.crowd;
    const read = this.read(event, { now: world.now, source: "history" });
    if (!read.ok) return read.fault.message;
    const { subjectKind, subjectKey, subject: said, data, kind, at } = read.value;
    const given = { ...said, ...data };
    const subject = this.crowd.find(subjectKind, subjectKey) ?? this.newcomer(subjectKind, given);
    if (typeof subject === "string") return subject;
    takeEvent(world, subject, kind, given, at);
    return null;
  }

  private newcomer(kind: string, given: Fields): VirtualSubject | string {
    const declared = this.crowd.world.options.library.subjects[kind];
    if (declared === undefined) return `There is no subject \`${kind}\`.`;
    const [missing] = missingOf(declared, saidOf(declared, given));
    if (missing !== undefined) return `A new ${kind} needs \`${missing}\`.`;
    return this.crowd.introduce(kind, given) ?? `There is no subject \`${kind}\`.`;
  }
}

// ── What became of them ───────────────────────────────────────────────────────────────────────────────────

function coursesOf(world: World, crowd: Crowd): readonly Course[] {
  const told = groupBy(
    [...world.letters.values()].filter(({ state }) => state === "sent"),
    ({ instance }) => instance,
  );
  const written = groupBy(world.journal, ({ instance }) => instance);
  return [...world.instances.values()]
    .map((instance): Course => {
      const entries = written.get(instance.id) ?? [];
      const named = (...kinds: readonly string[]) =>
        entries.filter(({ what }) => kinds.includes(what)).map(({ name, at }) => ({ name, at }));
      return {
        subject: crowd.nameOf(instance.subject),
        journey: instance.plan.journey,
        entered: instance.enteredAt,
        way: named("entered", "moved").map(({ name }) => name),
        exit: instance.state.exit,
        ended: instance.endedAt,
        told: (told.get(instance.id) ?? []).map(({ message, at }) => ({ name: message, at })),
        asked: named("offered", "asked"),
        breached: named("breached"),
      };
    })
    .toSorted((a, b) => a.entered - b.entered);
}
