/** Rows of `review_notice`: letters about reviews that have fallen due, each to one recipient and once. */
import type { Instant } from "../../compiler/plan.ts";
import type { DueLetter } from "./letters.ts";
import type { Db } from "./open-store.ts";
import type { NewReviewNotice, ReviewNoticeRow, ReviewTaskRow } from "./schema.ts";

export type NoticeStatus = ReviewNoticeRow["status"];

/** Of what the dispatcher tries. */
const ON_THE_WAY: readonly NoticeStatus[] = ["granted", "sending"];

/** Keys of those about reviews that are open, save what was withdrawn: that may be written again. */
export async function writtenNotices(db: Db): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom("review_notice as notice")
    .innerJoin("review_task as task", (join) =>
      join
        .onRef("task.kind", "=", "notice.kind")
        .onRef("task.name", "=", "notice.name")
        .onRef("task.due", "=", "notice.due"),
    )
    .select("notice.key")
    .where("task.closed_at", "is", null)
    .where("notice.status", "<>", "withdrawn")
    .execute();
  return new Set(rows.map(({ key }) => key));
}

/** `false`: somebody else has written it. */
export async function writeReviewNotice(tx: Db, notice: NewReviewNotice): Promise<boolean> {
  const { goes_at, next_at, role } = notice;
  const written = await tx
    .insertInto("review_notice")
    .values(notice)
    .onConflict((conflict) =>
      conflict
        .column("key")
        .doUpdateSet({ status: "granted", goes_at, next_at, role, attempts: 0 })
        .where("review_notice.status", "=", "withdrawn"),
    )
    .executeTakeFirst();
  return (written.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Whether nobody else has been written to for the same reason. */
export async function isFirst(
  tx: Db,
  { key, kind, name, due, why }: Pick<ReviewNoticeRow, "key" | "kind" | "name" | "due" | "why">,
): Promise<boolean> {
  const other = await tx
    .selectFrom("review_notice")
    .select("key")
    .where("kind", "=", kind)
    .where("name", "=", name)
    .where("due", "=", due)
    .where("why", "=", why)
    .where("key", "<>", key)
    .limit(1)
    .executeTakeFirst();
  return other === undefined;
}

/** What is told of the review in it, as the review stands now. */
export type NoticeWithTask = ReviewNoticeRow & {
  readonly task: Pick<ReviewTaskRow, "owner" | "every" | "last" | "until" | "closed_at">;
};

/** Kept as it is until the transaction ends. */
export async function findReviewNotice(tx: Db, key: string): Promise<NoticeWithTask | undefined> {
  const notice = await tx
    .selectFrom("review_notice")
    .selectAll()
    .where("key", "=", key)
    .forUpdate()
    .executeTakeFirst();
  if (notice === undefined) return undefined;
  const task = await tx
    .selectFrom("review_task")
    .select(["owner", "every", "last", "until", "closed_at"])
    .where("kind", "=", notice.kind)
    .where("name", "=", notice.name)
    .where("due", "=", notice.due)
    .executeTakeFirstOrThrow();
  return { ...notice, task };
}

/** Those that are due, to be tried by whoever asked and by nobody else before `until`. */
export async function claimReviewNotices(
  db: Db,
  { now, until, most }: { readonly now: Instant; readonly until: Instant; readonly most: number },
): Promise<readonly DueLetter[]> {
  return await db
    .with("ready", (qb) =>
      qb
        .selectFrom("review_notice")
        .select("review_notice.key")
        .where("review_notice.status", "in", ON_THE_WAY)
        .where("review_notice.next_at", "<=", now)
        .orderBy("review_notice.next_at")
        .limit(most)
        .forUpdate("review_notice")
        .skipLocked(),
    )
    .updateTable("review_notice")
    .set({ next_at: until })
    .where("key", "in", (qb) => qb.selectFrom("ready").select("ready.key"))
    .returning(["key", "attempts"])
    .execute();
}

/** It had to wait: anybody may try it again at `nextAt`. */
export async function postponeReviewNotice(
  db: Db,
  { key, attempts }: DueLetter,
  nextAt: Instant,
): Promise<void> {
  await db
    .updateTable("review_notice")
    .set({ next_at: nextAt, attempts: attempts + 1 })
    .where("key", "=", key)
    .where("status", "in", ON_THE_WAY)
    .execute();
}

/** Moves it on if it is still where it was; answers whether it was. */
export async function moveReviewNotice(
  tx: Db,
  key: string,
  from: readonly NoticeStatus[],
  to: { readonly status: NoticeStatus; readonly fault?: string | null; readonly at: Instant },
): Promise<boolean> {
  const { status, fault = null, at } = to;
  const mayHaveGone = status === "sent" || status === "unknown";
  const moved = await tx
    .updateTable("review_notice")
    .set({ status, fault, ...(mayHaveGone && { sent_at: at }) })
    .where("key", "=", key)
    .where("status", "in", from)
    .executeTakeFirst();
  return moved.numUpdatedRows > 0n;
}
