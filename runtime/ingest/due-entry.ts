/**
 * Whether a subject is due to enter a journey by time or by what is known of it: `enter at` and `enter when`. Pure, so
 * that intake, its sweep and the simulator agree; whether the journey lets it in is `may-enter.ts`.
 */

import type { Entry, Fields, Instant, Moment, Plan, StateEntry, TimeEntry } from "../../compiler/plan.ts";
import { holds, viewOfFields } from "../machine/conditions.ts";
import { anchorIsOverAt, comesAt, type MomentView } from "../machine/moments.ts";
import { momentViewFor } from "../policy/moment-view.ts";

/** An entry that no event leads to. */
export type DatedEntry = StateEntry | TimeEntry;

/** What is remembered of an entry for one subject. */
export interface EntryWatch {
  /** Moments up to here have led in, or have been let pass; `null`: none. */
  readonly done: Instant | null;
  /** The condition of an `enter when` held when it was last looked at. */
  readonly holds: boolean;
}
export const UNWATCHED: EntryWatch = { done: null, holds: false };

export interface EntryLook {
  readonly watch: EntryWatch;
  /** When time is next to be looked at; `null`: no moment is known that is still to come. */
  readonly due: Instant | null;
  /** In words, for the journal; `null`: the subject is not due. */
  readonly enters: string | null;
}

/** What is known of the subject. */
export interface Known {
  readonly fields: Fields;
  readonly bands: Readonly<Record<string, string | null>>;
}

/** The entries of a plan that a subject is watched for, with their place in the plan. */
export const datedEntries = (plan: Plan): readonly (readonly [index: number, entry: DatedEntry])[] =>
  plan.entries.flatMap((entry, index) => (isDated(entry) ? [[index, entry] as const] : []));

const isDated = (entry: Entry): entry is DatedEntry => !("on" in entry);

export function lookAtEntry(
  plan: Plan,
  entry: DatedEntry,
  before: EntryWatch,
  known: Known,
  now: Instant,
): EntryLook {
  if (!("at" in entry)) {
    const isHeld = holds(entry.when, { ...viewOfFields(now, known.fields), bands: known.bands });
    const enters = isHeld && !before.holds ? "its condition holds" : null;
    return { watch: { ...before, holds: isHeld }, due: null, enters };
  }
  const view = momentViewFor(plan, entry.stage, known.fields, now);
  const open = openMoments(entry, before, view);
  const come = open.filter(({ at }) => at <= now);
  const due = Math.min(...open.filter(({ at }) => at > now).map(({ at }) => at));
  const done = come.reduce<Instant | null>((last, { at }) => Math.max(at, last ?? at), before.done);
  const isDue = come.some(({ moment }) => isInTime(moment, view, now)) && mayNow(entry, known, now);
  return {
    watch: { ...before, done },
    due: Number.isFinite(due) ? due : null,
    enters: isDue ? "its moment has come" : null,
  };
}

/** The first moment that has neither led in nor been let pass; it may have come already. */
export function nextMoment(
  plan: Plan,
  entry: DatedEntry,
  watch: EntryWatch,
  known: Known,
  now: Instant,
): Instant | null {
  if (!("at" in entry)) return null;
  const [first] = openMoments(entry, watch, momentViewFor(plan, entry.stage, known.fields, now)).sort(
    (a, b) => a.at - b.at,
  );
  return first?.at ?? null;
}

interface OpenMoment {
  readonly moment: Moment;
  readonly at: Instant;
}

const openMoments = (entry: TimeEntry, { done }: EntryWatch, view: MomentView): OpenMoment[] =>
  entry.at.flatMap((moment) => {
    const at = comesAt(moment, view);
    return at === null || (done !== null && at <= done) ? [] : [{ moment, at }];
  });

/** Before a date leads in late, but not once the date itself is over: whoever left years ago is not written to. */
function isInTime(moment: Moment, view: MomentView, now: Instant): boolean {
  const over = moment.before === undefined ? null : anchorIsOverAt(moment, view);
  return over === null || now < over;
}

const mayNow = ({ only }: TimeEntry, { fields, bands }: Known, now: Instant): boolean =>
  only === null || holds(only, { ...viewOfFields(now, fields), bands });
