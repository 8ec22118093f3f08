/** A request that is not answered with what it asked for. Thrown by whoever finds out, rendered in one place. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Fault } from "../ingest/fault.ts";
import { sqlStateOf } from "../store/transact.ts";
import type { ApiErrorBody } from "./api.ts";

export class HttpFault extends Error {
  override readonly name = "HttpFault";
  readonly status: number;
  readonly fault: Fault;

  constructor(status: number, fault: Fault) {
    super(fault.message);
    this.status = status;
    this.fault = fault;
  }
}

/** Nothing is said of why: whoever asks may be probing. */
export const unauthorized = (): HttpFault =>
  new HttpFault(401, { code: "unauthorized", message: "This needs a valid bearer token." });
export const forbidden = (message = "This token does not allow that."): HttpFault =>
  new HttpFault(403, { code: "forbidden", message });
export const notFound = (message: string): HttpFault => new HttpFault(404, { code: "not-found", message });
export const badRequest = (fault: Fault): HttpFault => new HttpFault(400, fault);

/** Seconds after which a sender may try again. */
const RETRY_AFTER = 5;

export function renderFaults(app: FastifyInstance): void {
  app.setErrorHandler(async (error, request, reply) => {
    const known = error instanceof HttpFault ? error : faultOf(error, request);
    await render(reply, known);
  });
  app.setNotFoundHandler(async (_, reply) => {
    await render(reply, notFound("There is nothing at this address."));
  });
}

async function render(reply: FastifyReply, { status, fault }: HttpFault): Promise<void> {
  const { code, message, field } = fault;
  const error: ApiErrorBody = field === undefined ? { code, message } : { code, message, field };
  if (status === 503) reply.header("retry-after", RETRY_AFTER);
  if (status === 401) reply.header("www-authenticate", "Bearer");
  await reply.status(status).send({ error });
}

function faultOf(error: unknown, request: FastifyRequest): HttpFault {
  if (isStoreAway(error)) {
    return new HttpFault(503, {
      code: "store-away",
      message: "The store does not answer; try again shortly.",
    });
  }
  const status = statusOf(error);
  if (status === 413) return new HttpFault(413, { code: "too-large", message: "The body is too large." });
  if (status === 415)
    return new HttpFault(415, { code: "not-json", message: "The body must be application/json." });
  if (status >= 400 && status < 500) {
    return new HttpFault(status, { code: "bad-request", message: "The request cannot be read." });
  }
  // The message may hold what a sender sent; the class and the place in our code do not.
  request.log.error({ error: error instanceof Error ? error.name : "unknown", at: placeOf(error) }, "failed");
  return new HttpFault(500, {
    code: "internal",
    message: "Something went wrong here; it has been written down.",
  });
}

/** Fastify's own errors carry a status. */
const statusOf = (error: unknown): number =>
  error instanceof Error && "statusCode" in error && typeof error.statusCode === "number"
    ? error.statusCode
    : 500;

const placeOf = (error: unknown): string | null =>
  error instanceof Error
    ? (error.stack
        ?.split("\n")
        .find((line) => line.includes("    at "))
        ?.trim() ?? null)
    : null;

const AWAY = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  // It may only be read: another one is becoming the primary.
  "25006",
]);
/** Connection exceptions, insufficient resources (a full disk) and operator intervention: they pass. */
const AWAY_CLASSES = new Set(["08", "53", "57"]);

/** Whether the store could not be reached, or could not go on: the same request may succeed later. */
export function isStoreAway(error: unknown): boolean {
  const state = sqlStateOf(error);
  if (state !== null && (AWAY.has(state) || AWAY_CLASSES.has(state.slice(0, 2)))) return true;
  const message = error instanceof Error ? error.message : "";
  // The pool's own errors have no code.
  return /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection)/.test(
    message,
  );
}
