/** What people did to the installation, in a chain of hashes; its head is kept apart, so that a lost end shows too. */
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS: readonly string[] = [
  `create table baton.audit (
    number bigint primary key,
    at bigint not null,
    who text not null,
    did text not null,
    about jsonb not null,
    why text,
    outcome text not null check (outcome in ('begun', 'done', 'refused', 'failed')),
    said text,
    before text not null,
    hash text not null
  )`,
  `create table baton.audit_head (
    is_one boolean primary key default true check (is_one),
    number bigint not null,
    hash text not null
  )`,
  "insert into baton.audit_head (number, hash) values (0, repeat('0', 64))",
  `create function baton.audit_is_append_only() returns trigger language plpgsql as $$
    begin raise exception 'The audit record is append-only.'; end $$`,
  `create trigger append_only before update or delete or truncate on baton.audit
    for each statement execute function baton.audit_is_append_only()`,
];
