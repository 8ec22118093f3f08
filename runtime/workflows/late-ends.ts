/**
 * Notices that Temporal's SDK hands over the end of a local activity in another place than a replay will, and has the task
 * done over.
 *
 * A workflow task ends once the local activities that were begun in it have ended and the run has gone on from there. Not
 * so when somebody has asked a question: it is answered while they run, and the task ends with the answer. What has ended
 * by then is written down with it, and told to the run with the next task, behind the signals that came in between
 * (Core 1.24, `has_query_responses` in managed_run.rs). A replay tells it where it was written down, before those signals.
 * So a run that records something just when somebody looks at it could not be replayed any more, and would be stuck with
 * the next restart of its worker. Questions are asked by Temporal's web page as well, whenever it shows a run.
 *
 * So no run goes on from an end that comes with a later task: the task fails, the SDK drops what it remembers of the run,
 * and the next attempt is told of it in its place, as every replay will be. An end that would have been in its place all
 * the same costs an attempt as well, and nothing else: what it had written to the store stands there (`drive-journey.ts`,
 * "Crashes").
 */
import type { ActivateInput, WorkflowInterceptorsFactory } from "@temporalio/workflow";
import { isQuery } from "./left-out-events.ts";

type Activation = ActivateInput["activation"];

/** The activation before, as far as the next is compared with it. */
export interface Before {
  /** How long the history was with its task, in events. */
  readonly length: number;
  readonly isReplaying: boolean;
}

/** Whether it ends a local activity with a task that is not the one in which it was waited for. Not asked of a replay. */
export function endsLate(before: Before | null, { historyLength, isReplaying, jobs }: Activation): boolean {
  if (before === null || before.isReplaying || isReplaying === true) return false;
  const isLaterTask = historyLength !== before.length;
  return isLaterTask && (jobs ?? []).some(({ resolveActivity }) => resolveActivity?.isLocal === true);
}

const beforeOf = ({ historyLength, isReplaying }: Activation): Before => ({
  length: historyLength ?? 0,
  isReplaying: isReplaying === true,
});

export const interceptors: WorkflowInterceptorsFactory = () => {
  let before: Before | null = null;
  return {
    internals: [
      {
        activate(input, next) {
          if (!isQuery(input.activation)) {
            if (endsLate(before, input.activation)) throw new Error(LATE);
            before = beforeOf(input.activation);
          }
          next(input);
        },
      },
    ],
  };
};

const LATE = "A step's end came after a question was answered: the task is done over, with it in its place.";
