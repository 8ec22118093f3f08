/** Whether what a scenario expects is so, and if not, what is: one sentence for the person who wrote it, and the line. */
import type { Instant } from "../../compiler/plan.ts";
import type { Expectation } from "../../language/ast.ts";
import type { Observation } from "./observation.ts";

export interface ExpectContext {
  /** A local time of the scenario as an instant. */
  readonly instantOf: (date: string, time: string | null) => Instant;
  readonly show: (instant: Instant) => string;
  /** How far a due instant may be off, ms: 0 in virtual time, the measured lag on a real server. */
  readonly tolerance: number;
}

/** An expectation that is not so. */
export interface Unmet {
  /** What is, without a full stop. */
  readonly message: string;
  /** What would have been so, as a scenario says it; `null`: nothing that could stand in this place. */
  readonly instead: string | null;
}

/** `null` when the expectation is met. */
export function unmet(expectation: Expectation, seen: Observation, context: ExpectContext): Unmet | null {
  const message = sentenceOf(expectation, seen, context);
  return message === null ? null : { message, instead: insteadOf(expectation, seen, context) };
}

function sentenceOf(expectation: Expectation, seen: Observation, context: ExpectContext): string | null {
  switch (expectation.kind) {
    case "ExpectStage":
      return differs(
        "the stage",
        expectation.stage.text,
        seen.stage ?? (seen.exit === null ? "not entered" : `left by exit ${seen.exit}`),
      );
    case "ExpectHolder":
      return differs("the holder", expectation.holder.text, holderOf(seen, expectation.holder.text));
    case "ExpectExit":
      return differs(
        "the exit",
        expectation.exit.text,
        seen.exit ?? (seen.stage === null ? "none: it was not entered" : `none yet (stage ${seen.stage})`),
      );
    case "ExpectHandover":
      return handover(expectation, seen);
    case "ExpectNotice":
      return seen.notices.some(({ to }) => to === expectation.to.text)
        ? null
        : `nobody told ${expectation.to.text} anything`;
    case "ExpectTaskDue":
      return taskDue(expectation, seen, context);
    case "ExpectTask":
      return taskState(expectation, seen);
    case "ExpectMessage":
      return messageState(expectation, seen, context);
    case "ExpectCount":
      return differs(
        `the number of ${expectation.what} of ${expectation.of.text}`,
        String(expectation.are),
        String(count(expectation, seen)),
      );
  }
}

const differs = (what: string, expected: string, actual: string): string | null =>
  expected === actual ? null : `${what} is ${actual}, not ${expected}`;

/** A holder may be named by the person, or by the role that they hold it in. */
function holderOf(seen: Observation, expected: string): string {
  if (seen.holder === null) return "nobody";
  const { role, person } = seen.holder;
  if (role === expected) return role;
  return person ?? `the role ${role}`;
}

function handover(
  expectation: Extract<Expectation, { kind: "ExpectHandover" }>,
  seen: Observation,
): string | null {
  const { handover: name, how, to } = expectation;
  const person = how === "offered" ? offeredTo(name.text, seen) : givenTo(name.text, seen);
  if (person === to.text) return null;
  const met = `handover ${name.text} is ${how} to ${person ?? "nobody"}, not to ${to.text}`;
  const data = seen.work.find((work) => work.kind === "data" && work.name === name.text);
  return data === undefined ? met : `${met}: ${data.person ?? data.role} is asked first for what it carries`;
}

const offeredTo = (handover: string, { work }: Observation): string | null =>
  work.find(({ kind, name }) => kind === "accept" && name === handover)?.person ?? null;

const givenTo = (handover: string, { journal }: Observation): string | null =>
  journal.findLast(({ what, name }) => what === "given" && name === handover)?.to ?? null;

function taskDue(
  expectation: Extract<Expectation, { kind: "ExpectTaskDue" }>,
  seen: Observation,
  context: ExpectContext,
): string | null {
  const { task, due } = expectation;
  const open = seen.work.find((work) => work.name === task.text);
  if (open === undefined) return `task ${task.text} is not open`;
  const wanted = context.instantOf(due.date.text, due.time?.text ?? null);
  if (open.due !== null && Math.abs(open.due - wanted) <= context.tolerance) return null;
  return `task ${task.text} is due ${open.due === null ? "never" : context.show(open.due)}, not ${context.show(wanted)}`;
}

function taskState(
  expectation: Extract<Expectation, { kind: "ExpectTask" }>,
  seen: Observation,
): string | null {
  const { task, is } = expectation;
  const open = seen.work.some((work) => work.name === task.text);
  const withdrawn = seen.journal.some((entry) => entry.what === "withdrawn" && entry.name === task.text);
  const met = is === "open" ? open : is === "not open" ? !open : withdrawn && !open;
  if (met) return null;
  const state = stateOf(task.text, seen);
  const isPlain = is === "not open" || state === `not ${is}`;
  return `task ${task.text} is ${state}${isPlain ? "" : ` and not ${is}`}`;
}

function messageState(
  { message: { text: name }, sent, to }: Extract<Expectation, { kind: "ExpectMessage" }>,
  seen: Observation,
  context: ExpectContext,
): string | null {
  const isMeant = (one: Observation["sent"][number]): boolean =>
    one.message === name && (to === undefined || one.to === to.text.toLowerCase());
  const last = seen.sent.findLast(isMeant);
  if ((last !== undefined) === sent) return null;
  const whom = to === undefined ? "" : ` to ${to.text}`;
  if (last !== undefined) return `message ${name} was sent${whom}, on ${context.show(last.at)}`;
  return `message ${name} was not sent${whom}: ${whyNotSent(name, seen, context)}`;
}

/** What is written down of it says why; of what nothing is written down, no step has come to it. */
function whyNotSent(name: string, seen: Observation, { show }: ExpectContext): string {
  const asked = seen.work.find((work) => work.kind === "approve" && work.name === name);
  if (asked !== undefined) return `${asked.person ?? asked.role} is asked first, and has not answered`;
  const last = seen.journal.findLast((entry) => entry.what === "message" && entry.name === name);
  if (last === undefined) return notCome(seen);
  const until = seen.putOff?.find(({ message }) => message === name)?.until;
  const fate = WENT[last.result ?? ""] ?? `it is ${last.result}`;
  const bound = last.result === "deferred" && until !== undefined ? ` until ${show(until)}` : "";
  return `${fate}${bound}${last.why === null ? "" : `, since ${last.why}`}`;
}

const WENT: Readonly<Record<string, string>> = {
  deferred: "it is put off",
  held: "it is held",
  ask: "a person is asked first",
  suppressed: "it was suppressed",
  dropped: "it was dropped",
  withheld: "it was withheld",
  withdrawn: "it was taken back",
  failed: "it could not be sent",
};

function notCome({ stage, exit }: Observation): string {
  if (stage === null && exit === null) return "the journey was not entered";
  return stage === null ? `the journey was left by exit ${exit}` : `no step has come to it in stage ${stage}`;
}

function count(expectation: Extract<Expectation, { kind: "ExpectCount" }>, seen: Observation): number {
  const { what, of } = expectation;
  if (what === "sendings") return seen.sent.filter(({ message }) => message === of.text).length;
  if (what === "calls")
    return seen.journal.filter(
      (entry) => entry.what === "called" && entry.result === null && entry.name === of.text,
    ).length;
  return seen.journal.filter((entry) => entry.what === "breached" && entry.name === of.text).length;
}

// ── What is so instead ────────────────────────────────────────────────────────────────────────────────────

function insteadOf(expectation: Expectation, seen: Observation, context: ExpectContext): string | null {
  switch (expectation.kind) {
    case "ExpectStage":
    case "ExpectExit":
      return placeOf(seen);
    case "ExpectHolder":
      return seen.holder === null ? null : `holder is ${seen.holder.person ?? seen.holder.role}`;
    case "ExpectHandover": {
      const { handover: name, how } = expectation;
      const to = how === "offered" ? offeredTo(name.text, seen) : givenTo(name.text, seen);
      return to === null ? null : `handover ${name.text} ${how} to ${to}`;
    }
    // That nobody was told is no expectation which a scenario can have.
    case "ExpectNotice":
      return null;
    case "ExpectTaskDue": {
      const open = seen.work.find((work) => work.name === expectation.task.text);
      if (open === undefined) return `task ${expectation.task.text} ${stateOf(expectation.task.text, seen)}`;
      return open.due === null ? null : `task ${expectation.task.text} due ${context.show(open.due)}`;
    }
    case "ExpectTask":
      return `task ${expectation.task.text} ${stateOf(expectation.task.text, seen)}`;
    case "ExpectMessage": {
      const { message, sent, to } = expectation;
      const whom = to === undefined ? "" : ` to ${JSON.stringify(to.text)}`;
      return `message ${message.text} ${sent ? "not sent" : "sent"}${whom}`;
    }
    case "ExpectCount":
      return `${expectation.what} of ${expectation.of.text} are ${count(expectation, seen)}`;
  }
}

const placeOf = ({ stage, exit }: Observation): string | null => {
  if (exit !== null) return `exit is ${exit}`;
  return stage === null ? null : `stage is ${stage}`;
};

function stateOf(task: string, { work, journal }: Observation): "open" | "withdrawn" | "not open" {
  if (work.some(({ name }) => name === task)) return "open";
  const withdrawn = journal.some((entry) => entry.what === "withdrawn" && entry.name === task);
  return withdrawn ? "withdrawn" : "not open";
}
