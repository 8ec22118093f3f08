/** Runs a recorded history through today's driver and machine. Rejects with TMPRL1100 where they would do otherwise. */
import { Worker } from "@temporalio/worker";
import type { JourneyBundle } from "../../runtime/worker/bundle-journeys.ts";

export const replayHistory = ({ codePath }: JourneyBundle, history: string): Promise<void> =>
  Worker.runReplayHistory({ workflowBundle: { codePath } }, JSON.parse(history), "replayed");
