/**
 * Notices that Temporal's SDK hands over the end of a local activity in another place than a replay will, and has the task
 * done over.
 *
 * A workflow task lasts while its local activities run. Not so when somebody asks a question meanwhile: the task ends with
 * the answer. What has ended by then is written down with it, and told to the run with the next task, behind the signals
 * that came in between (Core 1.24, `prepare_complete_resp` of managed_run.rs). A replay tells it where it was written
 * down, before those signals. So a run that records something just when somebody looks at it could not be replayed any
 * more, and would be stuck with the next restart of its worker. Temporal's web page asks, too, whenever it shows a run.
 *
 * Where a question was answered while a local activity ran, the history says whether the end was written down with the
 * answer: it has grown by more than the end of the one task, the two events of the other, and what the run is handed. Then
 * the task fails, before the run has seen it. The SDK drops what it remembers of the run, and the next attempt is told of
 * the end in its place, as every replay will be. What the run has asked for in the same task makes the history grow as
 * well, and costs an attempt for nothing, in which the local activity is run again; what was asked for stands there then, so
 * that no run fails twice of the same.
 */
import type {
  ActivateInput,
  ConcludeActivationInput,
  WorkflowInterceptorsFactory,
} from "@temporalio/workflow";
import { beginningsIn, EVENTS_OF_TASKS, endsIn, eventsOf, isQuery } from "./left-out-events.ts";

type Activation = ActivateInput["activation"];

/** What a run waits for, and whether it was asked meanwhile. */
export interface Waiting {
  /** Local activities. */
  readonly count: number;
  /** How long the history was with the task in which a question was answered meanwhile, in events. */
  readonly asked: number | null;
}

export const NOTHING_AWAITED: Waiting = { count: 0, asked: null };

export function handOver(waiting: Waiting, activation: Activation): Waiting {
  if (isQuery(activation))
    return waiting.count > 0 ? { ...waiting, asked: activation.historyLength ?? null } : waiting;
  return { count: waiting.count - endsIn(activation), asked: null };
}

export function awaitMore(waiting: Waiting, commands: ConcludeActivationInput["commands"]): Waiting {
  return { ...waiting, count: waiting.count + beginningsIn(commands) };
}

/** Whether it ends a local activity behind where a replay will. */
export function endsLate({ asked }: Waiting, activation: Activation): boolean {
  const { historyLength, jobs } = activation;
  if (asked === null || historyLength === asked || isQuery(activation) || endsIn(activation) === 0)
    return false;
  const handed = (jobs ?? []).reduce((sum, job) => sum + eventsOf(job), 0);
  return (historyLength ?? 0) - asked !== EVENTS_OF_TASKS + handed;
}

export const interceptors: WorkflowInterceptorsFactory = () => {
  let waiting = NOTHING_AWAITED;
  return {
    internals: [
      {
        activate(input, next) {
          if (endsLate(waiting, input.activation)) throw new Error(LATE);
          waiting = handOver(waiting, input.activation);
          next(input);
        },
        concludeActivation(input, next) {
          waiting = awaitMore(waiting, input.commands);
          return next(input);
        },
      },
    ],
  };
};

const LATE = "A step's end came after a question was answered: the task is done over, with it in its place.";
