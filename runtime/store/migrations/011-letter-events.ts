/** The event whose fields a message names, beside those of its subject. */
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table baton.letter add column event text`.execute(db);
}
