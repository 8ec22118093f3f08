/** What only shows after thousands of events, or many months. */

import { Broken, type Fault, type Site } from "../lab/fault.ts";
import { historyText } from "../lab/history-text.ts";
import { pause, SECOND } from "../lab/steps.ts";

/** The gateway takes so many at a time. */
const BATCH = 100;
/** Real milliseconds after which an instance that takes nothing in any more will not go on. */
const STANDSTILL = 60 * SECOND;

export const longRuns: readonly Fault[] = [
  {
    id: "E8",
    what: "one lead gets 10,000 events (in the short lane 1,000), and the run goes on as a new one ten times at least",
    expected: "each is taken in, once, and in the order of the batches there is no gap",
    async run(bench) {
      const [count, suggest] = bench.isShort ? [1_000, 100] : [10_000, 1_000];
      // The server suggests a new run after 4,096 events of its history unless told otherwise.
      const site = await bench.open({
        dynamicConfig: [`limit.historyCount.suggestContinueAsNew=${suggest}`],
      });
      const { lab, traffic } = site;
      const email = "canary+pii0@example.test";
      await traffic.send(email, "count_begun");
      const began = Date.now();
      await flood(site, email, count);
      const taken = Date.now();
      const counted = await takesAllIn(site, email, count);
      const runs = await runsOf(site);
      if (runs <= 10) throw new Broken(`It took ${runs} runs, where more than ten were to be seen.`);
      const { open } = await historyText(lab.temporal.client);
      if (open.includes(email)) throw new Broken("I6: the lead's address stands in Temporal in clear.");
      const seconds = (from: number, to: number) => Math.round((to - from) / SECOND);
      const said = `acknowledged in ${seconds(began, taken)} s, taken in ${seconds(began, counted)} s`;
      return { said: `${count} of ${count} events in ${runs} runs, none twice; ${said}` };
    },
  },
  {
    id: "E8b",
    what: "one lead gets 10,000 events (in the short lane 1,000) while no worker is there",
    expected:
      "the run is told some five hundred, the rest waits in the store; the worker that comes back takes all in, once, and lives",
    async run(bench) {
      const count = bench.isShort ? 1_000 : 10_000;
      const site = await bench.open({});
      const { lab, traffic } = site;
      const email = "canary+pii0@example.test";
      await traffic.send(email, "count_begun");
      await untilBegun(site);
      await lab.now("worker").kill("SIGKILL");
      await flood(site, email, count);
      const told = await toldAtLast(site);
      if (told > MOST_TOLD) throw new Broken(`The run was told ${told} events of which no worker knew.`);
      // Nobody starts it again, should it die of what it finds.
      await lab.start("worker");
      const began = Date.now();
      const counted = await takesAllIn(site, email, count);
      const seconds = Math.round((counted - began) / SECOND);
      return {
        said: `${told} told while nobody listened; ${count} of ${count} taken in within ${seconds} s, none twice`,
      };
    },
  },
];

/** As many as the relay tells before it asks, and what is told beside it (the beginning of the count). */
const MOST_TOLD = 510;

async function flood({ lab }: Site, email: string, count: number): Promise<void> {
  for (let from = 0; from < count; from += BATCH) {
    const numbers = Array.from({ length: BATCH }, (_, index) => from + index);
    await lab.sender.sendEvents(
      numbers.map((number) => ({
        id: `ping-${number}`,
        event: "pinged",
        subject: { email },
        data: { number },
      })),
    );
  }
}

/** Each once and without a gap, to the exit; answers the real instant at which the last was counted. */
async function takesAllIn(site: Site, email: string, count: number): Promise<number> {
  await untilCounted(site, count);
  const counted = Date.now();
  await site.traffic.send(email, "cancelled");
  await site.traffic.ended([email], 60 * SECOND);
  const found = await countedBy(site);
  if (found !== count) throw new Broken(`${count} events were acknowledged, and ${found} were taken in.`);
  const gaps = await gapsIn(site);
  if (gaps > 0) throw new Broken(`${gaps} gaps in the numbers of its batches.`);
  return counted;
}

/** A start that no worker has taken up yet would be a task of its own. */
async function untilBegun({ lab }: Site): Promise<void> {
  for (let tries = 0; tries < 120; tries += 1) {
    const begun = await lab.store.db.selectFrom("batch").select("number").limit(1).executeTakeFirst();
    if (begun !== undefined) return;
    await pause(500);
  }
  throw new Broken("The count did not begin within a minute.");
}

/** How many events its run was told, once that has not changed for ten seconds. */
async function toldAtLast({ lab }: Site): Promise<number> {
  for (let last = -1, since = Date.now(); ; ) {
    const sent = await lab.store.db
      .selectFrom("outbox")
      .select((of) => of.fn.countAll<number>().as("count"))
      .where("status", "=", "sent")
      .executeTakeFirstOrThrow();
    const now = Number(sent.count);
    if (now > last) since = Date.now();
    last = now;
    if (Date.now() - since > 10 * SECOND) return now;
    await pause(500);
  }
}

const countedBy = async ({ lab }: Site): Promise<number> => {
  const { count } = await lab.store.db
    .selectFrom("journal")
    .select((of) => of.fn.countAll<number>().as("count"))
    .where("what", "=", "set")
    .where("journey", "=", "counter")
    .executeTakeFirstOrThrow();
  return Number(count);
};

async function untilCounted(site: Site, count: number): Promise<void> {
  for (let last = -1, since = Date.now(); ; ) {
    const now = await countedBy(site);
    if (now >= count) return;
    if (now > last) since = Date.now();
    last = now;
    if (Date.now() - since > STANDSTILL)
      throw new Broken(`It has stood at ${now} of ${count} events for a minute: ${await standing(site)}`);
    await pause(500);
  }
}

async function gapsIn({ lab }: Site): Promise<number> {
  const rows = await lab.store.db.selectFrom("batch").select("number").orderBy("number").execute();
  return rows.filter(({ number }, index) => number !== index + 1).length;
}

async function runsOf({ lab }: Site): Promise<number> {
  const { count } = await lab.temporal.client.workflow.count('WorkflowType = "counter_v1"');
  return count;
}

/** Where the events are that are not taken in: before Temporal, or behind it. */
async function standing({ lab }: Site): Promise<string> {
  const rows = await lab.store.db
    .selectFrom("outbox")
    .select(["status", "attempts", "error"])
    .where("status", "!=", "sent")
    .execute();
  const [instance] = await lab.store.db
    .selectFrom("instance")
    .select(["state", "workflow_id"])
    .where("journey", "=", "counter")
    .execute();
  const { historyLength, raw } = await lab.temporal.client.workflow
    .getHandle(instance?.workflow_id ?? "")
    .describe();
  const task = raw.pendingWorkflowTask;
  return `${rows.length} facts wait to be handed on (${rows[0]?.status}, ${rows[0]?.error}); the journey is ${instance?.state}, its run has ${historyLength} events, its task attempt ${task?.attempt ?? "none"}; the worker says ${lab.now("worker").stderr().slice(-300)}`;
}
