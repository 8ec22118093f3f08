/** The audit record, and whether it is whole. */
import type { FastifyInstance } from "fastify";
import { readAudit, verifyAudit } from "../store/audit.ts";
import { type AuditAnswer, type AuditVerdictAnswer, auditQuery, auditVerdictQuery, PATHS } from "./api.ts";
import type { GatewayContext } from "./context.ts";
import { badRequest } from "./http-fault.ts";
import { readRequest } from "./read-request.ts";
import { showInstant } from "./views.ts";

const READERS = { config: { access: ["admin", "operate"] } } as const;

export function serveAudit(app: FastifyInstance, { db, now }: GatewayContext): void {
  app.get(PATHS.audit, READERS, async (request): Promise<AuditAnswer> => {
    const rows = await readAudit(db, readRequest(auditQuery, request.query));
    return {
      now: showInstant(now()),
      rows: rows.map(({ before: _, at, about, ...row }) => ({
        ...row,
        about: { ...about },
        at: showInstant(at),
      })),
    };
  });

  app.get(PATHS.auditVerdict, READERS, async (request): Promise<AuditVerdictAnswer> => {
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
