/** The audit record, and whether it is whole. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import { normalKey } from "../ingest/event-schema.ts";
import { readAudit, verifyAudit } from "../store/audit.ts";
import type { Db } from "../store/open-store.ts";
import { type AuditAnswer, type AuditVerdictAnswer, auditQuery, auditVerdictQuery, PATHS } from "./api.ts";
import type { GatewayContext } from "./context.ts";
import { badRequest } from "./http-fault.ts";
import { ANY_BEARER, operatorOf } from "./operator.ts";
import { readRequest } from "./read-request.ts";
import { showInstant } from "./views.ts";

export function serveAudit(app: FastifyInstance, context: GatewayContext): void {
  const { db, now } = context;
  app.get(PATHS.audit, ANY_BEARER, async (request): Promise<AuditAnswer> => {
    await requireReader(request, context);
    const { subject, after, limit } = readRequest(auditQuery, request.query);
    const rows = await readAudit(db, {
      limit,
      ...(after !== undefined && { after }),
      ...(subject !== undefined && { subjects: await idsOf(db, subject) }),
    });
    return {
      now: showInstant(now()),
      rows: rows.map(({ before: _, at, about, ...row }) => ({
        ...row,
        about: { ...about },
        at: showInstant(at),
      })),
    };
  });

  app.get(PATHS.auditVerdict, ANY_BEARER, async (request): Promise<AuditVerdictAnswer> => {
    await requireReader(request, context);
    const { number, hash } = readRequest(auditVerdictQuery, request.query);
    if ((number === undefined) !== (hash === undefined))
      throw badRequest({
        code: "missing-field",
        message: "A head is a number and its hash.",
        field: "/hash",
      });
    const head = number === undefined || hash === undefined ? undefined : { number, hash };
    const verdict = await verifyAudit(db, head);
    return verdict.is === "whole" ? { ...verdict, head: { ...verdict.head } } : verdict;
  });
}

/** Whoever may operate, or sees everything that is written down. */
const requireReader = (request: FastifyRequest, context: GatewayContext): Promise<string> =>
  operatorOf(request, context, { did: "read audit", about: {}, why: null }, "admin");

/** Whom the record knows by an id outlives what else is known of them: an id that nobody has any more is one as well. */
async function idsOf(db: Db, key: string): Promise<readonly string[]> {
  const rows = await db.selectFrom("subject").select("id").where("key", "=", normalKey(key)).execute();
  return [key, ...rows.map(({ id }) => id)];
}
