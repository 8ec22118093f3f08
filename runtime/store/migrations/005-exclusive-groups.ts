/** Which of the journeys of an exclusive group is under way with a subject; that it is one, the database holds. */
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS: readonly string[] = [
  "alter table baton.instance add column exclusive_group text",
  "alter table baton.instance add column priority integer",
  "alter table baton.instance add column gives_way text check (gives_way in ('pauses', 'ends'))",
  "alter table baton.instance add column gives_way_to text",
  `create unique index instance_under_way on baton.instance (subject, exclusive_group)
    where exclusive_group is not null and gives_way_to is null and ended_at is null`,
];
