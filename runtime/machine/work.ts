/**
 * Requests to people: asking, and the end of a request. docs/language.md, rules 1 and 6, "Who holds".
 * No request is ever without a role that answers for it. Its clock stands in
 * `work-clock.ts`, what silence leads to in `ladder.ts`.
 */
import type { Carried, Fields, Who } from "../../compiler/plan.ts";
import { invite } from "./outside.ts";
import type { Command, JournalKind, PersonId, WorkId, WorkRecord } from "./protocol.ts";
import type { Doer, Purpose, Work } from "./state.ts";
import {
  entry,
  managerOf,
  nextId,
  patch,
  setWork,
  stageOf,
  type Turn,
  takeBack,
  trackOf,
  workOf,
  write,
} from "./turn.ts";
import { clockOf, startClock } from "./work-clock.ts";

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
  /** The others whom the same task asks. */
  readonly beside?: Beside;
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
  if (person === null) pick(turn, id, "ask", to.role, to.route, request.beside);
  else {
    turn.commands.push({ do: "open work", work: work.record });
    write(turn, { what: askedAs(work), name: request.name, step: request.step, to: person });
    invite(turn, id);
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
export function pick(
  turn: Turn,
  id: WorkId,
  what: Purpose,
  role: string,
  route: string | null,
  beside?: Beside,
): void {
  const ref = nextId(turn, "p");
  setWork(turn, id, { picking: { ref, for: what } });
  const work = workOf(turn.state, id);
  // A rung may have taken back what it gives.
  if (work === undefined) return;
  const as: JournalKind = what === "give" ? "given" : what === "ask" ? askedAs(work) : "reassigned";
  // A ladder ends with whoever fills the role, though it be the one who was silent before in another.
  const missed = what === "give" ? [] : work.missed;
  const others = beside ?? askedBeside(turn, work);
  turn.commands.push({
    do: "assign",
    ref,
    work: work.record,
    role,
    route,
    first: what === "ask",
    exclude: [...missed, ...work.barred],
    ...(others !== undefined && what !== "give" && { beside: others }),
    entry: entry(turn, { what: as, name: work.record.name, step: work.record.step }),
  });
}

/** As far as they have been asked by now. */
function askedBeside(turn: Turn, { record, track }: Work): Beside | undefined {
  const waits = trackOf(turn.state, track)?.waits;
  if (waits?.on !== "works") return undefined;
  const others = waits.asked.filter(({ work }) => work !== record.id);
  return {
    works: others.filter(({ answer }) => answer === null).map(({ work }) => work),
    people: others.flatMap(({ by }) => by ?? []),
  };
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
type Beside = NonNullable<Assign["beside"]>;
type Tell = Extract<Command, { do: "tell" }>;

/** The request no longer stands; whoever was asked is told. */
export function withdrawWork(turn: Turn, work: Work, why: string): void {
  const { id, name, step, title, event } = work.record;
  takeBack(turn, (command): command is Assign => command.do === "assign" && command.work.id === id);
  const unsent = takeBack(
    turn,
    (command): command is Tell => command.do === "tell" && command.link?.work === id,
  );
  patch(turn, { work: turn.state.work.filter((other) => other.record.id !== id) });
  turn.commands.push({ do: "close work", work: id, how: "withdrawn", by: null, result: null, evidence: {} });
  write(turn, { what: "withdrawn", name, step, to: work.record.person ?? work.record.role, why });
  if (work.record.person !== null && unsent.length === 0)
    turn.commands.push({
      do: "tell",
      key: nextId(turn, "l"),
      to: { person: work.record.person },
      text: `No longer needed: ${title}`,
      event,
      why: "withdrawn",
    });
}
