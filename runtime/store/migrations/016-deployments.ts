/** What is deployed: one row for each deploy, promotion and rollback; and the workers that run, with what they hold. */
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS: readonly string[] = [
  `create table baton.deployment (
    number integer primary key,
    at bigint not null,
    who text not null,
    did text not null check (did in ('deploy', 'promote', 'rollback')),
    plan text not null,
    releases jsonb not null,
    entered jsonb not null
  )`,
  // Real time: a worker says that it lives however fast the installation's clock runs.
  `create table baton.worker (
    id text primary key,
    build text not null,
    deployment text,
    releases jsonb not null,
    seen_at timestamptz not null default now()
  )`,
];
