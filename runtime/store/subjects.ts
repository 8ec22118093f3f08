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

/** Everyone who carries the address or belongs to the account, kept as they are until the transaction ends. */
export async function keepContacts(
  tx: Db,
  { id, address, account }: Pick<SubjectRow, "id" | "address" | "account">,
): Promise<readonly SubjectRow[]> {
  return tx
    .selectFrom("subject")
    .selectAll()
    .where((where) =>
      where.or([
        where("id", "=", id),
        ...(address === null ? [] : [where("address", "=", address)]),
        ...(account === null ? [] : [where("account", "=", account)]),
      ]),
    )
    .orderBy("id")
    .forShare()
    .execute();
}
