/**
 * The driver: turns signals, updates, timers and activity results into inputs of the machine, and its commands into
 * Temporal calls. One loop takes one input at a time, in the order of arrival, and each is finished (stepped,
 * recorded, its results fed back) before the next.
 *
 * A step counts once its batch is in the store. Until then the state stands as it was, so whatever fails on the way
 * can be tried again as it is: the machine is pure, and a batch has a number that the store applies once.
 *
 * Crashes. A batch is recorded within a workflow task, and Temporal hears of it when the task ends. When the worker
 * dies in between, the task is done again, and may go another way: what came in meanwhile is there too, clocks show
 * more, and an act may not be there any more. The store is the truth then: it answers with what its batch came of, and
 * the driver goes back to the batch before, puts back what it had taken in since, and takes that in instead. The server
 * also has a task done again that would end the run while something has come in. So a run writes down where it stands
 * before it ends: the store tells it then of a batch that it has forgotten, which the next run could not know of.
 *
 * Floods. While a task lasts, the server keeps back what comes in; at a hundred of them it gives the task up, and what was
 * done in it is done over. So that a flood does not have each task given up, one ends after some batches, by a timer of no
 * length: when that has rung, Temporal has them. A task that was given up may still go on in its worker beside the
 * one that does it over. Both take the way that the store has them take. Once the run has gone on as a new one, that one
 * takes over what the old task has brought by then, and what it brings later is refused. What the SDK leaves out when
 * tasks are given up more than once is noticed beside this: see `left-out-events.ts`.
 *
 * Questions. When somebody looks at the run while it records a step, the SDK may hand over the end of that after what came
 * in later, and in a replay before: see `late-ends.ts`. Done over, the run goes on from there as if nothing had come in.
 * So it does not go on as a new one right behind a step: a timer of no length rings first, and what has come in by then is
 * handed on.
 *
 * Stuck. When the machine throws, or the store refuses a batch for good, the instance keeps the input, says so in
 * its journal and details, and tries again on the next fact, else after a minute, two, four, up to an hour; after many
 * attempts a fact waits for some seconds, too. Acts are
 * refused meanwhile; facts wait in order. A failed attempt ends its run (continue-as-new): no open history holds
 * one, so that a repaired worker replays each of them and goes on, without a patch. An act that fails is not kept:
 * the person is told, and the instance goes on.
 *
 * Whoever looks after the installation may order it to leave that input out (`skip`), or to end (`stop`): an order goes
 * before all that waits. What the journey itself is doing (its first step, a deadline, an answer of the store) cannot be
 * left out, only ended.
 *
 * With more waiting than can be handed on, the run cannot end. What the store refused is tried again within it: that
 * it refused stands in the history. That the machine threw does not: there the workflow task fails, which the server
 * repeats until a repaired worker gets through.
 */
import {
  allHandlersFinished,
  condition,
  continueAsNew,
  defineQuery,
  isCancellation,
  log,
  makeContinueAsNewFunc,
  setHandler,
  sleep,
  workflowInfo,
} from "@temporalio/workflow";
import type { Instant, Plan } from "../../compiler/plan.ts";
import type { Taken } from "../activities/contract.ts";
import type { Input, JournalEntry, Place, Refusal, StepOutcome } from "../machine/protocol.ts";
import type { SettingOff } from "../machine/set-off.ts";
import type { State } from "../machine/state.ts";
import { type Alarm, openAlarm } from "./alarm.ts";
import { type Calls, openCalls } from "./calls.ts";
import {
  type ActRequest,
  type JourneyEnd,
  type JourneyStart,
  type Resume,
  STATE,
  type Stuck,
} from "./contract.ts";
import { MOST_HANDED_ON, sizeOf } from "./handed-on.ts";
import { type Arrival, type ArrivedAct, type Inbox, isAct, isFact, openInbox } from "./inbox.ts";
import { type JourneyTime, openTime } from "./journey-time.ts";
import { leaveBuild } from "./leave-build.ts";
import type { Machine } from "./machine.ts";
import { type Outbox, openOutbox } from "./outbox.ts";
import { isInstant } from "./shape.ts";
import { detailPlace, indexPlace } from "./show-place.ts";
import { leastDelay, leftOutEntry, NOT_TAKEN, retryDelay, stuckBy, stuckEntry } from "./stuck.ts";
import { describeTimer } from "./words.ts";

/** A run takes no more than this of each before it continues as new; the server's limits are 2,000 and 10,000. */
const ACTS_IN_A_RUN = 1_500;
const FACTS_IN_A_RUN = 2_000;
/** Facts that a run hands on of itself; more of them, or of more bytes, it takes in first. */
const FACTS_HANDED_ON = 500;
/**
 * A run that is long waits for fewer facts, and for nobody who acts, until its history has so many more events than it had
 * then: in a flood that would be until the server ends it for good (at 51,200 events).
 */
const LONGEST_WAIT = 2_000;
/** Real milliseconds that the end of a run waits for calls that are under way: the next run makes them anew. */
const CALLS_AWAITED = 60_000;
/** So many batches, or inputs since the last of them, may be unknown to Temporal: see "Floods". */
const UNHEARD_BATCHES = 20;
const UNHEARD_INPUTS = 100;

type RunJourney = (start: JourneyStart) => Promise<JourneyEnd>;

const LED_ELSEWHERE = "What led to a batch leads to another one now.";

const ENDED: Refusal = { code: "journey-ended", message: "The journey has ended." };

/**
 * Runs one instance from its entry, or from where the run before it left off, to its exit.
 * Throws only what ends a run: `ContinueAsNew`, and a cancellation from outside.
 */
export const driveJourney = (machine: Machine, plan: Plan, start: JourneyStart): Promise<JourneyEnd> =>
  new Driver(machine, plan, start).run();

class Driver {
  private readonly machine: Machine;
  private readonly plan: Plan;
  private readonly start: JourneyStart;
  private readonly time: JourneyTime;
  private readonly inbox: Inbox;
  private readonly outbox: Outbox;
  private readonly calls: Calls;
  private readonly alarm: Alarm;
  private state: State | null;
  private deadline: Instant | null;
  /** `null` before the entry and after the exit. */
  private place: Place | null;
  private stuck: Stuck | null;
  /** Failed attempts that this run outlived. */
  private failures = 0;
  /** An input is being taken, by a first attempt or a later one. */
  private isTrying = false;
  /** The run is about to end, and takes no more acts. */
  private isLeaving = false;
  /** Real instant until which it waits for calls before; `null`: it has not come to that. */
  private leavesBy: number | null = null;
  /** How long its history was when it had grown long. */
  private longFrom: number | null = null;
  /** Nothing is under way, so that the state is what the store shows. */
  private isIdle = false;
  /** Where it stood at the last batch, and what was taken in since: see "Crashes". */
  private stood: Stood;
  private since: readonly Since[] = [];
  private isDoneOver = false;

  /** Registers the handlers, so nothing may be awaited before. */
  constructor(machine: Machine, plan: Plan, start: JourneyStart) {
    const { resume } = start;
    this.machine = machine;
    this.plan = plan;
    this.start = start;
    this.state = resume?.state ?? null;
    this.deadline = this.state === null ? null : machine.nextDeadline(plan, this.state);
    this.place = this.state === null ? null : placeIn(machine, plan, this.state);
    this.stuck = resume?.stuck ?? null;
    this.time = openTime(start.clock, resume?.now ?? null);
    this.alarm = openAlarm(start.clock);
    this.inbox = openInbox(resume, {
      now: () => this.time.read(),
      arrivalOf: (fact) => (fact.is === "event" ? this.time.on(fact.event.at, null) : this.time.read()),
      // A person may answer what the store has and the state has not yet: then the loop answers, in its turn.
      refuse: (request) => (this.isIdle && this.inbox.queue.length === 0 ? this.refuse(request) : null),
      // While it tries again it may be about to get through: then the loop answers, in its turn.
      isStuck: () => (this.stuck !== null && !this.isTrying) || this.isLeaving,
    });
    setHandler(defineQuery<State | null>(STATE), () => this.state);
    this.outbox = openOutbox(plan, start, () => (this.stuck?.cause === "store" ? this.stuck.attempts : 0));
    this.stood = this.stands();
    this.calls = openCalls(start.instance, resume?.calls ?? [], (called) => this.inbox.put(called));
  }

  async run(): Promise<JourneyEnd> {
    await this.begin();
    for (;;) {
      // What follows an exit is of this run, which is over when it stands in no stage.
      const exit = this.state?.stage === null ? this.state.exit : null;
      if (exit !== null) return this.end(exit);
      const setting = this.settingOff();
      if (setting !== null) await this.goOnBy(setting);
      if (this.outbox.unheard >= UNHEARD_BATCHES || this.since.length >= UNHEARD_INPUTS) await this.letHear();
      if (this.isLong() && this.isFreeToLeave() && (await this.isUpToDate())) {
        await this.letHear();
        if (this.isLong()) await this.continueAsNew({});
      }
      await this.next();
    }
  }

  /** Enters the journey, or takes in what the run before could not. */
  private async begin(): Promise<void> {
    const { resume } = this.start;
    this.show();
    if (resume === undefined) return this.takeOrStop(this.entry());
    // Whoever looks after the installation learns of a failure from the journal, which is in no hurry otherwise.
    if (this.stuck?.cause !== "store" && hasFailure(resume.journal))
      await this.outbox.flush(this.time.read());
    if (this.stuck === null) return this.takeOver();
    const summary = "until the next attempt";
    const isAsked = () => this.inbox.counts.facts > 0 || this.inbox.hasOrder();
    // So that a flood of facts does not make one of attempts.
    const least = leastDelay(this.stuck.attempts);
    if (least > 0) await condition(() => this.inbox.hasOrder(), least, { summary });
    await condition(isAsked, retryDelay(this.stuck.attempts), { summary });
    if (resume.held !== null) await this.takeOrStop(await this.orderedOrAnew(resume.held));
  }

  /** The run before was one of an earlier version. */
  private async takeOver(): Promise<void> {
    if (this.state?.moving?.move.to !== this.plan.version) return;
    await this.takeOrStop({ is: "moved", now: this.time.read() });
  }

  /** Whether another version is to be taken over now, and what waits can be handed on to it. */
  private settingOff(): SettingOff | null {
    if (this.state === null || this.stuck !== null) return null;
    const setting = this.machine.settingOff(this.plan, this.state);
    return setting !== null && this.canHandOn({ state: setting.state }) ? setting : null;
  }

  /** Ends the run, and begins the next as one of the later version. */
  private async goOnBy({ workflowType, state }: SettingOff): Promise<void> {
    if (!(await this.isUpToDate())) return;
    this.isLeaving = true;
    await this.untilCallsHaveEnded(Date.now() + CALLS_AWAITED);
    await this.letHear();
    this.isLeaving = this.canHandOn({ state });
    if (!this.isLeaving) return;
    this.inbox.failActs(NOT_TAKEN);
    await condition(allHandlersFinished);
    await makeContinueAsNewFunc<RunJourney>({ workflowType, ...leaveBuild() })(this.nextStart({ state }));
  }

  /** Ends the task, and goes on when Temporal has what was done in it: see "Floods" and "Questions". */
  private async letHear(): Promise<void> {
    const { batches } = this.outbox;
    await sleep(1, { summary: "so that this much is kept" });
    this.outbox.hear(batches);
    this.standHere();
  }

  private entry(): Input {
    const { clock: _, resume: __, ...start } = this.start;
    const { event } = start;
    const now = event === null ? this.time.read() : this.time.on(event.at, null);
    return { is: "start", now, ...start };
  }

  /**
   * A fact keeps the instant at which it arrived; the rest goes on from now.
   * `null`: a tick follows from the state, and from what time it is by now.
   */
  private anew(held: Input): Input | null {
    if (held.is === "tick") return null;
    const now = this.time.on(held.now, this.inbox.queue[0]?.at ?? null);
    return held.is === "results" || held.is === "start" ? { ...held, now } : held;
  }

  /** What is taken in the place of what is held: that again, unless somebody has ordered otherwise. */
  private async orderedOrAnew(held: Input): Promise<Input | null> {
    const order = this.state === null ? null : this.inbox.takeOrder();
    const mayLeaveOut = order?.is === "stop" || (order !== null && !isOfItsOwn(held));
    if (order === null || !mayLeaveOut) return this.anew(held);
    this.outbox.note(leftOutEntry(order, held, this.time.read(), this.stage()));
    if (order.is === "stop") return { ...order, now: this.time.read() };
    await this.goOn();
    return null;
  }

  /** It is stuck no longer, which the store hears of though nothing else may be asked of it for long. */
  private async goOn(): Promise<void> {
    this.stuck = null;
    if (this.place === null) return;
    const shown = [{ do: "place", place: this.place }] as const;
    // Refused, it hears of it with the next batch that it takes.
    if (await this.outbox.flush(this.time.read(), shown)) this.standHere();
  }

  /** Takes the next input in, or rests until there is one. */
  private async next(): Promise<void> {
    const head = this.inbox.queue[0];
    if (this.deadline !== null && isDue(this.deadline, head, this.time.read())) {
      return this.takeOrStop({ is: "tick", now: this.time.on(this.deadline, head?.at ?? null) });
    }
    if (head === undefined) return this.rest();
    this.inbox.shift();
    const now = Math.max(head.at, this.time.latest);
    if ("request" in head) await this.takeAct(head, { is: "act", now, ...head.request });
    else if (head.fact.is !== "skip") await this.takeOrStop({ ...head.fact, now }, head);
  }

  private async rest(): Promise<void> {
    const { deadline } = this;
    // Only now: what a stage is passed through for within one task is not worth an event.
    if (this.place !== null) indexPlace(this.plan, this.place);
    if (deadline !== null)
      this.alarm.arm(this.time.read(), deadline, describeTimer(deadline, this.place, this.state));
    const isOver = () => this.inbox.queue.length > 0 || (deadline !== null && this.alarm.hasRung());
    const leavesBy = this.isLong() && !this.isFreeToLeave() ? this.leavesBy : null;
    this.isIdle = true;
    if (leavesBy === null) await condition(isOver);
    else await this.untilCallsHaveEnded(leavesBy, isOver);
    this.isIdle = false;
  }

  /** @param arrival what the input was made of, if it came in. */
  private async takeOrStop(first: Input | null, arrival: Arrival | null = null): Promise<void> {
    let from = arrival;
    for (let input = first; input !== null; from = null) input = await this.tryToTake(input, from);
    this.show();
  }

  /** Answers what is to be taken next, before anything else. */
  private async tryToTake(input: Input, arrival: Arrival | null): Promise<Input | null> {
    this.isTrying = true;
    try {
      const results = await this.take(input, arrival);
      if (results === null && this.stuck !== null) await this.goOn();
      return results;
    } catch (error) {
      if (isCancellation(error)) throw error;
      this.isTrying = false;
      return this.stop(input, error);
    }
  }

  private async takeAct(arrived: ArrivedAct, input: Input): Promise<void> {
    let results: Input | null;
    try {
      const refusal = this.refuse(arrived.request);
      if (refusal !== null) return arrived.answer({ taken: false, refusal });
      results = await this.take(input, arrived);
    } catch (error) {
      if (isCancellation(error)) throw error;
      this.inbox.takeOut({ input, update: arrived.id });
      arrived.fail(NOT_TAKEN);
      const stuck = stuckBy(error, null, this.time.read());
      this.outbox.note(stuckEntry(stuck, input, this.stage()));
      return this.leaveOrStay({}, stuck);
    }
    await this.takeOrStop(results);
  }

  /** One step, and its batch. Answers the results to be fed back. Throws, with nothing changed, when it fails. */
  private async take(input: Input, arrival: Arrival | null): Promise<Input | null> {
    const outcome = this.step(input);
    const since = [...this.since, sinceOf(input, arrival)];
    const deadline = this.machine.nextDeadline(this.plan, outcome.state);
    if (deadline !== null && !isInstant(deadline))
      throw new Error("The machine has a deadline that is no instant.");
    const place = placeIn(this.machine, this.plan, outcome.state);
    const recorded = await this.outbox.record({
      now: this.time.on(input.now, null),
      commands: outcome.commands,
      journal: outcome.journal,
      took: since.map(({ taken }) => taken),
      isUrgent: false,
    });
    if (recorded.is === "instead") return this.doOver(recorded.took.inputs, since);
    this.state = outcome.state;
    this.deadline = deadline;
    this.place = place;
    this.time.take(input.now);
    this.calls.carryOut(outcome.commands);
    if (arrival !== null && isAct(arrival)) arrival.answer({ taken: true });
    this.since = since;
    if (recorded.is === "kept") return null;
    this.standHere();
    const { results } = recorded;
    if (results.length === 0) return null;
    return { is: "results", now: this.time.on(input.now, this.inbox.queue[0]?.at ?? null), results };
  }

  /** Takes in what the store's batch came of, from where the batch before it left off: see "Crashes". */
  private async doOver(inputs: readonly Taken[], since: readonly Since[]): Promise<Input | null> {
    if (this.isDoneOver) throw new Error(LED_ELSEWHERE);
    this.isDoneOver = true;
    try {
      this.goBack(since);
      const { batches } = this.outbox;
      let next: Input | null = null;
      for (const taken of inputs) next = await this.takeAgain(taken);
      // Nothing was asked for: it was written down before the run was to end.
      if (this.outbox.batches === batches && (await this.writeDown()) !== null)
        throw new Error(LED_ELSEWHERE);
      return next;
    } finally {
      this.isDoneOver = false;
    }
  }

  /**
   * Whether the store has nothing of this run that it does not know of itself. To be asked before the run ends: a task
   * that is done again may come to the end before what it did first, and the next run could not take that over.
   */
  private async isUpToDate(): Promise<boolean> {
    try {
      const instead = await this.writeDown();
      if (instead === null) return true;
      await this.takeOrStop(await this.doOver(instead, this.since));
      return false;
    } catch (error) {
      if (isCancellation(error)) throw error;
      // What is wrong is the next run's to say: with its first batch it is refused, too.
      log.error("where a run stands could not be written down before its end");
      return true;
    }
  }

  /** Where the run stands, as a batch that asks for nothing. Answers what led to the batch that the store has instead. */
  private async writeDown(): Promise<readonly Taken[] | null> {
    const recorded = await this.outbox.record({
      now: this.time.read(),
      commands: [],
      journal: [],
      took: this.since.map(({ taken }) => taken),
      isUrgent: true,
    });
    if (recorded.is === "instead") return recorded.took.inputs;
    this.standHere();
    return null;
  }

  private async takeAgain(taken: Taken): Promise<Input | null> {
    const arrival = this.inbox.takeOut(taken);
    const next = await this.take(taken.input, arrival);
    // Its update may come again, or not: nobody who waits for it is here.
    if (arrival === null && taken.update !== undefined) this.inbox.knowTaken(taken.update);
    return next;
  }

  private stands(): Stood {
    const { state, deadline, place } = this;
    this.outbox.mark();
    return { state, deadline, place, latest: this.time.latest };
  }

  private standHere(): void {
    this.since = [];
    this.stood = this.stands();
  }

  private goBack(since: readonly Since[]): void {
    const { state, deadline, place, latest } = this.stood;
    this.inbox.putBack(since.flatMap(({ arrival }) => arrival ?? []));
    this.outbox.goBack();
    this.time.goBack(latest);
    Object.assign(this, { state, deadline, place, since: [] });
  }

  /** A tick that changes nothing would be followed by the same one for ever. */
  private step(input: Input): StepOutcome<State> {
    const outcome = this.machine.step(this.plan, this.state, input);
    const isVoid = input.is === "tick" && outcome.commands.length === 0;
    if (isVoid && JSON.stringify(outcome.state) === JSON.stringify(this.state))
      throw new Error("The machine has a deadline that it does nothing about.");
    return outcome;
  }

  private refuse({ actor, act }: ActRequest): Refusal | null {
    return this.state === null
      ? null
      : this.machine.refusal(this.plan, this.state, actor, act, this.time.read());
  }

  /**
   * Keeps `held` to be tried again: in the next run, or later in this one, by which it is answered as it is then.
   * @throws Error to fail the workflow task: see "Stuck".
   */
  private async stop(held: Input, error: unknown): Promise<Input | null> {
    const stuck = stuckBy(error, this.stuck, this.time.read());
    this.stuck = stuck;
    if (stuck.attempts === 1) this.outbox.note(stuckEntry(stuck, held, this.stage()));
    await this.leaveOrStay({ held, stuck }, stuck);
    this.show();
    // Counted by run: before, each fact made an attempt. Here none does, as the history would grow by each.
    this.failures += 1;
    await sleep(retryDelay(this.failures), { summary: "until the next attempt" });
    return this.orderedOrAnew(held);
  }

  /**
   * Ends the run in which something failed, if what waits can be handed on. Where the machine failed nothing may be
   * awaited before, calls neither: a repaired worker could not replay that it was.
   */
  private async leaveOrStay(but: Partial<Resume>, { cause, why }: Stuck): Promise<void> {
    if (cause === "store") {
      this.isLeaving = true;
      this.inbox.failActs(NOT_TAKEN);
      await this.untilCallsHaveEnded(Date.now() + CALLS_AWAITED);
      await this.letHear();
      this.isLeaving = false;
    }
    if (this.canHandOn(but)) return this.continueAsNew(but);
    if (cause === "machine") throw new Error(why);
  }

  /** For people. Once the journey has ended, what was shown last stays. */
  private show(): void {
    const { place } = this;
    if (place !== null || this.state === null) detailPlace(place, this.stuck);
  }

  private stage(): string | null {
    return this.state?.stage ?? null;
  }

  /** Whether the run has grown long, nobody waits for an answer of it, and the next can be given what is left. */
  private isLong(): boolean {
    const { counts, queue } = this.inbox;
    if (this.stuck !== null) return false;
    const { continueAsNewSuggested, historyLength } = workflowInfo();
    if (!continueAsNewSuggested && counts.acts <= ACTS_IN_A_RUN && counts.facts <= FACTS_IN_A_RUN)
      return false;
    this.longFrom ??= historyLength;
    const mayWait = historyLength < this.longFrom + LONGEST_WAIT;
    if (mayWait && (queue.length > FACTS_HANDED_ON || queue.some(isAct))) return false;
    // With nothing left to be taken in first there is nothing to be won by staying.
    return queue.length === 0 || this.canHandOn({});
  }

  /** The queue is measured as it grows, since this is asked before each input of a long run. */
  private canHandOn(but: Partial<Resume>): boolean {
    const { size } = this.inbox;
    return size <= MOST_HANDED_ON && size + sizeOf(this.nextStart({ queue: [], ...but })) <= MOST_HANDED_ON;
  }

  /** Whether nothing is under way, or it has been waited for long enough; the journey goes on meanwhile. */
  private isFreeToLeave(): boolean {
    if (this.calls.open.length === 0) return true;
    this.leavesBy ??= Date.now() + CALLS_AWAITED;
    return this.leavesBy <= Date.now();
  }

  private async untilCallsHaveEnded(by: number, isOver = () => false): Promise<void> {
    const isDone = () => this.calls.open.length === 0 || isOver();
    const left = by - Date.now();
    if (left > 0 && !isDone()) await condition(isDone, left, { summary: "until the calls have ended" });
  }

  private async continueAsNew(but: Partial<Resume>): Promise<void> {
    this.isLeaving = true;
    this.inbox.failActs(NOT_TAKEN);
    await condition(allHandlersFinished);
    await continueAsNew(this.nextStart(but));
  }

  /** What the first step needed is in the state by now, unless it was that step which failed: then it is held. */
  private nextStart(but: Partial<Resume>): JourneyStart {
    const resume: Resume = {
      state: this.state,
      now: this.time.latest,
      runNumber: (this.start.resume?.runNumber ?? 1) + 1,
      batches: this.outbox.batches,
      journal: this.outbox.journal,
      ...(this.calls.open.length > 0 && { calls: this.calls.open }),
      queue: this.inbox.queue.filter(isFact),
      held: null,
      stuck: null,
      answered: this.inbox.answered,
      ...but,
    };
    return { ...this.start, fields: {}, bands: {}, event: null, resume };
  }

  /**
   * The run lasts until each person has an answer, and the store has back what was not taken in. Between the last look
   * into the inbox and the end nothing is awaited: the server refuses an end of which a signal has not been seen.
   */
  private async end(exit: string): Promise<JourneyEnd> {
    this.isIdle = true;
    this.inbox.close((request) => this.refuse(request) ?? ENDED);
    do {
      await this.outbox.close(this.time.read(), this.inbox.takeFacts());
      await condition(() => this.inbox.queue.length > 0 || allHandlersFinished());
    } while (this.inbox.queue.length > 0 || this.outbox.journal.length > 0);
    return { exit, outcome: this.plan.exits[exit]?.outcome ?? "neutral" };
  }
}

/** Where an instance stood. */
interface Stood {
  readonly state: State | null;
  readonly deadline: Instant | null;
  readonly place: Place | null;
  readonly latest: Instant;
}
interface Since {
  readonly taken: Taken;
  /** What it was made of; `null`: time, or results. */
  readonly arrival: Arrival | null;
}

const sinceOf = (input: Input, arrival: Arrival | null): Since => ({
  taken: arrival !== null && isAct(arrival) ? { input, update: arrival.id } : { input },
  arrival,
});

const placeIn = (machine: Machine, plan: Plan, state: State): Place | null =>
  state.stage === null ? null : machine.placeOf(plan, state);

/** Deadlines are inclusive: what arrives at the instant comes before the tick. */
const isDue = (deadline: Instant, head: Arrival | undefined, now: Instant): boolean =>
  head === undefined ? deadline <= now : deadline < head.at;

/** What nobody told it: without it the journey would wait for ever for what follows. */
const isOfItsOwn = ({ is }: Input): boolean => is === "start" || is === "results" || is === "tick";

const hasFailure = (journal: readonly JournalEntry[]): boolean =>
  journal.some((entry) => entry.what === "stuck");
