/**
 * A hold covers the account (docs/language.md, rule 8). When what held it clears, the letters that waited may be asked
 * for again: their journeys are told, and ask the ledger anew.
 */
import { sql } from "kysely";
import type { Library } from "../../compiler/library.ts";
import type { Fields, Instant } from "../../compiler/plan.ts";
import { holdOf, type Party } from "../policy/contact.ts";
import type { Db } from "../store/open-store.ts";
import { informing, type Outgoing } from "./outbox.ts";
import type { Bands } from "./scores.ts";

/** A subject before and after a change. */
export interface HoldChange {
  readonly subject: string;
  readonly kind: string;
  readonly before: { readonly account: string | null; readonly fields: Fields; readonly bands: Bands };
  readonly after: { readonly account: string | null; readonly fields: Fields; readonly bands: Bands };
  /** Sets this release apart from an earlier one. */
  readonly cause: string;
}

/** What the journeys of the held letters are to be told; the caller holds the subject. */
export async function releaseHeld(
  tx: Db,
  library: Library,
  change: HoldChange,
  now: Instant,
): Promise<readonly Outgoing[]> {
  const policy = library.policies[change.kind] ?? null;
  const held = (at: HoldChange["before"]) => holdOf([{ policy, ...at }], now) !== null;
  const hasLeft = change.before.account !== change.after.account;
  if (policy === null || !held(change.before) || (held(change.after) && !hasLeft)) return [];
  const { account } = change.before;
  if (account === null) return informHolders(await heldLetters(tx, "subject", change.subject), change.cause);
  // Two who clear at once would each see the other still held, and nobody would be told.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`hold ${account}`}, 0))`.execute(tx);
  const others = await partiesOf(tx, library, account, hasLeft ? null : change.subject);
  if (holdOf(others, now) !== null) return [];
  return informHolders(await heldLetters(tx, "account", account), change.cause);
}

async function partiesOf(
  tx: Db,
  library: Library,
  account: string,
  except: string | null,
): Promise<readonly Party[]> {
  const rows = await tx
    .selectFrom("subject")
    .select(["id", "kind", "fields"])
    .where("account", "=", account)
    .execute();
  const others = rows.filter((row) => row.id !== except);
  if (others.length === 0) return [];
  const ids = others.map((row) => row.id);
  const bands = await tx
    .selectFrom("score_state")
    .select(["subject", "score", "band"])
    .where("subject", "in", ids)
    .execute();
  return others.map((row) => ({
    policy: library.policies[row.kind] ?? null,
    fields: row.fields,
    bands: Object.fromEntries(
      bands.filter((one) => one.subject === row.id).map((one) => [one.score, one.band]),
    ),
  }));
}

type HeldLetter = Awaited<ReturnType<typeof heldLetters>>[number];

const heldLetters = (tx: Db, by: "subject" | "account", value: string) =>
  tx
    .selectFrom("letter")
    .innerJoin("instance", "instance.id", "letter.instance")
    .select(["letter.key", "instance.id", "instance.subject", "instance.workflow_id"])
    .where(`letter.${by}`, "=", value)
    .where("letter.status", "=", "held")
    .where("instance.state", "!=", "ended")
    .orderBy("letter.asked_at")
    .execute();

const informHolders = (letters: readonly HeldLetter[], cause: string): readonly Outgoing[] =>
  letters.map(({ key, ...instance }) => informing(instance, { is: "released", key }, cause));
