/** Rows of `batch`: what each batch was answered, so that a repeat is told the same and done nothing for. */
import { z } from "zod";
import type { Instant } from "../../compiler/plan.ts";
import type { BatchResult } from "../activities/contract.ts";
import type { CommandResult } from "../machine/protocol.ts";
import { toJson } from "./json.ts";
import type { Db } from "./open-store.ts";

const outcome = z.discriminatedUnion("is", [
  z.object({ is: z.literal("sent") }),
  z.object({ is: z.literal("deferred"), until: z.number(), why: z.string() }),
  z.object({ is: z.literal("held"), why: z.string() }),
  z.object({ is: z.literal("ask"), ladder: z.string(), why: z.string() }),
  z.object({ is: z.literal("suppressed"), why: z.string() }),
  z.object({ is: z.literal("dropped"), why: z.string() }),
]);
const commandResult: z.ZodType<CommandResult> = z.union([
  z.object({ ref: z.string(), person: z.string().nullable(), role: z.string() }),
  z.object({ ref: z.string(), sent: outcome }),
  z.object({ ref: z.string(), sum: z.number() }),
]);
/** A worker that is newer than the one that wrote it may be the one that reads it. */
const batchResult = z.object({
  results: z.array(commandResult),
  deliver: z.array(z.string()),
});

export async function findBatch(tx: Db, instance: string, number: number): Promise<BatchResult | null> {
  const row = await tx
    .selectFrom("batch")
    .select("result")
    .where("instance", "=", instance)
    .where("number", "=", number)
    .executeTakeFirst();
  return row === undefined ? null : batchResult.parse(row.result);
}

export async function writeBatch(
  tx: Db,
  { instance, number, result, at }: { instance: string; number: number; result: BatchResult; at: Instant },
): Promise<void> {
  await tx
    .insertInto("batch")
    .values({ instance, number, result: toJson(result), at })
    .execute();
}
