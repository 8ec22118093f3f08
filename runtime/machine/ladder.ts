/**
 * What silence leads to, and what nobody being there does: docs/language.md, rule 12, "Ladders". No ladder ends in
 * silence: it is given to somebody, stays open with who was asked, or is visibly stuck and looked into again.
 */
import { addDuration } from "../../compiler/calendar-time.ts";
import type { Leave, Rung, Who } from "../../compiler/plan.ts";
import { approvalNeverCame } from "./message.ts";
import { invite, linkFor } from "./outside.ts";
import { presentWork } from "./present.ts";
import type { CommandResult, PersonId, WorkId } from "./protocol.ts";
import type { Purpose, Work } from "./state.ts";
import {
  calendarOf,
  holderOfRole,
  ladderOf,
  managerOf,
  nextId,
  noteHolder,
  patch,
  setWork,
  type Turn,
  trackOf,
  write,
} from "./turn.ts";
import { addresseeOf, pick, withdrawWork } from "./work.ts";
import { rungTime, startClock } from "./work-clock.ts";

// ── Silence ───────────────────────────────────────────────────────────────────────────────────────────────

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
  setWork(turn, work.record.id, { missed: missedNow(work), rungAt: null });
  pick(turn, work.record.id, "reassign", work.firstRole, work.route);
}

/** The rung cannot be done: the next one comes at once. */
function nextRung(turn: Turn, id: WorkId): void {
  const work = presentWork(turn.state, id);
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
  noteRung(turn, work, rung);
  for (const action of rung.actions) {
    switch (action.do) {
      case "remind":
        write(turn, { what: "reminded", name, step, to: work.record.person ?? work.record.role });
        remind(turn, work);
        break;
      case "tell": {
        const { role, person } = toldOf(turn, work, action.who);
        write(turn, { what: "escalated", name, step, to: person ?? role });
        turn.commands.push({
          do: "tell",
          key: nextId(turn, "l"),
          to: person === null ? { role } : { person },
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
        if (!approvalNeverCame(turn, work)) setWork(turn, id, { rungAt: null });
        break;
      case "take back":
        takeSubjectBack(turn, work, action.leave);
        break;
      case "stay open":
        setWork(turn, id, { rungAt: null });
        break;
      case "reassign":
        break;
    }
  }
}

function remind(turn: Turn, work: Work): void {
  const { title, event } = work.record;
  const link = linkFor(turn, work.record.id);
  turn.commands.push({
    do: "tell",
    key: nextId(turn, "l"),
    to: askedNow(work),
    text: `Reminder: ${title}`,
    event,
    why: "remind",
    ...(link && { link }),
  });
}

function noteRung(turn: Turn, { ladder }: Work, rung: Rung): void {
  turn.reached.push({ at: `ladder ${ladder}`, way: String(ladderOf(turn.plan, ladder).rungs.indexOf(rung)) });
}

/** What was asked no longer stands, and the subject goes where the ladder says. */
function takeSubjectBack(turn: Turn, work: Work, leave: Leave): void {
  const { id, name, step, event } = work.record;
  const isWaiting = trackOf(turn.state, work.track) !== undefined;
  setWork(turn, id, { rungAt: null });
  turn.takenBack = { leave, track: isWaiting ? work.track : null, name, step, event };
  withdrawWork(turn, work, "nobody answered in time, and it was taken back");
}

const missedNow = (work: Work): readonly PersonId[] =>
  work.record.person === null ? work.missed : [...work.missed, work.record.person];

const askedNow = (work: Work) =>
  work.record.person === null ? { role: work.record.role } : { person: work.record.person };

/** `the asker` is a person; of whoever else is told, the role. */
const toldOf = (turn: Turn, work: Work, who: Who): { role: string; person: PersonId | null } =>
  "the" in who && who.the === "asker"
    ? addresseeOf(turn, who, work.asker)
    : { role: ladderRole(turn, work, who), person: null };

/** On a ladder `the manager` is that of the role first asked. */
function ladderRole(turn: Turn, work: Work, who: Who): string {
  if ("role" in who) return who.role;
  if (who.the === "manager") return managerOf(turn.plan, work.firstRole) ?? work.firstRole;
  return addresseeOf(turn, who).role;
}

/** Someone answered that it is not for them: another is asked, else the ladder goes on. */
export function passOn(turn: Turn, work: Work, by: PersonId): void {
  const { rungs } = ladderOf(turn.plan, work.ladder);
  const rung = rungs.findIndex((candidate) => candidate.actions.some((action) => action.do === "reassign"));
  setWork(turn, work.record.id, {
    missed: [...work.missed, by],
    rung: rung === -1 ? rungs.length - 2 : rung,
    rungAt: null,
  });
  pick(turn, work.record.id, "pass on", work.firstRole, work.route);
}

/** The request goes along with the subject to somebody else, and its clock starts anew. */
export function moveWork(turn: Turn, work: Work, person: PersonId, role: string): void {
  const record = { ...work.record, person, role };
  const { name, step } = record;
  const moved = {
    ...work,
    record,
    missed: missedNow(work),
    clockFrom: turn.now,
    rung: 0,
    breached: false,
    ...unlinked(work),
  };
  const asked = startClock(turn, { ...moved, stuck: null });
  setWork(turn, record.id, asked);
  turn.commands.push({ do: "open work", work: asked.record });
  write(turn, { what: "reassigned", name, step, to: person, why: "it goes along with the subject" });
  invite(turn, record.id);
}

// ── Somebody is found, or nobody ──────────────────────────────────────────────────────────────────────────

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

/** The link of whoever was asked before answers nothing any more. */
const unlinked = ({ linkUntil }: Work): Partial<Work> => (linkUntil === undefined ? {} : { linkUntil: null });

/** From now on this person is asked. A reassignment and an answer in another role's hours start the clock anew. */
function hold(turn: Turn, id: WorkId, person: PersonId, role: string, purpose: Purpose): void {
  const work = presentWork(turn.state, id);
  const before = work.record;
  const asked: Work = { ...work, record: { ...before, person, role }, stuck: null, ...unlinked(work) };
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
  const after = presentWork(turn.state, id).record;
  if (after.due !== before.due) turn.commands.push({ do: "open work", work: after });
  invite(turn, id);
  // What spans the stages may be answered for where another role holds by now.
  if (work.makesHolder && turn.state.holder.role === work.firstRole) becomesHolder(turn, person, role);
}

/** `role`: the one in which they were found. */
export function becomesHolder(turn: Turn, person: PersonId, role: string): void {
  noteHolder(turn, turn.state.holder.role, person, role);
  patch(turn, { holder: holderOfRole(turn.state, turn.state.holder.role) });
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

/**
 * Visible, with whoever fills the role free to answer, and looked into again each business day for as long as the stage
 * lasts. The owner of the journey is told once: of those above the role there is nobody to tell.
 */
function waitForSomebody(turn: Turn, work: Work, purpose: Purpose): void {
  const { id, name, step, role, title, event } = work.record;
  const rungAt = addDuration(calendarOf(turn.plan, role), turn.now, { businessDays: 1 });
  setWork(turn, id, { stuck: purpose, rungAt });
  if (work.stuck !== null) return;
  write(turn, { what: "stuck", name, step, to: role, why: `nobody can be found for ${role}, nor above` });
  turn.commands.push({ do: "open work", work: work.record });
  turn.commands.push({
    do: "tell",
    key: nextId(turn, "l"),
    to: { role: turn.plan.owner },
    text: `Nobody can be found to answer as ${role}: ${title}`,
    event,
    why: "ladder",
  });
}

/** The role that a request of this purpose is for, before anyone above it. */
const roleFor = (turn: Turn, work: Work, purpose: Purpose): string => {
  if (work.record.kind === "hold") return work.firstRole;
  const gives = ladderOf(turn.plan, work.ladder).rungs[work.rung - 1]?.actions.find(
    (action) => action.do === "give",
  );
  return purpose === "give" && gives !== undefined ? ladderRole(turn, work, gives.to) : work.firstRole;
};
