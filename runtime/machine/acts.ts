/** What people do, once it has been found to count: accepting, declining, completing, deciding. */
import { invariant } from "../../compiler/invariant.ts";
import type { Fields } from "../../compiler/plan.ts";
import { answered } from "./decision.ts";
import { noteAnswer } from "./did.ts";
import { request } from "./handlers.ts";
import { passOn } from "./ladder.ts";
import { approvalSaid } from "./message.ts";
import { offerComesBack, offerDeclined, offerTaken } from "./offer.ts";
import type { Act, Actor, Answer } from "./protocol.ts";
import { labelOf, refusal, requestNamed } from "./refusal.ts";
import { depart, followOffer } from "./settle.ts";
import type { Doer, Offer, Track, Work } from "./state.ts";
import { taskAnswered } from "./task.ts";
import { follow, startTrack } from "./tracks.ts";
import {
  change,
  DECLINE,
  handoverOf,
  instructionAt,
  isKnown,
  nextId,
  rightOf,
  setTrack,
  type Turn,
  trackOf,
  workOf,
  write,
} from "./turn.ts";
import { closeWork } from "./work.ts";

export function takeAct(turn: Turn, actor: Actor, act: Act): void {
  const refused = refusal(turn.plan, turn.state, actor, act, turn.now);
  const work = act.do === "request" ? undefined : workOf(turn.state, act.work);
  if (refused !== null) {
    const name = act.do === "request" ? act.name : (work?.record.name ?? act.work);
    write(turn, { what: "ignored", name, by: actor.person, result: act.do, why: refused.message });
  } else if (act.do === "request") takeRequest(turn, actor, act.name, act.evidence);
  else if (work !== undefined) takeAnswer(turn, work, actor, act);
}

/** Written down as work that was never asked for: who did it, as what, and with what evidence. */
function takeRequest(turn: Turn, actor: Actor, name: string, evidence: Fields): void {
  const handler = requestNamed(turn.plan, turn.state, name);
  invariant(handler !== undefined, `the stage lets nobody do ${name}`);
  const { id: step, needs } = handler;
  const id = nextId(turn, "w");
  turn.commands.push({
    do: "open work",
    work: {
      id,
      kind: "request",
      name,
      step,
      stage: turn.state.stage ?? "",
      title: name,
      role: handler.by.find((role) => actor.roles.includes(role)) ?? "",
      person: actor.person,
      openedAt: turn.now,
      due: null,
      answers: { requested: needs },
      event: null,
      carries: [],
    },
  });
  closeWork(turn, id, actor.person, "requested", evidence);
  write(turn, { what: "requested", name, step, by: actor.person });
  learn(turn, actor, needs, evidence);
  const departure = request(turn, handler, doerOf(actor));
  if (departure !== null) depart(turn, departure);
}

function takeAnswer(turn: Turn, work: Work, actor: Actor, act: Answer): void {
  switch (act.do) {
    case "accept":
      return accept(turn, work, actor);
    case "decline":
      return decline(turn, work, actor, act.reason, act.evidence);
    case "complete":
      return complete(turn, work, actor, labelOf(act, Object.keys(work.record.answers)) ?? "", act.evidence);
    case "decide":
      return decide(turn, work, actor, act.answer, act.evidence);
  }
}

function accept(turn: Turn, work: Work, actor: Actor): void {
  closeWork(turn, work.record.id, actor.person, "accept", {});
  write(turn, { what: "accepted", name: work.record.name, step: work.record.step, by: actor.person });
  offerTaken(turn, actor.person, work.record.role);
  followOffer(turn);
}

const doerOf = ({ person, roles }: Actor): Doer => ({ person, roles });

/** A decline reaches the owner of the rule that sent it (rule 11), then goes where its reason says. */
function decline(turn: Turn, work: Work, actor: Actor, reason: string, evidence: Fields): void {
  const { offer } = turn.state;
  const body = handoverOf(turn.plan, work.record.name).decline?.reasons[reason];
  invariant(offer !== null && body !== undefined, `${work.record.name} is not declined as ${reason}`);
  write(turn, {
    what: "declined",
    name: work.record.name,
    step: work.record.step,
    by: actor.person,
    result: reason,
  });
  tellRuleOwner(turn, offer, actor, reason);
  learn(turn, actor, work.record.answers[reason] ?? [], evidence);
  if (body.then === "reassign") return passOn(turn, work, actor.person);
  closeWork(turn, work.record.id, actor.person, reason, evidence);
  switch (body.then) {
    case "stay":
      return offerComesBack(turn);
    case "leave":
      offerDeclined(turn);
      return depart(turn, {
        leave: body.leave,
        track: DECLINE,
        event: offer.event,
        bound: false,
        cause: { step: work.record.step, by: actor.person, why: reason },
      });
    case "go":
      offerDeclined(turn);
      return startTrack(turn, DECLINE, body.step, { event: offer.event, actor: doerOf(actor) });
  }
}

function tellRuleOwner(turn: Turn, offer: Offer, actor: Actor, reason: string): void {
  turn.commands.push({
    do: "tell",
    key: nextId(turn, "l"),
    to: { role: offer.leave.ruleOwner },
    text: `${actor.person} declined ${offer.handover}: ${reason}`,
    event: offer.event,
    why: "decline",
  });
}

function complete(turn: Turn, work: Work, actor: Actor, label: string, evidence: Fields): void {
  const { record } = work;
  learn(turn, actor, record.answers[label] ?? [], evidence);
  const track = trackOf(turn.state, work.track);
  const isReassigned = taskBody(turn, work, track, label)?.then === "reassign";
  write(turn, { what: "completed", name: record.name, step: record.step, by: actor.person, result: label });
  if (isReassigned) return passOn(turn, work, actor.person);
  closeWork(turn, record.id, actor.person, label, evidence);
  if (track?.waits?.on === "message" || track?.waits?.on === "messages")
    return approvalSaid(turn, track, record.id, label === "approved", actor.person);
  const body = taskBody(turn, work, track, taskAnswered(turn, track, record.id, label, actor.person));
  if (track === undefined || body === null) return;
  const led = { actor: doerOf(actor), task: track.at };
  setTrack(turn, track.id, led);
  noteAnswer(turn, track, label);
  const departure = follow(turn, { ...track, ...led }, body);
  if (departure !== null) depart(turn, departure);
}

/** Where this answer leads; `null`: it leads nowhere by itself. */
function taskBody(turn: Turn, work: Work, track: Track | undefined, label: string | null) {
  if (work.record.kind !== "task" || track?.at == null || label === null) return null;
  const task = instructionAt(turn.plan, track.at);
  // What a connector could not do, a person has done by hand.
  if (task.do === "call") return task.done;
  return task.do === "task" ? (task.results[label]?.body ?? null) : null;
}

function decide(turn: Turn, work: Work, actor: Actor, answer: string, evidence: Fields): void {
  const { record } = work;
  learn(turn, actor, [...rightOf(turn.plan, record.name).about, ...(record.answers[answer] ?? [])], evidence);
  const delegated = record.person !== null && record.person !== actor.person ? `for ${record.person}` : null;
  write(turn, {
    what: "decided",
    name: record.name,
    step: record.step,
    by: actor.person,
    result: answer,
    why: delegated,
  });
  const track = trackOf(turn.state, work.track);
  if (decisionBody(turn, track, answer)?.then === "reassign") return passOn(turn, work, actor.person);
  closeWork(turn, record.id, actor.person, answer, evidence);
  if (track?.waits?.on !== "decision") return;
  answered(turn, track, track.waits.decision, record.id, answer, actor.person);
}

function decisionBody(turn: Turn, track: Track | undefined, answer: string) {
  const decide = track?.at == null ? null : instructionAt(turn.plan, track.at);
  return decide?.do === "decide" ? (decide.results[answer] ?? null) : null;
}

/** Of what was asked for, fields of the subject are updated; the rest of the evidence is kept with the answer. */
function learn(turn: Turn, actor: Actor, asked: readonly string[], evidence: Fields): void {
  const said = Object.entries(evidence).filter(
    ([name, value]) => asked.includes(name) && isKnown(turn.plan, name) && value !== null,
  );
  change(turn, Object.fromEntries(said), actor.person);
}
