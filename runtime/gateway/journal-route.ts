/** The journal of the installation, as it grows: whoever has read up to a number asks for what came after. */
import { setTimeout as pause } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import type { z } from "zod";
import type { Instant } from "../../compiler/plan.ts";
import { normalKey } from "../ingest/event-schema.ts";
import { type JournalAnswer, journalQuery, PATHS } from "./api.ts";
import type { GatewayContext } from "./context.ts";
import { type ShownEntry, selectJournal, viewOfEntry } from "./journal-view.ts";
import { readRequest } from "./read-request.ts";
import { showInstant } from "./views.ts";

/** Real milliseconds between two looks, while somebody waits. */
const LOOK_EVERY = 200;
/** On the installation's clock: whoever wrote before that has committed, or never will. */
const OLD = 3_600_000;
/** Real milliseconds after which a missing number is taken for one that was never used. */
const GAP_PATIENCE = 1_000;

export function serveJournal(app: FastifyInstance, context: GatewayContext): void {
  app.get(PATHS.journal, { config: { access: ["admin"] } }, async (request): Promise<JournalAnswer> => {
    const query = readRequest(journalQuery, request.query);
    const rows = await waitForEntries(context, query);
    return {
      now: showInstant(context.now()),
      entries: rows.map(viewOfEntry),
      last: rows.at(-1)?.number ?? query.after,
    };
  });
}

type Query = z.output<typeof journalQuery>;

async function waitForEntries(context: GatewayContext, query: Query): Promise<readonly ShownEntry[]> {
  const started = Date.now();
  for (;;) {
    const rows = await readEntries(context, query);
    const waited = Date.now() - started;
    const certain =
      waited < GAP_PATIENCE && query.subject === undefined
        ? withoutGap(rows, query.after, context.now() - OLD)
        : rows;
    if (certain.length > 0) return certain;
    const isOver = waited >= Math.max(query.wait * 1_000, rows.length > 0 ? GAP_PATIENCE : 0);
    if (isOver || context.closing.aborted) return certain;
    await pause(LOOK_EVERY, undefined, { signal: context.closing }).catch(() => {});
  }
}

async function readEntries(
  { db }: GatewayContext,
  { after, limit, subject }: Query,
): Promise<readonly ShownEntry[]> {
  const entries = selectJournal(db)
    .where("journal.number", ">", after)
    .orderBy("journal.number")
    .limit(limit);
  if (subject === undefined) return await entries.execute();
  return await entries.where("subject.key", "=", normalKey(subject)).execute();
}

/**
 * A number is given before its transaction commits, so a higher one may be seen first. What lies behind a gap waits a
 * little: a reader who went past it would never see the entry that fills it.
 */
function withoutGap(rows: readonly ShownEntry[], after: number, old: Instant): readonly ShownEntry[] {
  const gap = rows.findIndex(
    (row, index) => row.at > old && row.number !== (rows[index - 1]?.number ?? after) + 1,
  );
  return gap === -1 ? rows : rows.slice(0, gap);
}
