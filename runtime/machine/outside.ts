/**
 * What is asked of somebody outside the company (docs/language.md, section 3.7): it reaches them by a letter, with a
 * link that answers this one request, until it expires.
 */
import type { Instant, Outside } from "../../compiler/plan.ts";
import { addRunning } from "./clock.ts";
import { presentWork } from "./present.ts";
import type { Link } from "./protocol.ts";
import type { Work } from "./state.ts";
import { calendarOf, ladderOf, nextId, setWork, type Turn, workOf } from "./turn.ts";
import { rungTime } from "./work-clock.ts";

/** For what no clock ends, ms. */
const LONGEST = 90 * 24 * 60 * 60_000;

/** Writes to whoever is asked, if they are outside. */
export function invite(turn: Turn, id: string): void {
  const link = linkFor(turn, id);
  if (link === null) return;
  const { person, title, event } = presentWork(turn.state, id).record;
  if (person === null) return;
  turn.commands.push({
    do: "tell",
    key: nextId(turn, "l"),
    to: { person },
    text: title,
    event,
    why: "asked",
    link,
  });
}

/** A link that is good from now on; `null`: whoever is asked answers inside. */
export function linkFor(turn: Turn, id: string): Link | null {
  const work = workOf(turn.state, id);
  // A rung may have taken back what it reminds of, and the search for a holder asks nobody.
  if (work === undefined || work.record.kind === "hold") return null;
  const outside = turn.plan.roles[work.record.role]?.outside;
  if (outside === undefined) return null;
  const until = endOf(turn, work, outside);
  setWork(turn, id, { linkUntil: until });
  return { work: id, until };
}

/** As the role says; else for as long as the ladder leaves it with them, or the stage lasts. */
function endOf(turn: Turn, work: Work, { linkFor: length }: Outside): Instant {
  const { now, plan, state } = turn;
  if (length !== undefined) return addRunning(calendarOf(plan, work.record.role), now, length, state.pauses);
  const { rungs } = ladderOf(plan, work.ladder);
  const isTaken = rungs.at(-1)?.actions.some((action) => action.do === "give" || action.do === "take back");
  const taken = isTaken && work.startsOn === undefined ? rungTime(turn, work, rungs.length - 1) : null;
  return Math.max(now, taken ?? state.boundAt ?? now + LONGEST);
}
