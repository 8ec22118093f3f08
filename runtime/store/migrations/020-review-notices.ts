/** Letters about a review that has fallen due: who has it is written to once, and once its grace is over who is above. */
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS: readonly string[] = [
  `create table baton.review_notice (
    key text primary key,
    kind text not null,
    name text not null,
    due text not null,
    why text not null check (why in ('due', 'past its grace')),
    role text not null,
    recipient text not null,
    status text not null default 'granted'
      check (status in ('granted', 'sending', 'sent', 'unknown', 'failed', 'withdrawn')),
    fault text,
    goes_at bigint not null,
    next_at bigint not null,
    attempts integer not null default 0,
    sent_at bigint,
    foreign key (kind, name, due) references baton.review_task (kind, name, due)
  )`,
  "create index on baton.review_notice (kind, name, due)",
  "create index on baton.review_notice (next_at) where status in ('granted', 'sending')",
];
