/** A message that no journey sends: somebody keeps its words up to date, and nobody reads them. */
import { report } from "../../language/diagnostics/report.ts";
import { suggest } from "../../language/diagnostics/suggest.ts";
import { nodesOf } from "../scopes.ts";
import type { Check } from "./check.ts";

export const unusedMessage: Check = (model) => {
  // A statement that is lost may be the one that sends it; and without a journey nothing is sent.
  if (model.doubt.places.length > 0 || model.journeys.size === 0) return [];
  const sent = new Set(nodesOf(model, ["SendStep"]).map(({ node }) => node.message.text));
  const misspelt = [...sent].filter((name) => !model.messages.has(name));
  return [...model.messages.values()]
    .filter(({ name, retired }) => retired === null && !sent.has(name) && !isMeant(name, misspelt))
    .map(({ name, span }) => report("unused-message", { message: name }, span));
};

/** A name that is misspelt is told as such. */
function isMeant(name: string, misspelt: readonly string[]): boolean {
  return misspelt.some((one) => suggest(one, [name]) !== undefined);
}
