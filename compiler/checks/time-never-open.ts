/** A moment on an open day, at a time of day at which that calendar is never open: nobody is there to act on it. */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import type { Model } from "../model.ts";
import { type Node, walk } from "../walk.ts";
import { forEachJourney } from "./check.ts";

export const timeNeverOpen = forEachJourney(({ stages }, model) =>
  stages.flatMap((stage) => {
    const calendar = calendarOf(stage, model);
    if (calendar === undefined || calendar.open.length === 0) return [];
    return [...walk(stage)].flatMap(({ node }) => {
      const refinements = refinementsOf(node);
      if (!refinements.some(({ kind }) => kind === "NextOpenDay")) return [];
      return refinements.flatMap((refinement) =>
        refinement.kind === "AtTime" ? checkTime(refinement.time, calendar) : [],
      );
    });
  }),
);

function refinementsOf(node: Node): readonly ast.Refinement[] {
  if (node.kind === "AtHandler" || node.kind === "UntilBound") return node.refinements;
  return node.kind === "WaitStep" && node.what.kind === "WaitUntil" ? node.what.refinements : [];
}

function checkTime(time: ast.TimeLiteral, { name, open }: ast.CalendarDeclaration): readonly Diagnostic[] {
  // Times of day are written alike, so that they compare as texts; `00:00` as an end is the next midnight.
  const isEverOpen = open.some(
    ({ hours: { from, to } }) => from.text <= time.text && (time.text <= to.text || to.text === "00:00"),
  );
  return isEverOpen ? [] : [report("time-never-open", { time: time.text, calendar: name.text }, time.span)];
}

function calendarOf({ owner }: ast.Stage, { roles, calendars }: Model): ast.CalendarDeclaration | undefined {
  const hours = owner === undefined ? undefined : roles.get(owner.text)?.hours;
  return hours === undefined ? undefined : calendars.get(hours.text);
}
