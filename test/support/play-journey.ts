/** One fixed journey, step by step with a rest after each: for what it costs, and for histories to replay. */
import { eventually, type World } from "./journey-world.ts";
import type { TestServer } from "./temporal.ts";

/** A letter, an offer, an acceptance, a task, and the exit. */
export async function playJourney(server: TestServer, world: World, id: string): Promise<void> {
  const rest = () => settledEvents(server, id);
  const journey = await world.begin(id);
  await eventually(() => world.store.delivered.find((key) => key.startsWith(id)));
  await rest();
  await journey.happens("demo_requested", "demo");
  await rest();
  await journey.act({ do: "accept", work: await journey.asked("sales_ready") }, { updateId: "accept" });
  await rest();
  const work = await journey.asked("call");
  await journey.act({ do: "complete", work, result: "done", evidence: {} }, { updateId: "complete" });
  await rest();
  await journey.happens("bought", "bought");
  await journey.end();
}

/** The number of events in an instance's history, once no task is under way and it has not grown for a while. */
export async function settledEvents(server: TestServer, id: string): Promise<number> {
  let before = -1;
  for (;;) {
    const handle = server.client.workflow.getHandle(id);
    const isIdle = (await handle.describe()).raw.pendingWorkflowTask == null;
    const { events } = await handle.fetchHistory();
    const now = events?.length ?? 0;
    if (isIdle && now === before) return now;
    before = isIdle ? now : -1;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
