/**
 * Decisions by right: who is asked, whose answer counts, and what is approved when a field changes. Rule 10 of
 * docs/language.md. Of several people's answers the least favourable stands; nobody is waited for once the least
 * favourable of all has been given.
 */
import type { Fields, Instruction, RightLine, StepName } from "../../compiler/plan.ts";
import { holds, same, type View } from "./conditions.ts";
import { instructionOf, presentTrack, stepOf } from "./present.ts";
import type { PersonId } from "./protocol.ts";
import { isMoney, withComputed } from "./reckon.ts";
import type { Ask, Decision, Doer, Track } from "./state.ts";
import { nextId, rightOf, setTrack, type Turn, view, workOf, write } from "./turn.ts";
import { askFor, withdrawWork } from "./work.ts";

type Decide = Extract<Instruction, { do: "decide" }>;

export function startDecision(turn: Turn, track: Track, name: string): void {
  const right = rightOf(turn.plan, name);
  const asker = track.actor ?? holderAsDoer(turn);
  const decision: Decision = { right: name, asker, sum: null, ref: null, asks: [] };
  if (right.counts === null) return ask(turn, track.id, decision);
  const ref = nextId(turn, "p");
  setDecision(turn, track.id, { ...decision, ref });
  turn.commands.push({
    do: "sum",
    ref,
    field: right.counts.field,
    over: right.counts.over,
    days: right.counts.days,
  });
}

/** Nobody's act led here, so the holder asks; but nothing is recorded in the name of one who did nothing. */
function holderAsDoer(turn: Turn): Doer | null {
  const { person } = turn.state.holder;
  return person === null ? null : { person, roles: [] };
}

export function summed(turn: Turn, track: Track, decision: Decision, sum: number): void {
  ask(turn, track.id, { ...decision, sum, ref: null });
}

/**
 * Records an answer, to what the fields say by now: a decider may have changed them with it. The request itself is
 * closed by the caller.
 */
export function answered(
  turn: Turn,
  track: Track,
  decision: Decision,
  work: string,
  answer: string,
  by: PersonId,
): void {
  const wanted = linesByRole(turn, decision);
  const asks = decision.asks.map((asked) => {
    if (asked.work !== work) return asked;
    return { ...asked, version: versionOf(turn, decision, wanted.get(asked.role) ?? []), answer, by };
  });
  setDecision(turn, track.id, { ...decision, asks });
}

/** The answer that stands, or `null` while somebody's is still needed. */
export function outcomeOf(turn: Turn, decision: Decision): string | null {
  if (decision.ref !== null) return null;
  const { answers } = rightOf(turn.plan, decision.right);
  const given = decision.asks.map((asked) => (asked.answer === null ? -1 : answers.indexOf(asked.answer)));
  const least = Math.max(...given);
  const complete = given.every((index) => index >= 0) || least === answers.length - 1;
  return complete ? (answers[least] ?? null) : null;
}

/** Requests of a decision that has fallen without them. */
export function withdrawOpen(turn: Turn, decision: Decision): void {
  for (const asked of decision.asks) {
    const work = asked.answer === null && asked.work !== null ? workOf(turn.state, asked.work) : undefined;
    if (work !== undefined) withdrawWork(turn, work, "decided without it");
  }
}

/**
 * Fields have changed while people decide: who is no longer asked is let go, who is now asked is asked, and an
 * answer falls whose line reads a field that has another value than when it was given.
 */
export function reviewDecisions(turn: Turn): void {
  for (const { id, waits } of turn.state.tracks) {
    if (waits?.on !== "decision" || waits.decision.ref !== null) continue;
    if (isStale(turn, waits.decision)) ask(turn, id, waits.decision);
  }
}

function isStale(turn: Turn, decision: Decision): boolean {
  const wanted = linesByRole(turn, decision);
  if (wanted.size !== decision.asks.length) return true;
  return decision.asks.some((asked) => {
    const lines = wanted.get(asked.role);
    return lines === undefined || !sameFields(asked.version, versionOf(turn, decision, lines));
  });
}

/** Brings the requests in line with what the right says now; answers that still hold are kept. */
function ask(turn: Turn, trackId: string, decision: Decision): void {
  const wanted = linesByRole(turn, decision);
  for (const asked of decision.asks) if (!wanted.has(asked.role)) letGo(turn, decision, asked);
  const asks: Ask[] = [];
  for (const [role, lines] of wanted) {
    const version = versionOf(turn, decision, lines);
    const before = decision.asks.find((asked) => asked.role === role);
    const kept = before === undefined ? null : keep(turn, decision, before, version);
    asks.push(kept ?? askRole(turn, trackId, decision, role, version));
  }
  setDecision(turn, trackId, { ...decision, asks });
}

/** What still stands of a request when the fields are these; `null`: the role is asked anew. */
function keep(turn: Turn, decision: Decision, before: Ask, version: Fields): Ask | null {
  if (sameFields(before.version, version)) return before;
  const asker = decision.asker?.person ?? null;
  const work = before.work === null ? undefined : workOf(turn.state, before.work);
  const mayNotAnswer = asker !== null && barsTheAsker(turn, decision) && !work?.barred.includes(asker);
  if (before.answer === null && !mayNotAnswer) return { ...before, version };
  letGo(turn, decision, before);
  return null;
}

/** A request that is open is withdrawn, an answer that was given falls. */
function letGo(turn: Turn, decision: Decision, asked: Ask): void {
  const why = "what it is about has changed";
  const work = asked.work === null ? undefined : workOf(turn.state, asked.work);
  if (work !== undefined) withdrawWork(turn, work, why);
  else
    write(turn, {
      what: "withdrawn",
      name: decision.right,
      to: asked.by ?? asked.role,
      result: asked.answer,
      why,
    });
}

function askRole(turn: Turn, trackId: string, decision: Decision, role: string, version: Fields): Ask {
  const right = rightOf(turn.plan, decision.right);
  const asker = decision.asker?.person ?? null;
  const barred = barsTheAsker(turn, decision);
  const track = presentTrack(turn.state, trackId);
  const step = stepOf(track);
  const decide = instructionOf(turn.plan, track, "decide");
  const isOwn = !barred && asker !== null && decision.asker?.roles.includes(role) === true;
  if (isOwn && answersItself(turn, decide, right.answers[0]))
    return ownRight(turn, decision, role, asker, version, step);
  const work = askFor(turn, {
    kind: "decide",
    name: decision.right,
    step,
    title: right.title,
    who: isOwn ? { the: "asker" } : { role, route: null },
    ...(isOwn && { asker: { person: asker, roles: [role] } }),
    ladder: right.ladder,
    track: trackId,
    answers: Object.fromEntries(right.answers.map((answer) => [answer, needsOf(decide, answer)])),
    event: track.event,
    barred: barred && asker !== null ? [asker] : [],
  });
  return { role, work, version, answer: null, by: null };
}

/** The evidence that an answer to this decision needs. */
const needsOf = ({ needs }: Decide, answer: string): readonly string[] => needs?.[answer] ?? [];

/** Nothing is left to be said with the answer, and it is one that is recorded. */
const answersItself = (turn: Turn, decide: Decide, answer: string | undefined): boolean =>
  answer !== undefined &&
  decide.results[answer]?.then !== "reassign" &&
  needsOf(decide, answer).every((field) => (turn.state.fields[field] ?? null) !== null);

/** A right within one's own limit is exercised and recorded at once. */
function ownRight(
  turn: Turn,
  decision: Decision,
  role: string,
  asker: PersonId,
  version: Fields,
  step: StepName,
): Ask {
  const answer = rightOf(turn.plan, decision.right).answers[0] ?? null;
  write(turn, {
    what: "decided",
    name: decision.right,
    step,
    by: asker,
    result: answer,
    why: `within the right of ${role}`,
  });
  return { role, work: null, version, answer, by: asker };
}

const barsTheAsker = (turn: Turn, decision: Decision): boolean =>
  rightOf(turn.plan, decision.right).neverTheAsker.some(
    (when) => when === null || holds(when, viewFor(turn, decision)),
  );

/** The roles that are asked, each with all the lines that ask it: the highest of the order, and each `also`. */
function linesByRole(turn: Turn, decision: Decision): ReadonlyMap<string, readonly RightLine[]> {
  const right = rightOf(turn.plan, decision.right);
  const holding = right.asks.filter((line) => holds(line.when, viewFor(turn, decision)));
  const inOrder = holding.filter((line) => !line.also).map((line) => right.order.indexOf(line.role));
  // The compiler finds gaps where it can; where it cannot, the highest authority is asked.
  const highest = right.order[inOrder.length === 0 ? right.order.length - 1 : Math.max(...inOrder)];
  const roles = [
    ...(highest === undefined ? [] : [highest]),
    ...holding.filter((line) => line.also).map((line) => line.role),
  ];
  return new Map(roles.map((role) => [role, holding.filter((line) => line.role === role)]));
}

/** A counted field reads as the sum over the account, so that a deal split in two is one deal. */
function viewFor(turn: Turn, decision: Decision): View {
  const base = view(turn);
  const { counts } = rightOf(turn.plan, decision.right);
  if (counts === null || decision.sum === null) return base;
  const own = base.fields[counts.field] ?? null;
  const counted = isMoney(own)
    ? { ...own, amount: Math.max(own.amount, decision.sum) }
    : typeof own === "number"
      ? Math.max(own, decision.sum)
      : own;
  // What is worked out from it counts the sum, too; where it is worked out itself, the sum is what counts.
  const fields = withComputed(turn.plan.computed, { ...base.fields, [counts.field]: counted });
  return { ...base, fields: { ...fields, [counts.field]: counted } };
}

const versionOf = (turn: Turn, decision: Decision, lines: readonly RightLine[]): Fields => {
  const { fields } = viewFor(turn, decision);
  return Object.fromEntries(
    lines.flatMap((line) => line.reads).map((field) => [field, fields[field] ?? null]),
  );
};

const sameFields = (a: Fields, b: Fields): boolean =>
  Object.keys(a).length === Object.keys(b).length &&
  Object.entries(a).every(([name, value]) => same(value, b[name] ?? null));

const setDecision = (turn: Turn, trackId: string, decision: Decision): void =>
  setTrack(turn, trackId, { waits: { on: "decision", decision } });
