/**
 * Notices that Temporal's SDK has left out events of the history, and has the task done over from the whole of it.
 *
 * The server writes down the beginning of a workflow task that is tried again only once it has ended: until then its
 * two events stand at the end of what the worker is given, and their numbers go to what comes in next. While a run
 * waits for a local activity, the SDK goes on from such a task with the next attempt (Core 1.24, `incoming_wft` of
 * managed_run.rs), and takes the two events that have those numbers now for the two that it knows: a fact is never
 * heard, or a timer never rings. It takes a flood (the server gives a task up at a hundred signals, see
 * `drive-journey.ts`) or a worker that stood still while its tasks ran out.
 *
 * It can be told by counting. From one task of a run to the next a history grows by the end of the one and the two
 * events of the other, beside at least one event for whatever is handed over; with two left out it has grown by less.
 * The failure of the task has the SDK drop what it remembers of the run, and the next attempt reads the whole history.
 * Of a replay nothing is said: it has no attempts, and a run that was read from the beginning must never fail here.
 */
import type { ActivateInput, WorkflowInterceptorsFactory } from "@temporalio/workflow";

type Activation = ActivateInput["activation"];
type Job = NonNullable<Activation["jobs"]>[number];

/** The end of a task, or its failure, and the two events with which the next begins. */
const EVENTS_OF_TASKS = 3;

/** What a run has been handed with its latest workflow task. */
export interface Handed {
  /** How long the history was with the task before, if the two can be compared. */
  readonly before: number | null;
  /** How long it is with this task, in events. */
  readonly length: number;
  /** The least number of events that this task has brought. */
  readonly events: number;
  /** Whether the next task can be compared with this one. */
  readonly isYardstick: boolean;
}

/** Takes in a part of an activation; a task may have several, and an activation comes in parts. */
export function hand(handed: Handed | null, activation: Activation): Handed | null {
  const jobs = activation.jobs ?? [];
  // Queries come alone, as if in a replay, and are asked of what is there already.
  if (jobs.some(({ queryWorkflow }) => queryWorkflow != null)) return handed;
  const length = activation.historyLength ?? 0;
  const events = jobs.reduce((sum, job) => sum + eventsOf(job), 0);
  const isLive = activation.isReplaying !== true;
  if (handed?.length === length)
    return { ...handed, events: handed.events + events, isYardstick: handed.isYardstick && isLive };
  const isNext = handed?.isYardstick === true && isLive && length > handed.length;
  return { before: isNext ? handed.length : null, length, events, isYardstick: isLive };
}

export const isWhole = ({ before, length, events }: Handed): boolean =>
  before === null || length - before >= EVENTS_OF_TASKS + events;

/** What an update's message says comes outside of the history; what is local, or of this worker, has no event here. */
function eventsOf(job: Job): number {
  if (job.resolveActivity != null) return job.resolveActivity.isLocal === true ? 0 : eventsOfActivity(job);
  const isEvent = job.signalWorkflow ?? job.fireTimer ?? job.cancelWorkflow;
  return isEvent == null ? 0 : 1;
}

/** Its beginning is written with its end, where it has begun at all. */
const eventsOfActivity = ({ resolveActivity }: Job): number =>
  resolveActivity?.result?.completed == null ? 1 : 2;

export const interceptors: WorkflowInterceptorsFactory = () => {
  let handed: Handed | null = null;
  return {
    internals: [
      {
        activate(input, next) {
          handed = hand(handed, input.activation);
          if (handed !== null && !isWhole(handed)) throw new Error(LEFT_OUT);
          next(input);
        },
        /** A task in which an update was refused may be as if it had never been. */
        concludeActivation(input, next) {
          const isRefused = input.commands.some(({ updateResponse }) => updateResponse?.rejected != null);
          if (isRefused && handed !== null) handed = { ...handed, isYardstick: false };
          return next(input);
        },
      },
    ],
  };
};

const LEFT_OUT = "Events of the history were left out: the task is done over from the whole of it.";
