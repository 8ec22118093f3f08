/** Rows of `event`, as words for people need them. */
import { sql } from "kysely";
import type { Fields } from "../../compiler/plan.ts";
import type { Db } from "./open-store.ts";

/** Fields of the subject's event of this id, which may be written with its source before it: `crm/4711`. */
export async function fieldsOfEvent(db: Db, subject: string, id: string | null): Promise<Fields | null> {
  if (id === null) return null;
  const row = await db
    .selectFrom("event")
    .select("fields")
    .where("subject", "=", subject)
    .where((where) => where.or([where("id", "=", id), where(sql<string>`source || '/' || id`, "=", id)]))
    .executeTakeFirst();
  return row?.fields ?? null;
}
