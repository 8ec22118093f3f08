/** Exits come first on any input, so what waits for the event of an exit never sees it. */
import type * as ast from "../../language/ast.ts";
import { report } from "../../language/diagnostics/report.ts";
import { isUnread } from "../doubt.ts";
import type { Model } from "../model.ts";
import { expandEvents } from "../scopes.ts";
import { type Found, walk } from "../walk.ts";
import { forEachJourney } from "./check.ts";

export const waitForAnExitEvent = forEachJourney((journey, model) => {
  const exits = takenByExits(journey, model);
  const parts = [journey.stages, journey.handovers, journey.everywhere];
  return parts
    .flatMap((part) => walk(part))
    .flatMap((found) => awaitedBy(found))
    .flatMap(({ event, what }) => {
      // A set is still seen by those of its members that end nothing.
      const kinds = expandEvents(model, event.text).map(({ name }) => name.text);
      const [exit] = kinds.map((kind) => exits.get(kind));
      if (exit === undefined || !kinds.every((kind) => exits.has(kind))) return [];
      const facts = { event: event.text, exit: exit.name.text, what };
      const related = [{ span: exit.span, label: `exit \`${exit.name.text}\`` }];
      return [report("wait-for-an-exit-event", facts, event.span, { related })];
    });
});

/** The kinds of event that always end the journey, each with the exit that takes it. */
function takenByExits({ exits }: ast.JourneyDeclaration, model: Model): ReadonlyMap<string, ast.Exit> {
  const sure = exits.filter((exit) => !isUnread(model.doubt, exit));
  const all = sure.flatMap((exit) =>
    (exit.on ?? [])
      .filter(({ where }) => where === undefined)
      .flatMap(({ event }) => expandEvents(model, event.text).map(({ name }) => [name.text, exit] as const)),
  );
  return new Map(all.reverse());
}

interface Awaited {
  readonly event: ast.Name;
  readonly what: string;
}

function awaitedBy(found: Found): readonly Awaited[] {
  const { node } = found;
  switch (node.kind) {
    case "EventGate":
      return [{ event: node.event, what: "this handover" }];
    case "AfterEvents":
      return node.events.map((event) => ({ event, what: "this schedule" }));
    case "TaskStep":
      return node.countedFrom === undefined ? [] : [{ event: node.countedFrom, what: "this clock" }];
    case "Occurrence": {
      const parent = found.around.at(-1);
      if (parent?.kind === "WaitStep") return [{ event: node.event, what: "this wait" }];
      return parent?.kind === "EventHandler" ? [{ event: node.event, what: "this handler" }] : [];
    }
    default:
      return [];
  }
}
