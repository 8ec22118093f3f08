/**
 * Questions about what has or has not happened to a subject, and about records of its account (docs/language.md, 2.4).
 * Pure: of events the latest instant is kept, and of other records the answer, which the store works out.
 */
import { z } from "zod";
import { addDuration } from "../../compiler/calendar-time.ts";
import type { Library, Question } from "../../compiler/library.ts";
import type { Calendar, Fields, Instant } from "../../compiler/plan.ts";
import { matchesAny, type View } from "../machine/conditions.ts";
import { comesAt } from "../machine/moments.ts";
import type { Event } from "../machine/protocol.ts";

/** Stored with the subject, so it may have been written by another version. */
export const questionState = z.union([
  z.strictObject({ holds: z.boolean() }),
  z.strictObject({
    /** When it became known: a silence counts from there. */
    since: z.number(),
    /** The latest instant of what is asked about, by kind of event. */
    latest: z.record(z.string(), z.number()),
  }),
]);
export type QuestionState = z.infer<typeof questionState>;

export type NoneRelated = Extract<Question, { is: "none related" }>;

/** Those that are about other records, and not answered by what happens to the subject. */
export const relatedQuestions = ({
  questions = {},
}: Pick<Library, "questions">): readonly (readonly [name: string, question: NoneRelated])[] =>
  Object.entries(questions).flatMap(([name, question]) =>
    question.is === "none related" ? [[name, question] as const] : [],
  );

/** Of somebody who is new. */
export const noAnswer = (question: Question, now: Instant): QuestionState =>
  question.is === "none related" ? { holds: false } : { since: now, latest: {} };

/** The state after an event, by when it happened. */
export function noteEvent(question: Question, state: QuestionState, event: Event, view: View): QuestionState {
  if (question.is === "none related" || "holds" in state) return state;
  const concerns =
    question.is === "silent"
      ? matchesAny(question.events, event, view)
      : [...question.events, ...anchorEvents(question)].includes(event.kind);
  if (!concerns) return state;
  const at = Math.max(event.at, state.latest[event.kind] ?? event.at);
  return { ...state, latest: { ...state.latest, [event.kind]: at } };
}

/** Kinds of events that the moment is counted from. */
export function anchorEvents({ since }: Extract<Question, { is: "happened" }>): readonly string[] {
  const inAnchor = (anchor: typeof since.anchor): readonly string[] => {
    if (anchor.from === "event") return anchor.events;
    return anchor.from === "earlier" || anchor.from === "later"
      ? anchor.of.flatMap((moment) => inAnchor(moment.anchor))
      : [];
  };
  return inAnchor(since.anchor);
}

/** Of two who were found to be one: known since the earlier, and what either did was done. Of records the answer stands. */
export function addAnswers(one: QuestionState, other: QuestionState): QuestionState {
  if ("holds" in one || "holds" in other) return one;
  const kinds = Object.keys({ ...one.latest, ...other.latest });
  const latest = kinds.map((kind) => {
    const instants = [one, other].flatMap((state) => state.latest[kind] ?? []);
    return [kind, Math.max(...instants)] as const;
  });
  return { since: Math.min(one.since, other.since), latest: Object.fromEntries(latest) };
}

export interface Answer {
  readonly holds: boolean;
  /** When time alone turns it; `null`: never. */
  readonly turnsAt: Instant | null;
}

export function answerAt(
  question: Question,
  state: QuestionState,
  now: Instant,
  { fields, calendar }: { readonly fields: Fields; readonly calendar: Calendar | undefined },
): Answer {
  if (question.is === "none related" || "holds" in state)
    return { holds: "holds" in state && state.holds, turnsAt: null };
  if (calendar === undefined) return { holds: false, turnsAt: null };
  if (question.is === "silent") {
    const from = Math.max(state.since, ...Object.values(state.latest));
    const until = addDuration(calendar, from, question.lasting);
    return { holds: now >= until, turnsAt: now >= until ? null : until };
  }
  const { latest } = state;
  const from = comesAt(question.since, { calendar, fields, lastInJourney: latest });
  const seen = question.events.flatMap((kind) => latest[kind] ?? []);
  return { holds: from !== null && seen.some((at) => at >= from), turnsAt: null };
}

/** Of the subject's owner: by it the days of its questions are counted. */
export function calendarOfOwner(
  { subjects, roles, calendars }: Pick<Library, "subjects" | "roles" | "calendars">,
  kind: string,
): Calendar | undefined {
  return calendars[roles[subjects[kind]?.owner ?? ""]?.calendar ?? ""];
}
