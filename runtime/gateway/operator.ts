/** Lets those through who may operate; whoever may not is refused, and that is written down. */
import type { FastifyRequest } from "fastify";
import { mayOperate } from "../access/operators.ts";
import { type AuditAbout, type AuditAct, appendAudit } from "../store/audit.ts";
import { transact } from "../store/transact.ts";
import { bearerOf, hasScope, personOf } from "./authenticate.ts";
import type { GatewayContext } from "./context.ts";
import { forbidden } from "./http-fault.ts";

/** Who may try: whether they may is looked up by name. */
export const OPERATORS = { config: { access: ["people", "operate", "act-for"] } } as const;

export interface Attempt {
  readonly did: AuditAct;
  readonly about: AuditAbout;
  readonly why: string | null;
}

/** In whose name it is done. @throws HttpFault 403, which stands in the audit record. */
export async function operatorOf(
  request: FastifyRequest,
  context: GatewayContext,
  attempt: Attempt,
): Promise<string> {
  const bearer = bearerOf(request).name;
  const person = personOf(request);
  const who = person ?? bearer;
  const asking = {
    person,
    hasScope: hasScope(request, "operate"),
    actsFor: person !== null && person !== bearer,
  };
  if (mayOperate(asking, context.operators, context.people())) return who;
  const roles = context.operators.join(" or ");
  const words = roles === "" ? "a token for it" : `somebody who fills ${roles}, or a token for it`;
  const said = `${who} may not ${attempt.did} journeys: it takes ${words}.`;
  await transact(context.db, (tx) =>
    appendAudit(tx, { at: context.now(), who, ...attempt, outcome: "refused", said }),
  );
  throw forbidden(said);
}
