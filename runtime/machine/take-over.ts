/**
 * Going on by a later version of the plan (docs/language.md, rule 14). What still has its place goes on there, its
 * clocks set to what the later version says, less what has run; what has none is withdrawn, in words. Then the store is
 * asked for what the earlier version did not keep, and with the answer the instance goes on: from where it stands, or
 * with the stage that it was about to enter.
 */

import { addDuration } from "../../compiler/calendar-time.ts";
import type { Fields, FieldType, Plan, StageBound, Value, VersionMove } from "../../compiler/plan.ts";
import { boundOfEntry, boundOnEntry } from "./bound.ts";
import { carryOffer } from "./carry-offer.ts";
import { carrySchedules, letPast } from "./carry-schedules.ts";
import { carryTracks, closeTrack } from "./carry-tracks.ts";
import { carrySearches } from "./carry-work.ts";
import { takeNote } from "./facts.ts";
import { dropUnsent } from "./message.ts";
import { withdrawOffer } from "./offer.ts";
import type { CommandResult, Event } from "./protocol.ts";
import { isMoney, withComputed } from "./reckon.ts";
import { endWhatOffered, enterStage, remember } from "./stage.ts";
import type { Arrival, Moving, Was } from "./state.ts";
import { awaitedIn, isAwaited } from "./tracks.ts";
import {
  calendarOf,
  holderOfRole,
  nextId,
  parentOf,
  patch,
  spansStages,
  stageOf,
  type Turn,
  write,
} from "./turn.ts";
import { withdrawWork } from "./work.ts";

/** The first step of the later version; what follows waits for the store. */
export function takeOver(turn: Turn): void {
  const { moving } = turn.state;
  if (moving?.was === undefined || moving.move.to !== turn.plan.version) return;
  const was = renamed(moving.was, moving);
  const { from, to } = moving.move;
  write(turn, { what: "migrated", name: `version ${to}`, result: `version ${from}` });
  turn.commands.push({ do: "version", is: "taken over", from });
  const arrival = arrivalOf(turn, moving);
  // At the next stage it has left the one before.
  const isLeaving = arrival !== null && moving.arrival === undefined;
  if (isLeaving) leaveBehind(turn, arrival);
  carryTracks(turn, moving.move, was);
  if (isLeaving) endWhatOffered(turn);
  carryHandlers(turn, moving);
  carrySchedules(turn, was);
  if (arrival === null) carryStage(turn, moving, was);
  keepWhatFits(turn);
  recall(turn, was, { ...moving, was, ...(arrival !== null && { arrival }) });
}

/** The stage that it enters anew; `null`: it goes on with the one in which it stands. */
function arrivalOf({ plan, state }: Turn, { arrival, move }: Moving): Arrival | null {
  const { stage, tracks } = state;
  if (arrival !== undefined)
    return asKnownTo(plan, { ...arrival, stage: move.stages[arrival.stage]?.to ?? arrival.stage });
  const entering = (to: string, what: string): Arrival => ({
    stage: to,
    person: null,
    event: null,
    cause: { step: null, by: null, why: `${what} is gone in version ${move.to}` },
  });
  const instead = move.stages[stage ?? ""];
  if (instead?.anew) return entering(instead.to, stage ?? "");
  for (const { at, waits } of tracks) {
    const place = at === null || waits?.on === "offer" ? undefined : move.steps[at];
    if (place?.is === "stage") return entering(place.stage, at ?? "");
  }
  return null;
}

/** Of a role that there is no more nobody accepts anything: then the role that owns the stage holds it. */
const asKnownTo = ({ roles }: Plan, arrival: Arrival): Arrival =>
  arrival.as === undefined || roles[arrival.as] !== undefined ? arrival : { ...arrival, person: null };

/** As with any move, what belongs to the stage is withdrawn; it was not the journey that led on, so nothing else is done. */
function leaveBehind(turn: Turn, { cause }: Arrival): void {
  const why = cause.why ?? "it is in another version";
  const isLeft = (id: string): boolean => !spansStages(turn.plan, id);
  withdrawOffer(turn, why);
  for (const track of turn.state.tracks)
    if (isLeft(track.id) && parentOf(track.id) === null) closeTrack(turn, track, why);
  for (const work of turn.state.work) if (isLeft(work.track)) withdrawWork(turn, work, why);
  dropUnsent(turn, isLeft, why);
}

/** What handlers have done goes by their id. */
function carryHandlers(turn: Turn, { move }: Moving): void {
  const { fired, handlers, schedules } = turn.state;
  patch(turn, {
    fired: byIdNow(move, fired),
    handlers: byIdNow(move, handlers),
    ...(schedules && { schedules: byIdNow(move, schedules) }),
  });
}

const byIdNow = <T>(
  { handlers }: VersionMove,
  table: Readonly<Record<string, T>>,
): Readonly<Record<string, T>> =>
  Object.fromEntries(
    Object.entries(table).flatMap(([id, value]): [string, T][] => {
      const to = handlers[id];
      return to === null ? [] : [[to ?? id, value]];
    }),
  );

/** What it says of handlers, by the names that they have now. */
const renamed = (was: Was, { move }: Moving): Was => ({ ...was, schedules: byIdNow(move, was.schedules) });

// ── The stage ─────────────────────────────────────────────────────────────────────────────────────────────

function carryStage(turn: Turn, { move }: Moving, was: Was): void {
  const stage = move.stages[turn.state.stage ?? ""]?.to ?? turn.state.stage;
  patch(turn, { stage });
  carryHolder(turn, was);
  carryOffer(turn, move, was);
  carryBound(turn, was);
}

/** Whoever holds what a role owns holds it on; what another role owns now goes to that (rule 1). */
function carryHolder(turn: Turn, was: Was): void {
  const { owner, title } = stageOf(turn);
  const { holder, standIns = {} } = turn.state;
  const known = Object.entries(standIns).filter(([, as]) => turn.plan.roles[as] !== undefined);
  patch(turn, { standIns: Object.fromEntries(known) });
  patch(turn, { holder: holderOfRole(turn.state, owner) });
  carrySearches(turn, owner);
  if (owner === was.owner) return;
  const after = turn.state.holder;
  write(turn, {
    what: "given",
    name: turn.state.stage ?? "",
    to: after.person ?? after.role,
    why: `${owner} owns it now, in the place of ${was.owner}`,
  });
  if (holder.person !== null && holder.person !== after.person)
    turn.commands.push({
      do: "tell",
      key: nextId(turn, "l"),
      to: { person: holder.person },
      text: `You no longer hold it: ${title}`,
      event: null,
      why: "withdrawn",
    });
}

/** It ends when the later version says, counted from when it began. */
function carryBound(turn: Turn, was: Was): void {
  const stage = stageOf(turn);
  const { boundAt } = turn.state;
  if (isSame(was.bound, stage.bound) && was.owner === stage.owner) return;
  if ("until" in stage.bound) {
    const over = boundOnEntry(turn);
    if (over !== turn.state.boundMet) patch(turn, { boundMet: null, boundAt: over });
    return;
  }
  if ("reviewedEvery" in stage.bound) {
    const next = addDuration(calendarOf(turn.plan, stage.owner), turn.now, stage.bound.reviewedEvery);
    const before = "reviewedEvery" in was.bound && boundAt !== null ? boundAt : next;
    patch(turn, { boundMet: null, boundAt: Math.min(before, next) });
    return;
  }
  // One that has sent the subject on, or counts anew since that came back, is not counted once more.
  const isCounted = was.isBoundOfEntry || !("lasting" in was.bound);
  if (isCounted) patch(turn, { boundMet: null, boundAt: boundOfEntry(turn.plan, turn.state, stage) });
}

const isSame = (one: StageBound, other: StageBound): boolean => JSON.stringify(one) === JSON.stringify(other);

// ── What is known ─────────────────────────────────────────────────────────────────────────────────────────

/** Fields of its own that hold something else by now are blank, until they are kept again. */
function keepWhatFits(turn: Turn): void {
  const { computed, defaults, own = {} } = turn.plan;
  const unfit = Object.entries(own).filter(([name, type]) => {
    const value = turn.state.fields[name] ?? null;
    return value !== null && !fits(type, value);
  });
  const blank = Object.fromEntries(unfit.map(([name]) => [name, null]));
  const { fieldsAt } = turn.state;
  for (const [name] of unfit)
    write(turn, { what: "blank", name, why: "it is of another type in this version" });
  if (unfit.length > 0) turn.commands.push({ do: "keep", fields: blank });
  patch(turn, {
    fields: withComputed(computed, { ...defaults, ...known({ ...turn.state.fields, ...blank }) }),
    fieldsAt: Object.fromEntries(Object.entries(fieldsAt).filter(([name]) => !(name in blank))),
  });
}

const known = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));

/** By what a value is; texts of several types are told apart by whoever writes them. */
function fits(type: FieldType, value: NonNullable<Value>): boolean {
  const text = typeof value === "string" ? value : null;
  switch (type.type) {
    case "number":
    case "percent":
      return typeof value === "number";
    case "money":
      return isMoney(value);
    case "yes_no":
      return typeof value === "boolean";
    case "duration":
      return typeof value === "object" && !isMoney(value);
    case "one_of":
      return type.values.some((one) => one === text);
    case "date":
      return text !== null && /^\d{4}-\d\d-\d\d( \d\d:\d\d)?$/.test(text);
    case "time":
      return text !== null && /^\d\d:\d\d$/.test(text);
    default:
      return text !== null;
  }
}

function recall(turn: Turn, { heard, awaited }: Was, moving: Moving): void {
  const { own = {}, computed = {}, reads } = turn.plan;
  const ref = nextId(turn, "p");
  patch(turn, { moving: { ...moving, ref } });
  const waitedFor = awaitedIn(turn.plan);
  turn.commands.push({
    do: "recall",
    ref,
    fields: reads.fields.filter((name) => own[name] === undefined && computed[name] === undefined),
    scores: reads.scores,
    events: reads.events.filter(
      (kind) => !heard.includes(kind) || (waitedFor.has(kind) && !awaited.includes(kind)),
    ),
    since: turn.state.enteredAt,
  });
}

/** What the store said; from here on the instance goes on. */
export function recalled(turn: Turn, result: Extract<CommandResult, { readonly recalled: unknown }>): void {
  const { moving } = turn.state;
  if (moving?.ref !== result.ref || moving.was === undefined) return;
  const { fields, fieldsAt, bands, events } = result.recalled;
  const { computed, defaults } = turn.plan;
  patch(turn, {
    fields: withComputed(computed, {
      ...without(turn.state.fields, fields),
      ...defaultsFor(defaults, fields),
      ...known(fields),
    }),
    fieldsAt: { ...turn.state.fieldsAt, ...fieldsAt },
    bands: { ...turn.state.bands, ...bands },
  });
  for (const event of events) learnOf(turn, moving.was, event);
  const { moving: _, ...state } = turn.state;
  turn.state = state;
  const { arrival, was } = moving;
  if (arrival !== undefined) enterStage(turn, arrival);
  letPast(turn, was, arrival !== undefined);
}

const without = (fields: Fields, others: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !(name in others)));
const defaultsFor = (defaults: Fields, fields: Fields): Fields =>
  Object.fromEntries(Object.entries(defaults).filter(([name]) => name in fields));

/** What it was not told of counts as if it had been; what it was told of is kept where a wait listens for it now. */
function learnOf(turn: Turn, { heard }: Was, event: Event): void {
  if (!heard.includes(event.kind)) takeNote(turn, event);
  const { events, eventsOfJourney } = turn.state;
  const isKept = [...events, ...eventsOfJourney].some(({ id }) => id === event.id);
  if (!isKept && isAwaited(turn, event)) remember(turn, event);
}
