/**
 * What the figures of a period read of the journal (`figures.ts`): the few entries of calls and of fields set, and who was
 * left out of a whole journey. Partial, so that whatever else is written down pays nothing for them.
 */
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS: readonly string[] = [
  "create index journal_called_and_set on baton.journal (at) where what in ('called', 'set')",
  "create index journal_left_out on baton.journal (journey, at) where what = 'split' and instance is null",
];
