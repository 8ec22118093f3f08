/** Who was told of a later version of their journey, and what came of it: a row for an instance and a version. */
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS: readonly string[] = [
  `create table baton.version_move (
    instance text not null,
    journey text not null,
    from_version integer not null,
    to_version integer not null,
    at text not null check (at in ('next stage', 'once')),
    state text not null default 'told' check (state in ('told', 'taken over', 'refused')),
    by text,
    told_at bigint not null,
    done_at bigint,
    why text,
    primary key (instance, to_version)
  )`,
  "create index on baton.version_move (journey, from_version, to_version, state)",
];
