/**
 * Somebody no longer fills the role in which they hold the subject or were asked (docs/language.md, rule 12). What they
 * held goes where the stage says, else to the manager of its owner; what they were asked goes with it, and what they
 * were asked beside it is passed on as if they had answered that it is not for them.
 */
import type { HolderLeft } from "../../compiler/plan.ts";
import { becomesHolder, moveWork, passOn } from "./ladder.ts";
import type { PersonId } from "./protocol.ts";
import type { Work } from "./state.ts";
import { managerOf, nextId, patch, stageOf, type Turn, write } from "./turn.ts";
import { addresseeOf, closeWork, pick } from "./work.ts";

/** In place of a track, on the search for a holder. */
const HOLDER = "holder";

/** `roles`: those that they fill from now on. */
export function personLeft(turn: Turn, person: PersonId, roles: readonly string[]): void {
  const { holder, people } = turn.state;
  const kept = Object.entries(people).filter(([role, who]) => who !== person || roles.includes(role));
  const heldAs = holder.as ?? holder.role;
  const hasLeft = holder.person === person && !roles.includes(heldAs);
  const theirs = turn.state.work.filter(
    ({ record, picking }) => record.person === person && picking === null && !roles.includes(record.role),
  );
  if (hasLeft || holder.person !== person) patch(turn, { people: Object.fromEntries(kept) });
  if (hasLeft) findHolder(turn, person, heldAs);
  // What the holder was asked as holder waits for the next one.
  for (const work of theirs) if (!hasLeft || work.record.role !== heldAs) passOn(turn, work, person);
}

/** Until somebody is found the role holds. */
function findHolder(turn: Turn, person: PersonId, heldAs: string): void {
  const { role } = turn.state.holder;
  const { title, holderLeft: rule } = stageOf(turn);
  const stage = turn.state.stage ?? "";
  const step = rule?.id ?? `${stage}/holder_left`;
  write(turn, { what: "left", name: stage, step, to: person, why: `${person} no longer fills ${heldAs}` });
  patch(turn, { holder: { role, person: null } });
  const to = nextRole(turn, rule);
  const id = nextId(turn, "w");
  const work: Work = {
    record: {
      id,
      kind: "hold",
      name: stage,
      step,
      stage,
      title,
      role: to.role,
      person: null,
      openedAt: turn.now,
      due: null,
      answers: {},
      event: null,
      carries: [],
    },
    track: HOLDER,
    ladder: "",
    firstRole: to.role,
    route: to.route,
    clockFrom: turn.now,
    rung: 0,
    rungAt: null,
    reassigned: 0,
    missed: [],
    barred: [person],
    breached: false,
    makesHolder: false,
    picking: null,
    stuck: null,
  };
  patch(turn, { work: [...turn.state.work, work] });
  pick(turn, id, "give", to.role, to.route);
}

function nextRole(turn: Turn, rule: HolderLeft | undefined): { role: string; route: string | null } {
  const { role } = turn.state.holder;
  if (rule === undefined) return { role: managerOf(turn.plan, role) ?? role, route: null };
  if (rule.then === "give") return addresseeOf(turn, rule.to);
  return { role, route: turn.plan.routes[role] ?? null };
}

/** Who was found holds the subject, and takes over what the one before was asked as its holder. */
export function holderFound(turn: Turn, search: Work, person: PersonId, role: string): void {
  const { id, title, event } = search.record;
  closeWork(turn, id, null, "given", {});
  if (turn.state.holder.person !== null) return;
  becomesHolder(turn, person, role);
  turn.commands.push({
    do: "tell",
    key: nextId(turn, "l"),
    to: { person },
    text: `You hold it from now on: ${title}`,
    event,
    why: "ladder",
  });
  const [before] = search.barred;
  for (const work of turn.state.work)
    if (work.record.person === before && work.picking === null) moveWork(turn, work, person, role);
}
