/** What whoever looks after an installation does to many instances: what is paused, and operations under way. */
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS: readonly string[] = [
  `alter table baton.instance add column paused_by text, add column paused_why text, add column paused_at bigint`,
  "create index on baton.instance (journey, id) where state <> 'ended'",
  `create table baton.operation (
    id text primary key,
    does text not null check (does in ('pause', 'resume', 'stop', 'repair')),
    chosen jsonb not null,
    how text,
    why text not null,
    who text not null,
    at bigint not null,
    concerns bigint not null,
    done bigint not null default 0,
    cursor text not null default '',
    ended_at bigint
  )`,
  "create index on baton.operation (at) where ended_at is null",
  `create table baton.standing_pause (
    id text primary key references baton.operation (id),
    journey text,
    version integer,
    subject text,
    who text not null,
    why text not null,
    at bigint not null
  )`,
];
