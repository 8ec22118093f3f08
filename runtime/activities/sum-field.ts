/** The sum that a right counts: over the account, of what changed lately. A deal split in two is one deal. */
import { sql } from "kysely";
import type { Value } from "../../compiler/plan.ts";
import type { Command } from "../machine/protocol.ts";
import { isMoney } from "../machine/reckon.ts";
import { DAY } from "../policy/exact-time.ts";
import { toJson } from "../store/json.ts";
import type { Db } from "../store/open-store.ts";
import type { SubjectRow } from "../store/schema.ts";
import { subjectsOfAccount } from "../store/subjects.ts";
import type { Batch } from "./contract.ts";

/** The subject's own amount counts whenever it was set. Amounts in another currency than its own cannot be added. */
export async function sumField(
  tx: Db,
  batch: Batch,
  subject: SubjectRow,
  { field, over, days }: Extract<Command, { do: "sum" }>,
): Promise<number> {
  const since = batch.now - days * DAY;
  const others = (await relatedTo(tx, subject, over)).filter(
    (row) =>
      row.id !== subject.id && row.kind === subject.kind && (row.fields_at[field] ?? row.created_at) >= since,
  );
  const own = subject.fields[field] ?? null;
  return [subject, ...others].reduce((sum, row) => sum + amountOf(row.fields[field] ?? null, own), 0);
}

/** `account` is the account; any other name a field that they have in common. */
async function relatedTo(tx: Db, subject: SubjectRow, over: string): Promise<readonly SubjectRow[]> {
  if (over === "account") return subject.account === null ? [] : subjectsOfAccount(tx, subject.account);
  const value = subject.fields[over] ?? null;
  if (value === null) return [];
  return tx
    .selectFrom("subject")
    .selectAll()
    .where(sql<boolean>`fields -> ${over}::text = ${toJson(value)}::jsonb`)
    .execute();
}

function amountOf(value: Value, own: Value): number {
  if (typeof value === "number") return value;
  if (!isMoney(value)) return 0;
  return isMoney(own) && own.currency !== value.currency ? 0 : value.amount;
}
