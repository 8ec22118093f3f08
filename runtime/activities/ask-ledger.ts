/** Asks the contact ledger whether a message may go out, and writes down what it says. */
import type { Library } from "../../compiler/library.ts";
import type { Instant } from "../../compiler/plan.ts";
import { accountLocks } from "../ingest/related.ts";
import type { Command, SendOutcome } from "../machine/protocol.ts";
import {
  type ContactRequest,
  decideContact,
  isExemptPurpose,
  type Merging,
  NO_POLICY,
  priorityOf,
} from "../policy/contact.ts";
import { zoneOf } from "../policy/contact-fields.ts";
import { exactMs } from "../policy/exact-time.ts";
import { mergesUntil, mergingOf } from "../policy/merging.ts";
import { hostOffsetAt } from "../policy/zone-offset.ts";
import { OPTED_OUT_BEFORE } from "../privacy/suppression.ts";
import { whyItStands } from "../store/group.ts";
import { countUnderWay } from "../store/instances.ts";
import { writeJournal } from "../store/journal.ts";
import { findLetter, ledgerOf, writeLetter } from "../store/letters.ts";
import { mergeWaiting } from "../store/merged-letters.ts";
import type { Db } from "../store/open-store.ts";
import type { LetterRow, NewLetter, SubjectRow } from "../store/schema.ts";
import { subjectsOfAccount, subjectsOfAddress } from "../store/subjects.ts";
import { readParties } from "./contact-parties.ts";
import type { ActivityContext } from "./context.ts";
import type { Batch } from "./contract.ts";
import { type Effect, messageEntry } from "./effect.ts";

type Send = Extract<Command, { do: "send" }>;

/**
 * The caller has the locks of the subject's address and account (`contactLocks`), so that of two who ask for the
 * last place under a cap the second sees the first, and nobody clears a hold between the question and the answer.
 */
export async function askLedger(
  tx: Db,
  context: ActivityContext,
  batch: Batch,
  subject: SubjectRow,
  command: Send,
): Promise<Effect> {
  const known = await findLetter(tx, command.key);
  const done = known === undefined ? null : outcomeOfDone(known);
  if (done !== null) return { result: { ref: command.ref, sent: done } };
  const plan = context.plans.of(batch.journey, batch.version)?.plan;
  // What goes to others of the account is no part of what the subject's own journeys say.
  const isMerged = plan?.merges !== undefined && command.to === undefined;
  const merges = isMerged ? { plan, stage: command.stage, subject, now: batch.now } : null;
  const asked: Asked = {
    batch,
    subject,
    command,
    priority: priorityOf(plan),
    askedAt: known?.asked_at ?? batch.now,
    merging: merges === null ? undefined : mergingOf(merges, await waitsForOthers(tx, batch, known)),
  };
  // The run may not have heard of it yet; what is held is asked for again when it goes on.
  const stands = await whyItStands(tx, batch.instance);
  const outcome: SendOutcome =
    stands === null ? await decide(tx, context, asked) : { is: "held", why: stands };
  const letter = letterOf(context.library, asked, outcome);
  await writeLetter(tx, letter);
  const result = { ref: command.ref, sent: outcome };
  // That it went out is written down when it has.
  if (outcome.is === "sent") {
    if (merges !== null && letter.counts) await takeAlong(tx, letter, mergesUntil(merges), batch.now);
    return { result, letsGo: true };
  }
  const entry = messageEntry(batch.now, letter, outcome.is, outcome.why);
  return { result, journal: [{ ...entry, to: command.to ?? null }] };
}

/** Of several that are open each waits for the time of the day; what has waited for it waits no longer. */
async function waitsForOthers(
  tx: Db,
  { subject, journey, now }: Batch,
  known: LetterRow | undefined,
): Promise<boolean> {
  const hasWaited = known?.status === "deferred" && known.until !== null && known.until <= now;
  return !hasWaited && (await countUnderWay(tx, subject, journey)) > 1;
}

/** What waits for the same day goes out in this letter. Each is written down in the journal of its own instance. */
async function takeAlong(tx: Db, letter: NewLetter, until: Instant, now: Instant): Promise<void> {
  const { key, journey, subject, address = null } = letter;
  for (const part of await mergeWaiting(tx, { key, journey, subject, address, until, now }))
    await writeJournal(tx, part, [messageEntry(now, part, "merged", `it goes out with ${letter.name}`)]);
}

/** The names to be locked before a subject's ledger is asked. */
export const contactLocks = ({ address, account }: SubjectRow): readonly string[] => [
  ...(address === null ? [] : [`address ${address}`]),
  ...accountLocks(account),
];

interface Asked {
  readonly batch: Batch;
  readonly subject: SubjectRow;
  readonly command: Send;
  readonly priority: number;
  readonly askedAt: Instant;
  readonly merging: Merging | undefined;
}

/** What is over is not decided anew; `null`: it is not over. */
function outcomeOfDone({ status, why }: LetterRow): SendOutcome | null {
  switch (status) {
    case "granted":
    case "sending":
    case "sent":
    case "unknown":
    case "failed":
    case "merged":
      return { is: "sent" };
    case "suppressed":
    case "dropped":
    case "withdrawn":
      return { is: "dropped", why: why ?? "it was withdrawn" };
    case "deferred":
    case "held":
    case "ask":
      return null;
  }
}

async function decide(
  tx: Db,
  { library, suppression }: Pick<ActivityContext, "library" | "suppression">,
  asked: Asked,
): Promise<SendOutcome> {
  const { subject, command } = asked;
  const message = library.messages[command.message];
  const policy = library.policies[subject.kind] ?? NO_POLICY;
  if (message === undefined) return { is: "suppressed", why: `there is no message ${command.message}` };
  if (subject.address === null) return { is: "suppressed", why: "there is no address to write to" };
  if (await suppression?.holds(tx, subject.address)) return { is: "suppressed", why: OPTED_OUT_BEFORE };
  return decideContact(await requestOf(tx, library, asked, policy, message, subject.address));
}

async function requestOf(
  tx: Db,
  library: Library,
  { batch, subject, command, priority, askedAt, merging }: Asked,
  policy: ContactRequest["policy"],
  message: ContactRequest["message"],
  address: string,
): Promise<ContactRequest> {
  const { key, orDrop, before, approvedBy } = command;
  const { account } = subject;
  const rows = [
    ...(await subjectsOfAddress(tx, address)),
    ...(account === null ? [] : await subjectsOfAccount(tx, account)),
  ];
  const longest = Math.max(0, ...policy.caps.map((cap) => exactMs(cap.per)));
  return {
    policy,
    message,
    key,
    ...(await readParties(tx, library, subject, uniqueById(rows))),
    entries: await ledgerOf(tx, address, { since: batch.now - longest, now: batch.now }),
    now: batch.now,
    askedAt,
    priority,
    orDrop,
    before,
    approvedBy,
    ...(merging && { merging }),
    zone: zoneOf(library, subject),
    offsetAt: hostOffsetAt,
  };
}

const uniqueById = (rows: readonly SubjectRow[]): readonly SubjectRow[] => [
  ...new Map(rows.map((row) => [row.id, row])).values(),
];

function letterOf(
  library: Library,
  { batch, subject, command, priority, askedAt }: Asked,
  outcome: SendOutcome,
) {
  const message = library.messages[command.message];
  const policy = library.policies[subject.kind];
  const isExempt = policy !== undefined && message !== undefined && isExemptPurpose(policy, message.purpose);
  return {
    key: command.key,
    kind: "message",
    address: subject.address,
    subject: subject.id,
    account: subject.account,
    instance: batch.instance,
    journey: batch.journey,
    version: batch.version,
    stage: command.stage,
    step: command.step,
    name: command.message,
    channel: message?.channel ?? "email",
    text: null,
    status: outcome.is === "sent" ? "granted" : outcome.is,
    until: outcome.is === "deferred" ? outcome.until : null,
    why: outcome.is === "sent" ? null : outcome.why,
    counts: !isExempt,
    priority,
    approved_by: command.approvedBy,
    asked_at: askedAt,
    decided_at: batch.now,
    sent_at: null,
    message_id: null,
    event: command.event ?? null,
  } as const;
}
