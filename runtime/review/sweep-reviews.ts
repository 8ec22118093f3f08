/**
 * Opens a task for each review that has fallen due, once, and closes it when a build runs whose text has a later date
 * (docs/language.md, 6.8). What is due stands in the library and what was asked for in the store, so nothing is lost or
 * doubled by a restart, or by several processes that look; they may run builds of different texts for a while.
 */
import type { DatedReview, Library } from "../../compiler/library.ts";
import type { Instant } from "../../compiler/plan.ts";
import type { Installation } from "../ingest/installation.ts";
import type { Db } from "../store/open-store.ts";
import {
  changeReviewTask,
  closeReviewTask,
  openReviewTask,
  readReviewTasks,
  reopenReviewTask,
} from "../store/review-tasks.ts";
import type { ReviewResult, ReviewTaskRow } from "../store/schema.ts";
import { transact } from "../store/transact.ts";
import { localDate } from "./local-date.ts";

/**
 * What a text takes back without a review comes back with an earlier text only after so long (milliseconds on the
 * installation's clock): while one build takes the place of another both run, and would take turns.
 */
const SETTLED = 3_600_000;

/** Answers how many tasks have changed. */
export async function sweepReviews(installation: Installation): Promise<number> {
  const { db, library, now } = installation;
  const instant = now();
  const reviews = library.reviews ?? [];
  const due = reviews.filter((review) => isDue(review, library, instant));
  const tasks = await readReviewTasks(db, due.map((review) => review.due).sort()[0] ?? NEVER);
  let changed = 0;
  for (const task of tasks.filter(({ result }) => result === null))
    if (await follow(db, task, reviews.find(isOf(task)), instant)) changed += 1;
  for (const review of due) if (await ask(db, tasks, review, instant)) changed += 1;
  return changed;
}

/** Behind every date: what is open is read all the same. */
const NEVER = "~";

const isDue = ({ owner, due }: DatedReview, library: Library, instant: Instant): boolean =>
  due <= localDate(library, owner, instant);

const isOf =
  ({ kind, name }: Pick<ReviewTaskRow, "kind" | "name">) =>
  (review: DatedReview): boolean =>
    review.of === kind && review.name === name;

/** An open task goes by what the text says now. */
async function follow(
  db: Db,
  task: ReviewTaskRow,
  review: DatedReview | undefined,
  now: Instant,
): Promise<boolean> {
  const result = resultOf(task, review);
  if (result !== null)
    return await transact(db, async (tx) => {
      const isClosed = await closeReviewTask(tx, task, result, now);
      if (isClosed) await writeDown(tx, task, now, { what: CLOSED[result], why: whyOf(result, review) });
      return isClosed;
    });
  const isSame = review?.owner === task.owner && review.every === task.every && review.until === task.until;
  // An earlier text than the one that asked leaves the task as it is.
  if (review === undefined || review.due !== task.due || isSame) return false;
  await changeReviewTask(db, task, review);
  return true;
}

/** `null`: it stays open. */
function resultOf(task: ReviewTaskRow, review: DatedReview | undefined): ReviewResult | null {
  if (review === undefined) return "gone";
  if (review.last > task.last) return "reviewed";
  return review.due > task.due ? "put off" : null;
}

async function ask(
  db: Db,
  tasks: readonly ReviewTaskRow[],
  review: DatedReview,
  now: Instant,
): Promise<boolean> {
  const before = tasks.find((task) => isOf(task)(review) && task.due === review.due);
  if (before?.result === null || before?.result === "reviewed") return false;
  // Of a text and an earlier one the later has asked.
  if (before !== undefined && tasks.some((task) => task.result === null && isOf(task)(review))) return false;
  return await transact(db, async (tx) => {
    const key = { kind: review.of, name: review.name, due: review.due };
    const isAsked =
      before === undefined
        ? await openReviewTask(tx, review, now)
        : await reopenReviewTask(tx, key, now - SETTLED);
    const why = `it is due on ${review.due}, ${review.every} after ${review.last}`;
    if (isAsked) await writeDown(tx, key, now, { what: "asked", to: review.owner, why });
    return isAsked;
  });
}

// ── Written down ──────────────────────────────────────────────────────────────────────────────────────────

const CLOSED = { reviewed: "completed", "put off": "withdrawn", gone: "withdrawn" } as const;

function whyOf(result: ReviewResult, review: DatedReview | undefined): string {
  if (review === undefined) return "no text that runs says when it is due";
  return result === "reviewed"
    ? `the text that runs says last ${review.last}`
    : `the text that runs says that it is due on ${review.due}`;
}

async function writeDown(
  tx: Db,
  { kind, name }: Pick<ReviewTaskRow, "kind" | "name">,
  at: Instant,
  entry: { readonly what: "asked" | "completed" | "withdrawn"; readonly to?: string; readonly why: string },
): Promise<void> {
  const journey = kind === "journey" ? name : null;
  await tx
    .insertInto("journal")
    .values({ at, journey, name: `the review of ${kind} ${name}`, ...entry })
    .execute();
}
