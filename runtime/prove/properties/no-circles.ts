/** The machine can always take the next step: nothing goes round at one instant (P2). */
import type { RunProperty } from "./properties.ts";

export const noCircles: RunProperty = (_, { from, run }) => {
  if (run.crash === null) return null;
  const stage = from?.state.stage ?? "";
  return {
    property: "no-circles",
    sentence: `Stage \`${stage}\` goes round in circles without any time passing: ${run.crash}.`,
    help: "Let something on the way wait, or end.",
    at: stage,
    shown: { from, run },
  };
};
