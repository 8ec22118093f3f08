/**
 * A handover between its trigger and its move: what the offer needs, what it carries, the acceptance, and the gates
 * of the move (docs/language.md, rules 5 and 9). Until the move the giver's stage goes on, and its bound with it.
 */
import { invariant } from "../../compiler/invariant.ts";
import type { Handover, Instant, Leave, Moment, Who } from "../../compiler/plan.ts";
import { runBoundAgain } from "./bound.ts";
import { stoodStill } from "./clock.ts";
import { fieldsIn, holds } from "./conditions.ts";
import { blankDatesOf, comesAt } from "./moments.ts";
import type { Event, PersonId } from "./protocol.ts";
import { givenFor } from "./reckon.ts";
import type { Arrival, Offer, Track } from "./state.ts";
import type { Departure } from "./tracks.ts";
import {
  DECLINE,
  handoverOf,
  isWithin,
  MAIN,
  momentViewOf,
  nextId,
  patch,
  rootOf,
  setTrack,
  type Turn,
  trackOf,
  view,
  workOf,
  write,
} from "./turn.ts";
import { askFor, closeWork, type Request, withdrawWork } from "./work.ts";

type StageLeave = Extract<Leave, { to: "stage" }>;

/** In place of a track, on requests that the offer itself waits for. */
const OFFER = "offer";

/** Of one that stands before it nothing remains but that the main track has been paused since. */
export function beginOffer(turn: Turn, departure: Departure, leave: StageLeave, handover: string): void {
  const { offer } = turn.state;
  withdrawOffer(turn, `${handover} takes its place`);
  setTrack(turn, departure.track, { waits: { on: "offer", behind: null } });
  patch(turn, {
    offer: {
      handover,
      leave,
      phase: "needs",
      work: null,
      since: turn.now,
      pausedAt: offer?.pausedAt ?? turn.now,
      receiver: null,
      happened: [],
      event: departure.event,
    },
  });
}

/** Takes the offer as far as it can go; answers with where the subject arrives once nothing is in the way. */
export function advanceOffer(turn: Turn): Arrival | null {
  for (;;) {
    const { offer } = turn.state;
    if (offer === null) return null;
    const before = offer.phase;
    const arrival = inPhase(turn, offer, handoverOf(turn.plan, offer.handover));
    if (turn.state.offer === null || turn.state.offer.phase === before) return arrival;
  }
}

function inPhase(turn: Turn, offer: Offer, handover: Handover): Arrival | null {
  switch (offer.phase) {
    case "needs": {
      const needs = handover.offerNeeds;
      if (needs === null || holds(needs.when, view(turn))) return toPhase(turn, offer, "carried");
      return waitFor(
        turn,
        offer,
        needs.ask,
        needs.ladder,
        fieldsToGive(turn, fieldsIn(needs.when)),
        `What \`${offer.handover}\` needs before it is offered`,
      );
    }
    case "carried": {
      // It was to be accepted in the version before, and is given at once in this one.
      if (handover.accept === null) return toPhase(turn, offer, "gates");
      const blank = blankIn(turn, handover);
      if (blank.length === 0) return makeOffer(turn, offer, handover, handover.accept);
      const owner: Who = { role: turn.plan.dataOwner, route: null };
      const asked = fieldsToGive(turn, blank);
      return waitFor(turn, offer, owner, handover.accept, asked, `Fill in ${asked.join(", ")}`);
    }
    case "gates":
      return handover.movesAfter === null
        ? arrivalOf(turn, offer)
        : atGates(turn, offer, handover.movesAfter);
    case "declined":
      // The decline's own track has ended without sending the subject on: it stays.
      if (trackOf(turn.state, DECLINE) === undefined) offerComesBack(turn);
      return null;
    case "offered":
      return null;
  }
}

type Gates = NonNullable<Handover["movesAfter"]>;

/** People are asked for what they can do something about: events, and dates that are not known. Time just passes. */
function atGates(turn: Turn, offer: Offer, gates: Gates): Arrival | null {
  const moments = gates.notBefore ?? [];
  const blank = moments.flatMap((moment) => blankDatesOf(moment, turn.state.fields));
  const missing = [...missingAt(offer, gates), ...blank];
  if (missing.length > 0)
    return waitFor(turn, offer, gates.ask, gates.ladder, blank, `Before it moves: ${missing.join(", ")}`);
  closeFilled(turn, offer);
  const opens = opensAt(turn, offer, moments);
  return opens !== null && opens <= turn.asOf ? arrivalOf(turn, offer) : null;
}

/** Of a set of events one is enough. */
const missingAt = ({ happened }: Offer, { events, anyOf }: Gates): readonly string[] => [
  ...events.filter((event) => !happened.includes(event)),
  ...(anyOf ?? []).flatMap(({ events: some }) =>
    some.some((event) => happened.includes(event)) ? [] : [some.join(" or ")],
  ),
];

/** The last of the moments before which it does not move; `null`: one of them is not known. */
function opensAt(turn: Turn, offer: Offer, moments: readonly Moment[]): Instant | null {
  const view = momentViewOf(turn.plan, turn.state, offer.since);
  const instants = moments.map((moment) => comesAt(moment, view));
  return instants.some((at) => at === null) ? null : Math.max(offer.since, ...instants.map((at) => at ?? 0));
}

/** When time alone lets the subject move; `null`: something else is missing, or nothing is offered. */
export function movesAt(turn: Turn): Instant | null {
  const { offer } = turn.state;
  if (offer?.phase !== "gates") return null;
  const gates = handoverOf(turn.plan, offer.handover).movesAfter;
  if (gates === null || missingAt(offer, gates).length > 0) return null;
  return opensAt(turn, offer, gates.notBefore ?? []);
}

function makeOffer(turn: Turn, offer: Offer, handover: Handover, ladder: string): null {
  toPhase(turn, offer, "offered");
  setOffer(turn, {
    work: askFor(turn, {
      kind: "accept",
      name: offer.handover,
      step: offer.handover,
      title: handover.title,
      who: handover.receiver,
      ladder,
      track: OFFER,
      answers: { accept: [], ...reasonsOf(handover) },
      event: offer.event,
      carries: handover.carries,
    }),
  });
  return null;
}

/** Why it may be declined, each with the evidence that it needs. */
export function reasonsOf({ decline }: Handover): Readonly<Record<string, readonly string[]>> {
  if (decline === null) return {};
  const { needs, reasons, reasonNeeds = {} } = decline;
  const needsFor = (reason: string) => [...new Set([...needs, ...(reasonNeeds[reason] ?? [])])];
  return Object.fromEntries(Object.keys(reasons).map((reason) => [reason, needsFor(reason)]));
}

function toPhase(turn: Turn, offer: Offer, phase: Offer["phase"]): null {
  closeFilled(turn, offer);
  setOffer(turn, { phase, work: null });
  return null;
}

/** The work of a phase is done: what it asked for is there. */
function closeFilled(turn: Turn, offer: Offer): void {
  const work = workOf(turn.state, offer.work);
  if (work !== undefined) closeWork(turn, work.record.id, null, "filled", {});
}

/** Blank data stops the baton, not the customer: somebody is asked, on a ladder, and the stage goes on. */
function waitFor(
  turn: Turn,
  offer: Offer,
  who: Who,
  ladder: string,
  fields: readonly string[],
  title: string,
): null {
  if (workOf(turn.state, offer.work) !== undefined) return null;
  const work = askFor(turn, {
    kind: "data",
    name: offer.handover,
    step: offer.handover,
    title,
    ...sideOf(turn, offer, who),
    ladder,
    track: OFFER,
    answers: fields.length === 0 ? {} : { filled: fields },
    event: offer.event,
  });
  setOffer(turn, { work });
  return null;
}

/**
 * `the giver` is whoever holds the subject; with a giver of another role, that role. `the receiver` is whoever has taken
 * the offer; before that, whom it is meant for.
 */
function sideOf(turn: Turn, offer: Offer, who: Who): Pick<Request, "who" | "asker"> {
  const the = "the" in who ? who.the : null;
  const { giver, receiver } = handoverOf(turn.plan, offer.handover);
  if (the === "giver")
    return {
      who:
        giver === null || giver === turn.state.holder.role ? { the: "holder" } : { role: giver, route: null },
    };
  if (the !== "receiver") return { who };
  if (offer.receiver === null) return { who: receiver };
  const roles = offer.receiverAs === undefined ? [] : [offer.receiverAs];
  return { who: { the: "asker" }, asker: { person: offer.receiver, roles } };
}

/** Scores are always known, and an empty list is not blank. */
export const blankIn = (turn: Turn, handover: Handover): readonly string[] =>
  handover.carries
    .filter((carried) => carried.kind === "field" && (turn.state.fields[carried.name] ?? null) === null)
    .map(({ name }) => name);

/** Nobody fills in what is worked out: its blank parts are asked for or, where a known one is at fault, all of them. */
function fieldsToGive(turn: Turn, names: readonly string[]): readonly string[] {
  const isBlank = (name: string) => (turn.state.fields[name] ?? null) === null;
  const given = names.flatMap((name) => {
    const parts = givenFor(turn.plan.computed, name);
    return parts.some(isBlank) ? parts.filter(isBlank) : parts;
  });
  return [...new Set(given)];
}

/** The offer has led to its move: it is over before the stage is left, so that nothing of it is withdrawn. */
function arrivalOf(turn: Turn, offer: Offer): Arrival {
  patch(turn, { offer: null });
  return {
    stage: offer.leave.stage,
    person: offer.receiver,
    as: offer.receiverAs,
    event: offer.event,
    cause: { step: null, by: null, why: `through ${offer.handover}` },
  };
}

/** The gates of the move count what has happened since the offer. */
export function noteForGates(turn: Turn, event: Event): void {
  const { offer } = turn.state;
  if (offer === null) return;
  const gates = handoverOf(turn.plan, offer.handover).movesAfter;
  const isGate =
    gates?.events.includes(event.kind) || gates?.anyOf?.some(({ events }) => events.includes(event.kind));
  if (!isGate || event.at < offer.since) return;
  setOffer(turn, { happened: [...new Set([...offer.happened, event.kind])] });
}

/** Somebody holds it from now on, by their own word or by the ladder's end. */
export function offerTaken(turn: Turn, person: PersonId, as: string): void {
  setOffer(turn, { phase: "gates", work: null, receiver: person, receiverAs: as });
}

/** The decline leads into steps: they run, and the giver's main track stays paused until they have ended. */
export function offerDeclined(turn: Turn): void {
  setOffer(turn, { phase: "declined", work: null });
}

/**
 * The subject stays with the giver. What was paused goes on from there; the task that led to the offer is asked
 * anew; a bound that led to it runs once more.
 */
export function offerComesBack(turn: Turn): void {
  const offer = standing(turn);
  patch(turn, { offer: null });
  for (const track of turn.state.tracks) {
    if (track.waits?.on === "offer") resume(turn, track, track.waits.behind);
    else if (rootOf(track.id) === MAIN) setTrack(turn, track.id, stoodStill(track, offer.pausedAt, turn.now));
  }
  if (turn.state.boundAt === null) runBoundAgain(turn);
}

/** A track that made the offer, or wanted the same, goes back to its task or ends; one that was behind has its turn. */
function resume(turn: Turn, track: Track, behind: Leave | null): void {
  if (behind === null) setTrack(turn, track.id, { at: track.task, waits: null });
}

/** Something else won: the offer no longer stands, nor what people do about it or about its decline. */
export function withdrawOffer(turn: Turn, why: string): void {
  const { offer, work } = turn.state;
  if (offer === null) return;
  for (const open of work)
    if (open.track === OFFER || isWithin(open.track, DECLINE)) withdrawWork(turn, open, why);
  if (offer.receiver !== null) tellReceiver(turn, offer, offer.receiver, why);
  patch(turn, { offer: null, tracks: turn.state.tracks.filter(({ id }) => !isWithin(id, DECLINE)) });
}

/** Withdraws it, and the subject stays where it was offered from, as if nobody had taken it. */
export function takeOfferBack(turn: Turn, why: string): void {
  const { offer } = turn.state;
  withdrawOffer(turn, why);
  patch(turn, { offer });
  offerComesBack(turn);
}

/** Who has accepted, and waits for the move, learns that it will not come. */
function tellReceiver(turn: Turn, { handover, event }: Offer, person: PersonId, why: string): void {
  const text = `No longer needed: ${turn.plan.handovers[handover]?.title ?? handover}`;
  write(turn, { what: "withdrawn", name: handover, to: person, why });
  turn.commands.push({ do: "tell", key: nextId(turn, "l"), to: { person }, text, event, why: "withdrawn" });
}

function setOffer(turn: Turn, change: Partial<Offer>): void {
  patch(turn, { offer: { ...standing(turn), ...change } });
}

function standing({ state: { offer } }: Turn): Offer {
  invariant(offer !== null, "nothing is offered");
  return offer;
}
