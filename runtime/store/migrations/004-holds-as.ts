/** The role in which somebody holds an instance, where it is not the stage's own. */
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table baton.instance add column holder_as text`.execute(db);
}
