/** Whether this process lives, and whether it can do its work. Open to anybody: a supervisor has no token. */
import type { FastifyInstance } from "fastify";
import { type HealthAnswer, type MailAnswer, PATHS, type ReadyAnswer } from "./api.ts";
import type { GatewayContext } from "./context.ts";
import { notFound } from "./http-fault.ts";
import { showInstant } from "./views.ts";

export function serveHealth(app: FastifyInstance, context: GatewayContext): void {
  app.get(PATHS.health, { config: { access: "anybody" } }, async (): Promise<HealthAnswer> => {
    return { ok: true, name: "baton", version: context.version };
  });

  app.get(PATHS.ready, { config: { access: "anybody" } }, async (_, reply): Promise<ReadyAnswer> => {
    const readiness = await context.ready();
    const ready = readiness.state !== "away";
    reply.status(ready ? 200 : 503);
    return { ready, ...readiness, problems: [...readiness.problems], now: showInstant(context.now()) };
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
