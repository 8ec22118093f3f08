/** What a deploy asks of the Temporal server. */
import type { Client } from "@temporalio/client";
import type { Announced } from "../deploy/announce-worker.ts";
import type { SealedPlan } from "../deploy/deployment.ts";
import { workerToBegin } from "../deploy/worker-to-begin.ts";
import { registerSearchAttributes } from "../temporal/search-attributes.ts";

/** Instances of a workflow type that run; those of earlier runs of an instance are not counted. */
export async function countRunning(client: Client, workflowType: string): Promise<number> {
  const { count } = await client.workflow.count(
    `WorkflowType = "${workflowType}" AND ExecutionStatus = "Running"`,
  );
  return count;
}

/**
 * Before a plan counts: the server knows the search attributes, and where workers are versions of a Worker Deployment
 * it begins new runs on the one that holds what the plan keeps. Until then it dispatches to none
 * (docs/temporal.md, 3).
 * @throws TemporalUnavailable
 */
export async function tellServer(
  client: Client,
  plan: SealedPlan,
  workers: readonly Announced[],
): Promise<void> {
  await registerSearchAttributes(client);
  const worker = workerToBegin(plan, workers);
  if (worker === null) return;
  const { namespace } = client.options;
  await client.workflowService.setWorkerDeploymentCurrentVersion({
    namespace,
    deploymentName: worker.deployment,
    buildId: worker.build,
    identity: "baton deploy",
    ignoreMissingTaskQueues: true,
  });
}
