/**
 * The end of every fault: heal, let what was begun come to its end, judge; then twenty more leads, who must get through,
 * and judge again. An installation that answers every question with an error breaks no promise: so a fault counts only
 * if enough was done while it lasted.
 */
import { Broken, type Site } from "./fault.ts";
import { type Bounds, type Finding, gotBoth, judge } from "./oracle.ts";

export interface Ending extends Bounds {
  /** Events and acts that must have been acknowledged before the healing. */
  readonly atLeast: number;
  /** Real milliseconds from the healing until all is at rest; default: a minute. */
  readonly restsWithin?: number;
}

const FRESH = 20;
/** Real milliseconds; undisturbed it takes some fifteen seconds. */
const FRESH_WITHIN = 90_000;

export async function healThenWork({ lab, traffic }: Site, ending: Ending): Promise<string> {
  const done = traffic.operations();
  if (done < ending.atLeast)
    throw new Broken(
      `${done} operations during the fault, where ${ending.atLeast} were to be: it shows nothing.`,
    );
  await lab.heal();
  const healed = Date.now();
  await traffic.ended(traffic.leads, ending.restsWithin ?? 60_000);
  await untilAtRest(lab, healed + (ending.restsWithin ?? 60_000));
  const rested = Math.round((Date.now() - healed) / 1_000);
  await judged({ lab, traffic }, ending, "after the fault");
  const fresh = await traffic.signUp(FRESH);
  await traffic.ended(fresh, FRESH_WITHIN);
  await untilAtRest(lab, Date.now() + 30_000);
  await judged({ lab, traffic }, ending, "after the twenty that followed");
  tell(await gotBoth(lab, fresh), "of the twenty that followed");
  const { count } = await lab.store.db
    .selectFrom("letter")
    .select((of) => of.fn.countAll<number>().as("count"))
    .where("status", "=", "withdrawn")
    .executeTakeFirstOrThrow();
  const late = Number(count) === 0 ? "" : `; ${count} letters taken back, as their stage was left before`;
  return `${done} operations during the fault; at rest ${rested} s after it; ${FRESH} of ${FRESH} after that${late}`;
}

/** Journeys have ended by now; their runs, letters and facts may take a moment longer. */
async function untilAtRest({ store, temporal }: Site["lab"], by: number): Promise<void> {
  for (;;) {
    const letters = await store.db
      .selectFrom("letter")
      .select("key")
      .where("status", "in", ["granted", "sending"])
      .execute();
    const facts = await store.db.selectFrom("outbox").select("id").where("status", "=", "pending").execute();
    const { count } = await temporal.client.workflow.count('ExecutionStatus = "Running"');
    if (letters.length + facts.length + count === 0) return;
    if (Date.now() > by)
      throw new Broken(
        `I7: not at rest: ${letters.length} letters, ${facts.length} facts and ${count} runs under way`,
      );
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

async function judged(site: Site, bounds: Bounds, when: string): Promise<void> {
  tell(await judge(site.lab, site.traffic, bounds), when);
}

function tell(findings: readonly Finding[], when: string): void {
  if (findings.length === 0) return;
  const shown = findings.slice(0, MOST_SHOWN).map(({ invariant, what }) => `${invariant}: ${what}`);
  throw new Broken(`${findings.length} findings ${when}:\n  ${shown.join("\n  ")}`);
}

const MOST_SHOWN = 12;
