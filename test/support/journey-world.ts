/** What a running journey meets in a test: a worker with the real driver, and a store that is a list. */
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Plan } from "../../compiler/plan.ts";
import type { Activities, Batch } from "../../runtime/activities/contract.ts";
import { type Clock, REAL_TIME } from "../../runtime/clock.ts";
import type { Actor, Command, CommandResult, WorkId } from "../../runtime/machine/protocol.ts";
import {
  type BundleOptions,
  bundleJourneys,
  type JourneyBundle,
} from "../../runtime/worker/bundle-journeys.ts";
import { type RunningWorker, startWorker } from "../../runtime/worker/run-worker.ts";
import type { JourneyStart } from "../../runtime/workflows/contract.ts";
import type { TestServer } from "./temporal.ts";

/** Who fills the roles. */
const PEOPLE: Readonly<Record<string, string>> = { marketing: "mia", sales: "anna" };

export const actorOf = (person: string, ...roles: readonly string[]): Actor => ({
  person,
  roles,
  delegateOf: [],
});
export const ANNA = actorOf("anna", "sales");

/** A store that is a list: batches in the order in which they came, each once. */
export interface ListStore extends Activities {
  readonly batches: readonly Batch[];
  readonly delivered: readonly string[];
  /** The work that is open for a person, oldest first. */
  openWork(): readonly WorkId[];
}

export function listStore(): ListStore {
  const batches: Batch[] = [];
  const delivered: string[] = [];
  return {
    batches,
    delivered,
    async record(batch) {
      const isNew = !batches.some(
        ({ instance, number }) => instance === batch.instance && number === batch.number,
      );
      if (isNew) batches.push(batch);
      return { results: batch.commands.flatMap(answerTo), deliver: batch.commands.flatMap(letterOf) };
    },
    async deliver({ keys }) {
      delivered.push(...keys);
    },
    openWork() {
      const commands = batches.flatMap((batch) => batch.commands);
      const closed = commands.flatMap((one) => (one.do === "close work" ? [one.work] : []));
      const asked = commands.flatMap((one) =>
        one.do === "assign" || one.do === "open work" ? [one.work.id] : [],
      );
      return [...new Set(asked)].filter((id) => !closed.includes(id));
    },
  };
}

function answerTo(command: Command): CommandResult[] {
  switch (command.do) {
    case "assign":
      return [{ ref: command.ref, person: PEOPLE[command.role] ?? null, role: command.role }];
    case "send":
      return [{ ref: command.ref, sent: { is: "sent" } }];
    case "sum":
      return [{ ref: command.ref, sum: 0 }];
    default:
      return [];
  }
}

const letterOf = (command: Command): string[] =>
  command.do === "send" || command.do === "tell" ? [command.key] : [];

/** Bundles a build whose one workflow is the plan. */
export async function bundlePlan(plan: Plan, options: BundleOptions = {}): Promise<JourneyBundle> {
  const dir = await mkdtemp(join(tmpdir(), "baton-build-"));
  await mkdir(join(dir, "workflows"));
  const module = `import { runJourney } from "baton/workflows";
export const ${plan.workflowType} = (start) => runJourney(${JSON.stringify(plan)}, start);
`;
  await writeFile(join(dir, "workflows", "index.js"), module);
  return bundleJourneys(dir, options);
}

export const workOn = (
  server: TestServer,
  bundle: JourneyBundle,
  activities: Activities,
  taskQueue?: string,
): Promise<RunningWorker> =>
  startWorker({
    connection: server.connection,
    namespace: "default",
    bundle,
    activities,
    ...(taskQueue === undefined ? {} : { taskQueue }),
  });

export const startOf = (instance: string, clock: Clock = REAL_TIME): JourneyStart => ({
  instance,
  subject: `lead-of-${instance}`,
  stage: "nurture",
  fields: {},
  bands: {},
  event: null,
  clock,
});

/** A clock that shows so many milliseconds for each real one, from now. */
export const compressedClock = (scale: number): Clock => ({
  startedAt: Date.now(),
  origin: 1_772_000_000_000,
  scale,
});

/** Waits until `look` finds something; fails after ten seconds. */
export async function eventually<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const end = Date.now() + 10_000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error("It did not come.");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
