/**
 * A moment on an open day, at a time of day at which that calendar is never open: nobody is there to act on it. Local
 * times are those of the stage's owner, of an entry those of the stage it leads to (docs/language.md, 10.1).
 */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import type { Model } from "../model.ts";
import { calendarOfRole } from "../role-calendar.ts";
import { stageNamed } from "../stage-graph.ts";
import { type Node, walk } from "../walk.ts";
import { forEachJourney } from "./check.ts";

export const timeNeverOpen = forEachJourney((journey, model) => {
  const { stages, enters, everywhere, afterwards } = journey;
  return [
    ...enters.flatMap((enter) => checkPart(enter, [stageNamed(journey, enter.stage)?.owner], model)),
    ...everywhere.flatMap((part) => {
      const except = part.except.map(({ text }) => text);
      const held = stages.filter(({ name }) => !except.includes(name.text));
      return checkPart(
        part,
        held.map(({ owner }) => owner),
        model,
      );
    }),
    ...stages.flatMap((stage) => checkPart(stage, [stage.owner], model)),
    ...afterwards.flatMap((part) => checkPart(part, [part.owner], model)),
  ];
});

/** Of several owners the first whose calendar is closed then. */
function checkPart(
  part: Node,
  owners: readonly (ast.Name | undefined)[],
  model: Model,
): readonly Diagnostic[] {
  const calendars = owners.flatMap((owner) => calendarOfRole(owner, model) ?? []);
  const open = [...new Set(calendars)].filter((calendar) => calendar.open.length > 0);
  if (open.length === 0) return [];
  return walk(part).flatMap(({ node }) => {
    const refinements = refinementsOf(node);
    if (!refinements.some(({ kind }) => kind === "NextOpenDay")) return [];
    return timesOf(node, refinements).flatMap((time) => {
      const closed = open.find((calendar) => !isEverOpen(time, calendar));
      if (closed === undefined) return [];
      return [report("time-never-open", { time: time.text, calendar: closed.name.text }, time.span)];
    });
  });
}

function refinementsOf(node: Node): readonly ast.Refinement[] {
  if (node.kind === "AtHandler" || node.kind === "UntilBound" || node.kind === "AtMoment")
    return node.refinements;
  return node.kind === "WaitStep" && node.what.kind === "WaitUntil" ? node.what.refinements : [];
}

/** `09:00` stands behind the moment, or is the moment itself. */
function timesOf(node: Node, refinements: readonly ast.Refinement[]): readonly ast.TimeLiteral[] {
  const behind = refinements.flatMap((refinement) => (refinement.kind === "AtTime" ? [refinement.time] : []));
  const moment = momentOf(node);
  if (moment?.kind === "TimeMoment") return [moment.time, ...behind];
  if (moment?.kind === "InstantMoment" && moment.instant.time !== undefined)
    return [moment.instant.time, ...behind];
  return behind;
}

function momentOf(node: Node): ast.Moment | undefined {
  if (node.kind === "AtHandler" || node.kind === "AtMoment") return node.moment;
  if (node.kind === "UntilBound") return node.until;
  return node.kind === "WaitStep" && node.what.kind === "WaitUntil" ? node.what.moment : undefined;
}

/** Times of day are written alike, so that they compare as texts; `00:00` as an end is the next midnight. */
function isEverOpen({ text }: ast.TimeLiteral, { open }: ast.CalendarDeclaration): boolean {
  return open.some(
    ({ hours: { from, to } }) => from.text <= text && (text <= to.text || to.text === "00:00"),
  );
}
