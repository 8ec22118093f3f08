/**
 * What people do. Who they are is established here, and the evidence is checked against the fields that it fills;
 * whether the act counts is decided by the journey, where it cannot be bypassed. The same act asked for twice is one.
 */
import type { FastifyInstance } from "fastify";
import { nearestName } from "../ingest/nearest-name.ts";
import type { Answer } from "../machine/protocol.ts";
import { labelOf } from "../machine/refusal.ts";
import { answerWork, evidenceOf } from "./answer-work.ts";
import { ACTS, type ActAnswerView, type ActName, actRequests, IDEMPOTENCY_HEADER, ROUTES } from "./api.ts";
import { actorOf } from "./authenticate.ts";
import type { GatewayContext } from "./context.ts";
import { badRequest, type HttpFault, notFound } from "./http-fault.ts";
import { readRequest } from "./read-request.ts";
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
        return await answerWork(context, { work, actor, act }, request.headers[IDEMPOTENCY_HEADER]);
      },
    );
  }
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
  const said = withReason(act, evidence ?? {}, needs ?? []);
  return { ...act, evidence: evidenceOf(context, work, needs ?? [], said) };
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
