/** The kill matrix: every fault, in the order in which it is run. What each means is in README.md. */
import { clocks } from "./cases/clocks.ts";
import { crashes } from "./cases/crashes.ts";
import { longRuns } from "./cases/long-runs.ts";
import { outages } from "./cases/outages.ts";
import { processes } from "./cases/processes.ts";
import { restores } from "./cases/restores.ts";
import { stores } from "./cases/stores.ts";
import { timers } from "./cases/timers.ts";
import { upgrades } from "./cases/upgrades.ts";
import { versions } from "./cases/versions.ts";
import type { Fault } from "./lab/fault.ts";

export { runFaults } from "./lab/run-faults.ts";

export const MATRIX: readonly Fault[] = [
  ...crashes,
  ...outages,
  ...processes,
  ...longRuns,
  ...timers,
  ...clocks,
  ...versions,
  ...stores,
  ...restores,
  ...upgrades,
];
