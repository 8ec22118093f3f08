/** How runs stand, asked of them in Temporal: as many as answer in time. */
import type { JourneyClient } from "../ingest/journey-client.ts";
import type { State } from "../machine/state.ts";
import type { InstanceRow } from "../store/schema.ts";

const AT_A_TIME = 20;
/** Real milliseconds that a run has to say how it stands. */
const PATIENCE = 5_000;
/** Real milliseconds for all of them: whoever asked still waits for the answer. */
const PATIENCE_IN_ALL = 15_000;

/** By instance. A run whose worker is away stands where the store says. */
export async function statesOf(
  journeys: Pick<JourneyClient, "stateOf">,
  rows: readonly Pick<InstanceRow, "id" | "workflow_id">[],
): Promise<ReadonlyMap<string, State>> {
  const found = new Map<string, State>();
  const end = Date.now() + PATIENCE_IN_ALL;
  for (let from = 0; from < rows.length && Date.now() < end; from += AT_A_TIME) {
    const some = rows.slice(from, from + AT_A_TIME);
    const states = await Promise.all(some.map(({ workflow_id: id }) => inTime(journeys.stateOf(id))));
    for (const [nth, { id }] of some.entries()) {
      const state = states[nth];
      if (state != null && state !== "gone") found.set(id, state);
    }
    // Nobody answers: the others are not waited for either.
    if (states.every((state) => state === null)) break;
  }
  return found;
}

async function inTime<T>(asked: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), PATIENCE);
  });
  return await Promise.race([asked.catch(() => null), late]).finally(() => clearTimeout(timer));
}
