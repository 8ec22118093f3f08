/** Rows of `version_move`: who was told of a later version of their journey, and what came of it. */
import type { Instant } from "../../compiler/plan.ts";
import type { Db } from "./open-store.ts";

/** From here on the instance is one of the later version, for whoever brings it news. */
export async function takeOverVersion(
  tx: Db,
  instance: string,
  { to, at }: { readonly to: number; readonly at: Instant },
): Promise<void> {
  await tx.updateTable("instance").set({ version: to }).where("id", "=", instance).execute();
  await end(tx, instance, to, { state: "taken over", done_at: at, why: null });
}

export async function refuseVersion(
  tx: Db,
  instance: string,
  { to, at, why }: { readonly to: number; readonly at: Instant; readonly why: string },
): Promise<void> {
  await end(tx, instance, to, { state: "refused", done_at: at, why });
}

async function end(
  tx: Db,
  instance: string,
  to: number,
  outcome: {
    readonly state: "taken over" | "refused";
    readonly done_at: Instant;
    readonly why: string | null;
  },
): Promise<void> {
  await tx
    .updateTable("version_move")
    .set(outcome)
    .where("instance", "=", instance)
    .where("to_version", "=", to)
    .execute();
}
