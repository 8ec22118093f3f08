/**
 * Addresses that opted out before their subject was forgotten. What is kept is a keyed hash, which tells whether an
 * address that somebody names is one of them, and names none. The key is sealed as data keys are; without keys of the
 * installation it lies in the store.
 */
import { createHmac } from "node:crypto";
import type { Instant } from "../../compiler/plan.ts";
import { normalForm } from "../policy/contact-fields.ts";
import type { Db } from "../store/open-store.ts";
import type { DataKeys } from "./data-keys.ts";

export interface Suppression {
  /** Nothing is written to them from now on. */
  keep(tx: Db, addresses: readonly string[], at: Instant): Promise<void>;
  /** Whether nothing may be written to the address. */
  holds(tx: Db, address: string): Promise<boolean>;
}

/** Why nothing is written to an address, for the journal. */
export const OPTED_OUT_BEFORE = "the address had opted out before it was forgotten";

/** What owns the key of the hashes, among the data keys; no subject has such an id. */
const OWNER = "suppression";

/** Reads its keys now, so that it needs nothing but the transaction it is asked in. */
export async function openSuppression(db: Db, dataKeys: DataKeys | null): Promise<Suppression> {
  const { salt } = await db.selectFrom("suppression_salt").select("salt").executeTakeFirstOrThrow();
  const sealed = dataKeys === null ? null : (await dataKeys.forOwner(OWNER)).key;
  const open = Buffer.from(salt);
  const hash = (key: Uint8Array, address: string) =>
    createHmac("sha256", key).update(normalForm(address)).digest("base64url");
  return {
    async keep(tx, addresses, at) {
      if (addresses.length === 0) return;
      await tx
        .insertInto("suppression")
        .values(addresses.map((address) => ({ hash: hash(sealed ?? open, address), at })))
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },
    async holds(tx, address) {
      // What was kept before there were keys of the installation counts as well.
      const hashes = [open, ...(sealed === null ? [] : [sealed])].map((key) => hash(key, address));
      const found = await tx
        .selectFrom("suppression")
        .select("hash")
        .where("hash", "in", hashes)
        .executeTakeFirst();
      return found !== undefined;
    },
  };
}
