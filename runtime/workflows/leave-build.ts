/**
 * Where workers are versions of a Worker Deployment, a run is pinned to the build that it began on, and so is the run that
 * it continues as. That build may lack the later version of a journey, and the next run would wait for ever on a worker
 * that cannot begin it. So the last task of the run says that it is pinned no longer: then the server begins the next one
 * on the deployment's current version, to which its own first task pins it.
 *
 * `initialVersioningBehavior` is the SDK's word for it, and servers before 1.30 pass it by (docs/temporal.md, E). Each
 * completed task tells the server the run's behaviour, which the SDK reads once, as the run begins, and keeps in a field
 * that it does not document.
 */
import { type ContinueAsNewOptions, workflowInfo } from "@temporalio/workflow";
import { getActivator } from "@temporalio/workflow/lib/global-attributes.js";

type OnAnyBuild = Pick<ContinueAsNewOptions, "initialVersioningBehavior">;

/** To be called in the task that continues as new, with nothing awaited in between. Nothing of it stands in a command. */
export function leaveBuild(): OnAnyBuild {
  // Without versioned workers the server would refuse a task that names a behaviour.
  if (!workflowInfo().currentDeploymentVersion?.deploymentName) return {};
  getActivator().versioningBehavior = "AUTO_UPGRADE";
  return { initialVersioningBehavior: "AUTO_UPGRADE" };
}
