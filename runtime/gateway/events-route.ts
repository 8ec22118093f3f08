/** Events in: each is on disk when it is answered, and each of a batch is answered for itself. */
import type { FastifyInstance, FastifyReply } from "fastify";
import type { Fault } from "../ingest/fault.ts";
import { type Taken, takeEvent } from "../ingest/take-event.ts";
import { inSpan, type TraceParent } from "../tracing/trace.ts";
import { type EventResult, type EventsAnswer, eventRequest, LARGEST_BATCH, PATHS } from "./api.ts";
import { bearerOf } from "./authenticate.ts";
import type { GatewayContext } from "./context.ts";
import { badRequest, HttpFault } from "./http-fault.ts";
import { faultOf } from "./read-request.ts";

export function serveEvents(app: FastifyInstance, context: GatewayContext): void {
  app.post(PATHS.events, { config: { access: ["events"] } }, async (request, reply) => {
    const { body } = request;
    const source = bearerOf(request).name;
    const bodies = Array.isArray(body) ? body : [body];
    if (bodies.length === 0 || bodies.length > LARGEST_BATCH) {
      throw badRequest({
        code: "batch-size",
        message: `A batch has 1 to ${LARGEST_BATCH} events.`,
        field: "",
      });
    }
    const { traceparent } = request.headers;
    const trace = typeof traceparent === "string" ? traceparent : null;
    const results: Result[] = [];
    // One after the other: events of one subject are taken in the order in which they were sent.
    for (const one of bodies) results.push(await takeBody(context, one, source, trace));
    context.relay.wake();
    for (const { taken } of results) {
      if (taken?.is === "conflict") request.log.warn({ source }, "an event id has come with another body");
    }
    return Array.isArray(body) ? answerBatch(reply, results) : answerOne(reply, results);
  });
}

interface Result {
  readonly id: string | null;
  readonly taken: Taken | null;
  readonly fault: Fault | null;
}

/** A store that is away ends the batch: what came before has been taken, and repeating it does no harm. */
async function takeBody(
  context: GatewayContext,
  body: unknown,
  source: string,
  trace: TraceParent | null,
): Promise<Result> {
  const envelope = eventRequest.safeParse(body);
  if (!envelope.success)
    return { id: idOf(body), taken: null, fault: faultOf(envelope.error, eventRequest, body).fault };
  const { id } = envelope.data;
  const event = context.readEvent(envelope.data, { now: context.now(), source });
  if (!event.ok) return { id, taken: null, fault: event.fault };
  const taking = () => takeEvent(context, event.value);
  const taken = await inSpan("take event", { event: event.value.kind }, taking, trace);
  return { id, taken, fault: faultOfTaken(taken) };
}

function idOf(body: unknown): string | null {
  return typeof body === "object" && body !== null && "id" in body && typeof body.id === "string"
    ? body.id
    : null;
}

function faultOfTaken(taken: Taken): Fault | null {
  if (taken.is === "refused") return taken.fault;
  if (taken.is !== "conflict") return null;
  return {
    code: "conflict",
    message: "An event of this id has come before, with another body.",
    field: "/id",
  };
}

function answerOne(reply: FastifyReply, [result]: readonly Result[]): EventsAnswer {
  if (result === undefined) return { results: [] };
  if (result.fault !== null) throw new HttpFault(result.taken?.is === "conflict" ? 409 : 400, result.fault);
  reply.status(result.taken?.is === "taken" ? 202 : 200);
  return { results: [viewOf(result, 0, "")] };
}

function answerBatch(reply: FastifyReply, results: readonly Result[]): EventsAnswer {
  const isMixed = results.some(({ fault }) => fault !== null);
  reply.status(isMixed ? 207 : 202);
  return { results: results.map((result, index) => viewOf(result, index, `/${index}`)) };
}

function viewOf({ id, taken, fault }: Result, index: number, at: string): EventResult {
  const lists = taken?.is === "taken" ? taken : { started: [], informed: [] };
  const base = { index, id, started: [...lists.started], informed: [...lists.informed] };
  if (fault === null) return { ...base, status: taken?.is === "repeated" ? "repeated" : "taken" };
  const { code, message, field } = fault;
  return {
    ...base,
    status: "refused",
    error: { code, message, ...(field === undefined ? {} : { field: at + field }) },
  };
}
