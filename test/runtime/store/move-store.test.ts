import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import { appendAudit, verifyAudit } from "../../../runtime/store/audit.ts";
import { toJson } from "../../../runtime/store/json.ts";
import { copyStore, isCopied } from "../../../runtime/store/move-store.ts";
import { markMoved } from "../../../runtime/store/moved.ts";
import { openStore, type Store } from "../../../runtime/store/open-store.ts";
import { transact } from "../../../runtime/store/transact.ts";
import { startPostgres, type TestPostgres } from "../../support/postgres.ts";

const NOW = Date.UTC(2026, 10, 23, 9);
let postgres: TestPostgres;
let from: Store;

beforeAll(async () => {
  postgres = await startPostgres();
  from = await openStore({});
  await fill(from);
}, 60_000);
afterAll(async () => {
  await from?.close();
  await postgres?.stop();
});

/** Rows that refer to later ones, numbers of the database's own, and text of every kind. */
async function fill({ db }: Store): Promise<void> {
  const subject = (id: string, merged_into: string | null) => ({
    id,
    kind: "lead",
    key: `${id}@example.com`,
    address: null,
    account: null,
    fields: toJson({ name: 'Zoë "O\'Neil" \\ \u{1F600}\n', big: 9007199254740991, rate: 0.1, none: null }),
    fields_at: toJson({}),
    created_at: NOW,
    updated_at: NOW,
    merged_into,
  });
  await db
    .insertInto("subject")
    .values([subject("late", null)])
    .execute();
  await db.insertInto("subject").values(subject("early", "late")).execute();
  // The one that is referred to comes to lie behind the other.
  await db
    .updateTable("subject")
    .set({ updated_at: NOW + 1 })
    .where("id", "=", "late")
    .execute();
  const entry = { at: NOW, what: "set", name: "name" } as const;
  for (let nth = 0; nth < 1_201; nth += 1)
    await db
      .insertInto("journal")
      .values({ ...entry, why: `${nth}` })
      .execute();
  const act = {
    at: NOW,
    who: "rosa",
    did: "pause",
    about: {},
    why: null,
    outcome: "done",
    said: null,
  } as const;
  await transact(db, (tx) => appendAudit(tx, act));
}

const openTarget = async (): Promise<Store> => openStore({ databaseUrl: await postgres.createDatabase() });

it("copies every row as it is, and the next gets the number that it would have got", async () => {
  const to = await openTarget();
  const copied = await copyStore(from.db, to.db);
  expect(copied.find(({ table }) => table === "journal")).toEqual({ table: "journal", rows: 1_201 });
  const [one, other] = await Promise.all(
    [from, to].map(({ db }) => db.selectFrom("subject").selectAll().orderBy("id").execute()),
  );
  expect(other).toEqual(one);
  expect(await isCopied(from.db, to.db)).toBe(true);
  expect(await verifyAudit(to.db)).toMatchObject({ is: "whole", head: { number: 1 } });
  const entry = { at: NOW, what: "set", name: "name" } as const;
  const { number } = await to.db
    .insertInto("journal")
    .values(entry)
    .returning("number")
    .executeTakeFirstOrThrow();
  expect(number).toBe(1_202);
  await expect(to.db.deleteFrom("subject").where("id", "=", "late").execute()).rejects.toThrow(/foreign key/);
  await to.close();
});

it("leaves a database alone that somebody uses, and does not take it for the copy", async () => {
  const to = await openTarget();
  await to.db.insertInto("journal").values({ at: NOW, what: "set", name: "x" }).execute();
  await expect(copyStore(from.db, to.db)).rejects.toThrow("holds an installation of its own");
  expect(await isCopied(from.db, to.db)).toBe(false);
  expect((await to.db.selectFrom("subject").select("id").execute()).length).toBe(0);
  await to.close();
});

it("refuses a store that a later version has brought further", async () => {
  const to = await openTarget();
  await sql`alter table baton.letter add column later text`.execute(to.db);
  await expect(copyStore(from.db, to.db)).rejects.toThrow("not of the same version");
  await to.close();
});

it("is not opened any more where it was: nobody goes on with what was left behind", async () => {
  const directory = mkdtempSync(join(tmpdir(), "baton-moved-"));
  const dataDir = join(directory, "store");
  await (await openStore({ dataDir })).close();
  markMoved(dataDir, "db.example.com:5432/baton");
  await expect(openStore({ dataDir })).rejects.toThrow("was moved to db.example.com:5432/baton");
  await (await openStore({ dataDir, evenMoved: true })).close();
  rmSync(directory, { recursive: true, force: true });
});
