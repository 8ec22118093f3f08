/**
 * A message that goes out only because time has passed. What they do, say or are is a signal, and so is a date of their
 * own, such as the end of their contract; a date that is everybody's is none, nor is the time since the entry.
 */
import type * as ast from "../../language/ast.ts";
import { report } from "../../language/diagnostics/report.ts";
import { writePath } from "../types/fields.ts";
import { forEachJourney } from "./check.ts";

export const messageOnTimeAlone = forEachJourney(({ stages, everywhere, afterwards }) =>
  [
    ...[...stages, ...afterwards.map(({ block }) => block)].flatMap(
      ({ steps }) => timedSends(steps, false).sends,
    ),
    ...[...stages, ...everywhere].flatMap(({ handlers }) => handlers.flatMap(timedSendsOfHandler)),
  ].map(({ message }) => report("message-on-time-alone", { message: message.text }, message.span)),
);

function timedSendsOfHandler(handler: ast.Handler): readonly ast.SendStep[] {
  if (!("reaction" in handler) || handler.reaction.kind !== "Block") return [];
  return timedSends(handler.reaction.steps, isTimed(handler)).sends;
}

function isTimed(handler: ast.Handler): boolean {
  if (handler.kind !== "AtHandler") return false;
  return !handler.refinements.some(({ kind }) => kind === "AfterEvents") && isTimeAlone(handler.moment);
}

function isTimeAlone(moment: ast.Moment): boolean {
  switch (moment.kind) {
    case "TimeMoment":
    case "InstantMoment":
    case "EveryMoment":
      return true;
    case "AnchorMoment":
    case "OffsetMoment":
      return isNobodys(moment.anchor);
  }
}

function isNobodys(anchor: ast.Anchor): boolean {
  switch (anchor.kind) {
    case "FieldAnchor":
      return writePath(anchor.path) === "entry";
    case "JourneyEntryAnchor":
    case "DateAnchor":
      return true;
    case "PickAnchor":
      return isTimeAlone(anchor.a) && isTimeAlone(anchor.b);
  }
}

interface Timed {
  readonly sends: readonly ast.SendStep[];
  /** Whether what comes next has only time behind it. */
  readonly timed: boolean;
}

function timedSends(steps: readonly ast.Step[], before: boolean): Timed {
  const sends: ast.SendStep[] = [];
  let timed = before;
  for (const step of steps) {
    const next = timedSendsOf(step, timed);
    sends.push(...next.sends);
    timed = next.timed;
  }
  return { sends, timed };
}

function timedSendsOf(step: ast.Step, timed: boolean): Timed {
  switch (step.kind) {
    case "SendStep":
      // A person who reads it first decides on more than the time.
      if (step.onceApprovedBy !== undefined) return { sends: [], timed: false };
      return { sends: timed ? [step] : [], timed };
    case "WaitStep":
      return afterWait(step, timed);
    case "EveryStep":
      return { sends: timedSends(step.block.steps, true).sends, timed: true };
    case "SplitStep":
      // An arm is drawn by lot, so it is no signal.
      return { sends: step.arms.flatMap(({ block }) => timedSends(block?.steps ?? [], timed).sends), timed };
    case "TogetherStep":
      return {
        sends: step.tracks.flatMap(({ body }) =>
          body.kind === "Block" ? timedSends(body.steps, timed).sends : [],
        ),
        timed: false,
      };
    case "BeginStep":
      return {
        sends: sendsOfBodies(step.wait?.results.map(({ body }) => body) ?? []),
        timed: step.wait === undefined && timed,
      };
    case "IfStep":
      return { sends: blocksOf(step).flatMap(({ steps }) => timedSends(steps, false).sends), timed };
    case "ChooseStep":
      return { sends: sendsOfBodies(step.arms.map(({ body }) => body)), timed };
    case "CallStep":
      return { sends: sendsOfBodies(step.results?.map(({ body }) => body) ?? []), timed };
    case "TaskStep":
    case "DecideStep":
      return { sends: sendsOfBodies(step.results?.map(({ body }) => body) ?? []), timed: false };
    default:
      return { sends: [], timed };
  }
}

/** Also the silence after something was waited for is a signal. */
function afterWait({ what, results = [] }: ast.WaitStep, timed: boolean): Timed {
  if (what.kind === "WaitUntil") return { sends: [], timed: timed || isTimeAlone(what.moment) };
  return { sends: sendsOfBodies(results.map(({ body }) => body)), timed: what.kind === "WaitDuration" };
}

function sendsOfBodies(bodies: readonly ast.ResultBody[]): readonly ast.SendStep[] {
  return bodies.flatMap((body) => (body.kind === "Block" ? timedSends(body.steps, false).sends : []));
}

function blocksOf(step: ast.IfStep): readonly ast.Block[] {
  if (step.else === undefined) return [step.then];
  return [step.then, ...(step.else.kind === "Block" ? [step.else] : blocksOf(step.else))];
}
