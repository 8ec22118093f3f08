/** What a run has cost: events and bytes of its history, and what Temporal Cloud bills as actions. */
import type { Client } from "@temporalio/client";

export interface Cost {
  readonly actions: number;
  readonly events: number;
  readonly bytes: number;
}

/** An event's kind is the name of the one member that holds what it says. */
const ATTRIBUTES = "EventAttributes";

/**
 * Temporal's documentation, "Temporal Cloud Actions" (https://docs.temporal.io/cloud/actions): a start, a signal, an
 * update, a timer, each attempt of an activity (counted apart), each change of search attributes or memo (those given at the
 * start cost nothing), a continue-as-new. All markers of one workflow task are one action together, local activities among
 * them (counted apart). What is billed and leaves no event, as a query or an update that is refused, does not occur here.
 */
const BILLED: ReadonlySet<string> = new Set([
  "workflowExecutionStarted",
  "workflowExecutionSignaled",
  "workflowExecutionUpdateAccepted",
  "timerStarted",
  "upsertWorkflowSearchAttributes",
  "workflowPropertiesModified",
  "workflowExecutionContinuedAsNew",
]);

type Event = NonNullable<
  Awaited<ReturnType<ReturnType<Client["workflow"]["getHandle"]>["fetchHistory"]>>["events"]
>[number];

export async function costOf(client: Client, workflowId: string): Promise<Cost> {
  const handle = client.workflow.getHandle(workflowId);
  const events = (await handle.fetchHistory()).events ?? [];
  const { raw } = await handle.describe();
  const attempts = events.map(({ activityTaskStartedEventAttributes: started }) => started?.attempt ?? 0);
  return {
    actions:
      events.filter((event) => BILLED.has(kindOf(event))).length +
      attempts.reduce((a, b) => a + b, 0) +
      new Set(events.flatMap(taskOfMarker)).size,
    events: events.length,
    bytes: Number(raw.workflowExecutionInfo?.historySizeBytes ?? 0),
  };
}

/** The workflow task that ended with a local activity in it. */
const taskOfMarker = ({ markerRecordedEventAttributes: marker }: Event): readonly string[] =>
  marker == null ? [] : [String(marker.workflowTaskCompletedEventId)];

/** How many events of each kind, for whoever wants to know where they come from. */
export async function eventsOf(
  client: Client,
  workflowId: string,
): Promise<Readonly<Record<string, number>>> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  const counts: Record<string, number> = {};
  for (const event of events ?? []) counts[kindOf(event)] = (counts[kindOf(event)] ?? 0) + 1;
  return counts;
}

function kindOf(event: object): string {
  const [name = ""] = Object.entries(event).flatMap(([member, value]) =>
    member.endsWith(ATTRIBUTES) && value != null ? [member] : [],
  );
  return name.slice(0, -ATTRIBUTES.length);
}
