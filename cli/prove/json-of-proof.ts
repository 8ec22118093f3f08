/** A proof as data: what a review or a dashboard reads. */
import type { SourceMap } from "../../compiler/plan.ts";
import { asScenario } from "../../runtime/prove/as-scenario.ts";
import { placeOf } from "../../runtime/prove/place-of.ts";
import type { Proof } from "../../runtime/prove/prove-journey.ts";
import { timelineOf } from "../../runtime/prove/timeline.ts";

export function jsonOfProof(proof: Proof, sources: SourceMap, shownPath: (path: string) => string) {
  const { plan, arena, findings, states, steps, isWhole, growth, messages } = proof;
  return {
    journey: plan.journey,
    version: plan.version,
    states,
    steps,
    whole: isWhole,
    growth,
    messages,
    findings: findings.map(({ property, sentence, help, at, shown }) => {
      const place = placeOf(sources, at);
      return {
        property,
        sentence,
        help,
        at,
        ...(place === null ? {} : { ...place, file: shownPath(place.file) }),
        timeline:
          shown === null
            ? []
            : timelineOf(arena, shown).map(({ at: when, what }) => ({
                at: new Date(when).toISOString(),
                what,
              })),
        scenario: shown === null ? null : asScenario(arena, shown, sentence),
      };
    }),
  };
}
