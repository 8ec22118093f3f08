/**
 * Whether an act counts (docs/language.md, rules 10 and 12). Asked twice with the same answer: by the validator of
 * the Temporal update, so that a refused act leaves no history, and by the machine when its turn comes, so that of
 * two at once the second is told who was first.
 */
import type { Plan } from "../../compiler/plan.ts";
import type { Act, Actor, Refusal } from "./protocol.ts";
import type { State, Work } from "./state.ts";

const KINDS: Readonly<Record<Act["do"], readonly Work["record"]["kind"][]>> = {
  accept: ["accept"],
  decline: ["accept"],
  complete: ["task", "approve", "data"],
  decide: ["decide"],
};

/** The reason why the act is not taken, in a sentence for the person; `null` when it is. */
export function refusal(plan: Plan, state: State, actor: Actor, act: Act): Refusal | null {
  if (state.stage === null)
    return { code: "journey-ended", message: `This journey has ended (${state.exit}).` };
  const work = state.work.find(({ record }) => record.id === act.work);
  if (work === undefined) return unknownWork(state, act.work);
  const { record } = work;
  if (!KINDS[act.do].includes(record.kind))
    return {
      code: "wrong-kind",
      message: `${record.name} is ${anArticle(record.kind)}; it cannot be answered with ${act.do}.`,
    };
  return notTheirs(plan, work, actor) ?? badAnswer(state, work, act);
}

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
  if (isDelegate(plan, work, actor)) return null;
  const asked = record.person === null ? actor.roles.includes(record.role) : record.person === actor.person;
  if (!asked)
    return { code: "not-yours", message: `${record.name} is with ${record.person ?? record.role}.` };
  // Who was asked and has lost the role since has lost the right with it.
  const entitled = record.kind !== "decide" || actor.roles.includes(record.role);
  return entitled ? null : { code: "not-yours", message: `${actor.person} no longer fills ${record.role}.` };
}

/** A right may be delegated unless it says not, and only by who holds it still. */
const isDelegate = (plan: Plan, { record }: Work, actor: Actor): boolean =>
  record.kind === "decide" &&
  plan.rights[record.name]?.mayBeDelegated === true &&
  actor.delegateOf.some(
    ({ person, right, roles }) =>
      person === record.person && right === record.name && roles.includes(record.role),
  );

function badAnswer(state: State, work: Work, act: Act): Refusal | null {
  const { answers, name } = work.record;
  const labels = Object.keys(answers);
  const label = labelOf(act, labels);
  const needs = label === null ? undefined : answers[label];
  if (label === null || needs === undefined) {
    const known = labels.filter((candidate) => candidate !== "accept").join(", ");
    const message =
      known === ""
        ? `${name} closes by itself once what it asks for has happened.`
        : `${name} is answered with one of: ${known}.`;
    return { code: "unknown-answer", message };
  }
  const evidence = "evidence" in act ? act.evidence : {};
  const missing = needs.filter(
    (field) => (evidence[field] ?? null) === null && (state.fields[field] ?? null) === null,
  );
  // What a subject's field already says need not be said again; a reason is always given anew.
  return missing.length === 0
    ? null
    : { code: "missing-evidence", message: `${name} as ${label} needs ${missing.join(" and ")}.` };
}

/** The label of an act; the only one there is may be left out. */
export function labelOf(act: Act, labels: readonly string[]): string | null {
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

const anArticle = (kind: Work["record"]["kind"]): string =>
  kind === "accept" || kind === "approve"
    ? `an ${kind === "accept" ? "offer" : "approval"}`
    : kind === "data"
      ? "a request for data"
      : kind === "task"
        ? "a task"
        : "a decision";
