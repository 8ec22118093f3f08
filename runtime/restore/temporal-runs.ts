/** Runs of journeys as Temporal lists them, held against the store. */
import type { Client } from "@temporalio/client";
import { WorkflowNotFoundError } from "@temporalio/client";
import type { Payload, PayloadCodec } from "@temporalio/common";
import { z } from "zod";
import type { Clock } from "../clock.ts";
import { subjectOfInstance } from "../ingest/instance-id.ts";
import type { Db } from "../store/open-store.ts";
import { TASK_QUEUE } from "../workflows/contract.ts";
import { compareRuns, type Difference, type JourneyRun, type Known } from "./compare-runs.ts";
import { lastReconciled, lastWritten } from "./last-written.ts";
import type { RunDesk } from "./reconcile-store.ts";

export interface Sides {
  readonly client: Client;
  readonly db: Db;
  readonly clock: Clock;
  readonly taskQueue?: string | undefined;
}

/** Real milliseconds: clocks of several machines may be so far apart. What is found by it is looked up one by one. */
const MARGIN = 10 * 60_000;
/** Runs that are looked at as a process starts. */
const FEW = 1_000;

/** Of what began or ended last, whether the store knows of it. For each start of a process: it asks for little. */
export const compareLatest = (sides: Sides): Promise<Difference> => compare(sides, FEW);

/** Of all that runs, or has ended since the store was last written to. */
export const compareAll = (sides: Sides): Promise<Difference> => compare(sides, Number.POSITIVE_INFINITY);

async function compare(sides: Sides, most: number): Promise<Difference> {
  const since = (await lastWritten(sides)) - MARGIN;
  const from = new Date(Math.max(0, since)).toISOString();
  const isAll = most === Number.POSITIVE_INFINITY;
  const began = isAll ? 'ExecutionStatus = "Running"' : `StartTime > "${from}"`;
  const ended = `CloseTime > "${from}" AND ExecutionStatus = "Completed"`;
  const runs = [...(await listRuns(sides, began, most)), ...(await listRuns(sides, ended, most))];
  // The last of a workflow's runs comes first.
  const latest = [...new Map(runs.reverse().map((run) => [run.workflowId, run])).values()];
  return compareRuns(latest, await readKnown(sides.db, latest));
}

async function listRuns(
  { client, taskQueue = TASK_QUEUE }: Sides,
  which: string,
  most: number,
): Promise<readonly JourneyRun[]> {
  const found: JourneyRun[] = [];
  const query = `TaskQueue = "${taskQueue}" AND ${which}`;
  for await (const { workflowId, type, status, startTime, closeTime } of client.workflow.list({ query })) {
    if (found.length >= most) break;
    // One that goes on as a new run is listed by that.
    if (subjectOfInstance(workflowId) === null || status.name === "CONTINUED_AS_NEW") continue;
    found.push({
      workflowId,
      workflowType: type,
      is: status.name === "RUNNING" ? "running" : status.name === "COMPLETED" ? "completed" : "stopped",
      startedAt: startTime.getTime(),
      closedAt: closeTime?.getTime() ?? null,
    });
  }
  return found;
}

/** Ids that are asked for at a time. */
const AT_A_TIME = 1_000;

async function readKnown(db: Db, runs: readonly JourneyRun[]): Promise<Known> {
  const ids = runs.map(({ workflowId }) => workflowId);
  const instances = [];
  for (let from = 0; from < ids.length; from += AT_A_TIME)
    instances.push(
      ...(await db
        .selectFrom("instance")
        .select(["id", "workflow_id", "state"])
        .where("workflow_id", "in", ids.slice(from, from + AT_A_TIME))
        .execute()),
    );
  const forgotten = await db.selectFrom("forgetting").select("workflows").execute();
  const settled = (await lastReconciled(db))?.about.settled;
  return {
    instances,
    forgotten: new Set(forgotten.flatMap(({ workflows }) => workflows)),
    settled: typeof settled === "number" ? settled : 0,
  };
}

// ── One run ───────────────────────────────────────────────────────────────────────────────────────────────

const begun = z.looseObject({ subject: z.string(), own: z.record(z.string(), z.unknown()).optional() });
const ended = z.object({ exit: z.string(), outcome: z.enum(["success", "failure", "neutral"]) });

/** @param codec `null`: nothing is encrypted */
export const temporalRuns = (client: Client, codec: PayloadCodec | null): RunDesk => ({
  isRunning: (workflowId) => isRunning(client, workflowId),
  startOf: async (workflowId) =>
    begun
      .nullable()
      .catch(null)
      .parse(await readPayload(codec, await inputOf(client, workflowId))),
  endOf: async (workflowId) => {
    const result: unknown = await client.workflow
      .getHandle(workflowId)
      .result()
      .catch(() => null);
    return ended.nullable().catch(null).parse(result);
  },
  terminate: async (workflowId, reason) =>
    void (await client.workflow.getHandle(workflowId).terminate(reason)),
});

/** Of its last run. */
async function inputOf(client: Client, workflowId: string): Promise<Payload | undefined> {
  const { history } = await client.workflowService.getWorkflowExecutionHistory({
    namespace: client.options.namespace,
    execution: { workflowId },
    maximumPageSize: 1,
  });
  return history?.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0];
}

async function readPayload(codec: PayloadCodec | null, payload: Payload | undefined): Promise<unknown> {
  if (payload === undefined) return null;
  try {
    const [clear] = codec === null ? [payload] : await codec.decode([payload]);
    return JSON.parse(Buffer.from(clear?.data ?? []).toString("utf8"));
  } catch {
    return null;
  }
}

async function isRunning(client: Client, workflowId: string): Promise<boolean> {
  try {
    const { status } = await client.workflow.getHandle(workflowId).describe();
    return status.name === "RUNNING" || status.name === "CONTINUED_AS_NEW";
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
