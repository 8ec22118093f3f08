/** Letters that go out in another one (docs/language.md, 6.7): `merged_into` is the letter that carries them. */
import type { ExpressionBuilder } from "kysely";
import type { Instant } from "../../compiler/plan.ts";
import type { Db } from "./open-store.ts";
import type { Database, LetterRow, LetterStatus } from "./schema.ts";

export interface Carrying {
  /** The letter that goes out. */
  readonly key: string;
  readonly journey: string;
  readonly subject: string;
  readonly address: string | null;
  /** What is set for up to here goes along. */
  readonly until: Instant;
  readonly now: Instant;
}

/** What waits for the same day goes out in this letter; answers which. The caller has the lock of the address. */
export async function mergeWaiting(tx: Db, carrying: Carrying): Promise<readonly LetterRow[]> {
  const { key, journey, subject, address, until, now } = carrying;
  if (address === null) return [];
  return (
    tx
      .updateTable("letter")
      .set({ status: "merged", merged_into: key, until: null, why: null, decided_at: now })
      .where("journey", "=", journey)
      .where("subject", "=", subject)
      .where("address", "=", address)
      .where("kind", "=", "message")
      .where("status", "=", "deferred")
      .where("until", "<=", until)
      .where("wanted", "=", true)
      .where("key", "!=", key)
      // What stands still asks for it anew once it goes on.
      .where((is) => is.not(isOfStanding(is)))
      .returningAll()
      .execute()
  );
}

const isOfStanding = (is: ExpressionBuilder<Database, "letter">) =>
  is.exists(
    is
      .selectFrom("instance")
      .select("instance.id")
      .whereRef("instance.id", "=", "letter.instance")
      .where((where) =>
        where.or([
          where("instance.paused_by", "is not", null),
          where.and([where("instance.gives_way_to", "is not", null), where("instance.ended_at", "is", null)]),
        ]),
      ),
  );

/** What its journey has been stopped in since goes out on its own, once that goes on. */
export async function partWithStanding(tx: Db, key: string): Promise<void> {
  await tx
    .updateTable("letter")
    .set({ status: "granted", merged_into: null })
    .where("merged_into", "=", key)
    .where("status", "=", "merged")
    .where(isOfStanding)
    .execute();
}

/** What goes out in a letter, in the order in which it was asked for; without what was taken back meanwhile. */
export async function partsOf(tx: Db, key: string): Promise<readonly LetterRow[]> {
  return tx
    .selectFrom("letter")
    .selectAll()
    .where("merged_into", "=", key)
    .where("status", "=", "merged")
    .where("wanted", "=", true)
    .orderBy("asked_at")
    .orderBy("key")
    .execute();
}

/** The letter was taken back, and what it carried was not: the first of that carries the rest. */
export async function passOnParts(tx: Db, key: string): Promise<void> {
  await partWithStanding(tx, key);
  const [heir, ...others] = await partsOf(tx, key);
  if (heir === undefined) return;
  const keys = others.map((letter) => letter.key);
  if (keys.length > 0)
    await tx.updateTable("letter").set({ merged_into: heir.key }).where("key", "in", keys).execute();
  await tx
    .updateTable("letter")
    .set({ status: "granted", merged_into: null, next_at: 0, attempts: 0 })
    .where("key", "=", heir.key)
    .execute();
}

/** What became of the letter became of what it carried. What was taken back in time was not in it. */
export async function moveParts(
  tx: Db,
  key: string,
  to: { readonly status: LetterStatus; readonly why: string | null; readonly at: Instant },
): Promise<readonly LetterRow[]> {
  const { status, why, at } = to;
  return tx
    .updateTable("letter")
    .set({ status, why, counts: false, ...(status === "sent" ? { sent_at: at } : {}) })
    .where("merged_into", "=", key)
    .where("status", "=", "merged")
    .where("wanted", "=", true)
    .returningAll()
    .execute();
}
