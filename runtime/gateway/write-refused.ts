import type { Act, Refusal } from "../machine/protocol.ts";
import type { About } from "../store/journal.ts";
import type { GatewayContext } from "./context.ts";

export interface RefusedAct {
  /** Of the work, or of what was requested. */
  readonly name: string;
  readonly by: string;
  readonly did: Act["do"];
}

/** A refused update leaves nothing in its journey; that somebody tried is written down here. */
export async function writeRefused(
  { db, now }: GatewayContext,
  about: About & { readonly stage: string | null; readonly step: string | null },
  { name, by, did }: RefusedAct,
  { message }: Refusal,
): Promise<void> {
  await db
    .insertInto("journal")
    .values({ at: now(), ...about, what: "ignored", name, by, result: did, why: message })
    .execute();
}
