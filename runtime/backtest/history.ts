/**
 * What really happened in a period, as data: who was known before it, the facts that came in, and what people answered.
 * A file of it holds one JSON object a line (JSON Lines); a line of facts is the body that `POST /v1/events` takes, so
 * that what an importer writes can be played as well.
 */
import type { z } from "zod";
import {
  type KnownSubject,
  knownSubject,
  type PastAnswer,
  type PastEvent,
  pastAnswer,
  pastEvent,
} from "../gateway/api.ts";

export type HistoryLine = KnownSubject | PastEvent | PastAnswer;

export interface History {
  readonly known: readonly KnownSubject[];
  /** By when they happened. */
  readonly events: readonly PastEvent[];
  /** By when they were asked. */
  readonly answers: readonly PastAnswer[];
}

/** Puts lines in order; of one instant, the line that stands first comes first. */
export function historyOf(lines: readonly HistoryLine[]): History {
  const events = lines.filter((line): line is PastEvent => "event" in line);
  const answers = lines.filter((line): line is PastAnswer => "answered" in line);
  return {
    known: lines.filter((line): line is KnownSubject => "known" in line),
    events: events.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)),
    answers: answers.toSorted((a, b) => Date.parse(a.asked) - Date.parse(b.asked)),
  };
}

/** By the member that only its kind has, so that the one mistake of a line is told, and not one for each kind. */
export function readHistoryLine(json: unknown): z.ZodSafeParseResult<HistoryLine> {
  if (typeof json === "object" && json !== null) {
    if ("known" in json) return knownSubject.safeParse(json);
    if ("answered" in json) return pastAnswer.safeParse(json);
  }
  return pastEvent.safeParse(json);
}
