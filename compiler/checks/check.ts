/** The form of a check: one question about a model whose names are resolved. */
import type { JourneyDeclaration } from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { isBroken, type Model } from "../model.ts";

export interface CheckOptions {
  /** `YYYY-MM-DD`; without it nothing is overdue, so that a check of the same files says the same every day. */
  readonly today?: string;
}

/** Pure. What stands in a broken declaration need not be looked at, and what is reported there is dropped. */
export type Check = (model: Model, options: CheckOptions) => readonly Diagnostic[];

/** A check that looks at one journey at a time. */
export function forEachJourney(
  check: (journey: JourneyDeclaration, model: Model) => readonly Diagnostic[],
): Check {
  return (model) =>
    [...model.journeys.values()]
      .filter((journey) => !isBroken(model, journey))
      .flatMap((journey) => check(journey, model));
}
