/**
 * How many messages a text sends at the most: on any way through its steps, a loop or retry at its most, each handler as
 * often as its limit or its dates say. And how long a time roughly is, which is near enough to compare lengths.
 */
import type * as ast from "../language/ast.ts";
import { UNITS } from "../language/ast.ts";
import { assertNever } from "./invariant.ts";
import type { Model } from "./model.ts";
import { readerOf } from "./related.ts";

/** How many places under the caps a message takes. */
export type Weigh = (send: ast.SendStep) => number;

/** Exempt messages take none, nor does what goes to records of another kind. */
export function weighFor(policy: ast.PolicyDeclaration, model: Model): Weigh {
  const { messages } = model;
  const exempt = policy.rules.flatMap((rule) => (rule.kind === "ExemptRule" ? [rule.purpose.text] : []));
  const isExempt = ({ message }: ast.SendStep): boolean =>
    exempt.includes(messages.get(message.text)?.message.purpose ?? "");
  const isForThem = (step: ast.SendStep): boolean =>
    step.to === undefined || readerOf(step, { name: policy.of }, model)?.name.text === policy.of.text;
  return (step) => (isForThem(step) && !isExempt(step) ? 1 : 0);
}

/** Of a stage whose end is no length, nothing is known: then all of it may come in one window. */
export function lengthOf({ lasts }: ast.Stage): number {
  return lasts?.kind === "AtMostBound" ? roughMs(lasts.lasting) : 1;
}

// ── The most on any way ───────────────────────────────────────────────────────────────────────────────────

export function mostIn(steps: readonly ast.Step[], weigh: Weigh): number {
  return steps.reduce((sum, step) => sum + mostOf(step, weigh), 0);
}

function mostOf(step: ast.Step, weigh: Weigh): number {
  const most = (bodies: readonly ast.ResultBody[]): number =>
    Math.max(0, ...bodies.map((body) => mostOfBody(body, weigh)));
  switch (step.kind) {
    case "SendStep":
      return weigh(step);
    case "IfStep":
      return Math.max(
        mostIn(step.then.steps, weigh),
        step.else === undefined
          ? 0
          : step.else.kind === "Block"
            ? mostIn(step.else.steps, weigh)
            : mostOf(step.else, weigh),
      );
    case "ChooseStep":
      return most(step.arms.map(({ body }) => body));
    case "SplitStep":
      return Math.max(0, ...step.arms.map(({ block }) => mostIn(block?.steps ?? [], weigh)));
    case "WaitStep":
    case "CallStep":
    case "DecideStep":
      return most(step.results?.map(({ body }) => body) ?? []);
    case "BeginStep":
      return most(step.wait?.results.map(({ body }) => body) ?? []);
    case "TaskStep":
      return mostOfTask(step, weigh);
    case "EveryStep":
      return step.atMost * mostIn(step.block.steps, weigh);
    case "TogetherStep":
      return step.tracks.reduce((sum, { body }) => sum + mostOfBody(body, weigh), 0);
    case "TellStep":
    case "SetStep":
    case "RetryStep":
    case "Move":
    case "ExitStep":
    case "StayStep":
    case "Allow":
      return 0;
    default:
      return assertNever(step);
  }
}

const mostOfBody = (body: ast.ResultBody, weigh: Weigh): number =>
  body.kind === "Block" ? mostIn(body.steps, weigh) : 0;

/** A result that retries may come so many times before another does. */
function mostOfTask({ results = [] }: ast.TaskStep, weigh: Weigh): number {
  const rounds = results.map(({ body }) => {
    const retry = body.kind === "Block" ? body.steps.find((step) => step.kind === "RetryStep") : undefined;
    const times = retry?.kind === "RetryStep" ? retry.atMost : 0;
    return { again: times * mostOfBody(body, weigh), once: mostOfBody(body, weigh) };
  });
  const again = rounds.reduce((sum, round) => sum + round.again, 0);
  return again + Math.max(0, ...rounds.map(({ once }) => once));
}

export function mostOfHandlers(handlers: readonly ast.Handler[], length: number, weigh: Weigh): number {
  return handlers.reduce((sum, handler) => {
    const reaction =
      "reaction" in handler ? handler.reaction : "block" in handler ? handler.block : undefined;
    const sends = reaction?.kind === "Block" ? mostIn(reaction.steps, weigh) : 0;
    return sends === 0 ? sum : sum + sends * timesOfHandler(handler, length);
  }, 0);
}

export function timesOfHandler(handler: ast.Handler, length: number): number {
  if (handler.kind === "AtHandler") return timesOfMoment(handler.moment, length);
  return "rate" in handler ? timesOf(handler.rate, length) : 1;
}

/** Each item of a list, and each day that comes again. */
function timesOfMoment(moment: ast.Moment, length: number): number {
  if (moment.kind === "OffsetMoment") return moment.amounts.length;
  if (moment.kind !== "EveryMoment") return 1;
  const unit = UNITS.find((one) => one === moment.what);
  return Math.max(1, Math.ceil(length / (moment.nth * (unit === undefined ? ROUGH.week : ROUGH[unit]))));
}

function timesOf(rate: ast.Rate | undefined, length: number): number {
  if (rate === undefined) return 1;
  if (typeof rate.per === "string") return rate.times;
  return rate.times * Math.max(1, Math.ceil(length / roughMs(rate.per)));
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const ROUGH: Readonly<Record<ast.Unit, number>> = {
  minute: MINUTE,
  hour: 60 * MINUTE,
  day: DAY,
  week: 7 * DAY,
  month: 30 * DAY,
  quarter: 91 * DAY,
  year: 365 * DAY,
};
/** A week has five business days of eight hours. */
const BUSINESS: Readonly<Partial<Record<ast.Unit, number>>> = {
  minute: MINUTE * 3 * (7 / 5),
  hour: 60 * MINUTE * 3 * (7 / 5),
  day: DAY * (7 / 5),
};

/** Near enough to compare lengths, also those that are refused elsewhere, such as half a business day. */
export function roughMs({ parts }: ast.Duration): number {
  const lengths = parts.map(
    ({ amount, counting, unit }) =>
      amount * ((counting === "business" ? BUSINESS[unit] : undefined) ?? ROUGH[unit]),
  );
  return Math.max(
    1,
    lengths.reduce((sum, length) => sum + length, 0),
  );
}
