/**
 * Puts an answer to a request before its journey, where it is decided whether it counts, and writes down what was
 * refused. The same answer of the same person is one, however often it comes.
 */
import { createHash } from "node:crypto";
import type { Fields, Instant } from "../../compiler/plan.ts";
import type { Actor, Answer, Refusal } from "../machine/protocol.ts";
import { labelOf } from "../machine/refusal.ts";
import { actOnJourney, REFUSED_WITH } from "./act-on-journey.ts";
import type { ActAnswerView, ActName } from "./api.ts";
import type { GatewayContext } from "./context.ts";
import { readEvidence } from "./evidence.ts";
import { HttpFault } from "./http-fault.ts";
import { showInstant } from "./views.ts";
import type { ShownWork } from "./work-view.ts";
import { writeRefused } from "./write-refused.ts";

export interface Asked {
  readonly work: ShownWork;
  readonly actor: Actor;
  readonly act: Answer;
}

/** @throws HttpFault that names the evidence that is wrong. */
export function evidenceOf(
  context: GatewayContext,
  work: ShownWork,
  needs: readonly string[],
  said: Readonly<Record<string, unknown>>,
): Fields {
  return readEvidence(said, needs, fieldsOfWork(context, work), Object.keys(context.library.messages));
}

/** What an answer may fill in: the subject's fields, and those of the instance itself. */
export const fieldsOfWork = ({ library, plans }: GatewayContext, work: ShownWork) => ({
  ...library.subjects[work.subject_kind]?.fields,
  ...plans.of(work.journey, work.version)?.plan.own,
});

/**
 * The same for whoever answers, however they came here. `key`: the sender's own for this act.
 * @throws HttpFault when it is not taken.
 */
export async function answerWork(
  context: GatewayContext,
  asked: Asked,
  key?: string | string[],
): Promise<ActAnswerView> {
  const { work, actor, act } = asked;
  if (work.state === "done" && isRepeat(asked)) return answerOf(asked);
  const updateId = updateIdOf(asked, key);
  const outcome = await actOnJourney(context, work.workflow_id, updateId, { actor, act });
  if (outcome === "gone") {
    const message = whatBecameOf(work) ?? "The journey has ended.";
    throw new HttpFault(409, { code: "journey-ended", message });
  }
  if (outcome.is === "taken") return answerOf(asked);
  const { instance, subject, journey, version, stage, step, name } = work;
  const about = { instance, subject, journey, version, stage, step };
  await writeRefused(context, about, { name, by: actor.person, did: act.do }, outcome.refusal);
  throw refusedAs(outcome.refusal, work, context.now());
}

/** The row has seen this very answer of this very person: a second click finds it done. */
const isRepeat = ({ work, actor, act }: Asked): boolean =>
  work.closed_by === actor.person && labelOf(act, Object.keys(work.answers)) === work.result;

/** A sender's key is theirs for this work only. Without one, the same answer of the same person is the same act. */
function updateIdOf({ work, actor, act }: Asked, key: string | string[] | undefined): string {
  const parts = typeof key === "string" ? [actor.person, work.id, key] : [actor.person, act];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}

function answerOf({ work, actor, act }: Asked): ActAnswerView {
  const label = act.do === "accept" ? null : labelOf(act, Object.keys(work.answers));
  const message = `${actor.person} ${DONE[act.do]} ${work.name}${label === null ? "" : ` as ${label}`}.`;
  return { taken: true, work: work.id, by: actor.person, message };
}

const DONE: Readonly<Record<ActName, string>> = {
  accept: "accepted",
  decline: "declined",
  complete: "completed",
  decide: "decided",
};

/** Refusals that a clock that ran out explains. */
const LOST_BY_TIME: ReadonlySet<Refusal["code"]> = new Set([
  "not-yours",
  "already-answered",
  "journey-ended",
]);

function refusedAs({ code, message }: Refusal, work: ShownWork, now: Instant): HttpFault {
  const became = code === "already-answered" || code === "journey-ended" ? whatBecameOf(work) : null;
  const isLate = became === null && LOST_BY_TIME.has(code) && work.due !== null && work.due < now;
  return new HttpFault(REFUSED_WITH[code], {
    code,
    message: `${message}${isLate ? " It was overdue." : ""}${became === null ? "" : ` ${became}`}`,
  });
}

/** Who was first, as far as the store has seen it; `null`: it is open here. */
function whatBecameOf(work: ShownWork): string | null {
  if (work.state === "open" || work.closed_at === null) return null;
  const when = showInstant(work.closed_at);
  if (work.state === "withdrawn") return `${work.name} was withdrawn at ${when}.`;
  const how = work.result === null ? "" : ` with ${work.result}`;
  return `${work.closed_by ?? "The journey"} answered ${work.name}${how} at ${when}.`;
}
