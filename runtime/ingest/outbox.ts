/**
 * What Temporal is to be told, written in the transaction that makes it true. The relay hands it on: in the order in
 * which it was written for each subject, at least once.
 */
import type { Instant } from "../../compiler/plan.ts";
import { toJson } from "../store/json.ts";
import type { Db } from "../store/open-store.ts";
import type { OutboxPayload } from "../store/schema.ts";
import { traceParent } from "../tracing/trace.ts";
import type { Fact } from "../workflows/contract.ts";

/** One row to be written. */
export interface Outgoing {
  /** The same fact is written once. */
  readonly key: string;
  readonly subject: string;
  readonly instance: string;
  readonly workflowId: string;
  readonly payload: OutboxPayload;
}

export async function writeOutbox(tx: Db, rows: readonly Outgoing[], now: Instant): Promise<void> {
  if (rows.length === 0) return;
  const trace = traceParent();
  await tx
    .insertInto("outbox")
    .values(
      rows.map((row) => ({
        key: row.key,
        subject: row.subject,
        instance: row.instance,
        workflow_id: row.workflowId,
        payload: toJson(row.payload),
        next_at: now,
        created_at: now,
        trace,
      })),
    )
    .onConflict((conflict) => conflict.column("key").doNothing())
    .execute();
}

interface Listener {
  readonly id: string;
  readonly subject: string;
  readonly workflow_id: string;
}

/** `cause` sets this fact apart from a later one of the same content. */
export function informing(instance: Listener, fact: Fact, cause: string): Outgoing {
  return {
    key: `${instance.id} ${cause} ${nameOf(fact)}`,
    subject: instance.subject,
    instance: instance.id,
    workflowId: instance.workflow_id,
    payload: { kind: "signal", fact },
  };
}

function nameOf(fact: Fact): string {
  if (fact.is === "band") return `band ${fact.score}`;
  if (fact.is === "left") return `left ${fact.person}`;
  return fact.is === "released" ? `released ${fact.key}` : fact.is;
}
