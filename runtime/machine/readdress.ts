/**
 * The address of somebody outside has changed: what they were asked goes to whoever is there now, on a new clock, and
 * what nobody could be asked is asked at once (docs/language.md, section 3.7).
 */
import { climb } from "./ladder.ts";
import { invite } from "./outside.ts";
import { presentWork } from "./present.ts";
import type { Work } from "./state.ts";
import { setWork, type Turn, workOf, write } from "./turn.ts";
import { startClock } from "./work-clock.ts";

/** `before`: the requests at the beginning of the turn; later ones know the new address. */
export function readdress(turn: Turn, fields: readonly string[], before: readonly Work[]): void {
  // Once it goes on, whoever is outside is written to anew.
  if (turn.state.stage === null || turn.state.paused !== null) return;
  for (const { record } of before) {
    const work = workOf(turn.state, record.id);
    if (work === undefined || work.picking !== null) continue;
    const field = turn.plan.roles[work.record.role]?.outside?.at;
    if (field === undefined || !fields.includes(field)) continue;
    if ((turn.state.fields[field] ?? null) === null) continue;
    if (work.stuck !== null) climb(turn, work);
    else askAnew(turn, work, field);
  }
}

function askAnew(turn: Turn, work: Work, field: string): void {
  const { id, name, step, person } = work.record;
  setWork(turn, id, startClock(turn, { ...work, clockFrom: turn.now, rung: 0, breached: false }));
  turn.commands.push({ do: "open work", work: presentWork(turn.state, id).record });
  write(turn, { what: "reassigned", name, step, to: person, why: `${field} has changed` });
  invite(turn, id);
}
