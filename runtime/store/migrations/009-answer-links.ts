/** Letters to people outside that hold a link: the request that it answers, and the last instant at which it does. */
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table baton.letter add column work text`.execute(db);
  await sql`alter table baton.letter add column link_until bigint`.execute(db);
}
