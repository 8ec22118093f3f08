/**
 * Requests to people: asking, the clock and its ladder, and the end of a request. Rules: docs/language.md,
 * "Clocks" and "Ladders". No request is ever without a role that answers for it, and no ladder ends in silence.
 */
import { addDuration } from "../../compiler/calendar-time.ts";
import type { Carried, Fields, Instant, Rung, Who } from "../../compiler/plan.ts";
import type { Command, CommandResult, JournalKind, PersonId, WorkId, WorkRecord } from "./protocol.ts";
import type { Purpose, Work } from "./state.ts";
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
  readonly asker?: PersonId | null;
  readonly ladder: string;
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
    route: to.route,
    clockFrom: turn.now,
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
export function addresseeOf(turn: Turn, who: Who, asker: PersonId | null = null): Addressee {
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
      return { ...ofRole(holder.role, null), person: asker ?? holder.person };
    default:
      return { ...ofRole(holder.role, null), person: holder.person };
  }
}

const askedAs = (work: Work): JournalKind => (work.record.kind === "accept" ? "offered" : "asked");

function pick(turn: Turn, id: WorkId, what: Purpose, role: string, route: string | null): void {
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

/** A person was found for a request, or nobody. Answers whether the request was given for good. */
export function picked(
  turn: Turn,
  work: Work,
  result: Extract<CommandResult, { role: string }>,
): { given: PersonId | null } {
  const id = work.record.id;
  const purpose = work.picking?.for ?? "ask";
  setWork(turn, id, { picking: null });
  if (result.person === null) {
    nobodyFound(turn, work, purpose, result.role);
    return { given: null };
  }
  hold(turn, id, result.person, result.role, purpose);
  if (purpose === "reassign") tellOfReassignment(turn, work);
  return { given: purpose === "give" ? result.person : null };
}

/** From now on this person is asked. A reassignment and an answer in another role's hours start the clock anew. */
function hold(turn: Turn, id: WorkId, person: PersonId, role: string, purpose: Purpose): void {
  const work = workOf(turn.state, id);
  if (work === undefined) return;
  const before = work.record;
  const asked: Work = { ...work, record: { ...before, person, role }, stuck: null };
  if (purpose === "give") setWork(turn, id, { ...asked, rungAt: null });
  else if (purpose === "ask") setWork(turn, id, askedFirst(turn, work, asked));
  else {
    const reassigned = work.reassigned + (purpose === "reassign" ? 1 : 0);
    setWork(
      turn,
      id,
      startClock(turn, { ...asked, clockFrom: turn.now, rung: 0, breached: false, reassigned }),
    );
  }
  const after = workOf(turn.state, id);
  if (after === undefined) return;
  if (after.record.due !== before.due) turn.commands.push({ do: "open work", work: after.record });
  if (work.makesHolder)
    patch(turn, {
      holder: { role: turn.state.holder.role, person },
      people: { ...turn.state.people, [turn.state.holder.role]: person },
    });
}

/** The clock began with the request, unless nobody could be asked until now. */
function askedFirst(turn: Turn, before: Work, asked: Work): Work {
  if (before.stuck !== null)
    return startClock(turn, { ...asked, clockFrom: turn.now, rung: 0, breached: false });
  return asked.record.role === before.record.role ? asked : startClock(turn, asked);
}

/** An empty role falls to its manager; a reassignment that finds nobody new goes on to the next rung. */
function nobodyFound(turn: Turn, work: Work, purpose: Purpose, role: string): void {
  if (purpose === "reassign" || purpose === "pass on") return nextRung(turn, work.record.id);
  const above = managerOf(turn.plan, role);
  if (above === null) waitForSomebody(turn, work, purpose);
  else pick(turn, work.record.id, purpose, above, null);
}

/** Visible, with whoever fills the role free to answer, and looked into again each business day. */
function waitForSomebody(turn: Turn, work: Work, purpose: Purpose): void {
  const { id, name, step, role } = work.record;
  const rungAt = addDuration(calendarOf(turn.plan, role), turn.now, { businessDays: 1 });
  setWork(turn, id, { stuck: purpose, rungAt });
  if (work.stuck !== null) return;
  write(turn, { what: "stuck", name, step, to: role, why: `nobody can be found for ${role}, nor above` });
  turn.commands.push({ do: "open work", work: work.record });
}

/** The role that a request of this purpose is for, before anyone above it. */
const roleFor = (turn: Turn, work: Work, purpose: Purpose): string => {
  const gives = ladderOf(turn.plan, work.ladder).rungs[work.rung - 1]?.actions.find(
    (action) => action.do === "give",
  );
  return purpose === "give" && gives !== undefined ? ladderRole(turn, work, gives.to) : work.firstRole;
};

// ── The clock and the ladder ──────────────────────────────────────────────────────────────────────────────

/** Sets when the clock runs out and when the next rung comes, in the hours of the role that is asked. */
function startClock(turn: Turn, work: Work): Work {
  const calendar = calendarOf(turn.plan, work.record.role);
  const ladder = ladderOf(turn.plan, work.ladder);
  const due = addDuration(calendar, work.clockFrom, ladder.within);
  return {
    ...work,
    record: { ...work.record, due },
    rungAt: rungTime(turn, { ...work, record: { ...work.record, due } }, work.rung),
  };
}

/** `at last` comes with the end of the clock or the rung before it, whichever is later. */
function rungTime(turn: Turn, work: Work, index: number): Instant | null {
  const { rungs, within } = ladderOf(turn.plan, work.ladder);
  const rung = rungs[index];
  if (rung === undefined) return null;
  const calendar = calendarOf(turn.plan, work.record.role);
  if (rung.at !== "last") return addDuration(calendar, work.clockFrom, rung.at);
  const earlier = rungs
    .slice(0, index)
    .map((before) => (before.at === "last" ? 0 : addDuration(calendar, work.clockFrom, before.at)));
  return Math.max(addDuration(calendar, work.clockFrom, within), ...earlier);
}

/** The clock has run out on whoever was asked. */
export function breach(turn: Turn, work: Work): void {
  setWork(turn, work.record.id, { breached: true });
  write(turn, {
    what: "breached",
    name: work.record.name,
    step: work.record.step,
    to: work.record.person ?? work.record.role,
  });
}

/** Takes the rung that has come, and waits for the one after it. */
export function climb(turn: Turn, work: Work): void {
  const { stuck } = work;
  if (stuck !== null) {
    const route = stuck === "ask" ? work.route : null;
    return pick(turn, work.record.id, stuck, roleFor(turn, work, stuck), route);
  }
  const rung = ladderOf(turn.plan, work.ladder).rungs[work.rung];
  if (rung === undefined) return setWork(turn, work.record.id, { rungAt: null });
  const reassign = rung.actions.find((action) => action.do === "reassign");
  if (reassign !== undefined) return reassignOr(turn, work, reassign.atMost);
  setWork(turn, work.record.id, { rung: work.rung + 1, rungAt: rungTime(turn, work, work.rung + 1) });
  takeActions(turn, work, rung);
}

function reassignOr(turn: Turn, work: Work, atMost: number): void {
  if (work.reassigned >= atMost) return nextRung(turn, work.record.id);
  const { person } = work.record;
  setWork(turn, work.record.id, {
    missed: person === null ? work.missed : [...work.missed, person],
    rungAt: null,
  });
  pick(turn, work.record.id, "reassign", work.firstRole, work.route);
}

/** The rung cannot be done: the next one comes at once. */
function nextRung(turn: Turn, id: WorkId): void {
  const work = workOf(turn.state, id);
  if (work === undefined) return;
  const next = { ...work, rung: work.rung + 1 };
  setWork(turn, id, { rung: next.rung });
  climb(turn, next);
}

/** What stands beside `reassign` on its rung. */
function tellOfReassignment(turn: Turn, work: Work): void {
  const rung = ladderOf(turn.plan, work.ladder).rungs[work.rung];
  if (rung !== undefined) takeActions(turn, work, rung);
}

function takeActions(turn: Turn, work: Work, rung: Rung): void {
  const { id, name, step, title, event } = work.record;
  for (const action of rung.actions) {
    switch (action.do) {
      case "remind":
        write(turn, { what: "reminded", name, step, to: work.record.person ?? work.record.role });
        turn.commands.push({
          do: "tell",
          key: nextId(turn, "l"),
          to: askedNow(work),
          text: `Reminder: ${title}`,
          event,
          why: "remind",
        });
        break;
      case "tell": {
        const role = ladderRole(turn, work, action.who);
        write(turn, { what: "escalated", name, step, to: role });
        turn.commands.push({
          do: "tell",
          key: nextId(turn, "l"),
          to: { role },
          text: `Not answered in time: ${title}`,
          event,
          why: "ladder",
        });
        break;
      }
      case "give":
        setWork(turn, id, { rungAt: null, missed: missedNow(work) });
        pick(turn, id, "give", ladderRole(turn, work, action.to), null);
        break;
      case "note":
        write(turn, {
          what: "noted",
          name,
          step,
          to: work.record.person ?? work.record.role,
          why: "nobody answered in time",
        });
        setWork(turn, id, { rungAt: null });
        break;
      case "stay open":
        setWork(turn, id, { rungAt: null });
        break;
      case "reassign":
        break;
    }
  }
}

const missedNow = (work: Work): readonly PersonId[] =>
  work.record.person === null ? work.missed : [...work.missed, work.record.person];

const askedNow = (work: Work) =>
  work.record.person === null ? { role: work.record.role } : { person: work.record.person };

/** On a ladder `the manager` is that of the role first asked. */
function ladderRole(turn: Turn, work: Work, who: Who): string {
  if ("role" in who) return who.role;
  if (who.the === "manager") return managerOf(turn.plan, work.firstRole) ?? work.firstRole;
  return addresseeOf(turn, who).role;
}

/** Someone answered that it is not for them: another is asked, else the ladder goes on. */
export function passOn(turn: Turn, work: Work): void {
  const { rungs } = ladderOf(turn.plan, work.ladder);
  const rung = rungs.findIndex((candidate) => candidate.actions.some((action) => action.do === "reassign"));
  setWork(turn, work.record.id, {
    missed: missedNow(work),
    rung: rung === -1 ? rungs.length - 2 : rung,
    rungAt: null,
  });
  pick(turn, work.record.id, "pass on", work.firstRole, work.route);
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
