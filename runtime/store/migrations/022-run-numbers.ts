/** Which run of its instance brought a batch, so that one which the server has given up is known by it. */
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw("alter table baton.batch add column run_number integer not null default 1").execute(db);
}
