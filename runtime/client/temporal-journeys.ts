/** `JourneyClient` over Temporal: how the gateway and the intake of events reach running journeys. */
import {
  type Client,
  isGrpcDeadlineError,
  isGrpcServiceError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from "@temporalio/client";
import { ApplicationFailure } from "@temporalio/common";
import type { ActOutcome, JourneyClient, StartJourney } from "../ingest/journey-client.ts";
import type { Refusal } from "../machine/protocol.ts";
import type { State } from "../machine/state.ts";
import { keyIdOf } from "../privacy/payload-codec.ts";
import {
  type ActAnswer,
  type ActRequest,
  type Fact,
  INFORM,
  type JourneyEnd,
  type JourneyStart,
  REFUSED,
  STATE,
  STUCK,
  TASK_QUEUE,
} from "../workflows/contract.ts";
import { indexPairs } from "../workflows/index-pairs.ts";

export interface TemporalJourneysOptions {
  readonly taskQueue?: string;
  /** Real milliseconds that a person waits for an answer; default 10 000. */
  readonly patience?: number;
}

type JourneyWorkflow = (start: JourneyStart) => Promise<JourneyEnd>;

/** `PENDING_WORKFLOW_TASK_STATE_STARTED` of Temporal's API (temporal/api/enums/v1/workflow.proto). */
const STARTED = 2;
/** gRPC status codes, https://grpc.github.io/grpc/core/md_doc_statuscodes.html. */
const FAILED_PRECONDITION = 9;
/** Real milliseconds between tries of an update that the server could not place; doubles. */
const FIRST_PAUSE = 50;

export function temporalJourneys(client: Client, options: TemporalJourneysOptions = {}): JourneyClient {
  const { taskQueue = TASK_QUEUE, patience = 10_000 } = options;
  return {
    start: (request) => start(client, taskQueue, request),
    inform: (workflowId, fact) => inform(client, workflowId, fact),
    isListening: (workflowId) => isListening(client, workflowId),
    act: (workflowId, updateId, request) =>
      act(client, { workflowId, updateId, request, until: Date.now() + patience }),
    stateOf: (workflowId) => stateOf(client, workflowId),
    end: (workflowId, reason) => end(client, workflowId, reason),
    isUp: async () => {
      const asked = client.withDeadline(Date.now() + 2_000, () => client.workflowService.getSystemInfo({}));
      return asked.then(
        () => true,
        () => false,
      );
    },
  };
}

async function start(
  client: Client,
  taskQueue: string,
  request: StartJourney,
): Promise<"started" | "repeated"> {
  try {
    await client.workflow.start<JourneyWorkflow>(request.workflowType, {
      workflowId: request.workflowId,
      taskQueue,
      args: [request.start],
      ...(request.indexed !== undefined && { typedSearchAttributes: [...indexPairs(request.indexed)] }),
      // An instance is entered once, whatever became of it since.
      workflowIdReusePolicy: "REJECT_DUPLICATE",
      workflowIdConflictPolicy: "FAIL",
    });
    return "started";
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return "repeated";
    throw error;
  }
}

async function inform(client: Client, workflowId: string, fact: Fact): Promise<"informed" | "gone"> {
  try {
    await client.workflow.getHandle(workflowId).signal<[Fact]>(INFORM, fact);
    return "informed";
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return "gone";
    throw error;
  }
}

/** A task that is tried again was begun by a worker that died of it, or cannot do it. */
async function isListening(client: Client, workflowId: string): Promise<boolean> {
  try {
    const { raw } = await client.workflow.getHandle(workflowId).describe();
    const task = raw.pendingWorkflowTask;
    if (task === null || task === undefined) return true;
    return task.state === STARTED && (task.attempt ?? 1) <= 1;
  } catch (error) {
    // Whoever tells it something will be told that it is gone.
    if (error instanceof WorkflowNotFoundError) return true;
    throw error;
  }
}

async function stateOf(client: Client, workflowId: string): Promise<State | null | "gone"> {
  try {
    return await client.workflow.getHandle(workflowId).query<State | null>(STATE);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return "gone";
    throw error;
  }
}

async function end(client: Client, workflowId: string, reason: string): Promise<void> {
  try {
    await client.workflow.getHandle(workflowId).terminate(reason);
  } catch (error) {
    // It has ended, or never was.
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
  await deleteReadable(client, workflowId);
}

/** Of a workflow's runs, from the last to the first, those whose input stands there in clear. */
async function deleteReadable(client: Client, workflowId: string): Promise<void> {
  const { namespace } = client.options;
  for (let runId = await lastRunOf(client, workflowId); runId !== null; ) {
    const execution = { workflowId, runId };
    const { history } = await client.workflowService.getWorkflowExecutionHistory({
      namespace,
      execution,
      maximumPageSize: 1,
    });
    const begun = history?.events?.[0]?.workflowExecutionStartedEventAttributes;
    const isReadable = begun?.input?.payloads?.some((payload) => keyIdOf(payload) === null) ?? false;
    if (isReadable)
      await client.workflowService.deleteWorkflowExecution({ namespace, workflowExecution: execution });
    runId = begun?.continuedExecutionRunId || null;
  }
}

async function lastRunOf(client: Client, workflowId: string): Promise<string | null> {
  try {
    return (await client.workflow.getHandle(workflowId).describe()).runId;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

interface Asked {
  readonly workflowId: string;
  readonly updateId: string;
  readonly request: ActRequest;
  /** Real instant at which nobody waits any more. */
  readonly until: number;
}

/**
 * Asks until there is an answer or the time is up, always with the same update id: the server knows it within a run
 * and the driver carries it to the next, so that an act counts once (docs/temporal.md, D).
 */
async function act(client: Client, asked: Asked): Promise<ActOutcome> {
  for (let pause = FIRST_PAUSE; ; pause *= 2) {
    const outcome = await tryAct(client, asked);
    if (outcome !== null) return outcome;
    if (Date.now() + pause >= asked.until) return { is: "silent" };
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/** `null`: the server could not place it, and wants to be asked again. */
async function tryAct(
  client: Client,
  { workflowId, updateId, request, until }: Asked,
): Promise<ActOutcome | null> {
  try {
    const update = { updateId, args: [request] as [ActRequest] };
    const handle = client.workflow.getHandle(workflowId);
    const answer = await client.withDeadline(until, () =>
      handle.executeUpdate<ActAnswer, [ActRequest]>(request.act.do, update),
    );
    return answer.taken ? { is: "taken" } : { is: "refused", refusal: answer.refusal };
  } catch (error) {
    if (isSilence(error)) return { is: "silent" };
    if (error instanceof WorkflowNotFoundError)
      return (await isRunning(client, workflowId)) ? null : { is: "gone" };
    if (isPassing(error)) return null;
    const failure = failureOf(error);
    if (failure?.type === REFUSED) return { is: "refused", refusal: failure.details?.[0] as Refusal };
    if (failure?.type === STUCK) return { is: "stuck" };
    throw error;
  }
}

/** A run that closes to continue as new answers an update as one that is not there; the instance goes on. */
async function isRunning(client: Client, workflowId: string): Promise<boolean> {
  try {
    const { status } = await client.workflow.getHandle(workflowId).describe();
    return status.name === "RUNNING" || status.name === "CONTINUED_AS_NEW";
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

const isSilence = (error: unknown): boolean =>
  error instanceof WorkflowUpdateRPCTimeoutOrCancelledError || isGrpcDeadlineError(error);

/** The run ended under the update (it continued as new), or its workflow task failed. */
function isPassing(error: unknown): boolean {
  const { cause } = error instanceof Error ? error : {};
  if (isGrpcServiceError(cause)) return cause.code === FAILED_PRECONDITION;
  return failureOf(error)?.type === "AcceptedUpdateCompletedWorkflow";
}

const failureOf = (error: unknown): ApplicationFailure | null =>
  error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure
    ? error.cause
    : null;
