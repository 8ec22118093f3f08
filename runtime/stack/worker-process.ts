/** The worker of an installation: the bundle of its journeys, the activities on its store, a connection of its own. */
import { activityInfo, cancellationSignal, heartbeat } from "@temporalio/activity";
import type { Build, People } from "../../compiler/library.ts";
import type { Instant } from "../../compiler/plan.ts";
import type { Links } from "../access/link.ts";
import { createActivities } from "../activities/create-activities.ts";
import type { Clock } from "../clock.ts";
import type { ActionTable } from "../connectors/load-actions.ts";
import type { MailConnector } from "../connectors/mail-connector.ts";
import { indexPlans } from "../ingest/plan-index.ts";
import type { Store } from "../store/open-store.ts";
import { connectWorker, type Target } from "../temporal/connect.ts";
import { bundleJourneys } from "../worker/bundle-journeys.ts";
import type { Log } from "../worker/log.ts";
import { startWorker } from "../worker/run-worker.ts";
import { openOrClose } from "./closing.ts";
import type { Codec } from "./codec.ts";

export interface WorkerOptions {
  readonly buildDir: string;
  readonly build: Build;
  readonly store: Store;
  readonly people: () => People;
  readonly mail: MailConnector;
  /** `null`: nobody outside is asked. */
  readonly links: Links | null;
  /** What journeys call. */
  readonly actions: ActionTable;
  readonly target: Target;
  readonly taskQueue?: string | undefined;
  readonly clock: Clock;
  readonly now: () => Instant;
  readonly log: Log;
  /** `null`: what goes through Temporal is not encrypted. */
  readonly codec: Codec | null;
}

export interface OpenWorker {
  /** Resolves when it has stopped; rejects when it has failed. */
  readonly stopped: Promise<void>;
  /** Lets what runs come to its end, and closes the connection. */
  stop(): Promise<void>;
}

/** @throws TemporalUnavailable */
export async function openWorker(options: WorkerOptions): Promise<OpenWorker> {
  return openOrClose(async (closing) => {
    const { build, store, target, taskQueue } = options;
    const dataConverter = options.codec?.dataConverter;
    const bundle = await bundleJourneys(options.buildDir, {
      failureConverter: dataConverter?.failureConverterPath,
    });
    const connection = await connectWorker(target, options.log);
    closing.add(() => connection.close());
    const worker = await startWorker({
      connection,
      namespace: target.namespace,
      ...(taskQueue === undefined ? {} : { taskQueue }),
      bundle,
      ...(dataConverter === undefined ? {} : { dataConverter }),
      activities: createActivities({
        db: store.db,
        library: build.library,
        plans: indexPlans(build.plans.map(({ plan }) => plan)),
        people: options.people,
        mail: options.mail,
        actions: options.actions,
        links: options.links,
        attempt: () => ({ attempt: activityInfo().attempt, signal: cancellationSignal() }),
        clock: options.clock,
        alive: () => heartbeat(),
        now: options.now,
      }),
    });
    closing.add(() => worker.stopped);
    closing.add(() => worker.stop());
    // Whoever waits for the end learns of a failure there; until then it must not end the process.
    worker.stopped.catch(() => {});
    return { stopped: worker.stopped, stop: () => closing.close() };
  });
}
