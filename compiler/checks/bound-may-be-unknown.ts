/**
 * A stage that lasts until a date ends, so the date is known. A field that may be blank will do where the journey is
 * entered at a moment that is counted from it, and so does one of `the earlier of` two of which the other is known.
 */
import type * as ast from "../../language/ast.ts";
import { report } from "../../language/diagnostics/report.ts";
import { scopeOf } from "../scopes.ts";
import { writePath } from "../types/fields.ts";
import { blankDateIn, namesCountedFrom } from "../types/moments.ts";
import { forEachJourney } from "./check.ts";

export const boundMayBeUnknown = forEachJourney((journey, model) => {
  const scope = scopeOf(journey, model);
  return journey.stages.flatMap(({ name, lasts }) => {
    const counted = lasts?.kind === "UntilBound" ? lasts.until : lasts?.countedFrom;
    const blank = counted === undefined ? undefined : blankDateIn(counted, scope);
    if (blank === undefined || isKnownAtEntry(journey, blank)) return [];
    return [report("bound-may-be-unknown", { stage: name.text, field: writePath(blank) }, blank.span)];
  });
});

const isKnownAtEntry = ({ enters }: ast.JourneyDeclaration, field: ast.Path): boolean =>
  enters.length > 0 &&
  enters.every(
    ({ trigger }) =>
      trigger.kind === "AtMoment" && namesCountedFrom(trigger.moment).includes(writePath(field)),
  );
