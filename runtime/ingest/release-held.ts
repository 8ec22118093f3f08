/**
 * A hold covers the account (docs/language.md, rule 8). When what held it clears, the letters that waited may be asked
 * for again: their journeys are told, and ask the ledger anew.
 */
import type { Library } from "../../compiler/library.ts";
import type { Fields, Instant } from "../../compiler/plan.ts";
import { holdOf } from "../policy/contact.ts";
import { heldLettersOf } from "../store/letters.ts";
import type { Db } from "../store/open-store.ts";
import { type Bands, bandsOf } from "../store/scores.ts";
import { subjectsOfAccount } from "../store/subjects.ts";
import { lockNames } from "../store/transact.ts";
import { informing, type Outgoing } from "./outbox.ts";
import { accountLocks } from "./related.ts";

/** A subject before and after a change. */
export interface HoldChange {
  readonly subject: string;
  readonly kind: string;
  readonly before: Standing;
  readonly after: Standing;
  /** Sets this release apart from an earlier one. */
  readonly cause: string;
}
interface Standing {
  readonly account: string | null;
  readonly fields: Fields;
  readonly bands: Bands;
}

/** What the journeys of the held letters are to be told; the caller holds the subject. */
export async function releaseHeld(
  tx: Db,
  library: Library,
  { subject, kind, before, after, cause }: HoldChange,
  now: Instant,
): Promise<readonly Outgoing[]> {
  const policy = library.policies[kind] ?? null;
  const holds = (standing: Standing) => holdOf([{ policy, ...standing }], now) !== null;
  const hasCleared = holds(before) && (!holds(after) || before.account !== after.account);
  if (!hasCleared) return [];
  const { account } = before;
  if (account === null) return await informHolders(tx, [subject], cause);
  // Two who clear at once would each see the other still held, and nobody would be told.
  await lockNames(tx, accountLocks(account));
  const others = (await subjectsOfAccount(tx, account)).filter((other) => other.id !== subject);
  const ids = others.map(({ id }) => id);
  const bands = await bandsOf(tx, ids);
  const parties = others.map((other) => ({
    policy: library.policies[other.kind] ?? null,
    fields: other.fields,
    bands: bands[other.id] ?? {},
  }));
  return holdOf(parties, now) === null ? await informHolders(tx, [subject, ...ids], cause) : [];
}

async function informHolders(
  tx: Db,
  subjects: readonly string[],
  cause: string,
): Promise<readonly Outgoing[]> {
  const letters = await heldLettersOf(tx, subjects);
  return letters.map(({ key, instance, subject, workflow_id }) =>
    informing({ id: instance, subject, workflow_id }, { is: "released", key }, cause),
  );
}
