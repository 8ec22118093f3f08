/** The store as it is, for whoever looks it over: nothing is migrated and nothing is written. */
import { Kysely, PostgresDialect } from "kysely";
import { Pool } from "pg";
import { isReadOnly } from "./is-read-only.ts";
import { migrationsOf } from "./migrate.ts";
import { type Db, placeOf, requireAddress, unusable } from "./open-store.ts";
import type { Database } from "./schema.ts";

export interface StoreView {
  /** Host and database, without a name or a password. */
  readonly place: string;
  /** Of PostgreSQL. */
  readonly version: string;
  /** Real milliseconds that its clock is ahead of ours; half of what the question took is allowed for. */
  readonly ahead: number;
  /** Migrations that are still to be applied. */
  readonly pending: readonly string[];
  /** Those that were applied and that this version of Baton does not know. */
  readonly unknownOnes: readonly string[];
  /** Nothing can be written: a standby, or closed to writers. */
  readonly readOnly: boolean;
  readonly db: Db;
  close(): Promise<void>;
}

/** @throws StoreUnavailable */
export async function lookAtStore(databaseUrl: string): Promise<StoreView> {
  requireAddress(databaseUrl);
  const pool = new Pool({
    connectionString: databaseUrl,
    max: 1,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 5_000,
    application_name: "baton doctor",
  });
  pool.on("error", () => {});
  const raw = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  try {
    const asked = Date.now();
    const { rows } = await pool.query<{ readonly at: string; readonly version: string }>(
      "select extract(epoch from clock_timestamp()) * 1000 as at, current_setting('server_version') as version",
    );
    const answered = Date.now();
    const [{ at, version } = { at: String(answered), version: "unknown" }] = rows;
    const migrations = await migrationsOf(raw.withSchema("baton"));
    return {
      place: placeOf(databaseUrl),
      version,
      ahead: Math.round(Number(at) - (asked + answered) / 2),
      ...migrations,
      readOnly: await isReadOnly(raw),
      db: raw.withSchema("baton"),
      close: () => raw.destroy(),
    };
  } catch (error) {
    await raw.destroy();
    throw unusable(databaseUrl, error);
  }
}
