/** Runs a recorded history through today's driver and machine. Rejects with TMPRL1100 where they would do otherwise. */
import { Worker } from "@temporalio/worker";
import type { JourneyBundle } from "../../runtime/worker/bundle-journeys.ts";

export const replayHistory = ({ codePath }: JourneyBundle, history: string): Promise<void> =>
  Worker.runReplayHistory({ workflowBundle: { codePath } }, JSON.parse(history), "replayed");

/** The history, as if another activity had been run in place of those that record a step. */
export const withAnotherActivity = (history: string): string =>
  inMarkers(history, (marker) => marker.replace('"record"', '"forget"'));

/** What stands beside the results of local activities is JSON in base64 (`LocalActivityMarkerData` of the SDK's core). */
const inMarkers = (history: string, alter: (marker: string) => string): string =>
  history.replace(/(?<="data": ")eyJzZXEi[^"]*/g, (data) =>
    Buffer.from(alter(Buffer.from(data, "base64").toString())).toString("base64"),
  );
