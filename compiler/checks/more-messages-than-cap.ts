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
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import type { Model } from "../model.ts";
import { lengthOf, mostIn, mostOfHandlers, roughMs, type Weigh, weighFor } from "../most-messages.ts";
import { permissionsIn } from "../permissions.ts";
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
      rule.kind === "CapRule" ? checkCap(rule, journeys, weighFor(policy, model), permittedIn(model)) : [],
    );
  });

/** Whether somebody has said of what stands there that it is fine. */
type IsPermitted = (name: ast.Name) => boolean;

function permittedIn(model: Model): IsPermitted {
  const permissions = permissionsIn(model).filter(({ allow }) => allow.code.text === CODE);
  return ({ span }) => permissions.some(({ within }) => contains(within, span));
}

type Cap = Extract<ast.PolicyRule, { kind: "CapRule" }>;

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
