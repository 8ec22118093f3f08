/**
 * `per KEY, else ask ROLE, on LADDER`: what comes of an entry whose key is blank is a journey of its own, which asks for
 * the key and then begins the other by its entry rules. It is written in the language, so that it means what it says.
 */
import type * as ast from "../../language/ast.ts";
import { parse } from "../../language/parse.ts";
import { invariant } from "../invariant.ts";
import type { Model } from "../model.ts";
import { keyJourneyName } from "../own-fields.ts";
import { type LoweredJourney, type LowerOptions, lowerJourney } from "./journey.ts";

/** `null`: the journey asks nobody. */
export function lowerKeyJourney(
  model: Model,
  journey: ast.JourneyDeclaration,
  options: LowerOptions,
): LoweredJourney | null {
  const text = textOf(journey);
  if (text === null) return null;
  const path = `${journey.span.file}#${keyJourneyName(journey.name.text)}`;
  const { file, diagnostics } = parse(path, text);
  const [declaration] = file.declarations;
  invariant(diagnostics.length === 0 && declaration?.kind === "JourneyDeclaration", "its text is no journey");
  const { plan } = lowerJourney({ ...model, files: [...model.files, file] }, declaration, options);
  const entries = plan.entries.map(({ stage }) => ({ on: [], stage }));
  // What stands in no file has no place to point at.
  return { plan: { ...plan, entries }, sources: {} };
}

function textOf({ name, version, of, owner, goal, per, keyAsk }: ast.JourneyDeclaration): string | null {
  const key = per?.names.at(-1)?.text;
  if (key === undefined || keyAsk === undefined || owner === undefined || goal === undefined) return null;
  const { role, ladder } = keyAsk;
  return `journey ${keyJourneyName(name.text)} v${version.number} of ${of.text} "Which ${key} ${name.text} is about" {
  owner ${owner.text}  goal ${goal.event.text} within 365 days  review every 12 months
  enter on ${goal.event.text} -> asking
    if one is open join
    if one has ended at once
  exit known as success when ${key} is known { begin ${name.text}, and go on }
  exit still_unknown as failure
  stage asking "Nothing begins without it" {
    owner ${role.text}
    lasts at most 365 days, then exit still_unknown
    task ${key} "Which ${key} is it?" by ${role.text}, on ${ladder.text} { known needs ${key} stay }
    stay
  }
}`;
}
