/**
 * Whether an act counts (docs/language.md, rules 10 and 12). Asked twice with the same answer: by the validator of
 * the Temporal update, so that a refused act leaves no history, and by the machine when its turn comes, so that of
 * two at once the second is told who was first.
 */
import type { Fields, Instant, Plan, Reaction, RequestHandler } from "../../compiler/plan.ts";
import type { Act, Actor, Answer, Refusal } from "./protocol.ts";
import type { Paused, State, Work } from "./state.ts";

const KINDS: Readonly<Record<Answer["do"], readonly Work["record"]["kind"][]>> = {
  accept: ["accept"],
  decline: ["accept"],
  complete: ["task", "approve", "data"],
  decide: ["decide"],
};

/** The reason why the act is not taken, in a sentence for the person; `null` when it is. */
export function refusal(plan: Plan, state: State, actor: Actor, act: Act, now: Instant): Refusal | null {
  if (state.stage === null)
    return { code: "journey-ended", message: `This journey has ended (${state.exit}).` };
  const paused = state.paused === null ? null : refusedWhilePaused(plan, state, state.paused, act);
  if (paused !== null) return paused;
  if (act.do === "request") return refusedRequest(plan, state, actor, act);
  const work = state.work.find(({ record }) => record.id === act.work);
  if (work === undefined) return unknownWork(state, act.work);
  const { record } = work;
  if (!KINDS[act.do].includes(record.kind))
    return {
      code: "wrong-kind",
      message: `${record.name} is ${CALLED[record.kind]}; it cannot be answered with ${act.do}.`,
    };
  return notTheirs(plan, work, actor) ?? tooLate(plan, work, now) ?? badAnswer(state, work, act);
}

/** Deadlines are inclusive. */
function tooLate(plan: Plan, { record, linkUntil }: Work, now: Instant): Refusal | null {
  if (plan.roles[record.role]?.outside === undefined || linkUntil == null || now <= linkUntil) return null;
  return { code: "link-expired", message: `The time to answer ${record.name} by the link is over.` };
}

function refusedWhilePaused(plan: Plan, state: State, { reasons }: Paused, act: Act): Refusal | null {
  const words = reasons.flatMap((reason) => {
    if (reason.is === "by hand") return [`${reason.by} has paused it, and it goes on once it is resumed`];
    return leadsOut(plan, state, act) ? [] : [givingWayWords(reason.to)];
  });
  if (words.length === 0) return null;
  const then = act.do === "request" ? `: ${act.name} can be requested then` : "";
  return { code: "journey-paused", message: `${words.join("; ")}${then}.` };
}

/** Only exits lead out of what has given way (rule 13): of what people may do, a request that is one. */
function leadsOut(plan: Plan, state: State, act: Act): boolean {
  const reaction = act.do === "request" ? requestNamed(plan, state, act.name)?.reaction : undefined;
  return reaction !== undefined && isExit(reaction);
}

const isExit = (reaction: Reaction): boolean => "leave" in reaction && reaction.leave.to === "exit";

const givingWayWords = (to: string): string =>
  `It is paused while ${to} is under way with them, and goes on once that has ended`;

function unknownWork(state: State, id: string): Refusal {
  const serial = Number(id.slice(id.lastIndexOf("#w") + 2));
  const once = id.startsWith(`${state.instance}#w`) && serial <= state.serial;
  return once
    ? { code: "already-answered", message: "This has been answered or withdrawn already." }
    : { code: "unknown-work", message: "There is no such request." };
}

function notTheirs(plan: Plan, work: Work, actor: Actor): Refusal | null {
  const { record } = work;
  if (work.picking !== null)
    return { code: "not-yours", message: `${record.name} is being passed on to another person.` };
  if (work.barred.includes(actor.person))
    return { code: "not-yours", message: "Nobody decides on their own request here." };
  if (work.missed.includes(actor.person) && record.person !== actor.person)
    return { code: "not-yours", message: `${record.name} has moved on to ${record.person ?? record.role}.` };
  if (lends(plan, work, actor)) return delegateRefused(plan, work, actor);
  const asked = record.person === null ? actor.roles.includes(record.role) : record.person === actor.person;
  if (!asked)
    return { code: "not-yours", message: `${record.name} is with ${record.person ?? record.role}.` };
  // Who was asked and has lost the role since has lost the right with it.
  const entitled = record.kind !== "decide" || actor.roles.includes(record.role);
  return entitled ? null : { code: "not-yours", message: `${actor.person} no longer fills ${record.role}.` };
}

/** A right may be delegated unless it says not, and only by who holds it still. */
const lends = (plan: Plan, { record }: Work, actor: Actor): boolean =>
  record.kind === "decide" &&
  record.person !== actor.person &&
  plan.rights[record.name]?.mayBeDelegated === true &&
  actor.delegateOf.some(
    ({ person, right, roles }) =>
      person === record.person && right === record.name && roles.includes(record.role),
  );

/** A right may say to whom. */
function delegateRefused(plan: Plan, { record }: Work, actor: Actor): Refusal | null {
  const roles = plan.rights[record.name]?.delegatesTo;
  if (roles === undefined || roles.some((role) => actor.roles.includes(role))) return null;
  return {
    code: "not-yours",
    message: `${record.name} may be delegated to ${roles.join(" or ")} only.`,
  };
}

function badAnswer(state: State, work: Work, act: Answer): Refusal | null {
  const { answers, name } = work.record;
  const labels = Object.keys(answers);
  const label = labelOf(act, labels);
  const answer = Object.entries(answers).find(([one]) => one === label);
  if (answer === undefined) {
    const known = labels.filter((candidate) => candidate !== "accept").join(", ");
    const message =
      known === ""
        ? `${name} closes by itself once what it asks for has happened.`
        : `${name} is answered with one of: ${known}.`;
    return { code: "unknown-answer", message };
  }
  // What a subject's field already says need not be said again; a reason is always given anew.
  const said = "evidence" in act ? act.evidence : {};
  return missing(`${name} as ${label}`, answer[1], { ...state.fields, ...known(said) });
}

const known = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));

function missing(what: string, needs: readonly string[], said: Fields): Refusal | null {
  const left = needs.filter((field) => (said[field] ?? null) === null);
  return left.length === 0
    ? null
    : { code: "missing-evidence", message: `${what} needs ${left.join(" and ")}.` };
}

// ── Unprompted ────────────────────────────────────────────────────────────────────────────────────────────

type Request = Extract<Act, { do: "request" }>;

/** What may be requested of an instance as it stands; of one that is paused, only what leads out. */
export function requestsIn(plan: Plan, stage: string | null, isPaused = false): readonly RequestHandler[] {
  const handlers = plan.stages[stage ?? ""]?.handlers ?? [];
  const requests = handlers.filter((handler) => handler.on === "request");
  return isPaused ? requests.filter(({ reaction }) => isExit(reaction)) : requests;
}

export const requestNamed = (plan: Plan, state: State, name: string): RequestHandler | undefined =>
  requestsIn(plan, state.stage).find((handler) => handler.name === name);

/** A request is taken or refused, and never taken and then ignored: whoever makes it hears which at once. */
function refusedRequest(plan: Plan, state: State, actor: Actor, { name, evidence }: Request): Refusal | null {
  const handler = requestNamed(plan, state, name);
  if (handler === undefined)
    return { code: "unknown-request", message: `${name} cannot be requested in the stage ${state.stage}.` };
  if (!handler.by.some((role) => actor.roles.includes(role)))
    return { code: "not-yours", message: `${name} can be requested by ${handler.by.join(" or ")} only.` };
  if (state.tracks.some(({ id }) => id === handler.id))
    return { code: "under-way", message: `${name} was requested before, and is still under way.` };
  return blockedByOffer(plan, state, handler) ?? missing(name, handler.needs, evidence);
}

/** A second handover cannot be offered while one is. */
function blockedByOffer(plan: Plan, { offer }: State, { name, reaction }: RequestHandler): Refusal | null {
  if (offer === null || !("leave" in reaction) || reaction.leave.to === "exit") return null;
  const { through } = reaction.leave;
  if (through === null || plan.handovers[through]?.atOnce === true) return null;
  return {
    code: "under-way",
    message: `${offer.handover} is under way, and ${name} would be another handover.`,
  };
}

/** The label of an act; the only one there is may be left out. */
export function labelOf(act: Answer, labels: readonly string[]): string | null {
  switch (act.do) {
    case "accept":
      return "accept";
    case "decline":
      return act.reason === "accept" ? null : act.reason;
    case "complete":
      return act.result ?? (labels.length === 1 ? (labels[0] ?? null) : null);
    case "decide":
      return act.answer;
  }
}

const CALLED: Readonly<Record<Work["record"]["kind"], string>> = {
  accept: "an offer",
  approve: "an approval",
  data: "a request for data",
  task: "a task",
  decide: "a decision",
  request: "a request",
  hold: "the search for a holder",
};
