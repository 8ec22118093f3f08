/** The process that runs journeys: it takes workflow tasks and activities from a task queue until it is stopped. */

import type { DataConverter, WorkerDeploymentVersion } from "@temporalio/common";
import { type NativeConnection, Worker, type WorkerDeploymentOptions } from "@temporalio/worker";
import type { Activities } from "../activities/contract.ts";
import { tracedWorker } from "../tracing/trace.ts";
import { TASK_QUEUE } from "../workflows/contract.ts";
import type { JourneyBundle } from "./bundle-journeys.ts";

export interface WorkerSetup {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly taskQueue?: string;
  readonly bundle: JourneyBundle;
  readonly activities: Activities;
  /** Instances kept in memory, some 0.3 MB each. An idle one needs no place: its history is read when it wakes. */
  readonly maxCached?: number;
  /**
   * The version of a Worker Deployment that it is: its runs stay with it. The server dispatches to none before one is
   * made the current one (docs/temporal.md, 3).
   */
  readonly version?: WorkerDeploymentVersion;
  /** Encrypts what goes through the server; the same as the client's. */
  readonly dataConverter?: DataConverter;
}

export interface RunningWorker {
  /** It asks for work, and is not about to end. */
  isRunning(): boolean;
  /** Resolves when the worker has stopped; rejects when it failed. */
  readonly stopped: Promise<void>;
  /** Takes no more work, and lets what runs come to its end. May be called more than once. */
  stop(): void;
}

/**
 * How long a task waits for the worker that holds the instance in memory. After a crash nobody else may take it for
 * as long, so it is the time in which a run recovers.
 */
const STICKY = "2 s";
/** Activities get this long to end by themselves, then this long to notice that they are cancelled. */
const GRACE = "10 s";
const FORCE = "30 s";

const pinnedTo = (version: WorkerDeploymentVersion): WorkerDeploymentOptions => ({
  version,
  useWorkerVersioning: true,
  defaultVersioningBehavior: "PINNED",
});

export async function startWorker(setup: WorkerSetup): Promise<RunningWorker> {
  const worker = await Worker.create({
    connection: setup.connection,
    namespace: setup.namespace,
    taskQueue: setup.taskQueue ?? TASK_QUEUE,
    workflowBundle: { codePath: setup.bundle.codePath },
    activities: setup.activities,
    maxCachedWorkflows: setup.maxCached ?? 500,
    stickyQueueScheduleToStartTimeout: STICKY,
    shutdownGraceTime: GRACE,
    shutdownForceTime: FORCE,
    ...(setup.version === undefined ? {} : { workerDeploymentOptions: pinnedTo(setup.version) }),
    ...tracedWorker(),
    ...(setup.dataConverter === undefined ? {} : { dataConverter: setup.dataConverter }),
  });
  const stopped = worker.run();
  return {
    stopped,
    isRunning: () => worker.getState() === "RUNNING",
    stop: () => {
      if (worker.getState() === "RUNNING") worker.shutdown();
    },
  };
}
