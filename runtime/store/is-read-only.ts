/** A store that may only be read takes in nothing: a standby, or one that somebody has closed to writers. */
import { type Kysely, sql } from "kysely";
import type { Database } from "./schema.ts";

/** Asked of the server, for it may change while a process runs, as when another one becomes the primary. */
export async function isReadOnly(db: Kysely<Database>): Promise<boolean> {
  const { rows } = await sql<{
    readonly is: string;
  }>`select current_setting('transaction_read_only') as is`.execute(db);
  return rows[0]?.is === "on";
}
