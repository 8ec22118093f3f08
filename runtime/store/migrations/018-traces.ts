/** The trace that a fact or a letter belongs to, where somebody traces: `traceparent` of W3C Trace Context. */
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table baton.outbox add column trace text`.execute(db);
  await sql`alter table baton.letter add column trace text`.execute(db);
}
