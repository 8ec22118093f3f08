/**
 * What people do. Who they are is established here, and the evidence is checked against the fields that it fills;
 * whether the act counts is decided by the journey, where it cannot be bypassed. The same act asked for twice is one.
 */
import { createHash } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Instant } from "../../compiler/plan.ts";
import { nearestName } from "../ingest/nearest-name.ts";
import type { Actor, Answer, Refusal } from "../machine/protocol.ts";
import { labelOf } from "../machine/refusal.ts";
import { actOnJourney, REFUSED_WITH } from "./act-on-journey.ts";
import { ACTS, type ActAnswerView, type ActName, actRequests, IDEMPOTENCY_HEADER, ROUTES } from "./api.ts";
import { actorOf } from "./authenticate.ts";
import type { GatewayContext } from "./context.ts";
import { readEvidence } from "./evidence.ts";
import { badRequest, HttpFault, notFound } from "./http-fault.ts";
import { readRequest } from "./read-request.ts";
import { showInstant } from "./views.ts";
import { type ShownWork, selectWork } from "./work-view.ts";

interface WorkParams {
  readonly Params: { readonly id: string };
}

export function serveWork(app: FastifyInstance, context: GatewayContext): void {
  for (const name of ACTS) {
    app.post<WorkParams>(
      ROUTES.work(name),
      { config: { access: ["people", "act-for"] } },
      async (request): Promise<ActAnswerView> => {
        const work = await findWork(context, request.params.id);
        const actor = actorOf(request, context, work.subject_fields);
        const act = readAct(context, work, name, request.body ?? {});
        return await take(context, request, { work, actor, act });
      },
    );
  }
}

interface Asked {
  readonly work: ShownWork;
  readonly actor: Actor;
  readonly act: Answer;
}

async function findWork({ db }: GatewayContext, id: string): Promise<ShownWork> {
  const work = await selectWork(db).where("work.id", "=", id).executeTakeFirst();
  if (work === undefined) throw notFound("There is no such work.");
  return work;
}

// ── What is asked ─────────────────────────────────────────────────────────────────────────────────────────

function readAct(context: GatewayContext, work: ShownWork, name: ActName, body: unknown): Answer {
  const { act, evidence } = readBody(work.id, name, body);
  if (act.do === "accept") return act;
  const label = labelOf(act, Object.keys(work.answers));
  const needs = label === null ? undefined : work.answers[label];
  // An answer that there is none of is told here, with what was probably meant; the rest is the journey's to say.
  if (label !== null && needs === undefined && work.state === "open") throw unknownAnswer(work, label);
  const own = context.plans.of(work.journey, work.version)?.plan.own ?? {};
  const types = { ...context.library.subjects[work.subject_kind]?.fields, ...own };
  const messages = Object.keys(context.library.messages);
  return {
    ...act,
    evidence: readEvidence(withReason(act, evidence ?? {}, needs ?? []), needs ?? [], types, messages),
  };
}

/** The label of a decline is a reason; who wants to say more may. */
const withReason = (act: Answer, evidence: Readonly<Record<string, unknown>>, needs: readonly string[]) =>
  act.do === "decline" && needs.includes("reason") ? { reason: act.reason, ...evidence } : evidence;

interface Said {
  readonly act: Answer;
  /** As it was sent. */
  readonly evidence?: Readonly<Record<string, unknown>> | undefined;
}

function readBody(work: string, name: ActName, body: unknown): Said {
  switch (name) {
    case "accept":
      readRequest(actRequests.accept, body);
      return { act: { do: "accept", work } };
    case "decline": {
      const { reason, evidence } = readRequest(actRequests.decline, body);
      return { act: { do: "decline", work, reason, evidence: {} }, evidence };
    }
    case "complete": {
      const { result, evidence } = readRequest(actRequests.complete, body);
      return { act: { do: "complete", work, result: result ?? null, evidence: {} }, evidence };
    }
    case "decide": {
      const { answer, evidence } = readRequest(actRequests.decide, body);
      return { act: { do: "decide", work, answer, evidence: {} }, evidence };
    }
  }
}

function unknownAnswer(work: ShownWork, label: string): HttpFault {
  const labels = Object.keys(work.answers).filter((one) => !(work.kind === "accept" && one === "accept"));
  const near = nearestName(label, labels);
  const hint = near === null ? "" : ` Did you mean \`${near}\`?`;
  const message = `\`${work.name}\` is answered with one of: ${labels.join(", ")}.${hint}`;
  return badRequest({ code: "unknown-answer", message });
}

// ── What comes of it ──────────────────────────────────────────────────────────────────────────────────────

async function take(context: GatewayContext, request: FastifyRequest, asked: Asked): Promise<ActAnswerView> {
  const { work, actor, act } = asked;
  if (work.state === "done" && isRepeat(asked)) return answerOf(asked);
  const updateId = updateIdOf(asked, request.headers[IDEMPOTENCY_HEADER]);
  const outcome = await actOnJourney(context, work.workflow_id, updateId, { actor, act });
  if (outcome === "gone") {
    const message = whatBecameOf(work) ?? "The journey has ended.";
    throw new HttpFault(409, { code: "journey-ended", message });
  }
  if (outcome.is === "taken") return answerOf(asked);
  await writeRefused(context, asked, outcome.refusal);
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

/** A refused update leaves nothing in its journey; that somebody tried is written down here. */
async function writeRefused(
  { db, now }: GatewayContext,
  { work, actor, act }: Asked,
  refusal: Refusal,
): Promise<void> {
  await db
    .insertInto("journal")
    .values({
      at: now(),
      instance: work.instance,
      subject: work.subject,
      journey: work.journey,
      version: work.version,
      stage: work.stage,
      step: work.step,
      what: "ignored",
      name: work.name,
      by: actor.person,
      result: act.do,
      why: refusal.message,
    })
    .execute();
}
