/** Proves small journeys over the shipped organisation and leads. */
import type { Finding } from "../../../runtime/prove/finding.ts";
import { beginnings } from "../../../runtime/prove/occurrences.ts";
import { type Proof, type ProveOptions, proveJourney } from "../../../runtime/prove/prove-journey.ts";
import { type Run, waysOf } from "../../../runtime/prove/runs.ts";
import { type Cast, cast, timeOf } from "../machine/play.ts";

export const proofOf = (
  { plan, library, people }: Pick<Cast, "plan" | "library" | "people">,
  options: Partial<ProveOptions> = {},
): Proof =>
  proveJourney(plan, { library, people, start: timeOf(plan, "2026-11-23", 9), states: 5_000, ...options });

/** Of a journey of these stages, as `cast` has them. */
export const prove = (stages: string, more = ""): Proof => proofOf(cast(stages, more));

export const sentences = ({ findings }: { readonly findings: readonly Finding[] }): readonly string[] =>
  findings.map(({ property, sentence }) => `${property}: ${sentence}`);

/** The first thing that happens to anybody: they enter. */
export function runOf({ arena }: Proof): Run {
  const [beginning] = beginnings(arena);
  if (beginning === undefined) throw new Error("nothing leads into the journey");
  const [run] = waysOf(arena, null, beginning).runs;
  if (run === undefined) throw new Error("nobody enters");
  return run;
}
