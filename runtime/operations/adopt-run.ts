/**
 * A run that was reset in Temporal (`temporal workflow reset`) stands where it stood then, and the store knows what came
 * after; or the store was put back, and the run knows what came after. Temporal is the truth about where a journey stands: once its repair is ordered, the run is asked, its open work is
 * what is open, and its batches count from there. What went out stays out: a letter that is asked for again by the same key
 * has been sent.
 */
import type { Installation } from "../ingest/installation.ts";
import type { JourneyClient } from "../ingest/journey-client.ts";
import { informing, writeOutbox } from "../ingest/outbox.ts";
import { isHeldUp, LOST_RUN } from "../ingest/parked-row.ts";
import type { State } from "../machine/state.ts";
import { placeInstance } from "../store/instances.ts";
import { writeJournal } from "../store/journal.ts";
import type { Db } from "../store/open-store.ts";
import type { InstanceRow } from "../store/schema.ts";
import { transact } from "../store/transact.ts";
import { closeWork, writeWork } from "../store/work.ts";
import { ADOPTED, ASKED_ANEW } from "./repair.ts";

/** Answers how many were told. Safe to run in several processes: one that is done with awaits something else. */
export async function adoptRuns(
  installation: Pick<Installation, "db" | "now">,
  journeys: JourneyClient,
): Promise<number> {
  const rows = await installation.db
    .selectFrom("instance")
    .selectAll()
    .where("state", "=", "stuck")
    .where("awaits", "in", [ADOPTED, ASKED_ANEW])
    .orderBy("id")
    .limit(50)
    .execute();
  for (const row of rows) {
    const state = await journeys.stateOf(row.workflow_id);
    await transact(installation.db, (tx) => adopt(tx, row, state, installation.now()));
  }
  return rows.length;
}

async function adopt(tx: Db, row: InstanceRow, state: State | null | "gone", now: number): Promise<void> {
  const awaits = row.awaits ?? "";
  const after =
    state === "gone"
      ? { awaits: LOST_RUN }
      : ({
          awaits: state?.placed?.awaits ?? null,
          state: (await isHeldUp(tx, row.id)) ? "stuck" : "open",
        } as const);
  const held = await tx
    .updateTable("instance")
    .set(after)
    .where("id", "=", row.id)
    .where("awaits", "=", awaits)
    .returning("id")
    .executeTakeFirst();
  if (held === undefined || state === "gone") return;
  if (state?.placed) await placeInstance(tx, row.id, state.placed);
  // One that went on by itself has nothing to be taken back.
  const refused = awaits === ADOPTED ? await firstRefused(tx, row.id) : null;
  if (refused !== null)
    await tx.deleteFrom("batch").where("instance", "=", row.id).where("number", ">=", refused).execute();
  await standAsRun(tx, row, state, now);
  const { id: instance, subject, journey, version } = row;
  const why = "its run in Temporal counts as it stands now";
  const entry = { what: "resumed", name: journey, stage: row.stage ?? "", step: null, to: null } as const;
  await writeJournal(tx, { instance, subject, journey, version }, [
    { ...entry, at: now, by: null, result: null, why },
  ]);
  const nudge = { is: "look again", id: `adopted ${refused ?? 0} ${now}` } as const;
  await writeOutbox(tx, [informing(row, nudge, nudge.id)], now);
}

/** The number of the batch at which the two parted; `null`: none was refused. */
async function firstRefused(tx: Db, instance: string): Promise<number | null> {
  const row = await tx
    .selectFrom("journal")
    .select("name")
    .where("instance", "=", instance)
    .where("what", "=", "stuck")
    .where("name", "like", "batch %")
    .orderBy("number", "desc")
    .limit(1)
    .executeTakeFirst();
  const number = Number(row?.name.slice("batch ".length));
  return Number.isInteger(number) && number > 0 ? number : null;
}

/** What is open is what the run waits for; the rest was of a time that it knows nothing of. */
async function standAsRun(tx: Db, row: InstanceRow, state: State | null, at: number): Promise<void> {
  const { id: instance, subject, journey, version } = row;
  const open = state?.work ?? [];
  const shown = await tx
    .selectFrom("work")
    .select("id")
    .where("instance", "=", instance)
    .where("state", "=", "open")
    .execute();
  for (const { id } of shown)
    if (!open.some(({ record }) => record.id === id))
      await closeWork(tx, id, { how: "withdrawn", by: null, result: null, evidence: {}, at });
  for (const { record } of open) await writeWork(tx, { instance, subject, journey, version }, record);
}
