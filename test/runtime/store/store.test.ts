import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toJson } from "../../../runtime/store/json.ts";
import { StoreInUse } from "../../../runtime/store/lock.ts";
import { lookAtStore } from "../../../runtime/store/look-at-store.ts";
import { type Db, openStore } from "../../../runtime/store/open-store.ts";
import { PEOPLE_LOCK } from "../../../runtime/store/rotation.ts";
import { StoreUnavailable } from "../../../runtime/store/store-unavailable.ts";
import { lockNames, transact } from "../../../runtime/store/transact.ts";
import { onEachStore, onPostgres } from "../../support/each-store.ts";
import { startPostgres, type TestPostgres } from "../../support/postgres.ts";

const NOW = Date.UTC(2026, 10, 23, 9);
/** Kysely's, held while it migrates (its Postgres adapter). */
const MIGRATION_LOCK = "3853314791062309107";
const newSubject = (id: string) => ({
  id,
  kind: "lead",
  key: `${id}@example.com`,
  address: `${id}@example.com`,
  account: null,
  fields: toJson({ email: `${id}@example.com`, tags: [1, 2], amount: { amount: 5, currency: "EUR" } }),
  fields_at: toJson({}),
  created_at: NOW,
  updated_at: NOW,
});
const addSubject = async (db: Db, id: string) =>
  await db.insertInto("subject").values(newSubject(id)).execute();

onEachStore((lane) => {
  it("reads what it wrote: instants as numbers, JSON as what it was", async () => {
    const { db } = lane.store();
    await addSubject(db, "ann");
    const row = await db.selectFrom("subject").selectAll().where("id", "=", "ann").executeTakeFirstOrThrow();
    expect(row.created_at).toBe(NOW);
    expect(row.fields).toEqual({
      email: "ann@example.com",
      tags: [1, 2],
      amount: { amount: 5, currency: "EUR" },
    });
  });

  it("takes back what a transaction did that failed", async () => {
    const { db } = lane.store();
    const failing = transact(db, async (tx) => {
      await addSubject(tx, "bob");
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(await db.selectFrom("subject").selectAll().where("id", "=", "bob").execute()).toEqual([]);
  });

  it("keeps transactions apart that run at once", async () => {
    const { db } = lane.store();
    await addSubject(db, "counter");
    const count = async () =>
      await transact(db, async (tx) => {
        await lockNames(tx, ["counter"]);
        const row = await tx
          .selectFrom("subject")
          .select("updated_at")
          .where("id", "=", "counter")
          .executeTakeFirstOrThrow();
        await tx
          .updateTable("subject")
          .set({ updated_at: row.updated_at + 1 })
          .where("id", "=", "counter")
          .execute();
      });
    await Promise.all(Array.from({ length: 30 }, count));
    const row = await db
      .selectFrom("subject")
      .select("updated_at")
      .where("id", "=", "counter")
      .executeTakeFirstOrThrow();
    expect(row.updated_at).toBe(NOW + 30);
  });

  it("lets nobody change the journal", async () => {
    const { db } = lane.store();
    await db.insertInto("journal").values({ at: NOW, what: "entered", name: "nurture" }).execute();
    await expect(
      db
        .updateTable("journal")
        .set({ name: "x" } as never)
        .execute(),
    ).rejects.toThrow("append-only");
    await expect(db.deleteFrom("journal").execute()).rejects.toThrow("append-only");
    await expect(sql`truncate baton.journal`.execute(db)).rejects.toThrow("append-only");
  });

  it("takes hostile text as text", async () => {
    const { db } = lane.store();
    const hostile = ["'; drop table baton.subject; --", "$1", "\\", '"', "%", "a\u2028b", "{}", "🦊"];
    for (const [index, text] of hostile.entries()) {
      await db
        .insertInto("subject")
        .values({ ...newSubject(`h${index}`), account: text, fields: toJson({ text }) })
        .execute();
      const rows = await db.selectFrom("subject").select("fields").where("account", "=", text).execute();
      expect(rows).toEqual([{ fields: { text } }]);
    }
  });
});

onPostgres((lane) => {
  it("repeats a transaction that lost a deadlock", async () => {
    const { db } = lane.store();
    let runs = 0;
    let bothHold = () => {};
    const crossed = new Promise<void>((resolve) => {
      bothHold = resolve;
    });
    const crossing = async (first: string, second: string) =>
      await transact(db, async (tx) => {
        runs += 1;
        await lockNames(tx, [first]);
        if (runs === 2) bothHold();
        await crossed;
        await lockNames(tx, [second]);
      });
    await Promise.all([crossing("a", "b"), crossing("b", "a")]);
    expect(runs).toBe(3);
  });
});

describe("a Postgres server", () => {
  let server: TestPostgres;
  beforeAll(async () => {
    server = await startPostgres();
  }, 60_000);
  afterAll(async () => await server.stop(), 60_000);

  it("is brought up to date once, by several processes at once", async () => {
    const databaseUrl = await server.createDatabase();
    const stores = await Promise.all(
      Array.from({ length: 4 }, () => openStore({ databaseUrl, poolSize: 2 })),
    );
    for (const store of stores) {
      await addSubject(store.db, `s${stores.indexOf(store)}`);
      await store.close();
    }
    const again = await openStore({ databaseUrl });
    expect(await again.db.selectFrom("subject").selectAll().execute()).toHaveLength(4);
    await again.close();
  });

  it("opens where a later version has brought it further, as the old one does in the midst of a deploy", async () => {
    const databaseUrl = await server.createDatabase();
    const later = await openStore({ databaseUrl });
    await sql`insert into baton.kysely_migration (name, timestamp) values ('999-later', '')`.execute(
      later.db,
    );
    await later.close();
    const old = await openStore({ databaseUrl });
    await addSubject(old.db, "ann");
    await old.close();
  });

  it("gets what it lacks where a migration of a later number came first", async () => {
    const databaseUrl = await server.createDatabase();
    const first = await openStore({ databaseUrl });
    // As a store of a day on which 018 had landed and 015 had not.
    await sql`drop table baton.version_move`.execute(first.db);
    await sql`delete from baton.kysely_migration where name like '015-%'`.execute(first.db);
    await first.close();
    const store = await openStore({ databaseUrl });
    expect(await store.db.selectFrom("version_move").selectAll().execute()).toEqual([]);
    await store.close();
    const looked = await lookAtStore(databaseUrl);
    expect(looked.pending).toEqual([]);
    await looked.close();
  });

  it("says so where another version has gone another way, and leaves everything as it was", async () => {
    const databaseUrl = await server.createDatabase();
    const first = await openStore({ databaseUrl });
    await sql`insert into baton.kysely_migration (name, timestamp) values ('017-elsewhere', '')`.execute(
      first.db,
    );
    await sql`delete from baton.kysely_migration where name like '018-%'`.execute(first.db);
    await first.close();
    const opening = openStore({ databaseUrl });
    await expect(opening).rejects.toThrow(StoreUnavailable);
    await expect(opening).rejects.toThrow(
      /it has 017-elsewhere, which this one does not know, and lacks 018-traces\. Start the version that was used last/,
    );
  });

  it("says which migration failed, and applies none of them", async () => {
    const databaseUrl = await server.createDatabase();
    const first = await openStore({ databaseUrl });
    await sql`delete from baton.kysely_migration where name >= '015'`.execute(first.db);
    await sql`drop table baton.version_move`.execute(first.db);
    await first.close();
    await expect(openStore({ databaseUrl })).rejects.toThrow(
      /^The store cannot be brought up to date by 016-deployments, and is as it was: .*already exists/,
    );
    const looked = await lookAtStore(databaseUrl);
    expect(looked.pending).toContain("015-version-moves");
    await looked.close();
  });

  it("is refused where it may only be read, or nothing is there, with what to do about it", async () => {
    const databaseUrl = await server.createDatabase();
    const name = new URL(databaseUrl).pathname.slice(1);
    const store = await openStore({ databaseUrl });
    await sql`alter database ${sql.id(name)} set default_transaction_read_only = on`.execute(store.db);
    await store.close();
    await expect(openStore({ databaseUrl })).rejects.toThrow(
      /cannot be used: it may only be read, .*; name the primary in DATABASE_URL\.$/,
    );
    const looked = await lookAtStore(databaseUrl);
    expect(looked.readOnly).toBe(true);
    await looked.close();
    await expect(openStore({ databaseUrl: `${databaseUrl}-nowhere` })).rejects.toThrow(
      /cannot be used: database ".*-nowhere" does not exist; create it, or correct its name in DATABASE_URL\.$/,
    );
    const other = await server.createDatabase();
    const poor = new URL(other);
    poor.username = "poor";
    const admin = await openStore({ databaseUrl: await server.createDatabase() });
    await sql`create role poor login`.execute(admin.db);
    await admin.close();
    await expect(openStore({ databaseUrl: poor.href })).rejects.toThrow(
      /is as it was: permission denied .*; the user of DATABASE_URL needs the right to create the schema baton\.$/,
    );
    await expect(openStore({ databaseUrl: "nonsense" })).rejects.toThrow(/is no address of a Postgres/);
  });

  it("cuts a transaction that has stopped, so that what it held is free", async () => {
    const databaseUrl = await server.createDatabase();
    const patience = { idleInTransaction: 1_000 };
    const stopped = await openStore({ databaseUrl, patience });
    const other = await openStore({ databaseUrl });
    let held = () => {};
    const isHeld = new Promise<void>((resolve) => {
      held = resolve;
    });
    let free = () => {};
    const isFree = new Promise<void>((resolve) => {
      free = resolve;
    });
    const stopping = stopped.db.transaction().execute(async (tx) => {
      await lockNames(tx, [PEOPLE_LOCK]);
      held();
      await isFree;
      await lockNames(tx, ["more"]);
    });
    const ended = expect(stopping).rejects.toThrow();
    await isHeld;
    // It would be refused after fifteen seconds, had nobody cut the other.
    await transact(other.db, (tx) => lockNames(tx, [PEOPLE_LOCK]));
    free();
    await ended;
    // The store that was cut goes on.
    await transact(stopped.db, (tx) => lockNames(tx, [PEOPLE_LOCK]));
    await Promise.all([stopped.close(), other.close()]);
  });

  it("waits for nobody for ever, and lets no statement run for ever", async () => {
    const databaseUrl = await server.createDatabase();
    const store = await openStore({ databaseUrl, patience: { statement: 2_000, lock: 150 } });
    await expect(sql`select pg_sleep(5)`.execute(store.db)).rejects.toMatchObject({ code: "57014" });
    await store.db.transaction().execute(async (tx) => {
      await lockNames(tx, [PEOPLE_LOCK]);
      const waiting = transact(store.db, (second) => lockNames(second, [PEOPLE_LOCK]));
      await expect(waiting).rejects.toMatchObject({ code: "55P03" });
    });
    await store.close();
  });

  it("is patient for 20 seconds by default, and without end with a migration", async () => {
    const store = await openStore({ databaseUrl: await server.createDatabase() });
    const shown = async (setting: string) =>
      (await sql<{ value: string }>`select current_setting(${setting}) as value`.execute(store.db)).rows[0]
        ?.value;
    expect(await shown("statement_timeout")).toBe("20s");
    expect(await shown("lock_timeout")).toBe("15s");
    expect(await shown("idle_in_transaction_session_timeout")).toBe("20s");
    await store.close();
    // Whoever else is about it has what a migration needs for longer than any other statement would wait.
    const databaseUrl = await server.createDatabase();
    const holder = new Client({ connectionString: databaseUrl });
    await holder.connect();
    await holder.query("select pg_advisory_lock($1::bigint)", [MIGRATION_LOCK]);
    const opening = openStore({ databaseUrl, patience: { statement: 1_000 } });
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    await holder.end();
    await (await opening).close();
  });

  it("may crash and come back: what was acknowledged is there, and the store goes on", async () => {
    const store = await openStore({ databaseUrl: await server.createDatabase(), poolSize: 3 });
    await addSubject(store.db, "before");
    await server.crashAndRestart();
    const ids = await untilItAnswers(async () => await store.db.selectFrom("subject").select("id").execute());
    expect(ids).toEqual([{ id: "before" }]);
    await store.close();
  });
});

/** Connections that the crash cut are noticed one by one. */
async function untilItAnswers<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (tries > 20) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

describe("a PGlite directory", () => {
  const directory = mkdtempSync(join(tmpdir(), "baton-pglite-"));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it("keeps its rows, and is for one process at a time", async () => {
    const dataDir = join(directory, "deep", "store");
    const store = await openStore({ dataDir, what: "baton dev" });
    await addSubject(store.db, "kept");
    await expect(openStore({ dataDir, what: "baton demo" })).rejects.toThrow(StoreInUse);
    await store.close();
    const again = await openStore({ dataDir });
    expect(await again.db.selectFrom("subject").select("id").execute()).toEqual([{ id: "kept" }]);
    await again.close();
  });
});
