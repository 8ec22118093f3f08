/**
 * The most that may fall due to one customer within the time of a cap, if they are in all journeys at once that do not
 * exclude each other, against what may go out: and which journeys give way. Unlike `more-messages-than-cap`, which asks
 * what can never fit for as long as stages last, it asks how bad one day, or one week, may be.
 */
import type * as ast from "../../language/ast.ts";
import type { Model } from "../model.ts";
import { mostIn, mostOfHandlers, roughMs, type Weigh, weighFor } from "../most-messages.ts";
import { writeDuration } from "../types/literals.ts";
import { mostWithin } from "./earliest-sends.ts";
import { priorityOf } from "./together.ts";

export interface Pressure {
  readonly subject: string;
  /** As in the cap: `email`, or `message` for all channels together. */
  readonly channel: string;
  /** In words, such as `7 days`. */
  readonly window: string;
  readonly cap: number;
  readonly atWorst: number;
  /** The highest priority first, then the most messages. */
  readonly shares: readonly PressureShare[];
}

/** With the line that it is about. */
export interface PressureOn extends Pressure {
  readonly rule: Cap;
  readonly policy: ast.PolicyDeclaration;
}

export interface PressureShare {
  readonly journey: string;
  /** Such as ``in stage `nurture` ``: the busiest stage, and the busiest way out. */
  readonly where: string;
  readonly messages: number;
  readonly priority: number;
  /** How many may go out; `null`: whoever of several of one priority came first has the last places. */
  readonly places: number | null;
  /** Others of its exclusive group, which send nothing while it runs. */
  readonly others: readonly string[];
}

type Cap = Extract<ast.PolicyRule, { kind: "CapRule" }>;

export const pressureIn = (model: Model): readonly PressureOn[] =>
  [...model.policies.values()].flatMap((policy) =>
    policy.rules.flatMap((rule) => (rule.kind === "CapRule" ? pressureOn(rule, policy, model) : [])),
  );

function pressureOn(rule: Cap, policy: ast.PolicyDeclaration, model: Model): PressureOn {
  const channel = rule.channel.text.replace(/s$/, "");
  const weigh = ofChannel(channel, weighFor(policy, model), model);
  const journeys = [...model.journeys.values()].filter(({ of }) => of.text === policy.of.text);
  const window = roughMs(rule.per);
  const shares = busiestOfGroups(journeys.map((journey) => ({ journey, ...shareOf(journey, window, weigh) })))
    .filter(({ messages }) => messages > 0)
    .toSorted((a, b) => b.priority - a.priority || b.messages - a.messages);
  return {
    subject: policy.of.text,
    channel,
    window: writeDuration(rule.per),
    cap: rule.atMost,
    atWorst: shares.reduce((sum, { messages }) => sum + messages, 0),
    shares: withPlaces(shares, rule.atMost),
    rule,
    policy,
  };
}

const ofChannel =
  (channel: string, weigh: Weigh, { messages }: Model): Weigh =>
  (send) =>
    channel === "message" || messages.get(send.message.text)?.message.channel === channel ? weigh(send) : 0;

type Share = Omit<PressureShare, "places">;

interface Counted extends Omit<Share, "journey" | "others"> {
  readonly journey: ast.JourneyDeclaration;
}

/** The lower priority gives way, so one of a group sends at a time. */
function busiestOfGroups(counted: readonly Counted[]): readonly Share[] {
  const groupOf = ({ journey }: Counted) => journey.exclusive?.group.text;
  const busiest = (one: Counted, other: Counted) => (other.messages > one.messages ? other : one);
  return counted.flatMap((one): readonly Share[] => {
    const group = groupOf(one);
    const rivals = group === undefined ? [one] : counted.filter((other) => groupOf(other) === group);
    if (rivals.reduce(busiest) !== one) return [];
    const others = rivals.filter((other) => other !== one).map(({ journey }) => journey.name.text);
    return [{ ...one, journey: one.journey.name.text, others }];
  });
}

/** Each has places until there are none: all of a higher priority before any of a lower. */
function withPlaces(shares: readonly Share[], cap: number): readonly PressureShare[] {
  let left = cap;
  return [...new Set(shares.map(({ priority }) => priority))].flatMap((priority) => {
    const equals = shares.filter((share) => share.priority === priority);
    const asked = equals.reduce((sum, { messages }) => sum + messages, 0);
    const before = left;
    left = Math.max(0, left - asked);
    const isRivalry = equals.length > 1 && asked > before && before > 0;
    return equals.map((share) => ({
      ...share,
      places: isRivalry ? null : Math.min(share.messages, before),
    }));
  });
}

// ── The most of a journey ─────────────────────────────────────────────────────────────────────────────────

interface Busiest {
  readonly where: string;
  readonly messages: number;
}

function shareOf(journey: ast.JourneyDeclaration, window: number, weigh: Weigh): Omit<Counted, "journey"> {
  const most = (all: readonly Busiest[]): Busiest =>
    all.reduce((one, other) => (other.messages > one.messages ? other : one), { where: "", messages: 0 });
  const stage = most(journey.stages.map((one) => ofStage(one, journey, window, weigh)));
  const out = most(journey.exits.map((exit) => ofExit(exit, journey, window, weigh)));
  return {
    where: [stage, out].flatMap(({ where, messages }) => (messages === 0 ? [] : [where])).join(" and "),
    messages: stage.messages + out.messages,
    priority: priorityOf(journey),
  };
}

function ofStage(stage: ast.Stage, journey: ast.JourneyDeclaration, window: number, weigh: Weigh): Busiest {
  const shared = journey.everywhere.filter(
    ({ except }) => !except.some(({ text }) => text === stage.name.text),
  );
  const handlers = [...stage.handlers, ...shared.flatMap((part) => part.handlers)];
  return {
    where: `in stage \`${stage.name.text}\``,
    messages: mostWithin(stage.steps, window, weigh) + mostOfHandlers(handlers, window, weigh),
  };
}

function ofExit({ name, block }: ast.Exit, journey: ast.JourneyDeclaration, window: number, weigh: Weigh) {
  const after = journey.afterwards.filter(({ exit }) => exit.text === name.text);
  return {
    where: `behind exit \`${name.text}\``,
    messages:
      mostIn(block?.steps ?? [], weigh) +
      after.reduce((sum, one) => sum + mostWithin(one.block.steps, window, weigh), 0),
  };
}
