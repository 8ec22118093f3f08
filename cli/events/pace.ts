/**
 * Sends events as an installation's clock reaches them: how history is played to journeys whose time runs faster than
 * real time. On a clock that shows real time everything in the past is due at once.
 */
import type { ApiClient } from "../../runtime/gateway/api-client.ts";
import { inBatches, type LinedEvent } from "./send-rows.ts";

/** Real milliseconds between two looks at the clock. */
const LOOK = 200;

/** @param events in the order of their instants; one without an instant is due at once. */
export async function* whenDue(
  client: Pick<ApiClient, "ready">,
  events: readonly LinedEvent[],
): AsyncGenerator<readonly LinedEvent[]> {
  let next = 0;
  while (next < events.length) {
    const now = Date.parse((await client.ready()).now);
    const from = next;
    while (next < events.length && isDue(events[next], now)) next += 1;
    yield* inBatches(events.slice(from, next));
    if (next < events.length) await new Promise((resolve) => setTimeout(resolve, LOOK));
  }
}

const isDue = (event: LinedEvent | undefined, now: number): boolean =>
  event?.event.at === undefined || Date.parse(event.event.at) <= now;
