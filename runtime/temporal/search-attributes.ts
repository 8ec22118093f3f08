/** The search attributes that journeys set. Without them the server refuses the very first task of each instance. */
import type { Client } from "@temporalio/client";
import { SEARCH_ATTRIBUTES } from "../workflows/contract.ts";
import { messageOf, TemporalUnavailable } from "./failures.ts";

/** `IndexedValueType.KEYWORD` of Temporal's API (temporal/api/enums/v1/common.proto). */
const KEYWORD = 2;

/** Adds what the namespace lacks. @throws TemporalUnavailable when it may not, as on Temporal Cloud. */
export async function registerSearchAttributes(client: Client): Promise<readonly string[]> {
  const { namespace } = client.options;
  const { operatorService } = client.connection;
  try {
    const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
    const missing = SEARCH_ATTRIBUTES.filter((name) => customAttributes?.[name] === undefined);
    if (missing.length === 0) return [];
    const searchAttributes = Object.fromEntries(missing.map((name) => [name, KEYWORD]));
    await operatorService.addSearchAttributes({ namespace, searchAttributes });
    return missing;
  } catch (error) {
    throw new TemporalUnavailable(
      `The namespace ${namespace} lacks search attributes of Baton, and adding them failed (${messageOf(error)}): ` +
        `add ${SEARCH_ATTRIBUTES.join(", ")} as Keyword with the Temporal CLI or in Temporal Cloud.`,
    );
  }
}
