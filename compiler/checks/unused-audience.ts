/** An audience that nothing asks for. */
import { report } from "../../language/diagnostics/report.ts";
import { suggest } from "../../language/diagnostics/suggest.ts";
import { deleteLine } from "../line-fixes.ts";
import { nodesOf } from "../scopes.ts";
import type { Check } from "./check.ts";

export const unusedAudience: Check = (model) => {
  // A statement that is lost may be the one that asks.
  if (model.doubt.places.length > 0) return [];
  const asked = new Set(
    nodesOf(model, ["Test"]).flatMap(({ node }) => node.subject.names.at(-1)?.text ?? []),
  );
  // A name that is misspelt is told as such.
  const isMeant = (name: string) => [...asked].some((one) => suggest(one, [name]) !== undefined);
  return [...model.audiences.values()]
    .filter(({ name, when }) => when !== undefined && !asked.has(name.text) && !isMeant(name.text))
    .map(({ name, span }) =>
      report("unused-audience", { audience: name.text }, name.span, {
        fixes: [deleteLine(model, span, `audience \`${name.text}\``)],
      }),
    );
};
