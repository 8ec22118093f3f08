/**
 * What has come in and was not taken in yet, in the order of arrival, and the handlers that put it there.
 *
 * No handler throws anything but an `ApplicationFailure`, and that only from an update: any other error would make
 * the server try the same workflow task for ever, with every later signal, update and timer waiting behind it.
 */
import {
  ApplicationFailure,
  currentUpdateInfo,
  defineSignal,
  defineUpdate,
  log,
  setHandler,
} from "@temporalio/workflow";
import type { Instant } from "../../compiler/plan.ts";
import type { Taken } from "../activities/contract.ts";
import type { Act, Refusal } from "../machine/protocol.ts";
import {
  ACTS,
  type ActAnswer,
  type ActRequest,
  type Answered,
  type Arrived,
  type CallEnded,
  type Fact,
  INFORM,
  type Order,
  REFUSED,
  type Resume,
  STUCK,
} from "./contract.ts";
import { MOST_HANDED_ON, sizeOf } from "./handed-on.ts";
import { isSame } from "./same.ts";
import { isFactShaped, isRequestShaped } from "./shape.ts";
import { NOT_TAKEN } from "./stuck.ts";

export type Arrival = Arrived | ArrivedAct;
export interface ArrivedAct {
  readonly at: Instant;
  readonly request: ActRequest;
  /** The id of its update. */
  readonly id: string;
  /** A refusal that came too late for the validator, or that the act is taken. */
  answer(answer: ActAnswer): void;
  /** The act was not taken, through no fault of the person. */
  fail(why: string): void;
}

export interface Inbox {
  readonly queue: readonly Arrival[];
  /** Of the facts that wait, in bytes as JSON. */
  readonly size: number;
  shift(): void;
  /** Takes out the first order that waits, whatever stands before it. */
  takeOrder(): Order | null;
  hasOrder(): boolean;
  /** Puts in what came of a call. */
  put(called: CallEnded): void;
  /** Puts back, before everything else, what was taken out and did not count. */
  putBack(arrivals: readonly Arrival[]): void;
  /** Takes out what an input was made of; `null`: it is not there. */
  takeOut(taken: Taken): Arrival | null;
  /** An act that was taken has nobody here who waits for the answer: whoever asks again is told. */
  knowTaken(id: string): void;
  /** Facts and acts that have come in during this run. */
  readonly counts: { readonly facts: number; readonly acts: number };
  readonly answered: readonly Answered[];
  /** From now on each act is answered at once, those that wait included; facts go on waiting. */
  close(answer: (request: ActRequest) => Refusal): void;
  /** Takes out facts from the first on, as many as can be handed on at once. Only of a closed inbox. */
  takeFacts(): readonly Fact[];
  /** Fails the acts that wait: see `ArrivedAct.fail`. */
  failActs(why: string): void;
}

/** What the handlers ask of the driver. */
export interface Desk {
  now(): Instant;
  /** The instant that a fact counts for: that at which it happened, if it has come without delay. */
  arrivalOf(fact: Fact): Instant;
  /** Why the act is plainly wrong as things stand; `null` also when that cannot be said yet: the loop asks again. */
  refuse(request: ActRequest): Refusal | null;
  isStuck(): boolean;
}

/** Acts that were taken, kept for repeats of an update in a later run. */
const ANSWERS = 200;

/** Registers the handlers; to be called before anything is awaited, since what comes earlier is refused. */
export function openInbox(resume: Resume | undefined, desk: Desk): Inbox {
  const queue: Arrival[] = [...(resume?.queue ?? [])];
  let size = sizeOfFacts(queue);
  const answers = new Map<string, ActAnswer>(resume?.answered ?? []);
  const counts = { facts: 0, acts: 0 };
  let closed: ((request: ActRequest) => Refusal) | null = null;

  const push = (arrived: Arrived): void => {
    queue.push(arrived);
    size += sizeOf(arrived);
  };
  // What has come before the handler is there is handed to it at once: all that it needs stands above.
  setHandler(defineSignal<[Fact]>(INFORM), (fact) => {
    counts.facts += 1;
    if (!isFactShaped(fact)) return log.warn("a signal that is no fact was ignored");
    push({ at: desk.arrivalOf(fact), fact });
  });
  const shift = (): void => {
    const head = queue.shift();
    if (head !== undefined && isFact(head)) size -= sizeOf(head);
  };
  const take = (request: ActRequest): Promise<ActAnswer> => {
    counts.acts += 1;
    const id = updateId();
    const known = answers.get(id);
    if (known !== undefined) return Promise.resolve(known);
    if (closed !== null) return Promise.resolve({ taken: false, refusal: closed(request) });
    return new Promise((resolve, reject) => {
      const answer = (given: ActAnswer) => {
        // A refusal says how things stood: who asks again, in a later run, is answered by how they stand then.
        if (given.taken) remember(answers, id, given);
        resolve(given);
      };
      queue.push({ at: desk.now(), request, id, answer, fail: (why) => reject(failure(STUCK, why)) });
    });
  };
  for (const name of ACTS) {
    const validator = (request: ActRequest) => {
      if (!answers.has(updateId())) validate(desk, name, request);
    };
    setHandler(defineUpdate<ActAnswer, [ActRequest]>(name), take, { validator });
  }

  return {
    queue,
    counts,
    shift,
    takeOrder() {
      const at = queue.findIndex(isOrder);
      const [order] = at === -1 ? [] : queue.splice(at, 1);
      if (order === undefined || !isOrder(order)) return null;
      size -= sizeOf(order);
      return order.fact;
    },
    hasOrder: () => queue.some(isOrder),
    put: (fact) => push({ at: desk.now(), fact }),
    putBack(arrivals) {
      queue.unshift(...arrivals);
      size += sizeOfFacts(arrivals);
    },
    takeOut(taken) {
      const at = queue.findIndex((one) => isWhatWasTaken(one, taken));
      const [found] = at < 0 ? [] : queue.splice(at, 1);
      if (found === undefined) return null;
      size -= sizeOfFacts([found]);
      return found;
    },
    knowTaken(id) {
      remember(answers, id, { taken: true });
    },
    get size() {
      return size;
    },
    get answered() {
      return [...answers];
    },
    close(answer) {
      closed = answer;
      for (const act of takeActs(queue)) act.answer({ taken: false, refusal: answer(act.request) });
    },
    takeFacts() {
      const facts: Fact[] = [];
      const before = size;
      for (let head = queue[0]; head !== undefined && isFact(head); head = queue[0]) {
        if (facts.length > 0 && before - size + sizeOf(head) > MOST_HANDED_ON) break;
        // What came of a call that its instance no longer waits for concerns nobody else.
        if (head.fact.is !== "called") facts.push(head.fact);
        shift();
      }
      return facts;
    },
    failActs(why) {
      for (const act of takeActs(queue)) act.fail(why);
    },
  };
}

export const isFact = (arrival: Arrival): arrival is Arrived => "fact" in arrival;
const isOrder = (arrival: Arrival): arrival is Arrived & { readonly fact: Order } =>
  isFact(arrival) && (arrival.fact.is === "stop" || arrival.fact.is === "skip");
export const isAct = (arrival: Arrival): arrival is ArrivedAct => "request" in arrival;

const sizeOfFacts = (arrivals: readonly Arrival[]): number =>
  arrivals.filter(isFact).reduce((sum, one) => sum + sizeOf(one), 0);

/** By the update of an act; by the content of a fact, whose instant may have been another. */
function isWhatWasTaken(arrival: Arrival, { input: { now: _, ...fact }, update }: Taken): boolean {
  if (isAct(arrival)) return update !== undefined && arrival.id === update;
  return isSame(arrival.fact, fact);
}

function takeActs(queue: Arrival[]): readonly ArrivedAct[] {
  const acts = queue.filter(isAct);
  queue.splice(0, queue.length, ...queue.filter(isFact));
  return acts;
}

const updateId = (): string => currentUpdateInfo()?.id ?? "";

/** @throws ApplicationFailure of type `STUCK` or `REFUSED`; a refused update leaves no history. */
function validate(desk: Desk, name: Act["do"], request: ActRequest): void {
  if (desk.isStuck()) throw failure(STUCK, NOT_TAKEN);
  const isKind = isRequestShaped(request) && request.act.do === name;
  const refusal = isKind ? desk.refuse(request) : wrongKind(name);
  if (refusal !== null) throw failure(REFUSED, refusal.message, refusal);
}

/** The oldest is forgotten when there are more than a run carries on. */
function remember(answers: Map<string, ActAnswer>, id: string, answer: ActAnswer): void {
  answers.set(id, answer);
  const [oldest] = answers.keys();
  if (answers.size > ANSWERS && oldest !== undefined) answers.delete(oldest);
}

const wrongKind = (name: string): Refusal => ({
  code: "wrong-kind",
  message: `The update ${name} does not carry what it is called.`,
});

const failure = (type: string, message: string, detail?: Refusal): ApplicationFailure =>
  ApplicationFailure.create({
    type,
    message,
    nonRetryable: true,
    ...(detail === undefined ? {} : { details: [detail] }),
  });
