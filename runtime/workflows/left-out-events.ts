/**
 * Notices that Temporal's SDK has left out events of the history, and has the task done over from the whole of it.
 *
 * The server writes down the beginning of a workflow task that is tried again only once it has ended: until then its
 * two events stand at the end of what the worker is given, and their numbers go to what comes in next. While a run
 * waits for a local activity, the SDK goes on from such a task with the next attempt (Core 1.24, `_incoming_wft` of
 * managed_run.rs), and takes the two events that have those numbers now for the two that it knows: a fact is never
 * heard, or a timer never rings. It takes a flood (the server gives a task up at a hundred signals, see
 * `drive-journey.ts`) or a worker that stood still while its tasks ran out.
 *
 * It can be told by counting. From one task to the next a history grows by the end of the one and the two events of the
 * other, by what the run has asked for, and by what it is handed. Grown by less, something was left out; and where the run
 * has asked for nothing, it has grown by a multiple of three beside what it was handed, and by two more where two were
 * left out of a task that nobody here heard of. Right behind a task stands its end, so a signal with that number says it
 * too. All this is asked only where a local activity was waited for: nothing is left out elsewhere.
 *
 * The failure of the task has the SDK drop what it remembers of the run, and the next attempt reads the whole history. Of
 * a replay nothing is said, nor of the first task after it: whatever is miscounted here fails one task, and not the next.
 */
import type {
  ActivateInput,
  ConcludeActivationInput,
  WorkflowInterceptorsFactory,
} from "@temporalio/workflow";

type Activation = ActivateInput["activation"];
type Job = NonNullable<Activation["jobs"]>[number];
type Command = ConcludeActivationInput["commands"][number];

/** The end of a task, or its failure, and the two events with which the next begins. */
export const EVENTS_OF_TASKS = 3;

/** A workflow task, as far as the next is compared with it. */
interface Task {
  /** How long the history was with it, in events. */
  readonly length: number;
  /** Local activities that the run waits for. */
  readonly waitsFor: number;
  /** The run has asked for what is written with the end of the task. */
  readonly hasAsked: boolean;
}

/** What a run has been handed with its latest workflow task. */
export interface Handed extends Task {
  /** The task before, if the two can be compared. */
  readonly before: Task | null;
  /** Events that this task has brought. */
  readonly events: number;
  /** The number of the first signal among them. */
  readonly firstSignal: number | null;
  /** Whether the next task can be compared with this one. */
  readonly isYardstick: boolean;
}

/** Before the first task. */
export const NOTHING: Handed = {
  length: 0,
  waitsFor: 0,
  hasAsked: false,
  before: null,
  events: 0,
  firstSignal: null,
  isYardstick: false,
};

/** Takes in a part of an activation; a task may have several, and an activation comes in parts. */
export function hand(handed: Handed, activation: Activation): Handed {
  const { length, waitsFor, hasAsked, ...task } = taskOf(handed, activation);
  const jobs = activation.jobs ?? [];
  const ended = endsIn(activation);
  return {
    ...task,
    length,
    waitsFor: waitsFor - ended,
    // What came of a local activity is written by this worker.
    hasAsked: hasAsked || ended > 0,
    events: task.events + jobs.reduce((sum, job) => sum + eventsOf(job), 0),
    firstSignal: task.firstSignal ?? jobs.map(numberOf).find((number) => number !== null) ?? null,
  };
}

/** The task that it belongs to: the same, or the next. */
function taskOf(handed: Handed, { historyLength, isReplaying }: Activation): Handed {
  const { length, waitsFor, hasAsked, isYardstick } = handed;
  const isLive = isReplaying !== true;
  if (historyLength === length) return { ...handed, isYardstick: isYardstick && isLive };
  const next = {
    ...NOTHING,
    length: historyLength ?? 0,
    waitsFor,
    // What was asked for in a replay may be written only with the first task after it.
    hasAsked: hasAsked && !isYardstick,
    isYardstick: isLive,
  };
  const isCompared = isYardstick && isLive && next.length > length;
  return { ...next, before: isCompared ? { length, waitsFor, hasAsked } : null };
}

/** Takes in what the run asks for. */
export function ask(handed: Handed, commands: readonly Command[]): Handed {
  // A task in which an update was refused may be as if it had never been.
  const isRefused = commands.some(({ updateResponse }) => updateResponse?.rejected != null);
  return {
    ...handed,
    waitsFor: handed.waitsFor + beginningsIn(commands),
    hasAsked: handed.hasAsked || commands.some(isWritten),
    isYardstick: handed.isYardstick && !isRefused,
  };
}

export function isWhole({ before, length, events, firstSignal }: Handed): boolean {
  if (before === null || before.waitsFor <= 0) return true;
  const others = length - before.length - events;
  if (others < EVENTS_OF_TASKS || firstSignal === before.length + 1) return false;
  return before.hasAsked || others % EVENTS_OF_TASKS === 0;
}

/** What an update's message says comes outside of the history; what is local, or of this worker, has no event here. */
export function eventsOf({ resolveActivity, signalWorkflow, fireTimer, cancelWorkflow }: Job): number {
  if (resolveActivity != null)
    return resolveActivity.isLocal === true ? 0 : eventsOfActivity(resolveActivity);
  return (signalWorkflow ?? fireTimer ?? cancelWorkflow) == null ? 0 : 1;
}

/** Its beginning is written with its end, where it has begun at all; that it is given up is said without an event. */
function eventsOfActivity({ result }: NonNullable<Job["resolveActivity"]>): number {
  if (result?.completed != null) return 2;
  if (result?.failed == null) return 0;
  return Number(String(result.failed.failure?.activityFailureInfo?.startedEventId ?? 0)) === 0 ? 1 : 2;
}

/** The number in the history of the event with which a signal came. */
function numberOf({ signalWorkflow }: Job): number | null {
  const id = signalWorkflow?.originatingEventId;
  return id == null ? null : Number(String(id));
}

const isWritten = ({ scheduleLocalActivity, requestCancelLocalActivity, respondToQuery }: Command): boolean =>
  (scheduleLocalActivity ?? requestCancelLocalActivity ?? respondToQuery) == null;

/** Local activities that end with it. */
export const endsIn = ({ jobs }: Activation): number =>
  (jobs ?? []).filter(({ resolveActivity }) => resolveActivity?.isLocal === true).length;

/** Local activities that begin with these. */
export const beginningsIn = (commands: readonly Command[]): number =>
  commands.filter(({ scheduleLocalActivity }) => scheduleLocalActivity != null).length;

/** Queries come alone, as if in a replay, and are asked of what is there already. */
export const isQuery = ({ jobs }: Activation): boolean =>
  jobs?.some(({ queryWorkflow }) => queryWorkflow != null) === true;

export const interceptors: WorkflowInterceptorsFactory = () => {
  let handed = NOTHING;
  return {
    internals: [
      {
        activate(input, next) {
          if (!isQuery(input.activation)) {
            handed = hand(handed, input.activation);
            if (!isWhole(handed)) throw new Error(LEFT_OUT);
          }
          next(input);
        },
        concludeActivation(input, next) {
          handed = ask(handed, input.commands);
          return next(input);
        },
      },
    ],
  };
};

const LEFT_OUT = "Events of the history were left out: the task is done over from the whole of it.";
