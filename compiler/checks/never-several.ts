/** `if several are open` of a journey of which a subject never has several. */
import { report } from "../../language/diagnostics/report.ts";
import { forEachJourney } from "./check.ts";

export const neverSeveral = forEachJourney(({ name, per, ifOpen, ifSeveral }) => {
  const maybeSeveral = per !== undefined || ifOpen?.then === "start another";
  if (ifSeveral === undefined || maybeSeveral) return [];
  return [report("never-several", { journey: name.text }, ifSeveral.span)];
});
