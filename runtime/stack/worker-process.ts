/** The worker of an installation: the bundle of its journeys, the activities on its store, a connection of its own. */
import { randomUUID } from "node:crypto";
import { activityInfo, cancellationSignal } from "@temporalio/activity";
import type { NativeConnection } from "@temporalio/worker";
import type { Build, People } from "../../compiler/library.ts";
import type { Instant } from "../../compiler/plan.ts";
import type { Links } from "../access/link.ts";
import type { ActivityContext } from "../activities/context.ts";
import { createActivities } from "../activities/create-activities.ts";
import type { Clock } from "../clock.ts";
import type { ActionTable } from "../connectors/load-actions.ts";
import type { MailConnector } from "../connectors/mail-connector.ts";
import { announceWorker } from "../deploy/announce-worker.ts";
import { followDeployments } from "../deploy/follow-deployments.ts";
import { holdingOf } from "../deploy/running.ts";
import { askReadiness, type Readiness } from "../health/readiness.ts";
import { indexBuild } from "../ingest/plan-index.ts";
import { type DispatchTrouble, startDispatcher, startReviewDispatcher } from "../letters/dispatcher.ts";
import { openSuppression } from "../privacy/suppression.ts";
import type { Store } from "../store/open-store.ts";
import { connectWorker, type Target } from "../temporal/connect.ts";
import { freePort } from "../temporal/processes.ts";
import { bundleJourneys } from "../worker/bundle-journeys.ts";
import type { Log } from "../worker/log.ts";
import { type RunningWorker, startWorker } from "../worker/run-worker.ts";
import { openOrClose } from "./closing.ts";
import type { Codec } from "./codec.ts";
import { type HealthAddress, openHealthPort } from "./health-port.ts";

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
  /** The Worker Deployment of Temporal that this worker is a version of; absent: it is in none. */
  readonly deployment?: string | undefined;
  readonly clock: Clock;
  readonly now: () => Instant;
  readonly log: Log;
  /** `null`: what goes through Temporal is not encrypted. */
  readonly codec: Codec | null;
  /** Default: nobody is told how it is. */
  readonly health?: HealthAddress | null;
  readonly version?: string;
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
    const { build, store, target, taskQueue, health = null } = options;
    // The SDK serves its figures itself; they are passed on at the one port that is asked for.
    const metricsAddress = health === null ? null : `127.0.0.1:${await freePort()}`;
    const parts: Parts = { connection: null, worker: null };
    // First, and so closed last: who looks on sees it start, and end.
    if (health !== null) {
      const ready = () => readinessOf(options, parts);
      const { log, version = "" } = options;
      const more = () => readText(`http://${metricsAddress}/metrics`);
      await openHealthPort({ address: health, version, process: "worker", ready, more, log }, closing);
    }
    const suppression = await openSuppression(store.db, options.codec?.dataKeys ?? null);
    const dataConverter = options.codec?.dataConverter;
    const bundle = await bundleJourneys(options.buildDir, {
      failureConverter: dataConverter?.failureConverterPath,
    });
    const connection = await connectWorker(target, options.log, metricsAddress);
    parts.connection = connection;
    closing.add(() => connection.close());
    const following = await followDeployments(store.db);
    closing.add(() => following.stop());
    const context: ActivityContext = {
      db: store.db,
      library: build.library,
      plans: indexBuild(build.plans, following.entered),
      people: options.people,
      mail: options.mail,
      actions: options.actions,
      links: options.links,
      suppression,
      attempt: () => ({ attempt: activityInfo().attempt, signal: cancellationSignal() }),
      clock: options.clock,
      now: options.now,
    };
    const onTrouble = (trouble: DispatchTrouble) => options.log.warn(trouble, "a letter waits");
    const dispatcher = startDispatcher({ context, onTrouble });
    closing.add(() => dispatcher.stop());
    const reviews = startReviewDispatcher({ context, onTrouble });
    closing.add(() => reviews.stop());
    const buildId = bundle.hash.slice(0, 16);
    const { deployment = null } = options;
    const worker = await startWorker({
      connection,
      namespace: target.namespace,
      ...(taskQueue === undefined ? {} : { taskQueue }),
      bundle,
      ...(deployment === null ? {} : { version: { deploymentName: deployment, buildId } }),
      ...(dataConverter === undefined ? {} : { dataConverter }),
      activities: createActivities(context, () => dispatcher.wake()),
    });
    parts.worker = worker;
    closing.add(() => worker.stopped);
    closing.add(() => worker.stop());
    // Whoever waits for the end learns of a failure there; until then it must not end the process.
    worker.stopped.catch(() => {});
    const id = `${process.pid}-${randomUUID().slice(0, 8)}`;
    const announcement = await announceWorker(
      store.db,
      { id, build: buildId, deployment, releases: holdingOf(build.plans) },
      (error) => options.log.warn({ error }, "what this worker holds could not be said"),
    );
    closing.add(() => announcement.stop());
    return { stopped: worker.stopped, stop: () => closing.close() };
  });
}

/** What is there of it as yet. */
interface Parts {
  connection: NativeConnection | null;
  worker: RunningWorker | null;
}

/** As of a gateway; one that starts or ends takes no work, whatever else is well. */
async function readinessOf(
  { store, clock, now }: WorkerOptions,
  { connection, worker }: Parts,
): Promise<Readiness> {
  const isTemporalUp = async () => {
    await connection?.workflowService.getSystemInfo({});
    return connection !== null;
  };
  const readiness = await askReadiness({ db: store.db, clock, now: now(), isTemporalUp });
  if (worker?.isRunning()) return readiness;
  const why = worker === null ? "This worker is starting." : "This worker takes no more work.";
  return { ...readiness, state: "away", problems: [why, ...readiness.problems] };
}

async function readText(url: string): Promise<string> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  return answer.ok ? await answer.text() : "";
}
