/** The search attributes that journeys set. Without them the server refuses the very first task of each instance. */
import type { Client } from "@temporalio/client";
import { SEARCH_ATTRIBUTES } from "../workflows/contract.ts";
import { messageOf, TemporalUnavailable } from "./failures.ts";

/** `IndexedValueType.KEYWORD` of Temporal's API (temporal/api/enums/v1/common.proto). */
const KEYWORD = 2;

/** Adds what the namespace lacks. @throws TemporalUnavailable when it may not, as on Temporal Cloud. */
export async function registerSearchAttributes(client: Client): Promise<readonly string[]> {
  const { namespace } = client.options;
  const missing = await missingSearchAttributes(client);
  if (missing.length === 0) return [];
  const searchAttributes = Object.fromEntries(missing.map((name) => [name, KEYWORD]));
  try {
    await client.connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
    return missing;
  } catch (error) {
    throw new TemporalUnavailable(
      `The namespace ${namespace} lacks search attributes of Baton, and adding them failed (${messageOf(error)}): ` +
        `add ${missing.join(", ")} as Keyword with the Temporal CLI or in Temporal Cloud.`,
    );
  }
}

/** Those that the namespace lacks; nothing is added. Rejects when that cannot be found out. */
export async function missingSearchAttributes(client: Client): Promise<readonly string[]> {
  const { namespace } = client.options;
  const listed = await client.connection.operatorService
    .listSearchAttributes({ namespace })
    .catch(() => null);
  if (listed === null) return await unknownInQueries(client);
  return SEARCH_ATTRIBUTES.filter((name) => listed.customAttributes?.[name] === undefined);
}

/** gRPC status code, https://grpc.github.io/grpc/core/md_doc_statuscodes.html. */
const INVALID_ARGUMENT = 3;

/** Who may not list them, as may be on Temporal Cloud, may use them: a query that names one that is not there is refused. */
async function unknownInQueries(client: Client): Promise<readonly string[]> {
  const { namespace } = client.options;
  const unknown: string[] = [];
  for (const name of SEARCH_ATTRIBUTES) {
    const query = `${name} = "nobody"`;
    try {
      await client.workflowService.countWorkflowExecutions({ namespace, query });
    } catch (error) {
      const isRefused = error instanceof Error && "code" in error && error.code === INVALID_ARGUMENT;
      if (!isRefused) throw error;
      unknown.push(name);
    }
  }
  return unknown;
}
