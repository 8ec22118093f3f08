/**
 * What takes longer than its stage may last: a wait, alone or behind others, a bound, or the time that a person has. What
 * it leads to never comes. A wait in a handler cannot begin before the stage does either.
 */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import type { Model } from "../model.ts";
import { writeDuration } from "../types/literals.ts";
import { type Node, walk } from "../walk.ts";
import { forEachJourney } from "./check.ts";

export const boundLongerThanStage = forEachJourney(({ stages, handovers }, model) => {
  const offeredFrom = handoversByStage(handovers);
  return stages.flatMap((stage) => {
    const { name, lasts, steps, handlers } = stage;
    if (lasts?.kind !== "AtMostBound" || lasts.countedFrom !== undefined) return [];
    const longest = lengthOf(lasts.lasting, "longest");
    const offered = offeredFrom.get(name.text) ?? [];
    const lengths: readonly Length[] = [
      ...[steps, handlers, offered]
        .flatMap((part) => walk(part))
        .flatMap(({ node }) => lengthsIn(node, model)),
      ...waitsBehind(steps, 0).waits,
    ];
    return lengths
      .filter(({ lasting, behind }) => !isOdd(lasting) && behind + lengthOf(lasting, "shortest") > longest)
      .filter(isFirstAtItsPlace)
      .map(({ lasting, behind, span }): Diagnostic => {
        const wait =
          behind === 0
            ? writeDuration(lasting)
            : `${writeDuration(lasting)} behind waits of ${inDays(behind)}`;
        const facts = { wait, stage: name.text, lasts: writeDuration(lasts.lasting) };
        const related = [{ span: lasts.span, label: "the stage is over by then" }];
        return report("bound-longer-than-stage", facts, span, { related });
      });
  });
});

function handoversByStage(handovers: readonly ast.Handover[]): ReadonlyMap<string, readonly ast.Handover[]> {
  const byStage = new Map<string, ast.Handover[]>();
  for (const handover of handovers) {
    for (const { text } of handover.from) {
      const known = byStage.get(text);
      if (known === undefined) byStage.set(text, [handover]);
      else known.push(handover);
    }
  }
  return byStage;
}

interface Length {
  readonly lasting: ast.Duration;
  /** Days that other waits take before, at least. */
  readonly behind: number;
  readonly span: ast.Span;
}

const isFirstAtItsPlace = ({ span }: Length, index: number, all: readonly Length[]): boolean =>
  all.findIndex((other) => other.span.start === span.start) === index;

const inDays = (days: number): string => `${Math.floor(days)} ${Math.floor(days) === 1 ? "day" : "days"}`;

/** Of a loop its first round; of a request the time until it counts as a breach. */
function lengthsIn(node: Node, model: Model): readonly Length[] {
  const itself = (lasting: ast.Duration): Length => ({ lasting, behind: 0, span: lasting.span });
  const onLadder = (ladder: ast.Name | undefined, span = ladder?.span): readonly Length[] => {
    const within = ladder === undefined ? undefined : model.ladders.get(ladder.text)?.within;
    return within === undefined || span === undefined ? [] : [{ lasting: within, behind: 0, span }];
  };
  switch (node.kind) {
    case "WaitStep":
      if (node.what.kind === "WaitDuration") return [itself(node.what.lasting)];
      return node.what.kind === "WaitUntil" ? [] : [itself(node.what.upTo)];
    case "EveryStep":
      return [itself(node.every)];
    case "TogetherStep":
      return [itself(node.upTo)];
    case "BeginStep":
      return node.wait === undefined ? [] : [itself(node.wait.upTo)];
    case "SendStep":
      return [
        ...(node.deferAtMost === undefined ? [] : [itself(node.deferAtMost)]),
        ...onLadder(node.ladder),
      ];
    case "TaskStep":
      return node.countedFrom === undefined ? onLadder(node.ladder) : [];
    case "DecideStep":
      return onLadder(model.rights.get(node.right.text)?.ladder, node.right.span);
    case "Handover":
      return onLadder(node.accept);
    default:
      return [];
  }
}

interface Waits {
  readonly waits: readonly Length[];
  /** Days that have passed at least when they are done. */
  readonly after: number;
}

/** Plain waits one behind the other; whatever else may be over at once. */
function waitsBehind(steps: readonly ast.Step[], before: number): Waits {
  return steps.reduce<Waits>(
    ({ waits, after }, step) => {
      const next = waitsBehindIn(step, after);
      return { waits: [...waits, ...next.waits], after: next.after };
    },
    { waits: [], after: before },
  );
}

function waitsBehindIn(step: ast.Step, before: number): Waits {
  const within = (blocks: readonly (ast.ResultBody | undefined)[]): readonly Length[] =>
    blocks.flatMap((body) => (body?.kind === "Block" ? waitsBehind(body.steps, before).waits : []));
  switch (step.kind) {
    case "WaitStep": {
      if (step.what.kind !== "WaitDuration")
        return { waits: within(step.results?.map(({ body }) => body) ?? []), after: before };
      const { lasting } = step.what;
      const own = { lasting, behind: before, span: lasting.span };
      return { waits: [own], after: before + lengthOf(lasting, "shortest") };
    }
    case "EveryStep": {
      const own = { lasting: step.every, behind: before, span: step.every.span };
      return { waits: [own], after: before + step.atMost * lengthOf(step.every, "shortest") };
    }
    case "IfStep":
      return {
        waits: [
          ...within([step.then]),
          ...(step.else?.kind === "IfStep" ? waitsBehindIn(step.else, before).waits : within([step.else])),
        ],
        after: before,
      };
    case "ChooseStep":
      return { waits: within(step.arms.map(({ body }) => body)), after: before };
    case "SplitStep":
      return { waits: within(step.arms.map(({ block }) => block)), after: before };
    case "TogetherStep":
      return { waits: within(step.tracks.map(({ body }) => body)), after: before };
    case "TaskStep":
    case "DecideStep":
    case "CallStep":
      return { waits: within(step.results?.map(({ body }) => body) ?? []), after: before };
    default:
      return { waits: [], after: before };
  }
}

/** A length that has no meaning here is told as such (`odd-duration`). */
const isOdd = ({ parts }: ast.Duration): boolean =>
  parts.some(
    ({ amount, counting, unit }) => LONG.has(unit) && (counting === "business" || !Number.isInteger(amount)),
  );
const LONG: ReadonlySet<ast.Unit> = new Set(["month", "quarter", "year"]);

const HOUR = 1 / 24;

/**
 * Days that a length takes at least or at most: months have 28 to 31, and of business days one to seven make one. How
 * much of a day is open says the calendar, so business hours take at least themselves and at most a week each.
 */
function lengthOf({ parts }: ast.Duration, how: "shortest" | "longest"): number {
  return parts.reduce(
    (sum, { amount, counting, unit }) => sum + amount * DAYS[unit][how] * stretch(counting, how),
    0,
  );
}

const stretch = (counting: ast.Counting | undefined, how: "shortest" | "longest"): number =>
  counting === "business" && how === "longest" ? 7 : 1;

const same = (days: number) => ({ shortest: days, longest: days });
const DAYS: Readonly<Record<ast.Unit, { readonly shortest: number; readonly longest: number }>> = {
  minute: same(HOUR / 60),
  hour: same(HOUR),
  day: same(1),
  // A business week is five of its days.
  week: { shortest: 5, longest: 7 },
  month: { shortest: 28, longest: 31 },
  quarter: { shortest: 90, longest: 92 },
  year: { shortest: 365, longest: 366 },
};
