/**
 * Scores fall by themselves. The store knows when each will next change its band by time alone; this sweep comes by
 * and tells the journeys that look at the score.
 */
import type { Db } from "../store/open-store.ts";
import { transact } from "../store/transact.ts";
import type { Installation } from "./installation.ts";
import { informing, writeOutbox } from "./outbox.ts";
import { updateScores } from "./scores.ts";
import { holdSubject } from "./subject.ts";
import { bandFacts } from "./tell-journeys.ts";

/** Subjects in one sweep; the rest is due in the next. */
const MOST = 200;

/** Answers how many subjects were due. Safe to run in several processes. */
export async function sweepCrossings(installation: Installation): Promise<number> {
  const due = await installation.db
    .selectFrom("score_state")
    .select("subject")
    .distinct()
    .where("next_crossing", "<=", installation.now())
    .limit(MOST)
    .execute();
  for (const { subject } of due) await transact(installation.db, (tx) => cross(tx, installation, subject));
  return due.length;
}

async function cross(tx: Db, { library, plans, now }: Installation, subject: string): Promise<void> {
  const held = await holdSubject(tx, subject);
  if (held === undefined) return;
  const at = now();
  const { crossed } = await updateScores(tx, library, held, null, at);
  if (Object.keys(crossed).length === 0) return;
  const instances = await tx
    .selectFrom("instance")
    .select(["id", "subject", "workflow_id", "journey", "version"])
    .where("subject", "=", subject)
    .where("state", "!=", "ended")
    .execute();
  const rows = instances.flatMap((instance) => {
    const indexed = plans.of(instance.journey, instance.version);
    const facts = indexed === undefined ? [] : bandFacts(indexed, crossed, `decay ${at}`);
    return facts.map((fact) => informing(instance, fact, `decay ${at}`));
  });
  await writeOutbox(tx, rows, at);
}
