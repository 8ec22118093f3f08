/**
 * Requests to people: asking, the clock, and the end of a request. docs/language.md, rules 1 and 6, "Who holds".
 * No request is ever without a role that answers for it. What silence leads to stands in `ladder.ts`.
 */
import type { Carried, Duration, Fields, Instant, Who } from "../../compiler/plan.ts";
import { addRunning } from "./clock.ts";
import type { Command, Event, JournalKind, PersonId, WorkId, WorkRecord } from "./protocol.ts";
import type { Doer, Purpose, Work } from "./state.ts";
import {
  calendarOf,
  entry,
  ladderOf,
  managerOf,
  nextId,
  patch,
  setWork,
  stageOf,
  type Turn,
  takeBack,
  workOf,
  write,
} from "./turn.ts";

/** What is asked of whom. */
export interface Request {
  readonly kind: WorkRecord["kind"];
  readonly name: string;
  readonly step: string;
  readonly title: string;
  readonly who: Who;
  /** Who is meant by `the asker`: the person whose act led here. */
  readonly asker?: Doer | null;
  readonly ladder: string;
  /** The clock counts from the latest of these; empty: from now. */
  readonly countedFrom?: readonly string[];
  readonly track: string;
  readonly answers: Readonly<Record<string, readonly string[]>>;
  readonly event: string | null;
  readonly carries?: readonly Carried[];
  readonly barred?: readonly PersonId[];
}

/** Someone in particular, or a role of which one is picked. */
interface Addressee {
  readonly role: string;
  readonly person: PersonId | null;
  readonly route: string | null;
}

export function askFor(turn: Turn, request: Request): WorkId {
  const to = addresseeOf(turn, request.who, request.asker ?? null);
  const id = nextId(turn, "w");
  const byHolder = "the" in request.who && request.who.the === "holder";
  const barred = request.barred ?? [];
  const person = to.person !== null && !barred.includes(to.person) ? to.person : null;
  const { clockFrom, startsOn } = clockOf(turn, request.countedFrom ?? []);
  const work = startClock(turn, {
    record: {
      id,
      kind: request.kind,
      name: request.name,
      step: request.step,
      stage: turn.state.stage ?? "",
      title: request.title,
      role: to.role,
      person,
      openedAt: turn.now,
      due: null,
      answers: request.answers,
      event: request.event,
      carries: request.carries ?? [],
    },
    track: request.track,
    ladder: request.ladder,
    firstRole: to.role,
    ...(request.asker == null ? {} : { asker: request.asker }),
    route: to.route,
    clockFrom,
    ...(startsOn && { startsOn }),
    rung: 0,
    rungAt: null,
    reassigned: 0,
    missed: [],
    barred,
    breached: false,
    makesHolder: byHolder && turn.state.holder.person === null,
    picking: null,
    stuck: null,
  });
  patch(turn, { work: [...turn.state.work, work] });
  if (person === null) pick(turn, id, "ask", to.role, to.route);
  else {
    turn.commands.push({ do: "open work", work: work.record });
    write(turn, { what: askedAs(work), name: request.name, step: request.step, to: person });
  }
  return id;
}

/** Who is meant, as of now. A `who` that names nobody in particular falls to the stage's owner. */
export function addresseeOf(turn: Turn, who: Who, asker: Doer | null = null): Addressee {
  const { plan, state } = turn;
  const ofRole = (role: string, route: string | null): Addressee => ({
    role,
    person: null,
    route: route ?? plan.routes[role] ?? null,
  });
  if ("role" in who) return ofRole(who.role, who.route);
  const { holder } = state;
  switch (who.the) {
    case "manager":
      return ofRole(managerOf(plan, holder.role) ?? holder.role, null);
    case "owner":
      return ofRole(stageOf(turn).owner, null);
    case "asker":
      return asker === null
        ? addresseeOf(turn, { the: "holder" })
        : { ...ofRole(roleOfAsker(turn, asker), null), person: asker.person };
    default:
      return { ...ofRole(holder.role, null), role: holder.as ?? holder.role, person: holder.person };
  }
}

/** Of their roles the one that holds, else the first that the journey knows: their clock counts in its hours. */
function roleOfAsker({ plan, state }: Turn, { roles }: Doer): string {
  const { role } = state.holder;
  return roles.includes(role) ? role : (roles.find((one) => plan.roles[one] !== undefined) ?? role);
}

const askedAs = (work: Work): JournalKind => (work.record.kind === "accept" ? "offered" : "asked");

/** Asks the world for somebody of this role; the answer comes to `picked`. */
export function pick(turn: Turn, id: WorkId, what: Purpose, role: string, route: string | null): void {
  const ref = nextId(turn, "p");
  setWork(turn, id, { picking: { ref, for: what } });
  const work = workOf(turn.state, id);
  if (work === undefined) return;
  const as: JournalKind = what === "give" ? "given" : what === "ask" ? askedAs(work) : "reassigned";
  // A ladder ends with whoever fills the role, though it be the one who was silent before in another.
  const missed = what === "give" ? [] : work.missed;
  turn.commands.push({
    do: "assign",
    ref,
    work: work.record,
    role,
    route,
    first: what === "ask",
    exclude: [...missed, ...work.barred],
    entry: entry(turn, { what: as, name: work.record.name, step: work.record.step }),
  });
}

// ── The clock ──────────────────────────────────────────────────────────────────────────────

/** Sets when the clock runs out and when the next rung comes, in the hours of the role that is asked. */
export function startClock(turn: Turn, work: Work): Work {
  if (work.startsOn !== undefined) return { ...work, rungAt: null };
  const calendar = calendarOf(turn.plan, work.record.role);
  const ladder = ladderOf(turn.plan, work.ladder);
  const due = addRunning(calendar, work.clockFrom, ladder.within, turn.state.pauses);
  return {
    ...work,
    record: { ...work.record, due },
    rungAt: rungTime(turn, { ...work, record: { ...work.record, due } }, work.rung),
  };
}

/** `counted from EVENT` (rule 6): from when it last happened in this journey; else the clock waits until it does. */
function clockOf(turn: Turn, events: readonly string[]): Pick<Work, "clockFrom" | "startsOn"> {
  const seen = events.flatMap((kind) => turn.state.lastInJourney[kind] ?? []);
  if (events.length > 0 && seen.length === 0) return { clockFrom: turn.now, startsOn: events };
  return { clockFrom: Math.max(...seen, ...(events.length === 0 ? [turn.now] : [])) };
}

/** Starts the clocks that waited for this event. */
export function startClocks(turn: Turn, event: Event): void {
  for (const { startsOn, ...work } of turn.state.work) {
    if (!startsOn?.includes(event.kind)) continue;
    const started = startClock(turn, { ...work, clockFrom: event.at });
    patch(turn, {
      work: turn.state.work.map((other) => (other.record.id === work.record.id ? started : other)),
    });
    if (work.picking === null) turn.commands.push({ do: "open work", work: started.record });
  }
}

/** `at last` comes with the end of the clock or the rung before it, whichever is later. */
export function rungTime(turn: Turn, work: Work, index: number): Instant | null {
  const { rungs, within } = ladderOf(turn.plan, work.ladder);
  const rung = rungs[index];
  if (rung === undefined) return null;
  const calendar = calendarOf(turn.plan, work.record.role);
  const after = (length: Duration): Instant =>
    addRunning(calendar, work.clockFrom, length, turn.state.pauses);
  if (rung.at !== "last") return after(rung.at);
  const earlier = rungs.slice(0, index).map((before) => (before.at === "last" ? 0 : after(before.at)));
  return Math.max(after(within), ...earlier);
}

// ── The end of a request ──────────────────────────────────────────────────────────────────────────────────

export function closeWork(
  turn: Turn,
  id: WorkId,
  by: PersonId | null,
  result: string | null,
  evidence: Fields,
): void {
  patch(turn, { work: turn.state.work.filter((work) => work.record.id !== id) });
  turn.commands.push({ do: "close work", work: id, how: "done", by, result, evidence });
}

type Assign = Extract<Command, { do: "assign" }>;

/** The request no longer stands; whoever was asked is told. */
export function withdrawWork(turn: Turn, work: Work, why: string): void {
  const { id, name, step, title, event } = work.record;
  takeBack(turn, (command): command is Assign => command.do === "assign" && command.work.id === id);
  patch(turn, { work: turn.state.work.filter((other) => other.record.id !== id) });
  turn.commands.push({ do: "close work", work: id, how: "withdrawn", by: null, result: null, evidence: {} });
  write(turn, { what: "withdrawn", name, step, to: work.record.person ?? work.record.role, why });
  if (work.record.person !== null)
    turn.commands.push({
      do: "tell",
      key: nextId(turn, "l"),
      to: { person: work.record.person },
      text: `No longer needed: ${title}`,
      event,
      why: "withdrawn",
    });
}
