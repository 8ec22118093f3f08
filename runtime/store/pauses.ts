/** Pauses that stand: whoever enters meanwhile is let in, and does nothing before it is resumed. */
import { sql } from "kysely";
import type { Plan } from "../../compiler/plan.ts";
import type { PersonId } from "../machine/protocol.ts";
import type { Db } from "./open-store.ts";

/**
 * Who has paused what the subject is about to enter; of several the first. Until the caller's transaction ends no pause
 * is begun, so that whoever begins one finds this instance or is found by it.
 */
export async function pauseOnEntry(
  tx: Db,
  { journey, version }: Pick<Plan, "journey" | "version">,
  subject: string,
): Promise<{ readonly person: PersonId; readonly why: string } | null> {
  await sql`select pg_advisory_xact_lock_shared(hashtextextended(${PAUSES}, 0))`.execute(tx);
  const row = await tx
    .selectFrom("standing_pause")
    .select(["who as person", "why"])
    .where((is) => is.or([is("journey", "is", null), is("journey", "=", journey)]))
    .where((is) => is.or([is("version", "is", null), is("version", "=", version)]))
    .where((is) => is.or([is("subject", "is", null), is("subject", "=", subject)]))
    .orderBy("at")
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

/** Waits for entries that are under way, and keeps others out until the transaction ends. */
export async function lockPauses(tx: Db): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${PAUSES}, 0))`.execute(tx);
}

const PAUSES = "standing pauses";
