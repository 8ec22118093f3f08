/** Rows of `subject`. */
import type { Db } from "./open-store.ts";
import type { SubjectRow } from "./schema.ts";

export async function findSubject(db: Db, id: string): Promise<SubjectRow | undefined> {
  return db.selectFrom("subject").selectAll().where("id", "=", id).executeTakeFirst();
}

export async function subjectsOfAddress(db: Db, address: string): Promise<readonly SubjectRow[]> {
  return db.selectFrom("subject").selectAll().where("address", "=", address).orderBy("id").execute();
}

export async function subjectsOfAccount(db: Db, account: string): Promise<readonly SubjectRow[]> {
  return db.selectFrom("subject").selectAll().where("account", "=", account).orderBy("id").execute();
}
