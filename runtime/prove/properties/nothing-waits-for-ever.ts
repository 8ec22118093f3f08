/** Whatever is awaited has an end, or a person whose name stands beside it (P2, P6). */
import { nextDeadline } from "../../machine/deadlines.ts";
import type { State } from "../../machine/state.ts";
import type { RunProperty } from "./properties.ts";

export const nothingWaitsForEver: RunProperty = ({ plan }, { from, run }) => {
  const { state, crash } = run;
  if (crash !== null || state.stage === null || state.paused !== null) return null;
  const unasked = state.work.find(
    ({ record, rungAt, startsOn }) => record.person === null && rungAt === null && !startsOn,
  );
  if (unasked !== undefined)
    return {
      property: "nothing-waits-for-ever",
      sentence: `\`${unasked.record.name}\` in stage \`${state.stage}\` waits for somebody of ${unasked.record.role}, and nobody is ever reminded of it.`,
      help: "Give its ladder an end at a role.",
      at: unasked.record.step,
      shown: { from, run },
    };
  if (nextDeadline(plan, state) !== null || isWithSomebody(state)) return null;
  return {
    property: "nothing-waits-for-ever",
    sentence: `In stage \`${state.stage}\` it may come to wait for ever: no time is set, and nobody is asked for anything.`,
    help: "Give the stage a bound, or end the track with a move or an exit.",
    at: state.stage,
    shown: { from, run },
  };
};

/** It is open with somebody, and overdue: no silence drops it, and whoever has it is named (rule 1). */
const isWithSomebody = ({ work }: State): boolean => work.some(({ record }) => record.person !== null);
