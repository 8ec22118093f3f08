/**
 * Data keys: one for each subject, by which everything that Temporal holds of them is encrypted. Forgetting a subject:
 * how far each has come, and addresses that opted out, of which nothing is kept but a keyed hash. The journal stays
 * append-only but for one thing: an entry may lose whom it was about, and its words.
 */
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS: readonly string[] = [
  `create table baton.data_key (
    id text primary key,
    owner text not null unique,
    sealed text,
    sealed_by text,
    created_at bigint not null,
    destroyed_at bigint,
    check ((sealed is null) = (destroyed_at is not null))
  )`,
  "create index on baton.data_key (sealed_by) where sealed is not null",
  `create table baton.forgetting (
    id text primary key,
    subjects jsonb not null,
    workflows jsonb not null,
    report jsonb not null,
    who text not null,
    why text not null,
    begun_at bigint not null,
    quiet_at bigint not null,
    runs_ended_at bigint,
    done_at bigint
  )`,
  "create index on baton.forgetting (begun_at) where done_at is null",
  "create table baton.suppression (hash text primary key, at bigint not null)",
  `create table baton.suppression_salt (
    is_one boolean primary key default true check (is_one),
    salt text not null default gen_random_uuid()::text
  )`,
  "insert into baton.suppression_salt default values",
  "drop trigger append_only on baton.journal",
  `create trigger append_only before delete or truncate on baton.journal
    for each statement execute function baton.journal_is_append_only()`,
  `create function baton.journal_may_only_forget() returns trigger language plpgsql as $$
    begin
      if new.instance is not distinct from old.instance
        or (new.number, new.at, new.what, new.name) is distinct from (old.number, old.at, old.what, old.name)
        or (new.journey, new.version, new.stage, new.step, new."by")
          is distinct from (old.journey, old.version, old.stage, old.step, old."by")
        or num_nonnulls(new.subject, new."to", new.result, new.why) > 0
        or new.instance not like 'forgotten/%'
      then raise exception 'The journal is append-only.'; end if;
      return new;
    end $$`,
  `create trigger only_forgets before update on baton.journal
    for each row execute function baton.journal_may_only_forget()`,
];
