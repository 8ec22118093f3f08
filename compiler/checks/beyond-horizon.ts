/**
 * A date for which no holidays and changes of the clocks are resolved any more, or soon will not be (rule 6): there the
 * last offset goes on, and no day is a holiday.
 */
import { report } from "../../language/diagnostics/report.ts";
import { HORIZON_YEARS } from "../horizon.ts";
import { findAll } from "../walk.ts";
import type { Check } from "./check.ts";

export const beyondHorizon: Check = (model, { today }) => {
  if (today === undefined) return [];
  const year = Number(today.slice(0, 4));
  // What is compiled this year is resolved to the end of the last; from that year on a run comes near it.
  const last = `${year + HORIZON_YEARS - 1}`;
  return [...model.journeys.values()].flatMap(({ enters, stages, handovers, everywhere }) =>
    findAll([enters, stages, handovers, everywhere], "DateLiteral")
      .filter(({ text }) => text >= last)
      .map(({ text, span }) => report("beyond-horizon", { date: text, until: last }, span)),
  );
};
