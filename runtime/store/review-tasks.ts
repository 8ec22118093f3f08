/** Rows of `review_task`: each review that has fallen due is asked for once. */
import type { DatedReview } from "../../compiler/library.ts";
import type { Instant } from "../../compiler/plan.ts";
import type { Db } from "./open-store.ts";
import type { ReviewResult, ReviewTaskRow } from "./schema.ts";

/** Those that are open, and whatever became of those of this day and later. */
export async function readReviewTasks(db: Db, sinceDue: string): Promise<readonly ReviewTaskRow[]> {
  return await db
    .selectFrom("review_task")
    .selectAll()
    .where((is) => is.or([is("closed_at", "is", null), is("due", ">=", sinceDue)]))
    .orderBy("due")
    .orderBy("kind")
    .orderBy("name")
    .execute();
}

export async function openReviewTasks(db: Db): Promise<readonly ReviewTaskRow[]> {
  return await db
    .selectFrom("review_task")
    .selectAll()
    .where("closed_at", "is", null)
    .orderBy("due")
    .orderBy("kind")
    .orderBy("name")
    .execute();
}

/** `false`: somebody was asked for it before, or is still asked for an earlier one. */
export async function openReviewTask(
  tx: Db,
  { of: kind, ...review }: DatedReview,
  now: Instant,
): Promise<boolean> {
  const inserted = await tx
    .insertInto("review_task")
    .values({ kind, ...review, opened_at: now, closed_at: null, result: null })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (inserted.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

type Key = Pick<ReviewTaskRow, "kind" | "name" | "due">;

/** `false`: it was closed before. */
export async function closeReviewTask(
  tx: Db,
  key: Key,
  result: ReviewResult,
  now: Instant,
): Promise<boolean> {
  const updated = await tx
    .updateTable("review_task")
    .set({ closed_at: now, result })
    .where("kind", "=", key.kind)
    .where("name", "=", key.name)
    .where("due", "=", key.due)
    .where("closed_at", "is", null)
    .executeTakeFirst();
  return updated.numUpdatedRows > 0n;
}

/** One that was taken back without a review is asked for again; `false`: it is open, or was taken back since. */
export async function reopenReviewTask(tx: Db, key: Key, takenBackBefore: Instant): Promise<boolean> {
  const updated = await tx
    .updateTable("review_task")
    .set({ closed_at: null, result: null })
    .where("kind", "=", key.kind)
    .where("name", "=", key.name)
    .where("due", "=", key.due)
    .where("result", "in", ["put off", "gone"])
    .where("closed_at", "<", takenBackBefore)
    .executeTakeFirst();
  return updated.numUpdatedRows > 0n;
}

/** Whoever owns it by now is asked. */
export async function changeReviewTask(
  tx: Db,
  key: Key,
  { owner, every, until }: Pick<DatedReview, "owner" | "every" | "until">,
): Promise<void> {
  await tx
    .updateTable("review_task")
    .set({ owner, every, until })
    .where("kind", "=", key.kind)
    .where("name", "=", key.name)
    .where("due", "=", key.due)
    .execute();
}
