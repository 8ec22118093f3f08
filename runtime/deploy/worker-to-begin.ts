/** Which version of a Worker Deployment begins what is new once a plan counts. */
import type { Announced } from "./announce-worker.ts";
import { type DeploymentPlan, namesEntered } from "./deployment.ts";

type Versioned = Announced & { readonly deployment: string };

/**
 * Of the workers that are versions of a Worker Deployment the one that holds the most of what people enter, then of what
 * is kept, and besides that the least: those of earlier builds run as long as a run is pinned to them. `null`: there is
 * none in any.
 */
export function workerToBegin(
  plan: Pick<DeploymentPlan, "entered" | "releases">,
  workers: readonly Announced[],
): Versioned | null {
  const entered = namesEntered(plan);
  const kept = Object.keys(plan.releases);
  const holds = ({ releases }: Announced, names: readonly string[]): number =>
    names.filter((name) => releases[name] === plan.releases[name]).length;
  const isBetter = (one: Announced, other: Announced): boolean => {
    for (const names of [entered, kept])
      if (holds(one, names) !== holds(other, names)) return holds(one, names) > holds(other, names);
    return Object.keys(one.releases).length < Object.keys(other.releases).length;
  };
  return workers
    .filter(isVersioned)
    .reduce<Versioned | null>((best, one) => (best === null || isBetter(one, best) ? one : best), null);
}

const isVersioned = (worker: Announced): worker is Versioned => worker.deployment !== null;
