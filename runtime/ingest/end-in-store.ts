/** Ends an instance here that no run can end: its history is gone, or nobody can go on with it. */
import type { Instant } from "../../compiler/plan.ts";
import { STOPPED } from "../machine/settle.ts";
import { endInstance } from "../store/instances.ts";
import { writeJournal } from "../store/journal.ts";
import type { Db } from "../store/open-store.ts";
import type { InstanceRow } from "../store/schema.ts";
import { letNextGoOn, tellOfEnd } from "./entry.ts";
import type { Installation } from "./installation.ts";

/** Of an instance whose run can do nothing any more. The ledger and the journal are kept. */
export async function endInStore(
  tx: Db,
  { plans }: Pick<Installation, "plans">,
  {
    row,
    who,
    why,
    at,
  }: { readonly row: InstanceRow; readonly who: string; readonly why: string; readonly at: Instant },
): Promise<void> {
  const exit = STOPPED;
  const { subject, journey, version } = row;
  await tx
    .updateTable("work")
    .set({ state: "withdrawn", closed_at: at })
    .where("instance", "=", row.id)
    .where("state", "=", "open")
    .execute();
  await tx
    .updateTable("letter")
    .set({ status: "withdrawn", wanted: false, until: null, decided_at: at })
    .where("instance", "=", row.id)
    .where("status", "in", ["granted", "deferred", "held", "ask"])
    .execute();
  await endInstance(tx, row.id, { exit, outcome: "neutral", at });
  await writeJournal(tx, { instance: row.id, subject, journey, version }, [
    {
      at,
      what: "exited",
      name: exit,
      stage: row.stage ?? "",
      step: null,
      by: who,
      to: null,
      result: "neutral",
      why,
    },
  ]);
  const ended = { instance: row.id, subject, journey };
  await tellOfEnd(tx, { plans }, ended, at);
  if (row.exclusive_group !== null) await letNextGoOn(tx, ended, row.exclusive_group, at);
}
