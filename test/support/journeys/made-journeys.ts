/** Generated journeys, checked and compiled in their surroundings. A failure shows their text. */
import fc from "fast-check";
import { checkWorkspace } from "../../../compiler/check.ts";
import { type Compiled, compileModel } from "../../../compiler/compile.ts";
import type { Model } from "../../../compiler/model.ts";
import type { Diagnostic } from "../../../language/diagnostics/diagnostic.ts";
import { type JourneySketch, journeySketch } from "./sketch.ts";
import { SURROUNDINGS } from "./surroundings.ts";
import { writeJourney } from "./write-journey.ts";

export interface MadeJourneys {
  readonly sketches: readonly JourneySketch[];
  /** One for each. */
  readonly texts: readonly string[];
  readonly model: Model;
  readonly errors: readonly Diagnostic[];
  /** Lowered when first asked for; there must be no error. */
  readonly compiled: () => Compiled;
}

/** So many journeys, `made`, `made_2` …; most of them, but not all, have no error. */
export const sketchedJourneys = (
  count = 1,
  sketch: fc.Arbitrary<JourneySketch> = journeySketch,
): fc.Arbitrary<MadeJourneys> => fc.array(sketch, { minLength: count, maxLength: count }).map(make);

/** Only those that may be compiled. */
export const validJourneys = (
  count = 1,
  sketch: fc.Arbitrary<JourneySketch> = journeySketch,
): fc.Arbitrary<MadeJourneys> => sketchedJourneys(count, sketch).filter(({ errors }) => errors.length === 0);

/** The first is `made`, the second `made_2` … */
export function make(sketches: readonly JourneySketch[]): MadeJourneys {
  const texts = sketches.map((sketch, at) => writeJourney(sketch, at === 0 ? "made" : `made_${at + 1}`));
  const files = texts.map((text, at) => ({ path: `journeys/made_${at + 1}.journey`, text }));
  const { model, diagnostics } = checkWorkspace(
    { files: [...SURROUNDINGS, ...files] },
    { today: "2026-11-22" },
  );
  let compiled: Compiled | undefined;
  return {
    sketches,
    texts,
    model,
    errors: diagnostics.filter(({ severity }) => severity === "error"),
    compiled: () => {
      compiled ??= compileModel(model, { horizon: { from: 2026, years: 3 } });
      return compiled;
    },
    // What is printed of a failure.
    ...{ [fc.toStringMethod]: () => `\n${texts.join("\n")}` },
  };
}
