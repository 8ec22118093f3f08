/** Rows of `letter`: the contact ledger, and words to people. Read and decided under the lock of the address. */
import { sql } from "kysely";
import type { Instant } from "../../compiler/plan.ts";
import type { LedgerEntry } from "../policy/contact.ts";
import { DAY } from "../policy/exact-time.ts";
import { mergeGroup } from "../policy/merging.ts";
import { traceParent } from "../tracing/trace.ts";
import { passOnParts } from "./merged-letters.ts";
import type { Db } from "./open-store.ts";
import type { LetterRow, LetterStatus, NewLetter } from "./schema.ts";

/** Statuses of what has not gone out and still may. */
const WAITING: readonly LetterStatus[] = ["granted", "deferred", "held", "ask"];
/** Of what the dispatcher tries. */
const ON_THE_WAY: readonly LetterStatus[] = ["granted", "sending"];

export async function findLetter(db: Db, key: string): Promise<LetterRow | undefined> {
  return db.selectFrom("letter").selectAll().where("key", "=", key).executeTakeFirst();
}

/** When it was first asked for stays: of equal priorities the earlier has the place. One that is granted is due. */
export async function writeLetter(tx: Db, letter: NewLetter): Promise<void> {
  const { address, account, status, until, why, counts, priority, approved_by, decided_at } = letter;
  const due = { next_at: 0, attempts: 0 };
  await tx
    .insertInto("letter")
    .values({ ...letter, trace: traceParent() })
    .onConflict((conflict) =>
      conflict.column("key").doUpdateSet({
        address,
        account,
        status,
        until,
        why,
        counts,
        priority,
        approved_by,
        decided_at,
        ...due,
      }),
    )
    .execute();
}

/** Moves a letter on if it is still where it was; answers whether it was. */
export async function moveLetter(
  tx: Db,
  key: string,
  from: readonly LetterStatus[],
  to: {
    readonly status: LetterStatus;
    readonly why?: string | null;
    readonly message_id?: string;
    readonly at: Instant;
  },
): Promise<boolean> {
  const { at, ...change } = to;
  const mayHaveGone = to.status === "sent" || to.status === "unknown";
  const moved = await tx
    .updateTable("letter")
    .set({ ...change, ...(mayHaveGone ? { sent_at: at } : {}) })
    .where("key", "=", key)
    .where("status", "in", from)
    .returning("key")
    .execute();
  return moved.length > 0;
}

/** The mail server does not have it after all: it may be sent again, unless it was taken back in the meantime. */
export async function unclaimLetter(tx: Db, key: string): Promise<void> {
  const unclaimed = await tx
    .updateTable("letter")
    .set({ status: sql<LetterStatus>`case when wanted then 'granted' else 'withdrawn' end` })
    .where("key", "=", key)
    .where("status", "=", "sending")
    .returning(["key", "status"])
    .execute();
  for (const { status } of unclaimed) if (status === "withdrawn") await passOnParts(tx, key);
}

/** Letters that are due, to be tried by whoever asked and by nobody else before `until`. */
export async function claimDue(
  db: Db,
  { now, until, most }: { readonly now: Instant; readonly until: Instant; readonly most: number },
): Promise<readonly DueLetter[]> {
  return await db
    .with("due", (qb) =>
      qb
        .selectFrom("letter")
        .select("letter.key")
        .where("letter.status", "in", ON_THE_WAY)
        .where("letter.next_at", "<=", now)
        .orderBy("letter.next_at")
        .limit(most)
        .forUpdate("letter")
        .skipLocked(),
    )
    .updateTable("letter")
    .set({ next_at: until })
    .where("key", "in", (qb) => qb.selectFrom("due").select("due.key"))
    .returning(["key", "attempts"])
    .execute();
}

export type DueLetter = Pick<LetterRow, "key" | "attempts">;

/** It had to wait: anybody may try it again at `nextAt`. */
export async function postponeLetter(db: Db, { key, attempts }: DueLetter, nextAt: Instant): Promise<void> {
  await db
    .updateTable("letter")
    .set({ next_at: nextAt, attempts: attempts + 1 })
    .where("key", "=", key)
    .where("status", "in", ON_THE_WAY)
    .execute();
}

/** Letters that may go out and have not, or of which nobody has said yet what became of them. */
export async function countOnTheWay(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom("letter")
    .select((of) => of.fn.countAll<number>().as("count"))
    .where("status", "in", ON_THE_WAY)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** What has not gone out may not go out any more; answers what that stopped. */
export async function withdrawLetters(
  tx: Db,
  keys: readonly string[],
  now: Instant,
): Promise<readonly LetterRow[]> {
  if (keys.length === 0) return [];
  await tx.updateTable("letter").set({ wanted: false }).where("key", "in", keys).execute();
  const withdrawn = await tx
    .updateTable("letter")
    .set({ status: "withdrawn", until: null, decided_at: now })
    .where("key", "in", keys)
    .where((where) =>
      where.or([
        where("status", "in", WAITING),
        // What it goes out in has not been claimed yet.
        where.and([
          where("status", "=", "merged"),
          where(
            "merged_into",
            "in",
            where.selectFrom("letter as into").select("into.key").where("into.status", "=", "granted"),
          ),
        ]),
      ]),
    )
    .returningAll()
    .execute();
  for (const { key } of withdrawn) await passOnParts(tx, key);
  return withdrawn;
}

/** An instance that has ended asks for nothing again: what it had set aside is free for others. */
export async function withdrawUnasked(tx: Db, instance: string, now: Instant): Promise<readonly LetterRow[]> {
  return tx
    .updateTable("letter")
    .set({ status: "withdrawn", until: null, decided_at: now })
    .where("instance", "=", instance)
    .where("status", "in", ["deferred", "held", "ask"])
    .returningAll()
    .execute();
}

/** Instances go on that stood still: what had been granted is tried at once, and as long as if it were granted now. */
export async function sendOn(tx: Db, instances: readonly string[], now: Instant): Promise<void> {
  if (instances.length === 0) return;
  await tx
    .updateTable("letter")
    .set({ decided_at: now, next_at: now, attempts: 0 })
    .where("instance", "in", instances)
    .where("status", "=", "granted")
    .execute();
}

/**
 * So long after it was granted nobody tries any more to send a letter: workflows give up earlier. Without an end,
 * one that nobody came back for would keep its place under a cap for ever.
 */
export const GIVEN_UP_AFTER = 7 * DAY;

/** The ledger of an address, as far back as a cap looks. */
export async function ledgerOf(
  db: Db,
  address: string,
  { since, now }: { readonly since: Instant; readonly now: Instant },
): Promise<readonly LedgerEntry[]> {
  const rows = await db
    .selectFrom("letter")
    .select(["key", "channel", "status", "until", "sent_at", "decided_at", "priority", "asked_at"])
    .select(["journey", "subject"])
    .where("address", "=", address)
    .where("counts", "=", true)
    .where("status", "in", ["granted", "sending", "sent", "unknown", "deferred"])
    .where((where) => where.or([where("sent_at", "is", null), where("sent_at", ">", since)]))
    .execute();
  return rows.flatMap((row) => {
    const place = placeOf(row, now);
    const { key, channel, priority } = row;
    const group = mergeGroup(row.journey, row.subject);
    return place === null ? [] : [{ key, group, channel, priority, askedAt: row.asked_at, ...place }];
  });
}

type Counted = Pick<LetterRow, "status" | "until" | "sent_at" | "decided_at">;

/** The place that a letter takes; `null`: none, as nobody will send it any more. */
function placeOf(row: Counted, now: Instant): Pick<LedgerEntry, "is" | "at"> | null {
  if (row.status === "deferred") return { is: "set", at: row.until ?? row.decided_at };
  // One that may have gone counts as gone.
  if (row.sent_at !== null) return { is: "sent", at: row.sent_at };
  if (now - row.decided_at <= GIVEN_UP_AFTER) return { is: "going", at: row.decided_at };
  return row.status === "granted" ? null : { is: "sent", at: row.decided_at };
}

/** Held messages of these subjects, with where their instances listen. */
export async function heldLettersOf(
  db: Db,
  subjects: readonly string[],
): Promise<readonly (LetterRow & { readonly workflow_id: string })[]> {
  if (subjects.length === 0) return [];
  return db
    .selectFrom("letter")
    .innerJoin("instance", "instance.id", "letter.instance")
    .selectAll("letter")
    .select("instance.workflow_id")
    .where("letter.subject", "in", subjects)
    .where("letter.status", "=", "held")
    .orderBy("letter.asked_at")
    .orderBy("letter.key")
    .execute();
}

export async function hasUnknownLetter(db: Db, instance: string): Promise<boolean> {
  const row = await db
    .selectFrom("letter")
    .select("key")
    .where("instance", "=", instance)
    .where("status", "=", "unknown")
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
