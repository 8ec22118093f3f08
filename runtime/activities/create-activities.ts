/** The activities, on a store and the project's actions. */
import { callAction } from "./call-action.ts";
import type { ActivityContext } from "./context.ts";
import type { Activities } from "./contract.ts";
import { withoutWords } from "./failures.ts";
import { recordBatch } from "./record-batch.ts";

/** @param lettersMayGo told when a batch has let letters go: they are in the store, and somebody has to send them. */
export const createActivities = (
  context: ActivityContext,
  lettersMayGo: () => void = () => {},
): Activities => ({
  record: (batch) =>
    withoutWords(`Batch ${batch.number} of ${batch.instance}`, () =>
      recordBatch(context, batch, lettersMayGo),
    ),
  call: (request) =>
    withoutWords(`Call of ${request.action} for ${request.instance}`, () => callAction(context, request)),
});
