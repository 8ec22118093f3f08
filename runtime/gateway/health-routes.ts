/** Whether this process lives, and whether it can do its work. Open to anybody: a supervisor has no token. */
import type { FastifyInstance } from "fastify";
import { countOutbox } from "../ingest/relay.ts";
import { type HealthAnswer, type MailAnswer, PATHS, type ReadyAnswer } from "./api.ts";
import type { GatewayContext } from "./context.ts";
import { notFound } from "./http-fault.ts";
import { showInstant } from "./views.ts";

export function serveHealth(app: FastifyInstance, context: GatewayContext): void {
  app.get(PATHS.health, { config: { access: "anybody" } }, async (): Promise<HealthAnswer> => {
    return { ok: true, name: "baton", version: context.version };
  });

  app.get(PATHS.ready, { config: { access: "anybody" } }, async (_, reply): Promise<ReadyAnswer> => {
    const [outbox, temporal] = await Promise.all([readOutbox(context), isTemporalUp(context)]);
    const ready = outbox !== null && temporal;
    reply.status(ready ? 200 : 503);
    return {
      ready,
      store: outbox === null ? "away" : "up",
      temporal: temporal ? "up" : "away",
      backlog: outbox?.backlog ?? null,
      parked: outbox?.parked ?? null,
      now: showInstant(context.now()),
    };
  });

  app.get(PATHS.mail, { config: { access: ["admin"] } }, async (): Promise<MailAnswer> => {
    if (context.mailSink === null) throw notFound("What goes out is not kept here.");
    const kept = await context.mailSink.list();
    return {
      mail: kept.map(({ at, to, subject, text, message }) => ({
        at: showInstant(at),
        to,
        subject,
        text,
        message: message ?? null,
      })),
    };
  });
}

const readOutbox = async ({ db }: GatewayContext) => await countOutbox(db).catch(() => null);
const isTemporalUp = async ({ journeys }: GatewayContext) => await journeys.isUp().catch(() => false);
