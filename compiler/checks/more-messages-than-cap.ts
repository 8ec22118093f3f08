/**
 * The most messages that may fall due, against what the contact policy lets through: what never fits under a cap waits,
 * and is dropped when its stage is left, without anybody having decided so.
 *
 * It is an upper bound of what is due for as long as a stage lasts, counted from what stands there: the most sends on any
 * way through the main track, a loop or retry at its most, each handler of the stage and of every stage as often as its
 * limit or its dates say (once without either), spread over the longest that the stage may last; and what an exit and what
 * follows it send. It is spread, since what is chained behind a message that waits moves with it (rule 7): a series that
 * begins with three at once goes out one after the other. Journeys are added up; of those in one exclusive group only the
 * busiest counts.
 */
import type * as ast from "../../language/ast.ts";
import { UNITS } from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import { assertNever } from "../invariant.ts";
import type { Model } from "../model.ts";
import { permissionsIn } from "../permissions.ts";
import { readerOf } from "../related.ts";
import { contains } from "../spans.ts";
import { writeDuration } from "../types/literals.ts";
import { type Check, losesItsWay } from "./check.ts";

const CODE = "more-messages-than-cap";

export const moreMessagesThanCap: Check = (model) =>
  [...model.policies.values()].flatMap((policy) => {
    const journeys = [...model.journeys.values()].filter(({ of }) => of.text === policy.of.text);
    // Of a stage whose length is lost nothing can be counted.
    if (journeys.some((journey) => losesItsWay(journey, model))) return [];
    return policy.rules.flatMap((rule) =>
      rule.kind === "CapRule" ? checkCap(rule, journeys, countIn(policy, model), permittedIn(model)) : [],
    );
  });

/** Whether somebody has said of what stands there that it is fine. */
type IsPermitted = (name: ast.Name) => boolean;

function permittedIn(model: Model): IsPermitted {
  const permissions = permissionsIn(model).filter(({ allow }) => allow.code.text === CODE);
  return ({ span }) => permissions.some(({ within }) => contains(within, span));
}

type Cap = Extract<ast.PolicyRule, { kind: "CapRule" }>;
/** How many places under the caps a message takes. */
type Weigh = (send: ast.SendStep) => number;

/** Exempt messages take none, nor does what goes to records of another kind. */
function countIn(policy: ast.PolicyDeclaration, model: Model): Weigh {
  const { messages } = model;
  const exempt = policy.rules.flatMap((rule) => (rule.kind === "ExemptRule" ? [rule.purpose.text] : []));
  const isExempt = ({ message }: ast.SendStep): boolean =>
    exempt.includes(messages.get(message.text)?.message.purpose ?? "");
  const isForThem = (step: ast.SendStep): boolean =>
    step.to === undefined || readerOf(step, { name: policy.of }, model)?.name.text === policy.of.text;
  return (step) => (isForThem(step) && !isExempt(step) ? 1 : 0);
}

interface Load {
  readonly journey: ast.JourneyDeclaration;
  /** The stage, or the exit where nothing but an exit sends. */
  readonly name: ast.Name;
  readonly where: string;
  /** In one visit of the stage, and on the way out. */
  readonly messages: number;
  /** Of these, how many fall into one window of the cap when they are spread evenly. */
  readonly inWindow: number;
}

/**
 * It is reported at the busiest place. Who permits it in a place speaks for that place alone: there it is reported first,
 * for `allow` to silence, and the rest is counted without it.
 */
function checkCap(
  cap: Cap,
  journeys: readonly ast.JourneyDeclaration[],
  weigh: Weigh,
  isPermitted: IsPermitted,
  without: ReadonlySet<ast.Name> = new Set(),
): readonly Diagnostic[] {
  const window = roughMs(cap.per);
  const loads = busiestOfGroups(
    journeys.flatMap((journey) => busiestStage(journey, window, weigh, without) ?? []),
  ).filter(({ inWindow }) => inWindow > 0);
  const most = loads.reduce((sum, { inWindow }) => sum + inWindow, 0);
  const sorted = [...loads].sort(byLoad);
  const permitted = sorted.find(({ name }) => isPermitted(name));
  const place = permitted ?? sorted[0];
  // Shares of a message are rounded down: half a message too many is none.
  if (place === undefined || Math.floor(most) <= cap.atMost) return [];
  const found = reportAt(place, cap, loads);
  if (permitted === undefined) return [found];
  return [found, ...checkCap(cap, journeys, weigh, isPermitted, new Set(without).add(place.name))];
}

function reportAt({ journey, name }: Load, cap: Cap, loads: readonly Load[]): Diagnostic {
  const window = writeDuration(cap.per);
  const shares = loads.map(({ inWindow }) => Math.round(inWindow * 10) / 10);
  const counted = loads.map(({ journey, where, messages }, index) => {
    const share = shares[index] ?? 0;
    const spread = share === messages ? "" : ` of the ${messages}`;
    return `${share}${spread} ${where} of \`${journey.name.text}\``;
  });
  const sum = shares.reduce((one, other) => one + other, 0);
  const most = Math.round(sum * 10) / 10;
  const facts = { subject: journey.of.text, most, window, cap: cap.atMost, counted };
  const related = [{ span: cap.span, label: "the cap" }];
  return report(CODE, facts, name.span, { related });
}

/** Its busiest stage, and the busiest way out behind it. */
function busiestStage(
  journey: ast.JourneyDeclaration,
  window: number,
  weigh: Weigh,
  without: ReadonlySet<ast.Name>,
): Load | undefined {
  const counts = ({ name }: ast.Exit | ast.Stage): boolean => !without.has(name);
  const [out] = journey.exits
    .filter(counts)
    .map((exit) => loadOfExit(exit, journey, window, weigh))
    .sort(byLoad);
  const [stage] = journey.stages
    .filter(counts)
    .map((one) => loadOfStage(one, journey, window, weigh))
    .sort(byLoad);
  if (stage === undefined || out === undefined || out.messages === 0) return stage ?? out;
  if (stage.messages === 0) return out;
  return {
    ...stage,
    where: `${stage.where} and ${out.where}`,
    messages: stage.messages + out.messages,
    inWindow: stage.inWindow + out.inWindow,
  };
}

const byLoad = (one: Load, other: Load): number => other.inWindow - one.inWindow;

function loadOfStage(stage: ast.Stage, journey: ast.JourneyDeclaration, window: number, weigh: Weigh): Load {
  const length = lengthOf(stage);
  const shared = journey.everywhere.filter(
    ({ except }) => !except.some(({ text }) => text === stage.name.text),
  );
  const handlers = [...stage.handlers, ...shared.flatMap((part) => part.handlers)];
  const messages = mostIn(stage.steps, weigh) + mostOfHandlers(handlers, length, weigh);
  const where = `in stage \`${stage.name.text}\``;
  return { journey, name: stage.name, where, messages, inWindow: messages * Math.min(1, window / length) };
}

/** What it sends on the way out goes at one instant; what follows has its own time. */
function loadOfExit(
  { name, block }: ast.Exit,
  journey: ast.JourneyDeclaration,
  window: number,
  weigh: Weigh,
): Load {
  const atOnce = mostIn(block?.steps ?? [], weigh);
  const after = journey.afterwards
    .filter(({ exit }) => exit.text === name.text)
    .map((one) => ({ sends: mostIn(one.block.steps, weigh), length: roughMs(one.atMost) }));
  const later = after.reduce((sum, { sends }) => sum + sends, 0);
  const laterInWindow = after.reduce(
    (sum, { sends, length }) => sum + sends * Math.min(1, window / length),
    0,
  );
  const where = `behind exit \`${name.text}\``;
  return { journey, name, where, messages: atOnce + later, inWindow: atOnce + laterInWindow };
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

function mostOfHandlers(handlers: readonly ast.Handler[], length: number, weigh: Weigh): number {
  return handlers.reduce((sum, handler) => {
    const reaction =
      "reaction" in handler ? handler.reaction : "block" in handler ? handler.block : undefined;
    const sends = reaction?.kind === "Block" ? mostIn(reaction.steps, weigh) : 0;
    return sends === 0 ? sum : sum + sends * timesOfHandler(handler, length);
  }, 0);
}

function timesOfHandler(handler: ast.Handler, length: number): number {
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
