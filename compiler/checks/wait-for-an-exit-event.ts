/** Exits come first on any input, so what waits for the event of an exit never sees it. */
import type * as ast from "../../language/ast.ts";
import { report } from "../../language/diagnostics/report.ts";
import { isUnread } from "../doubt.ts";
import type { Model } from "../model.ts";
import { expandEvents } from "../scopes.ts";
import { isKind, type Node, walk } from "../walk.ts";
import { forEachJourney } from "./check.ts";

export const waitForAnExitEvent = forEachJourney((journey, model) => {
  const exits = takenByExits(journey, model);
  const parts = [journey.stages, journey.handovers, journey.everywhere];
  return parts
    .flatMap((part) => [...walk(part)])
    .flatMap(({ node, around }) => {
      const awaited = awaitedBy(node, around.at(-1));
      if (awaited === undefined) return [];
      // A set is still seen by those of its members that end nothing.
      const kinds = expandEvents(model, awaited.event.text).map(({ name }) => name.text);
      const [exit] = kinds.map((kind) => exits.get(kind));
      if (exit === undefined || !kinds.every((kind) => exits.has(kind))) return [];
      const facts = { event: awaited.event.text, exit: exit.name.text, what: awaited.what };
      const related = [{ span: exit.span, label: `exit \`${exit.name.text}\`` }];
      return [report("wait-for-an-exit-event", facts, awaited.event.span, { related })];
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

function awaitedBy(
  node: Node,
  parent: Node | undefined,
): { readonly event: ast.Name; readonly what: string } | undefined {
  if (node.kind === "EventGate") return { event: node.event, what: "this handover" };
  if (!isKind(node, "Occurrence")) return undefined;
  if (parent?.kind === "WaitStep") return { event: node.event, what: "this wait" };
  return parent?.kind === "EventHandler" ? { event: node.event, what: "this handler" } : undefined;
}
