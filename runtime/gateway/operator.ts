/** Lets those through who may operate; whoever may not is refused, and that is written down. */
import type { FastifyRequest } from "fastify";
import { mayOperate } from "../access/operators.ts";
import type { Scope } from "../access/token.ts";
import { type AuditAbout, type AuditAct, appendAudit } from "../store/audit.ts";
import { transact } from "../store/transact.ts";
import { bearerOf, hasScope, personOf } from "./authenticate.ts";
import type { GatewayContext } from "./context.ts";
import { forbidden } from "./http-fault.ts";

/** Whoever has a token, where it is to stand written that they tried. */
export const ANY_BEARER = {
  config: { access: ["events", "people", "admin", "operate", "act-for"] },
} as const;

export interface Attempt {
  readonly did: AuditAct;
  readonly about: AuditAbout;
  readonly why: string | null;
}

export interface Asking {
  /** Whose name it is done in: a person's id, or `system:<name>`. */
  readonly who: string;
  /** `null`: they may. Else what it takes, in a sentence. */
  readonly refusal: string | null;
}

/** @param or a scope that is enough as well */
export function askingOf(
  request: FastifyRequest,
  context: GatewayContext,
  did: AuditAct,
  or?: Scope,
): Asking {
  const bearer = bearerOf(request).name;
  const person = personOf(request);
  const who = person ?? bearer;
  const asking = {
    person,
    hasScope: hasScope(request, "operate"),
    actsFor: person !== null && person !== bearer,
  };
  const may =
    mayOperate(asking, context.operators, context.people()) || (or !== undefined && hasScope(request, or));
  if (may) return { who, refusal: null };
  const roles = context.operators.join(" or ");
  const words = roles === "" ? "a token for it" : `somebody who fills ${roles}, or a token for it`;
  return { who, refusal: `${who} may not ${WORDS[did]}: it takes ${words}.` };
}

/** In whose name it is done. @throws HttpFault 403, which stands in the audit record. */
export async function operatorOf(
  request: FastifyRequest,
  context: GatewayContext,
  attempt: Attempt,
  or?: Scope,
): Promise<string> {
  const { who, refusal } = askingOf(request, context, attempt.did, or);
  if (refusal === null) return who;
  await writeRefused(context, who, attempt, refusal);
  throw forbidden(refusal);
}

export const writeRefused = (
  { db, now }: GatewayContext,
  who: string,
  attempt: Attempt,
  said: string,
): Promise<unknown> =>
  transact(db, (tx) => appendAudit(tx, { at: now(), who, ...attempt, outcome: "refused", said }));

const WORDS: Readonly<Record<AuditAct, string>> = {
  pause: "pause journeys",
  resume: "resume journeys",
  stop: "stop journeys",
  repair: "repair journeys",
  migrate: "migrate journeys",
  forget: "forget anybody",
  reconcile: "reconcile the store",
  "read history": "read what is encrypted in Temporal",
  "read audit": "read the audit record",
  "read operation": "read what others have operated",
  release: "release journeys",
  deploy: "deploy journeys",
  rollback: "roll journeys back",
};
