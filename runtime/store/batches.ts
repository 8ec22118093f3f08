/** Rows of `batch`: what each batch was answered, so that a repeat is told the same and done nothing for. */
import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import { z } from "zod";
import type { Instant } from "../../compiler/plan.ts";
import { checked, list, offsetsSchema, table, texts, valueSchema } from "../../compiler/schema-parts.ts";
import type { Batch, BatchResult, Took } from "../activities/contract.ts";
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
/** Held to the type in both directions: what a batch was answered once must be readable when it comes again. */
const commandResult = checked<CommandResult>()(
  z.union([
    z.object({ ref: z.string(), person: z.string().nullable(), role: z.string() }),
    z.object({ ref: z.string(), sent: outcome }),
    z.object({ ref: z.string(), sum: z.number() }),
    z.object({ ref: z.string(), began: z.string().nullable() }),
    z.object({ ref: z.string(), winner: z.string().nullable() }),
    z.object({ ref: z.string(), found: texts, more: z.string().exactOptional() }),
    z.object({ ref: z.string(), offsets: offsetsSchema.nullable() }),
    z.object({
      ref: z.string(),
      recalled: z.object({
        fields: table(valueSchema),
        fieldsAt: table(z.number()),
        bands: table(z.string().nullable()),
        events: list(
          z.object({ id: z.string(), kind: z.string(), at: z.number(), fields: table(valueSchema) }),
        ),
      }),
    }),
  ]),
);
/** A worker that is newer than the one that wrote it may be the one that reads it. */
const batchResult = z.object({ results: z.array(commandResult) });

type KnownBatch =
  | { readonly is: "unknown" }
  | { readonly is: "repeated"; readonly result: BatchResult }
  /** The number was another batch's, which this run, or one before it, had brought without Temporal hearing of it. */
  | { readonly is: "instead"; readonly took: Took }
  /** Temporal has heard what came of it, or a later run has gone on: whoever brings this was given up by the server. */
  | { readonly is: "superseded" }
  /** The number was another run's: the instance was taken back, in Temporal, to before what the store has. */
  | { readonly is: "another" };

type Asked = Pick<
  Batch,
  "instance" | "number" | "commands" | "journal" | "unread" | "run" | "runNumber" | "took" | "settled"
>;

export async function findBatch(tx: Db, batch: Asked): Promise<KnownBatch> {
  const rows = await tx
    .selectFrom("batch")
    .select(["number", "hash", "result", "run", "run_number", "took"])
    .where("instance", "=", batch.instance)
    .where("number", "in", [batch.number - 1, batch.number])
    .execute();
  const row = rows.find(({ number }) => number === batch.number);
  if (row?.hash === hashOf(batch)) return { is: "repeated", result: batchResult.parse(row.result) };
  if (rows.some((one) => one.run_number > batch.runNumber)) return { is: "superseded" };
  if (row === undefined) return { is: "unknown" };
  const isReset = row.run !== batch.run && row.run_number === batch.runNumber;
  if (row.took !== null && !isReset) return { is: "instead", took: row.took };
  return row.run === batch.run ? { is: "superseded" } : { is: "another" };
}

export async function writeBatch(tx: Db, batch: Asked, result: BatchResult, at: Instant): Promise<void> {
  const { instance, number, run, runNumber, took: inputs, unread = [], settled } = batch;
  const took = inputs === undefined ? null : toJson({ inputs, unread });
  await tx
    .insertInto("batch")
    .values({
      instance,
      number,
      hash: hashOf(batch),
      result: toJson(result),
      run,
      run_number: runNumber,
      took,
      at,
    })
    .execute();
  // What subjects and people said is kept no longer than it is needed.
  await tx
    .updateTable("batch")
    .set({ took: null })
    .where("instance", "=", instance)
    .where("number", "<=", settled)
    .where("took", "is not", null)
    .execute();
}

/** Over the canonical form, since what comes again has been through JSON. */
function hashOf({ commands, journal, unread }: Asked): string {
  const canonical = canonicalize({ commands, journal, ...(unread === undefined ? {} : { unread }) }) ?? "";
  return createHash("sha256").update(canonical).digest("hex");
}
