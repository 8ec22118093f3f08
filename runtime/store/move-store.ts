/**
 * Copies everything of one store into another that is empty: from PGlite to a server, as an installation outgrows one
 * process. Row by row as JSON, which Postgres writes and reads without loss, in one transaction of the target; what
 * came over is compared before it counts, so that a copy is whole or is not there.
 */
import { sql } from "kysely";
import type { Db } from "./open-store.ts";
import { transact } from "./transact.ts";

export interface CopiedTable {
  readonly table: string;
  readonly rows: number;
}

/** Nothing was copied; the message is one sentence for a person. */
export class CannotMove extends Error {
  override readonly name = "CannotMove";
}

/** Rows that go over at a time. */
const PAGE = 500;
/** Processes say anew that they are there. */
const OF_THE_PROCESSES: ReadonlySet<string> = new Set(["worker"]);

/**
 * Nobody else may write to either meanwhile: of the source its lock sees to that, of the target this does.
 * @throws CannotMove
 */
export async function copyStore(from: Db, to: Db): Promise<readonly CopiedTable[]> {
  const tables = await tablesOf(from);
  if (JSON.stringify(tables) !== JSON.stringify(await tablesOf(to)))
    throw new CannotMove(
      "The two stores are not of the same version of Baton: start each with this one once.",
    );
  const names = tables.map(({ table }) => table);
  return await transact(to, async (tx) => {
    for (const name of names) await sql`lock table ${at(name)} in exclusive mode`.execute(tx);
    await requireEmpty(tx);
    // A row may name one that comes after it: what is referred to is looked at when all is there.
    const references = await dropReferences(tx);
    for (const name of SEEDED) await sql`delete from ${at(name)}`.execute(tx);
    for (const name of names) await copyTable(from, tx, name);
    for (const statement of references) await sql.raw(statement).execute(tx);
    await copySequences(from, tx);
    const copied: CopiedTable[] = [];
    for (const name of names) copied.push(await compare(from, tx, name));
    return copied;
  });
}

/** Whether the two hold the same: a copy that was made, and whose maker did not live to say so. */
export async function isCopied(from: Db, to: Db): Promise<boolean> {
  const tables = await tablesOf(from);
  if (JSON.stringify(tables) !== JSON.stringify(await tablesOf(to))) return false;
  for (const { table } of tables) {
    const [one, other] = [await digestOf(from, table), await digestOf(to, table)];
    if (one.digest !== other.digest || one.rows !== other.rows) return false;
  }
  return true;
}

const at = (table: string) => sql.table(`baton.${table}`);

interface Shape {
  readonly table: string;
  readonly columns: string;
}

/** In the order of their names; with what each column holds. */
async function tablesOf(db: Db): Promise<readonly Shape[]> {
  const { rows } = await sql<Shape>`
    select c.table_name as table,
      string_agg(c.column_name || ' ' || c.data_type, ', ' order by c.column_name) as columns
    from information_schema.columns c
    join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = 'baton' and t.table_type = 'BASE TABLE' and c.table_name not like 'kysely_%'
    group by c.table_name order by c.table_name`.execute(db);
  return rows.filter(({ table }) => !OF_THE_PROCESSES.has(table));
}

/** Tables into which a migration has put a row. */
const SEEDED = ["audit_head", "suppression_salt"] as const;

async function requireEmpty(tx: Db): Promise<void> {
  const used = ["subject", "event", "instance", "journal", "audit", "deployment"] as const;
  for (const table of used) {
    const row = await sql`select 1 from ${at(table)} limit 1`.execute(tx);
    if (row.rows.length > 0)
      throw new CannotMove(
        "The database is in use: it holds an installation of its own. Give the address of one that is empty.",
      );
  }
}

/** Answers what makes them anew. */
async function dropReferences(tx: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ readonly table: string; readonly name: string; readonly says: string }>`
    select conrelid::regclass::text as table, quote_ident(conname) as name, pg_get_constraintdef(oid) as says
    from pg_constraint where contype = 'f' and connamespace = 'baton'::regnamespace order by 1, 2`.execute(
    tx,
  );
  for (const { table, name } of rows)
    await sql.raw(`alter table ${table} drop constraint ${name}`).execute(tx);
  return rows.map(({ table, name, says }) => `alter table ${table} add constraint ${name} ${says}`);
}

async function copyTable(from: Db, tx: Db, table: string): Promise<void> {
  for (let offset = 0; ; offset += PAGE) {
    const { rows } = await sql<{ readonly page: string; readonly count: number }>`
      select coalesce(jsonb_agg(t), '[]'::jsonb)::text as page, count(*)::int as count
      from (select * from ${at(table)} order by ctid limit ${PAGE} offset ${offset}) t`.execute(from);
    const { page, count } = rows[0] ?? { page: "[]", count: 0 };
    if (count > 0)
      await sql`insert into ${at(table)} overriding system value
        select * from jsonb_populate_recordset(null::${at(table)}, ${page}::jsonb)`.execute(tx);
    if (count < PAGE) return;
  }
}

/** So that the next row gets the number that it would have got. */
async function copySequences(from: Db, tx: Db): Promise<void> {
  const { rows } = await sql<{ readonly name: string }>`
    select quote_ident(sequencename) as name from pg_sequences where schemaname = 'baton' order by 1`.execute(
    from,
  );
  for (const { name } of rows) {
    const read = sql<{ readonly last: string; readonly called: boolean }>`
      select last_value::text as last, is_called as called from ${sql.raw(`baton.${name}`)}`;
    const [state] = (await read.execute(from)).rows;
    if (state === undefined) continue;
    await sql`select setval(${`baton.${name}`}::regclass, ${state.last}::bigint, ${state.called})`.execute(
      tx,
    );
  }
}

interface Digest {
  readonly digest: string;
  readonly rows: number;
}

/** Of all rows, whatever their order. */
async function digestOf(db: Db, table: string): Promise<Digest> {
  const { rows } = await sql<Digest>`
    select md5(coalesce(string_agg(one, '' order by one), '')) as digest, count(*)::int as rows
    from (select md5(to_jsonb(t)::text) as one from ${at(table)} t) hashed`.execute(db);
  return rows[0] ?? { digest: "", rows: 0 };
}

async function compare(from: Db, tx: Db, table: string): Promise<CopiedTable> {
  const [one, other] = [await digestOf(from, table), await digestOf(tx, table)];
  if (one.digest !== other.digest)
    throw new CannotMove(`What came over of ${table} is not what was there; nothing was copied.`);
  return { table, rows: other.rows };
}
