/** Claims a letter for sending, if it may still go out at this moment. */
import type { Fields, Instant } from "../../compiler/plan.ts";
import { type AskedOutside, askedOutside, neverAsked } from "../activities/asked-outside.ts";
import { readParties } from "../activities/contact-parties.ts";
import type { ActivityContext } from "../activities/context.ts";
import { messageEntry } from "../activities/effect.ts";
import { countsFor } from "../clock.ts";
import { holdOf, isExemptPurpose, neverOf, opensAt } from "../policy/contact.ts";
import { zoneOf } from "../policy/contact-fields.ts";
import { hostOffsetAt } from "../policy/zone-offset.ts";
import { OPTED_OUT_BEFORE } from "../privacy/suppression.ts";
import { fieldsOfEvent } from "../store/events.ts";
import { whyItStands } from "../store/group.ts";
import { ownFieldsFor } from "../store/instances.ts";
import { writeOfLetter } from "../store/journal.ts";
import { findLetter, GIVEN_UP_AFTER, moveLetter } from "../store/letters.ts";
import { moveParts, partsOf, partWithStanding } from "../store/merged-letters.ts";
import type { Db } from "../store/open-store.ts";
import type { LetterRow, SubjectRow } from "../store/schema.ts";
import { findSubject, keepContacts } from "../store/subjects.ts";
import { transact } from "../store/transact.ts";

export interface LetterClaim {
  readonly letter: LetterRow;
  /** The subject's fields, the instance's own and those of the event that the words name. */
  readonly fields: Fields;
  /** What goes out in it besides, each with the fields for its words. */
  readonly parts: readonly Pick<LetterClaim, "letter" | "fields">[];
  /** `false`: an earlier attempt claimed it and has not said what came of it. */
  readonly isFirst: boolean;
  /** With a link: whom it is for, and what it answers. */
  readonly asked: AskedOutside | null;
}

/** It may go out, and not at this hour, or not while its journey gives way to another. */
export const NOT_NOW = "not now";

/**
 * `null`: there is nothing to send. Consent may have been withdrawn and a hold raised since the ledger granted it;
 * everyone whose word counts is kept as they are while the claim is made, so an opt-out comes before it or after it.
 */
export async function claimLetter(
  context: ActivityContext,
  key: string,
): Promise<LetterClaim | typeof NOT_NOW | null> {
  return transact(context.db, async (tx) => {
    const letter = await findLetter(tx, key);
    if (letter === undefined || letter.address === null) return null;
    const subject = await findSubject(tx, letter.subject);
    if (subject === undefined) return null;
    const fieldsOf = async (one: LetterRow): Promise<Fields> => ({
      ...subject.fields,
      ...(await ownFieldsFor(tx, one)),
      ...known((await fieldsOfEvent(tx, subject.id, one.event)) ?? {}),
    });
    const fields = await fieldsOf(letter);
    const asked = await askedOutside(tx, context, letter, subject);
    if (letter.status === "sending") return { letter, fields, parts: [], isFirst: false, asked };
    if (letter.status !== "granted") return null;
    const now = context.now();
    // What was granted before its journey stood still waits for it to go on (docs/language.md, rule 13).
    if (letter.kind === "message" && (await whyItStands(tx, letter.instance)) !== null) return NOT_NOW;
    // Seven days of whoever tries, however fast the clock runs.
    const tried = (now - letter.decided_at) / context.clock.scale;
    if (tried > GIVEN_UP_AFTER) return stop(tx, letter, "failed", GIVEN_UP, now);
    if (letter.work !== null && asked === null) return stop(tx, letter, "suppressed", NOT_ASKED, now);
    const objection = await objectionOf(tx, context, letter, subject, now);
    if (objection !== null) return stop(tx, letter, "suppressed", objection, now);
    if (letter.kind === "message" && !isOpen(context, letter, subject, now)) return NOT_NOW;
    const isMine = await moveLetter(tx, letter.key, ["granted"], { status: "sending", at: now });
    if (!isMine) return null;
    await partWithStanding(tx, letter.key);
    const parts: LetterClaim["parts"][number][] = [];
    for (const part of await partsOf(tx, letter.key))
      parts.push({ letter: part, fields: await fieldsOf(part) });
    return { letter, fields, parts, isFirst: true, asked };
  });
}

/** What an event leaves out the subject may know. */
const known = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));

/** Hours are asked again, since a mail server that was away may be back in the middle of the night. */
function isOpen(
  { library, clock }: ActivityContext,
  letter: LetterRow,
  subject: SubjectRow,
  now: Instant,
): boolean {
  const policy = library.policies[subject.kind];
  if (policy === undefined) return true;
  const at = countsFor(clock, letter.decided_at, now);
  const purpose = library.messages[letter.name]?.purpose ?? "";
  return opensAt(policy, purpose, { zone: zoneOf(library, subject), offsetAt: hostOffsetAt }, at) === at;
}

const NOT_ASKED = "it is asked of nobody at this address any more";

/** Words to people inside are nobody's to object to; whoever has opted out is asked nothing by letter, either. */
async function objectionOf(
  tx: Db,
  context: ActivityContext,
  letter: LetterRow,
  subject: SubjectRow,
  now: Instant,
): Promise<string | null> {
  if (letter.kind === "message") return objectionTo(tx, context, letter, subject, now);
  if (letter.work === null || letter.address === null) return null;
  if (await context.suppression?.holds(tx, letter.address)) return OPTED_OUT_BEFORE;
  const never = await neverAsked(tx, context.library, subject.id, letter.address, now);
  return never === null ? null : `never when ${never}`;
}

async function objectionTo(
  tx: Db,
  { library, suppression }: ActivityContext,
  letter: LetterRow,
  seen: SubjectRow,
  now: Instant,
): Promise<string | null> {
  if (letter.address !== null && (await suppression?.holds(tx, letter.address))) return OPTED_OUT_BEFORE;
  const rows = await keepContacts(tx, seen);
  const subject = rows.find(({ id }) => id === seen.id);
  if (subject === undefined) return "the subject is not there any more";
  if (subject.address !== letter.address) return "the address has changed since";
  const parties = await readParties(tx, library, subject, rows);
  const never = neverOf([parties.subject, ...parties.sameAddress], now);
  if (never !== null) return `never when ${never}`;
  const purpose = library.messages[letter.name]?.purpose ?? "";
  const policy = library.policies[subject.kind];
  if (policy !== undefined && isExemptPurpose(policy, purpose)) return null;
  const hold = holdOf([parties.subject, ...parties.sameAccount], now);
  return hold === null ? null : `the account is on hold: ${hold}`;
}

const GIVEN_UP = "it could not be sent for seven days";

async function stop(
  tx: Db,
  letter: LetterRow,
  status: "suppressed" | "failed",
  why: string,
  now: Instant,
): Promise<null> {
  const isMine = await moveLetter(tx, letter.key, ["granted"], { status, why, at: now });
  if (!isMine) return null;
  await writeOfLetter(tx, letter, messageEntry(now, letter, status, why));
  for (const part of await moveParts(tx, letter.key, { status, why, at: now }))
    await writeOfLetter(tx, part, messageEntry(now, part, status, why));
  return null;
}
