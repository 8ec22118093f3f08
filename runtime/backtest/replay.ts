/**
 * Sends a history through a version of the journeys, in virtual time. Facts come in when they happened; people answer
 * as they did then: the same answer to the same request, as long after it was asked. Whoever is asked now gives it,
 * since another version may ask somebody else.
 */
import type { Library, People } from "../../compiler/library.ts";
import type { Fields, Instant, Plan } from "../../compiler/plan.ts";
import type { PastEvent } from "../gateway/api.ts";
import { createEventReader, missingOf } from "../ingest/event-schema.ts";
import { saidOf } from "../ingest/said-of.ts";
import { RANK } from "../simulate/agenda.ts";
import type { VirtualSubject, Witness } from "../simulate/virtual-state.ts";
import { openWorld, runUntil, schedule, takeEvent } from "../simulate/virtual-world.ts";
import { AnswerBook, type Answered } from "./answer-book.ts";
import { type Course, CourseLog } from "./course-log.ts";
import { Crowd } from "./crowd.ts";
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

export interface Replayed extends Answered {
  /** By when they were entered. */
  readonly courses: readonly Course[];
  /** Facts that this version cannot take in, by why. */
  readonly refused: readonly { readonly why: string; readonly facts: number }[];
}

/** Whom a replay tells more than the courses that it comes to. */
export interface ReplayWitness extends Pick<Witness, "wrote" | "banded"> {
  /** A fact has come in, which happened then. */
  took(subject: VirtualSubject, kind: string, at: Instant): void;
}

/** Pure: the same history, version and period give the same courses. */
export function replay(
  history: History,
  version: Version,
  { from, until }: Period,
  told?: ReplayWitness,
): Replayed {
  const book = new AnswerBook(history.answers);
  const log = new CourseLog();
  const world = openWorld({
    ...version,
    start: from,
    witness: {
      stepped: (instance) => log.follow(instance),
      wrote: (instance, entry) => {
        log.note(instance, entry);
        told?.wrote(instance, entry);
      },
      banded: (...moved) => told?.banded?.(...moved),
      asked: (instance, work) => book.expect(world, crowd, instance, work),
    },
  });
  const crowd = new Crowd(world);
  for (const { known, fields } of history.known) crowd.introduce(known, fields);
  const refused = bringIn(crowd, history.events, told);
  book.planUnprompted(world, crowd);
  runUntil(world, until);
  return { courses: log.courses((subject) => crowd.nameOf(subject)), refused: refused(), ...book.tally() };
}

// ── What came in ──────────────────────────────────────────────────────────────────────────────────────────

/** Facts come in as the gateway takes them: what it would refuse is refused, and counted by why. */
function bringIn(
  crowd: Crowd,
  events: readonly PastEvent[],
  told: ReplayWitness | undefined,
): () => Replayed["refused"] {
  const { world } = crowd;
  const read = createEventReader(world.options.library);
  const refusals = new Map<string, number>();
  for (const event of events) {
    schedule(world, RANK.event, Date.parse(event.at), () => {
      const why = takeFact(crowd, read, event, told);
      if (why !== null) refusals.set(why, (refusals.get(why) ?? 0) + 1);
    });
  }
  return () => [...refusals].map(([why, facts]) => ({ why, facts })).toSorted((a, b) => b.facts - a.facts);
}

/** Why it cannot come in; `null` when it has. */
function takeFact(
  crowd: Crowd,
  read: ReturnType<typeof createEventReader>,
  event: PastEvent,
  told: ReplayWitness | undefined,
): string | null {
  const { world } = crowd;
  const found = read(event, { now: world.now, source: "history" });
  if (!found.ok) return found.fault.message;
  const { subjectKind, subjectKey, subject: said, data, kind, at } = found.value;
  const given = { ...said, ...data };
  const subject = crowd.find(subjectKind, subjectKey) ?? newcomer(crowd, subjectKind, given);
  if (typeof subject === "string") return subject;
  takeEvent(world, subject, kind, given, at);
  told?.took(subject, kind, at);
  return null;
}

function newcomer(crowd: Crowd, kind: string, given: Fields): VirtualSubject | string {
  const declared = crowd.world.options.library.subjects[kind];
  const [missing] = declared === undefined ? [] : missingOf(declared, saidOf(declared, given));
  if (missing !== undefined) return `A new ${kind} needs \`${missing}\`.`;
  return crowd.introduce(kind, given) ?? `There is no subject \`${kind}\`.`;
}
