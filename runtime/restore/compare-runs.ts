/** What the store and Temporal say of the same journeys, where they do not agree. Pure. */

export interface JourneyRun {
  readonly workflowId: string;
  readonly workflowType: string;
  /** `stopped`: it was terminated or cancelled, has failed or run out of time. */
  readonly is: "running" | "completed" | "stopped";
  /** Real instants. */
  readonly startedAt: number;
  readonly closedAt: number | null;
}

export interface KnownInstance {
  readonly id: string;
  readonly workflow_id: string;
  readonly state: "open" | "stuck" | "ended";
}

export interface Known {
  readonly instances: readonly KnownInstance[];
  /** Workflows of subjects who were forgotten. */
  readonly forgotten: ReadonlySet<string>;
  /** Up to here, by Temporal's clock, the two have been made to agree; 0: never. */
  readonly settled: number;
}

/** When it was last heard of, by Temporal's clock. */
export const lastOf = ({ startedAt, closedAt }: JourneyRun): number => closedAt ?? startedAt;

export interface Difference {
  /** Temporal has them, and the store has never heard of them. */
  readonly unknown: readonly JourneyRun[];
  /** The store has them as under way, and they came to their exit. */
  readonly ended: readonly { readonly run: JourneyRun; readonly instance: KnownInstance }[];
}

/**
 * Each of these is a proof that the store is older: it has a row of a journey before Temporal hears of it, and its exit
 * before its run comes to the end. Of runs that go on on both sides nobody can tell from outside.
 * @param runs read before `known`, which may have been written meanwhile
 */
export function compareRuns(
  all: readonly JourneyRun[],
  { instances, forgotten, settled }: Known,
): Difference {
  const byWorkflow = new Map(instances.map((instance) => [instance.workflow_id, instance]));
  // What was stopped says nothing: we do it ourselves to what nobody can go on with.
  const runs = all.filter((run) => run.is !== "stopped" && lastOf(run) > settled);
  return {
    unknown: runs.filter(({ workflowId }) => !byWorkflow.has(workflowId) && !forgotten.has(workflowId)),
    ended: runs.flatMap((run) => {
      const instance = byWorkflow.get(run.workflowId);
      if (run.is !== "completed" || instance === undefined || instance.state === "ended") return [];
      return [{ run, instance }];
    }),
  };
}
