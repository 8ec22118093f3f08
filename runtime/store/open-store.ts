/**
 * Opens the store: a Postgres server when its address is given, else PGlite in a directory (or in memory, for
 * tests). The same tables, the same queries.
 */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { Kysely, PostgresDialect } from "kysely";
import { Pool, type PoolConfig, types } from "pg";
import { lockDirectory } from "./lock.ts";
import { migrate } from "./migrate.ts";
import { movedTo, movedWords } from "./moved.ts";
import { pgliteDialect } from "./pglite-dialect.ts";
import type { Database } from "./schema.ts";
import { StoreUnavailable } from "./store-unavailable.ts";
import { unusableWords } from "./why-unusable.ts";

export interface StoreOptions {
  /** `postgres://…`; several processes may share it. */
  readonly databaseUrl?: string;
  /** Directory of PGlite, for one process; without either the store is in memory and ends with the process. */
  readonly dataDir?: string;
  /** Also one that was moved to a server, to copy it again. */
  readonly evenMoved?: boolean;
  /** Names this process to whoever finds the directory in use, such as `baton dev`. */
  readonly what?: string;
  /** Connections to the server; default 10. */
  readonly poolSize?: number;
  readonly patience?: Partial<Patience>;
}

/** Milliseconds after which the server ends what a process has begun, for one that has stopped cannot. */
interface Patience {
  readonly statement: number;
  /** For a row or a name that somebody else holds. Shorter than `statement`, so that it shows which it was. */
  readonly lock: number;
  /** Between two statements of a transaction: it is cut, and what it held is free. */
  readonly idleInTransaction: number;
}
/** A transaction takes some milliseconds, and an activity is given up on after 30 seconds. */
const PATIENCE: Patience = { statement: 20_000, lock: 15_000, idleInTransaction: 20_000 };

export interface Store {
  readonly kind: "postgres" | "pglite";
  readonly db: Db;
  close(): Promise<void>;
}

/** The store or a transaction on it; table names are found in the schema `baton`. */
export type Db = Kysely<Database>;

/**
 * @throws StoreInUse when another process has the directory; StoreUnavailable when the server cannot be used, when what is
 *   there cannot be brought up to date, or was moved elsewhere
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  if (options.databaseUrl !== undefined) return openPostgres(options.databaseUrl, options);
  const { dataDir = null, evenMoved = false } = options;
  const moved = dataDir === null || evenMoved ? null : movedTo(dataDir);
  if (dataDir !== null && moved !== null) throw new StoreUnavailable(movedWords(dataDir, moved));
  return openPglite(dataDir, options.what ?? "baton");
}

async function openPostgres(databaseUrl: string, options: StoreOptions): Promise<Store> {
  requireAddress(databaseUrl);
  const patience = { ...PATIENCE, ...options.patience };
  const pool = openPool(databaseUrl, {
    max: options.poolSize ?? 10,
    statement_timeout: patience.statement,
    lock_timeout: patience.lock,
    idle_in_transaction_session_timeout: patience.idleInTransaction,
  });
  await tryServer(pool, databaseUrl);
  const raw = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  return opened("postgres", raw, { migrate: () => migrateServer(databaseUrl), unlock: () => {} });
}

/** A migration may take its time, and waits for whoever else is at it. */
async function migrateServer(databaseUrl: string): Promise<void> {
  const pool = openPool(databaseUrl, { max: 1 });
  const raw = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  try {
    await migrate(raw.withSchema("baton"));
  } finally {
    await raw.destroy();
  }
}

function openPool(databaseUrl: string, settings: PoolConfig): Pool {
  const pool = new Pool({
    connectionString: databaseUrl,
    connectionTimeoutMillis: 5_000,
    application_name: "baton",
    types: { getTypeParser },
    ...settings,
  });
  // A server that restarts cuts idle connections; the pool replaces them, and the next query says what is wrong.
  pool.on("error", () => {});
  // Nor does one that is cut between two statements of a transaction end the process: its next statement fails.
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

/** What is wrong with the address, the server or the user shows at the first question. */
async function tryServer(pool: Pool, databaseUrl: string): Promise<void> {
  try {
    const { rows } = await pool.query<{ readonly is: string }>(
      "select current_setting('transaction_read_only') as is",
    );
    if (rows[0]?.is === "on") throw Object.assign(new Error("read only"), { code: READ_ONLY });
  } catch (error) {
    await pool.end();
    throw unusable(databaseUrl, error);
  }
}

/** SQLSTATE read_only_sql_transaction, as of whatever would be written. */
const READ_ONLY = "25006";

/** What `pg` would take for a path below a host that it makes up. @throws StoreUnavailable */
export function requireAddress(databaseUrl: string): void {
  if (/^(postgres(ql)?:\/\/|socket:|\/)/.test(databaseUrl)) return;
  throw new StoreUnavailable(
    "DATABASE_URL is no address of a Postgres; one looks like postgres://user:password@db.example.com:5432/baton.",
  );
}

export const unusable = (databaseUrl: string, error: unknown): StoreUnavailable =>
  new StoreUnavailable(`The database at ${placeOf(databaseUrl)} cannot be used: ${unusableWords(error)}.`);

/** Host and database, without the user's name and password. */
export function placeOf(databaseUrl: string): string {
  if (!URL.canParse(databaseUrl)) return "DATABASE_URL";
  const { host, pathname } = new URL(databaseUrl);
  return `${host}${pathname}`;
}

async function openPglite(dataDir: string | null, what: string): Promise<Store> {
  if (dataDir !== null) mkdirSync(dirname(dataDir), { recursive: true });
  const lock = dataDir === null ? null : lockDirectory(dataDir, what);
  const unlock = () => lock?.release();
  try {
    const pglite = await PGlite.create({
      ...(dataDir === null ? {} : { dataDir }),
      parsers: { [INT8]: Number },
    });
    const raw = new Kysely<Database>({ dialect: pgliteDialect(pglite) });
    return await opened("pglite", raw, { migrate: () => migrate(raw.withSchema("baton")), unlock });
  } catch (error) {
    unlock();
    throw error;
  }
}

async function opened(
  kind: Store["kind"],
  raw: Kysely<Database>,
  ways: { readonly migrate: () => Promise<void>; readonly unlock: () => void },
): Promise<Store> {
  const close = async () => {
    await raw.destroy();
    ways.unlock();
  };
  try {
    await ways.migrate();
  } catch (error) {
    await close();
    throw error;
  }
  return { kind, db: raw.withSchema("baton"), close };
}

const INT8 = types.builtins.INT8;

/** `bigint` columns hold instants and counts, which a number holds exactly until the year 287396. */
const getTypeParser: typeof types.getTypeParser = (id: number, format?: "text" | "binary") =>
  id === INT8 ? Number : types.getTypeParser(id, format as "text");
