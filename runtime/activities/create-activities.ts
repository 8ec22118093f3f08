/** The activities, on a store, a mail connector and the project's actions. */
import { callAction } from "./call-action.ts";
import type { ActivityContext } from "./context.ts";
import type { Activities } from "./contract.ts";
import { deliverLetters } from "./deliver-letters.ts";
import { withoutWords } from "./failures.ts";
import { recordBatch } from "./record-batch.ts";

export const createActivities = (context: ActivityContext): Activities => ({
  record: (batch) =>
    withoutWords(`Batch ${batch.number} of ${batch.instance}`, () => recordBatch(context, batch)),
  deliver: ({ instance, keys }) =>
    withoutWords(`Delivery for ${instance}`, () => deliverLetters(context, keys)),
  call: (request) =>
    withoutWords(`Call of ${request.action} for ${request.instance}`, () => callAction(context, request)),
});
