/** Whom a caller means by a key, or by an id of ours. */
import { normalKey } from "../ingest/event-schema.ts";
import type { Db } from "../store/open-store.ts";
import type { SubjectRow } from "../store/schema.ts";
import { notFound } from "./http-fault.ts";

export type Found = readonly [SubjectRow, ...SubjectRow[]];

/** One key may be a lead's and a customer's; an id is one of either. */
export async function findSubjects(db: Db, key: string): Promise<Found> {
  const [first, ...others] = await db
    .selectFrom("subject")
    .selectAll()
    .where((is) => is.or([is("key", "=", normalKey(key)), is("id", "=", key)]))
    .orderBy("updated_at", "desc")
    .execute();
  if (first === undefined) throw notFound(`Nobody is known as ${key}.`);
  return [first, ...others];
}
