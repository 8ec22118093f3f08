/**
 * Writes to those who have a review: once when it is in their inbox, and once its grace is over to whoever is above
 * (docs/language.md, 6.8). What is to be told follows from what is open and from people.yaml, and what was told stands in
 * the store, so that nothing is lost or doubled by a restart, or by several processes that look; whoever comes to fill the
 * role later is told as well. It goes out when they work, by the worker (`letters/deliver-review-notice.ts`).
 */
import { nextOpening } from "../../compiler/calendar-time.ts";
import type { Library, People } from "../../compiler/library.ts";
import type { Instant } from "../../compiler/plan.ts";
import type { Installation } from "../ingest/installation.ts";
import { recipientsOf } from "../policy/recipients.ts";
import type { Db } from "../store/open-store.ts";
import { isFirst, writeReviewNotice, writtenNotices } from "../store/review-notices.ts";
import { openReviewTasks } from "../store/review-tasks.ts";
import type { NewReviewNotice, ReviewNoticeRow, ReviewTaskRow } from "../store/schema.ts";
import { transact } from "../store/transact.ts";
import { desksOf } from "./desks-of.ts";
import { localDate } from "./local-date.ts";

export interface Telling extends Installation {
  readonly people: () => People;
}

/** Answers how many letters were written. */
export async function tellOfReviews(telling: Telling): Promise<number> {
  const { db } = telling;
  const tasks = await openReviewTasks(db);
  if (tasks.length === 0) return 0;
  const written = await writtenNotices(db);
  const now = telling.now();
  let told = 0;
  for (const task of tasks)
    for (const notice of noticesOf(telling, task, now))
      if (!written.has(notice.key) && (await write(db, notice, task, now))) told += 1;
  return told;
}

/** All that are ever to be written of a task, as it stands on this day. */
function noticesOf(
  { library, people }: Telling,
  task: ReviewTaskRow,
  now: Instant,
): readonly NewReviewNotice[] {
  const team = people();
  const [, above] = desksOf(task, localDate(library, task.owner, now), library, team);
  return [
    ...noticesTo(library, team, task, { why: "due", role: task.owner }, now),
    ...(above === undefined
      ? []
      : noticesTo(library, team, task, { why: "past its grace", role: above.role }, now)),
  ];
}

function noticesTo(
  library: Library,
  team: People,
  { kind, name, due }: ReviewTaskRow,
  { why, role }: Pick<ReviewNoticeRow, "why" | "role">,
  now: Instant,
): readonly NewReviewNotice[] {
  const goes_at = workingAt(library, role, now);
  return recipientsOf(library, team, { role }).map(({ id }) => ({
    ...{ key: `review/${kind}/${name}/${due}/${why.replaceAll(" ", "-")}/${id}`, kind, name, due },
    ...{ why, role, recipient: id, goes_at, next_at: goes_at },
  }));
}

/** A day begins at midnight, when nobody is to be written to. */
function workingAt({ roles, calendars }: Library, role: string, now: Instant): Instant {
  const calendar = calendars[roles[role]?.calendar ?? ""];
  return calendar === undefined ? now : nextOpening(calendar, now);
}

async function write(db: Db, notice: NewReviewNotice, task: ReviewTaskRow, at: Instant): Promise<boolean> {
  return await transact(db, async (tx) => {
    if (!(await writeReviewNotice(tx, notice))) return false;
    // That it was asked for is written down with the task.
    if (notice.why === "past its grace" && (await isFirst(tx, notice)))
      await writeEscalated(tx, notice.role, task, at);
    return true;
  });
}

async function writeEscalated(
  tx: Db,
  to: string,
  { kind, name, until }: ReviewTaskRow,
  at: Instant,
): Promise<void> {
  await tx
    .insertInto("journal")
    .values({
      ...{ at, journey: kind === "journey" ? name : null, what: "escalated" },
      ...{ name: `the review of ${kind} ${name}`, to, why: `it could wait until ${until}` },
    })
    .execute();
}
