import { pino } from "pino";
import { readClock } from "../../runtime/clock.ts";
import { readWorkers } from "../../runtime/deploy/announce-worker.ts";
import { indexBuild } from "../../runtime/ingest/plan-index.ts";
import type { Difference } from "../../runtime/restore/compare-runs.ts";
import { lastWritten } from "../../runtime/restore/last-written.ts";
import { type Reconciled, reconcileStore } from "../../runtime/restore/reconcile-store.ts";
import { compareAll, temporalRuns } from "../../runtime/restore/temporal-runs.ts";
import { openOrClose } from "../../runtime/stack/closing.ts";
import { openParts } from "../../runtime/stack/open-process.ts";
import { connectClient } from "../../runtime/temporal/connect.ts";
import { defineCommand } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { CommandFailure, wrongUsage } from "../failure.ts";
import { PROCESS_OPTIONS, readProcessOptions } from "../processes/process-options.ts";

const { build, clock } = PROCESS_OPTIONS;

export const reconcile = defineCommand({
  options: {
    because: {
      is: "text",
      value: "REASON",
      summary: "make the store agree, for this reason; without one it is only said what differs",
    },
    restored: {
      is: "flag",
      summary: "it was put back, though nothing has begun or ended since by which that shows",
    },
    build,
    clock,
  },
  examples: ["baton reconcile", 'baton reconcile --because "put back to 14:00 after the disk failed"'],
  async run({ because, restored, ...values }, io) {
    // It runs no journey, so whatever is in the build may be looked up.
    const others = { allowUnreleased: true, healthPort: undefined, healthHost: undefined };
    const options = await readProcessOptions({ ...values, ...others }, io);
    return await openOrClose(async (closing) => {
      const parts = await openParts(options, closing, pino({ level: "silent" }));
      const { store, target, taskQueue, codec } = parts;
      const { db } = store;
      const client = await connectClient(target, codec?.dataConverter);
      closing.add(() => client.connection.close());
      const sides = { client, db, clock: options.clock, taskQueue };
      const since = readClock(options.clock, await lastWritten(sides));
      const difference = await compareAll(sides);
      const count = difference.unknown.length + difference.ended.length;
      if (because === undefined || (count === 0 && !restored)) {
        if (io.json) io.out(JSON.stringify({ since, ...difference, reconciled: null }, null, 2));
        else for (const line of differenceLines(difference, since)) io.out(line);
        if (count > 0)
          io.talk('Nothing was changed: stop `serve` and `worker`, and say why with --because "…".');
        await closing.close();
        return count > 0 ? EXIT.findings : EXIT.ok;
      }
      if (because.trim() === "")
        throw wrongUsage("--because takes a reason: it is kept in the audit record.");
      if ((await readWorkers(db)).length > 0)
        throw new CommandFailure(EXIT.findings, "still-running", STILL_RUNNING);
      const plans = indexBuild(parts.build.plans);
      const runs = temporalRuns(client, codec?.payloads ?? null);
      const of = { runs, db, plans, clock: options.clock };
      const reconciled = await reconcileStore({ ...of, who: "system:reconcile", why: because }, difference);
      if (io.json) io.out(JSON.stringify({ since, ...difference, reconciled }, null, 2));
      else for (const line of doneLines(reconciled, since)) io.out(line);
      await closing.close();
      return EXIT.ok;
    });
  },
});

const STILL_RUNNING =
  "A worker of this installation runs, or did twenty seconds ago: stop `serve` and `worker` first, since letters go out from there.";

function* differenceLines({ unknown, ended }: Difference, since: number): Generator<string> {
  if (unknown.length + ended.length === 0) {
    yield "Nothing has begun or ended in Temporal that the store does not know of.";
    yield "If it was put back all the same, say so with --restored.";
    return;
  }
  yield `The store ends at ${new Date(since).toISOString()}, and Temporal goes on:`;
  yield `  ${unknown.length} journeys began of which the store has never heard`;
  yield `  ${ended.length} journeys came to their exit that the store has as under way`;
}

function* doneLines(done: Reconciled, since: number): Generator<string> {
  yield `${done.ended} journeys have ended here, too, by the exit that they came to.`;
  yield `${done.found} journeys of known subjects are here again.`;
  yield `${done.asked} journeys that go on are asked how they stand, as soon as \`serve\` and \`worker\` run.`;
  yield `${done.letters} letters were on their way: whether they went out nobody knows, and \`baton stuck\` lists them.`;
  if (done.lost > 0) yield `${done.lost} journeys have no run any more: \`baton stuck\` lists them.`;
  if (done.dropped.length > 0)
    yield `${done.dropped.length} runs were ended: of whom they are about the store knows nothing, so that they could never go on.`;
  yield `What was done after ${new Date(since).toISOString()} is in nobody's journal. Start \`serve\`, and before you start \`worker\`:`;
  yield "  have your systems send again what they reported since then, opt-outs first; what the store has counts once";
  yield "  repeat what was done by hand since then: `baton forget`, `baton deploy`, `baton pause`";
  yield "  whoever signed up since then is new here, and would get again what they got: your mail server knows the letters";
}
