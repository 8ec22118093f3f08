import type { Instant, Plan } from "../../compiler/plan.ts";
import type { Db } from "../store/open-store.ts";

/** The subject was led to a journey, by what `name` says, and has not entered it. */
export async function writeNotEntered(
  tx: Db,
  { journey, version }: Pick<Plan, "journey" | "version">,
  subject: string,
  name: string,
  why: string,
  now: Instant,
): Promise<void> {
  await tx
    .insertInto("journal")
    .values({ at: now, subject, journey, version, what: "ignored", name, why: `not entered: ${why}` })
    .execute();
}
