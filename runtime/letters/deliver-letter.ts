/**
 * Sends one letter. It is claimed in the store before it goes to the mail server and marked after, so that each goes
 * out at most once: whoever comes after a crash in between finds it claimed, and asks instead of sending again.
 */
import type { ActivityContext } from "../activities/context.ts";
import { messageEntry } from "../activities/effect.ts";
import { countsFor } from "../clock.ts";
import type { Mail, MailOutcome } from "../connectors/mail-connector.ts";
import { crashPoint } from "../crash-points.ts";
import type { JournalEntry } from "../machine/protocol.ts";
import { markInstance } from "../store/instances.ts";
import { writeOfLetter } from "../store/journal.ts";
import { moveLetter, unclaimLetter } from "../store/letters.ts";
import { moveParts } from "../store/merged-letters.ts";
import type { Db } from "../store/open-store.ts";
import type { LetterRow, LetterStatus } from "../store/schema.ts";
import { transact } from "../store/transact.ts";
import { inSpan } from "../tracing/trace.ts";
import { claimLetter, type LetterClaim, NOT_NOW } from "./claim-letter.ts";
import { insist } from "./insist.ts";
import { linkLetter } from "./link-letter.ts";
import { messageIdOf } from "./message-id.ts";
import { joinMessages, renderMessage } from "./render-message.ts";

/**
 * Answers why it must be tried again, in a code; `null`: there is nothing more to do for it. Nobody else may try the
 * same letter at the same time (`dispatcher.ts`): they would take it for one of unknown fate.
 */
export async function deliverLetter(
  context: ActivityContext,
  key: string,
  isAgain = false,
): Promise<string | null> {
  const claim = await claimLetter(context, key);
  if (claim === null) return null;
  if (claim === NOT_NOW) return NOT_NOW;
  const { letter, isFirst } = claim;
  const mail = isFirst ? await mailOf(context, claim) : null;
  if (isFirst && mail === null)
    return settle(context, letter, "failed", letter.work === null ? NOT_RENDERED : NO_LINKS);
  const { journey, version, stage, name, kind, trace } = letter;
  const facts = { journey, version, stage, name, kind };
  const outcome: MailOutcome =
    isFirst && mail !== null
      ? await inSpan("send letter", facts, () => send(context, mail), trace)
      : CLAIMED_BEFORE;
  switch (outcome.is) {
    case "accepted":
      return settle(context, letter, "sent", null);
    case "refused":
      return settle(context, letter, "failed", `the mail server refused it (${outcome.code})`);
    case "later":
      await insist(() => transact(context.db, (tx) => unclaimLetter(tx, key)));
      return outcome.code;
    case "unknown":
      // One more try is enough at a time; it stays claimed, and the next attempt finds it so.
      return isAgain ? outcome.code : settleUnknown(context, letter);
  }
}

const NOT_RENDERED = "its words name something that is blank";
const NO_LINKS = "no link can be made: BATON_LINK_KEYS and BATON_PUBLIC_URL are not set";
const CLAIMED_BEFORE: MailOutcome = { is: "unknown", code: "claimed before" };

async function send(context: ActivityContext, mail: Mail): Promise<MailOutcome> {
  crashPoint("deliver.after_claim");
  const outcome = await context.mail.send(mail);
  crashPoint("deliver.after_send");
  return outcome;
}

async function mailOf(
  { library, links, mail }: ActivityContext,
  { letter, fields, parts, asked }: LetterClaim,
): Promise<Mail | null> {
  const { key, name } = letter;
  const head = { to: letter.address ?? "", key, name, messageId: messageIdOf(letter, mail.domain) };
  if (asked !== null && links === null) return null;
  if (asked !== null && links !== null)
    return { ...head, ...wordsOf(letter.text ?? ""), ...(await linkLetter(letter, asked, links, library)) };
  if (letter.kind === "word") return { ...head, ...wordsOf(letter.text ?? "") };
  const rendered = [{ letter, fields }, ...parts].flatMap((part) => {
    const message = library.messages[part.letter.name];
    const words = message === undefined ? null : renderMessage(message, part.fields);
    return words?.ok ? [words.message] : [];
  });
  return rendered.length <= parts.length ? null : { ...head, ...joinMessages(rendered) };
}

const LONGEST_SUBJECT = 120;

/** A notice is its own subject, as far as it fits. */
function wordsOf(text: string): Pick<Mail, "subject" | "text" | "html"> {
  const line = text.replace(/\s+/g, " ").trim();
  const subject = line.length > LONGEST_SUBJECT ? `${line.slice(0, LONGEST_SUBJECT - 1)}…` : line;
  return { subject, text, html: null };
}

// ── Letters of unknown fate ───────────────────────────────────────────────────────────────────────────────

/** It was claimed, and nobody here knows whether it went out. */
async function settleUnknown(context: ActivityContext, letter: LetterRow): Promise<string | null> {
  if (context.mail.wasSent !== undefined) return settleByAsking(context, letter);
  switch (context.mail.onUnknown) {
    case "resend":
      return sendAgain(context, letter);
    case "skip":
      return settle(context, letter, "unknown", UNKNOWN_FATE);
    case "ask":
      return settle(context, letter, "unknown", UNKNOWN_FATE, "stuck");
  }
}

/** The other side knows; when it does not answer, a later attempt asks again. */
async function settleByAsking(context: ActivityContext, letter: LetterRow): Promise<string | null> {
  const { mail } = context;
  const has = await mail.wasSent?.(messageIdOf(letter, mail.domain)).catch(() => null);
  if (has === true) return settle(context, letter, "sent", null);
  return has === false ? sendAgain(context, letter) : "not known";
}

/** By a new claim: meanwhile the journey may have taken it back, or the reader opted out. */
async function sendAgain(context: ActivityContext, { key }: LetterRow): Promise<string | null> {
  await transact(context.db, (tx) => unclaimLetter(tx, key));
  return deliverLetter(context, key, true);
}

// ── What became of it ─────────────────────────────────────────────────────────────────────────────────────

async function settle(
  context: ActivityContext,
  letter: LetterRow,
  status: Extract<LetterStatus, "sent" | "failed" | "unknown">,
  why: string | null,
  what: "message" | "stuck" = "message",
): Promise<null> {
  const now = countsFor(context.clock, letter.decided_at, context.now());
  const entry: JournalEntry = { ...messageEntry(now, letter, status, why), what };
  // An attempt that was given up for dead may come back and know better.
  const from: readonly LetterStatus[] = status === "sent" ? ["sending", "unknown"] : ["sending"];
  const write = async (tx: Db): Promise<void> => {
    const to = { status, why, message_id: messageIdOf(letter, context.mail.domain), at: now };
    if (!(await moveLetter(tx, letter.key, from, to))) return;
    // That a notice went out is the machine's to write; that it did not is ours.
    if (letter.kind === "message" || status !== "sent") await writeOfLetter(tx, letter, entry);
    for (const part of await moveParts(tx, letter.key, to)) {
      const whole = messageEntry(now, part, status, why ?? `in one message with ${letter.name}`);
      await writeOfLetter(tx, part, whole);
    }
    if (what === "stuck") await markInstance(tx, letter.instance, "stuck");
  };
  await insist(() => transact(context.db, write));
  crashPoint("deliver.after_mark");
  return null;
}

const UNKNOWN_FATE =
  "it may or may not have gone out: the mail server's answer was lost, and it was not sent again";
