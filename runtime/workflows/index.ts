/** `baton/workflows`: what emitted workflow modules import. */
export { runJourney } from "./run-journey.ts";
