/** Rows of `event`, as words for people need them. */
import type { Fields } from "../../compiler/plan.ts";
import type { Db } from "./open-store.ts";

/** Fields of the subject's event of this id; `null`: there is none. */
export async function fieldsOfEvent(db: Db, subject: string, id: string | null): Promise<Fields | null> {
  if (id === null) return null;
  const row = await db
    .selectFrom("event")
    .select("fields")
    .where("subject", "=", subject)
    .where("id", "=", id)
    .executeTakeFirst();
  return row?.fields ?? null;
}
