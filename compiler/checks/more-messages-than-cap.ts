/**
 * The most messages that may fall due, against what the contact policy lets through: what never fits under a cap waits,
 * and is dropped when its stage is left, without anybody having decided so.
 *
 * It is an upper bound, counted stage by stage from what stands there: the most sends on any way through the main track,
 * a loop or retry at its most, each handler as often as its limit says (once without one), spread over the longest that
 * the stage may last. Journeys are added up; of those in one exclusive group only the busiest counts.
 */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import { assertNever } from "../invariant.ts";
import type { Model } from "../model.ts";
import { writeDuration } from "../types/literals.ts";
import { type Check, losesItsWay } from "./check.ts";

export const moreMessagesThanCap: Check = (model) =>
  [...model.policies.values()].flatMap((policy) => {
    const journeys = [...model.journeys.values()].filter(({ of }) => of.text === policy.of.text);
    // Of a stage whose length is lost nothing can be counted.
    if (journeys.some((journey) => losesItsWay(journey, model))) return [];
    return policy.rules.flatMap((rule) =>
      rule.kind === "CapRule" ? checkCap(rule, journeys, countIn(policy, model)) : [],
    );
  });

type Cap = Extract<ast.PolicyRule, { kind: "CapRule" }>;
/** How many places under the caps a message takes. */
type Weigh = (send: ast.SendStep) => number;

/** Exempt messages take none. */
function countIn(policy: ast.PolicyDeclaration, { messages }: Model): Weigh {
  const exempt = policy.rules.flatMap((rule) => (rule.kind === "ExemptRule" ? [rule.purpose.text] : []));
  return ({ message }) => (exempt.includes(messages.get(message.text)?.message.purpose ?? "") ? 0 : 1);
}

interface Load {
  readonly journey: ast.JourneyDeclaration;
  readonly stage: ast.Stage;
  /** In one visit of the stage. */
  readonly messages: number;
  /** Of these, how many fall into one window of the cap when they are spread evenly. */
  readonly inWindow: number;
}

function checkCap(
  cap: Cap,
  journeys: readonly ast.JourneyDeclaration[],
  weigh: Weigh,
): readonly Diagnostic[] {
  const window = roughMs(cap.per);
  const loads = busiestOfGroups(journeys.flatMap((journey) => busiestStage(journey, window, weigh) ?? []));
  const most = loads.reduce((sum, { inWindow }) => sum + inWindow, 0);
  const [busiest] = [...loads].sort((a, b) => b.inWindow - a.inWindow);
  // Shares of a message are rounded down: half a message too many is none.
  if (busiest === undefined || Math.floor(most) <= cap.atMost) return [];
  const counted = loads
    .filter(({ inWindow }) => inWindow > 0)
    .map(
      ({ journey, stage, messages }) =>
        `${messages} in stage \`${stage.name.text}\` of \`${journey.name.text}\``,
    );
  const facts = {
    subject: busiest.journey.of.text,
    most: Math.floor(most),
    window: writeDuration(cap.per),
    cap: cap.atMost,
    counted,
  };
  const related = [{ span: cap.span, label: "the cap" }];
  return [report("more-messages-than-cap", facts, busiest.stage.name.span, { related })];
}

function busiestStage(journey: ast.JourneyDeclaration, window: number, weigh: Weigh): Load | undefined {
  const loads = journey.stages.map((stage): Load => {
    const length = lengthOf(stage);
    const messages = mostIn(stage.steps, weigh) + mostOfHandlers(stage, length, weigh);
    return { journey, stage, messages, inWindow: messages * Math.min(1, window / length) };
  });
  return loads.sort((a, b) => b.inWindow - a.inWindow)[0];
}

/** The lower priority gives way, so one of a group sends at a time. */
function busiestOfGroups(loads: readonly Load[]): readonly Load[] {
  return loads.filter((load) => {
    const group = load.journey.exclusive?.group?.text;
    const rivals = loads.filter(
      ({ journey }) => group !== undefined && journey.exclusive?.group?.text === group,
    );
    return rivals.every(
      (rival) => rival === load || rival.inWindow < load.inWindow || isAfter(load, rival, loads),
    );
  });
}

const isAfter = (load: Load, rival: Load, loads: readonly Load[]): boolean =>
  rival.inWindow === load.inWindow && loads.indexOf(load) < loads.indexOf(rival);

/** Of a stage whose end is no length, nothing is known: then all of it may come in one window. */
function lengthOf({ lasts }: ast.Stage): number {
  return lasts?.kind === "AtMostBound" ? roughMs(lasts.lasting) : 1;
}

// ── The most on any way ───────────────────────────────────────────────────────────────────────────────────

function mostIn(steps: readonly ast.Step[], weigh: Weigh): number {
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

function mostOfHandlers({ handlers }: ast.Stage, length: number, weigh: Weigh): number {
  return handlers.reduce((sum, handler) => {
    const reaction =
      "reaction" in handler ? handler.reaction : "block" in handler ? handler.block : undefined;
    const sends = reaction?.kind === "Block" ? mostIn(reaction.steps, weigh) : 0;
    return sum + sends * ("rate" in handler ? timesOf(handler.rate, length) : 1);
  }, 0);
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
function roughMs({ parts }: ast.Duration): number {
  const lengths = parts.map(
    ({ amount, counting, unit }) =>
      amount * ((counting === "business" ? BUSINESS[unit] : undefined) ?? ROUGH[unit]),
  );
  return Math.max(
    1,
    lengths.reduce((sum, length) => sum + length, 0),
  );
}
