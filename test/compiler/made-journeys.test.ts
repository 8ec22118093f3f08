/** Journeys that nobody wrote, through the whole compiler: what is valid compiles, reads back, and means one thing. */
import { describe, expect, test } from "vitest";
import { hashPlan } from "../../compiler/canonical.ts";
import { compileModel } from "../../compiler/compile.ts";
import { describeJourney } from "../../compiler/describe/describe-journey.ts";
import { graphOf } from "../../compiler/graph/journey-graph.ts";
import { toMermaid } from "../../compiler/graph/to-mermaid.ts";
import { librarySchema } from "../../compiler/library-schema.ts";
import { planSchema } from "../../compiler/plan-schema.ts";
import { format } from "../../language/format/format.ts";
import { FUZZ_TIMEOUT, fuzz } from "../support/fuzz.ts";
import { type MadeJourneys, sketchedJourneys, validJourneys } from "../support/journeys/made-journeys.ts";

const RUNS = { inCi: 300, atHand: 60 };
const HORIZON = { horizon: { from: 2026, years: 3 } };

describe("made journeys", FUZZ_TIMEOUT, () => {
  test("nearly all of them pass the check, so that the generator tries what people write", () => {
    let valid = 0;
    let all = 0;
    const count = ({ errors }: MadeJourneys): void => {
      all += 1;
      valid += errors.length === 0 ? 1 : 0;
    };
    fuzz(sketchedJourneys(), count, RUNS);
    expect(valid / all).toBeGreaterThan(0.9);
  });

  test("compile to plans that are read back as they were, with the same hash each time (P9)", () => {
    fuzz(
      validJourneys(),
      ({ model, compiled }) => {
        const { releases, library } = compiled();
        for (const { plan, hash } of releases) {
          const read = planSchema.parse(JSON.parse(JSON.stringify(plan)));
          expect(read).toEqual(plan);
          expect(hashPlan(read)).toBe(hash);
        }
        expect(librarySchema.parse(JSON.parse(JSON.stringify(library)))).toEqual(library);
        const again = compileModel(model, HORIZON).releases.map(({ hash }) => hash);
        expect(again).toEqual(releases.map(({ hash }) => hash));
      },
      RUNS,
    );
  });

  test("are laid out, told as a page and drawn", () => {
    fuzz(
      validJourneys(),
      ({ texts, model }) => {
        const [text = ""] = texts;
        expect(format(text, "made.journey")).toEqual({ text, diagnostics: [] });
        const journey = model.journeys.get("made");
        if (journey === undefined) throw new Error("`made` is not declared");
        expect(describeJourney(journey, model).sections.length).toBeGreaterThan(3);
        expect(toMermaid(graphOf(journey, text))).toContain("s0");
      },
      RUNS,
    );
  });
});
