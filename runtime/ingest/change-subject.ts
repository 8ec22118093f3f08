/**
 * A subject changes: by an event, by a journey that sets its fields, or by time alone, which lets its scores fall.
 * What follows from a change follows here, so that it is the same for all three.
 */
import type { Library } from "../../compiler/library.ts";
import type { Fields, Instant } from "../../compiler/plan.ts";
import type { Event } from "../machine/protocol.ts";
import type { Db } from "../store/open-store.ts";
import { openFollowers } from "./open-followers.ts";
import type { Outgoing } from "./outbox.ts";
import { relate } from "./related.ts";
import { releaseHeld } from "./release-held.ts";
import { readBands, type Scored, updateScores } from "./scores.ts";
import { type HeldSubject, type Learned, learnFields } from "./subject.ts";

/** What there is to know of a subject. */
interface SubjectNews {
  /** Values of its fields, and when they came to be so. */
  readonly says: Fields;
  readonly at: Instant;
  /** To be scored; `null` when it is time alone, or fields, that may have changed a score. */
  readonly event: Event | null;
  /** Sets this change apart from every other one. */
  readonly cause: string;
}

interface ChangedSubject {
  readonly learned: Learned;
  readonly scored: Scored;
  /** What the journeys are to be told whose letters were held, and are not any more. */
  readonly released: readonly Outgoing[];
}

/** Brings fields and scores up to date; the caller holds the subject, and writes what it is answered. */
export async function changeSubject(
  tx: Db,
  library: Library,
  held: HeldSubject,
  { says, at, event, cause }: SubjectNews,
  now: Instant,
): Promise<ChangedSubject> {
  const { id, kind } = held;
  const before = { account: held.account, fields: held.fields, bands: await readBands(tx, id) };
  const learned = await learnFields(tx, library, held, says, at, now);
  await openFollowers(tx, library, held, learned, event, now);
  const related = await relate(
    tx,
    library,
    { id, kind, before: held.isNew === true ? null : before, after: learned },
    now,
  );
  const counted = { kind, before: held.fields, fields: learned.fields, event, now, related };
  const scored = await updateScores(tx, library, id, counted);
  const after = { account: learned.account, fields: learned.fields, bands: scored.bands };
  const released = await releaseHeld(tx, library, { subject: id, kind, before, after, cause }, now);
  return { learned, scored, released };
}
