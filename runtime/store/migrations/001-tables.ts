/** The first tables. A migration that has been released is never edited: the next one changes what it left. */
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS: readonly string[] = [
  `create table baton.subject (
    id text primary key,
    kind text not null,
    key text not null,
    address text,
    account text,
    fields jsonb not null,
    fields_at jsonb not null,
    created_at bigint not null,
    updated_at bigint not null,
    unique (kind, key)
  )`,
  "create index on baton.subject (address)",
  "create index on baton.subject (account)",

  `create table baton.event (
    source text not null,
    id text not null,
    kind text not null,
    subject text references baton.subject (id),
    at bigint not null,
    received_at bigint not null,
    fields jsonb not null,
    body_hash text not null,
    primary key (source, id)
  )`,
  "create index on baton.event (subject, at)",

  `create table baton.score_state (
    subject text not null references baton.subject (id),
    score text not null,
    state jsonb not null,
    band text,
    next_crossing bigint,
    updated_at bigint not null,
    primary key (subject, score)
  )`,
  "create index on baton.score_state (next_crossing) where next_crossing is not null",

  `create table baton.instance (
    id text primary key,
    subject text not null references baton.subject (id),
    journey text not null,
    version integer not null,
    workflow_id text not null unique,
    key text,
    state text not null default 'open' check (state in ('open', 'stuck', 'ended')),
    stage text,
    holder_role text,
    holder_person text,
    awaits text,
    until bigint,
    entered_at bigint not null,
    ended_at bigint,
    exit text,
    outcome text
  )`,
  "create index on baton.instance (subject, journey)",
  "create index on baton.instance (journey, key) where key is not null",

  `create table baton.work (
    id text primary key,
    instance text not null references baton.instance (id),
    subject text not null references baton.subject (id),
    journey text not null,
    version integer not null,
    kind text not null,
    name text not null,
    step text not null,
    stage text not null,
    title text not null,
    role text not null,
    person text,
    opened_at bigint not null,
    due bigint,
    answers jsonb not null,
    event text,
    carries jsonb not null,
    state text not null check (state in ('open', 'done', 'withdrawn')),
    closed_at bigint,
    closed_by text,
    result text,
    evidence jsonb
  )`,
  "create index on baton.work (person) where state = 'open'",
  "create index on baton.work (instance)",

  `create table baton.letter (
    key text primary key,
    kind text not null check (kind in ('message', 'word')),
    address text,
    subject text not null references baton.subject (id),
    account text,
    instance text not null,
    journey text not null,
    version integer not null,
    stage text not null,
    step text,
    name text not null,
    channel text not null,
    text text,
    status text not null check (status in ('granted', 'deferred', 'held', 'ask', 'suppressed', 'dropped',
      'withdrawn', 'sending', 'sent', 'unknown', 'failed')),
    wanted boolean not null default true,
    until bigint,
    why text,
    counts boolean not null,
    priority integer not null,
    approved_by text,
    asked_at bigint not null,
    decided_at bigint not null,
    sent_at bigint,
    message_id text
  )`,
  "create index on baton.letter (address) where counts",
  "create index on baton.letter (account) where status = 'held'",
  "create index on baton.letter (instance)",

  `create table baton.journal (
    number bigint generated always as identity primary key,
    at bigint not null,
    instance text,
    subject text,
    journey text,
    version integer,
    what text not null,
    name text not null,
    stage text,
    step text,
    by text,
    "to" text,
    result text,
    why text
  )`,
  "create index on baton.journal (subject, number)",
  "create index on baton.journal (instance, number)",
  `create function baton.journal_is_append_only() returns trigger language plpgsql as $$
    begin raise exception 'The journal is append-only.'; end $$`,
  `create trigger append_only before update or delete or truncate on baton.journal
    for each statement execute function baton.journal_is_append_only()`,

  `create table baton.batch (
    instance text not null,
    number integer not null,
    hash text not null,
    result jsonb not null,
    at bigint not null,
    primary key (instance, number)
  )`,

  `create table baton.outbox (
    id bigint generated always as identity primary key,
    key text not null unique,
    subject text not null,
    instance text not null,
    workflow_id text not null,
    payload jsonb not null,
    status text not null default 'pending' check (status in ('pending', 'sent', 'parked')),
    attempts integer not null default 0,
    next_at bigint not null,
    error text,
    created_at bigint not null,
    sent_at bigint,
    message_id text
  )`,
  "create index on baton.outbox (subject, id) where status <> 'sent'",
  "create index on baton.outbox (next_at) where status <> 'sent'",
  "create index on baton.outbox (instance) where status = 'parked'",

  `create table baton.rotation (
    role text not null,
    person text not null,
    turn bigint not null,
    at bigint not null,
    primary key (role, person)
  )`,
];
