/**
 * Sends one letter about a review. As with those of a journey (`deliver-letter.ts`) it is claimed before it goes to the
 * mail server and marked after, so that it goes out at most once; where nobody can say whether it did, it is let be:
 * the review is in the inbox in any case.
 */
import type { ActivityContext } from "../activities/context.ts";
import type { Mail, MailOutcome } from "../connectors/mail-connector.ts";
import { recipientsOf } from "../policy/recipients.ts";
import { GIVEN_UP_AFTER } from "../store/letters.ts";
import type { Db } from "../store/open-store.ts";
import { findReviewNotice, moveReviewNotice, type NoticeWithTask } from "../store/review-notices.ts";
import { transact } from "../store/transact.ts";
import { insist } from "./insist.ts";
import { messageIdOf } from "./message-id.ts";
import { reviewWords } from "./review-words.ts";

/** Answers why it must be tried again, in a code; `null`: there is nothing more to do for it. */
export async function deliverReviewNotice(context: ActivityContext, key: string): Promise<string | null> {
  const claim = await claimNotice(context, key);
  if (claim === null) return null;
  if (claim.mail === null) return settleUnknown(context, claim.notice);
  const outcome = await context.mail.send(claim.mail);
  return settle(context, claim.notice, outcome);
}

interface Claim {
  readonly notice: NoticeWithTask;
  /** `null`: an earlier attempt claimed it and has not said what came of it. */
  readonly mail: Mail | null;
}

async function claimNotice(context: ActivityContext, key: string): Promise<Claim | null> {
  return transact(context.db, async (tx) => {
    const notice = await findReviewNotice(tx, key);
    if (notice?.status === "sending") return { notice, mail: null };
    if (notice?.status !== "granted") return null;
    const at = context.now();
    if (notice.task.closed_at !== null) {
      await moveReviewNotice(tx, key, ["granted"], { status: "withdrawn", at });
      return null;
    }
    const mail = mailOf(context, notice);
    const tried = (at - notice.goes_at) / context.clock.scale;
    const fault = mail === null ? GONE : tried > GIVEN_UP_AFTER ? GIVEN_UP : null;
    if (mail === null || fault !== null) {
      await fail(tx, notice, fault ?? GONE, at);
      return null;
    }
    const isMine = await moveReviewNotice(tx, key, ["granted"], { status: "sending", at });
    return isMine ? { notice, mail } : null;
  });
}

const GONE = "they are not in people.yaml any more";
const GIVEN_UP = "it could not be sent for seven days";

/** `null`: there is no address. */
function mailOf({ library, people, mail }: ActivityContext, notice: NoticeWithTask): Mail | null {
  const { key, role, recipient } = notice;
  const team = people();
  const to = [
    ...recipientsOf(library, team, { role }),
    ...recipientsOf(library, team, { person: recipient }),
  ].find(({ id }) => id === recipient);
  if (to === undefined) return null;
  const head = { to: to.address, key, name: "review", messageId: messageIdOf(notice, mail.domain) };
  return { ...head, ...reviewWords(notice), html: null };
}

async function settle(
  context: ActivityContext,
  notice: NoticeWithTask,
  outcome: MailOutcome,
): Promise<string | null> {
  const { db, now } = context;
  const { key } = notice;
  switch (outcome.is) {
    case "accepted":
      await insist(() => moveReviewNotice(db, key, ["sending", "unknown"], { status: "sent", at: now() }));
      return null;
    case "refused": {
      const fault = `the mail server refused it (${outcome.code})`;
      await insist(() => transact(db, (tx) => fail(tx, notice, fault, now())));
      return null;
    }
    case "later":
      await insist(() => moveReviewNotice(db, key, ["sending"], { status: "granted", at: now() }));
      return outcome.code;
    case "unknown":
      return settleUnknown(context, notice);
  }
}

/** It may have gone out. Where the mail server can be asked it is, and where the project says so it goes out again. */
async function settleUnknown(
  { db, mail, now }: ActivityContext,
  notice: NoticeWithTask,
): Promise<string | null> {
  const { key } = notice;
  const has = await mail.wasSent?.(messageIdOf(notice, mail.domain)).catch(() => null);
  if (has === null) return "not known";
  const again = has === false || (has === undefined && mail.onUnknown === "resend");
  const status = has === true ? "sent" : again ? "granted" : "unknown";
  await insist(() => moveReviewNotice(db, key, ["sending"], { status, at: now() }));
  return again ? "not known" : null;
}

/** Nobody else can say that it reached nobody. */
async function fail(
  tx: Db,
  { key, kind, name, recipient }: NoticeWithTask,
  fault: string,
  at: number,
): Promise<void> {
  if (!(await moveReviewNotice(tx, key, ["granted", "sending"], { status: "failed", fault, at }))) return;
  await tx
    .insertInto("journal")
    .values({
      ...{ at, journey: kind === "journey" ? name : null, what: "stuck" },
      ...{ name: `the review of ${kind} ${name}`, to: recipient, why: `a notice reached nobody: ${fault}` },
    })
    .execute();
}
