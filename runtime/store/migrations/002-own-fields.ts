/** What an instance keeps for itself: what its journey `keeps`, and what actions gave back. */
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<never>): Promise<void> {
  await sql.raw("alter table baton.instance add column own jsonb not null default '{}'").execute(db);
}
