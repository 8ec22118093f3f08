/** What a running journey meets in a test: a worker with the real driver, and a store that is a list. */
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { isGrpcServiceError } from "@temporalio/client";
import type { Plan } from "../../compiler/plan.ts";
import type { Activities, Batch, BatchResult } from "../../runtime/activities/contract.ts";
import { temporalJourneys } from "../../runtime/client/temporal-journeys.ts";
import { type Clock, REAL_TIME } from "../../runtime/clock.ts";
import type { ActOutcome } from "../../runtime/ingest/journey-client.ts";
import type {
  Act,
  Actor,
  Command,
  CommandResult,
  JournalEntry,
  WorkId,
} from "../../runtime/machine/protocol.ts";
import type { State } from "../../runtime/machine/state.ts";
import {
  type BundleOptions,
  bundleJourneys,
  type JourneyBundle,
} from "../../runtime/worker/bundle-journeys.ts";
import { startWorker, type WorkerSetup } from "../../runtime/worker/run-worker.ts";
import type { ActRequest, JourneyStart } from "../../runtime/workflows/contract.ts";
import type { TestServer } from "./temporal.ts";

// ── The store ─────────────────────────────────────────────────────────────────────────────────────────────

/** Who fills the roles. */
const PEOPLE: Readonly<Record<string, string>> = { marketing: "mia", sales: "anna" };

export const actorOf = (person: string, ...roles: readonly string[]): Actor => ({
  person,
  roles,
  delegateOf: [],
});
const ANNA = actorOf("anna", "sales");

/** A store that is a list: batches in the order in which they came, each once; another of its number is told so. */
export interface ListStore extends Activities {
  readonly batches: readonly Batch[];
  /** Keys of letters that may go out. */
  readonly delivered: readonly string[];
}

export function listStore(): ListStore {
  const batches: Batch[] = [];
  const delivered: string[] = [];
  return {
    batches,
    delivered,
    async record(batch) {
      const known = batches.find(
        ({ instance, number }) => instance === batch.instance && number === batch.number,
      );
      if (known !== undefined && !isDeepStrictEqual(askedBy(known), askedBy(batch))) return insteadOf(known);
      if (known === undefined) {
        batches.push(batch);
        delivered.push(...batch.commands.flatMap(letterOf));
      }
      return { results: batch.commands.flatMap(answerTo) };
    },
    async call() {
      return {};
    },
  };
}

const askedBy = ({ commands, journal, unread }: Batch): unknown => ({ commands, journal, unread });

/** @throws when there is no telling: a test has made a mistake, or we have. */
function insteadOf({ instance, number, took: inputs, unread = [] }: Batch): BatchResult {
  if (inputs === undefined) throw new Error(`Batch ${number} of ${instance} came with another content.`);
  return { results: [], instead: { inputs, unread } };
}

function answerTo(command: Command): CommandResult[] {
  switch (command.do) {
    case "assign":
      return [{ ref: command.ref, person: PEOPLE[command.role] ?? null, role: command.role }];
    case "send":
      return [{ ref: command.ref, sent: { is: "sent" } }];
    case "sum":
      return [{ ref: command.ref, sum: 0 }];
    case "recall":
      return [{ ref: command.ref, recalled: { fields: {}, fieldsAt: {}, bands: {}, events: [] } }];
    default:
      return [];
  }
}

const letterOf = (command: Command): string[] =>
  command.do === "send" || command.do === "tell" ? [command.key] : [];

// ── Worker and clients ────────────────────────────────────────────────────────────────────────────────────

/** Bundles a build of these plans. */
export async function bundlePlans(
  plans: readonly Plan[],
  options: BundleOptions = {},
): Promise<JourneyBundle> {
  const types = plans.map(
    (plan) => `export const ${plan.workflowType} = (start) => runJourney(${JSON.stringify(plan)}, start);\n`,
  );
  return bundleModule(`import { runJourney } from "baton/workflows";\n${types.join("")}`, options);
}

/** Bundles a build whose workflows are what this module exports. */
export async function bundleModule(module: string, options: BundleOptions = {}): Promise<JourneyBundle> {
  const dir = await mkdtemp(join(tmpdir(), "baton-build-"));
  await mkdir(join(dir, "workflows"));
  await writeFile(join(dir, "workflows", "journey.js"), module);
  await writeFile(join(dir, "workflows", "index.cjs"), 'module.exports = require("./journey.js");\n');
  return bundleJourneys(dir, options);
}

/** Bundles a build whose one workflow is the plan. */
export const bundlePlan = (plan: Plan, options: BundleOptions = {}): Promise<JourneyBundle> =>
  bundlePlans([plan], options);

/** A worker on a server, and its store. */
export interface World {
  readonly store: ListStore;
  begin(id: string, start?: Partial<JourneyStart>): Promise<Instance>;
  /** May be called more than once. */
  close(): Promise<void>;
}

/** A server, as far as a world needs it. */
type Reached = Pick<TestServer, "client" | "connection"> & Partial<TestServer>;

export async function openWorld(
  server: Reached,
  bundle: JourneyBundle,
  store: ListStore = listStore(),
  setup: Pick<WorkerSetup, "dataConverter" | "version"> = {},
): Promise<World> {
  const worker = await startWorker({
    connection: server.connection,
    ...setup,
    namespace: "default",
    bundle,
    activities: store,
  });
  return {
    store,
    begin: (id, start) => beginInstance(server, store, id, start),
    close: () => {
      worker.stop();
      return worker.stopped;
    },
  };
}

/** One journey, as the intake of events and a person see it. */
interface Instance {
  readonly id: string;
  /** Whether this call started it. */
  readonly begun: "started" | "repeated";
  happens(kind: string, eventId?: string): Promise<"informed" | "gone">;
  /** Anna acts, unless another is named. The update's id is new unless it is given. */
  act(act: Act, by?: { readonly actor?: Actor; readonly updateId?: string }): Promise<ActOutcome>;
  /** Waits until somebody is asked, and answers the work's id. */
  asked(name: string): Promise<WorkId>;
  wrote(what: JournalEntry["what"]): Promise<JournalEntry>;
  commands(): readonly Command[];
  journal(): readonly JournalEntry[];
  /** @param within milliseconds in which it has to answer */
  state(within?: number): Promise<State | null>;
  /** The id of its newest run. */
  run(): Promise<string>;
  end(): Promise<unknown>;
}

let serial = 0;
const unique = (prefix: string): string => `${prefix}-${++serial}`;

async function beginInstance(
  server: Reached,
  store: ListStore,
  id: string,
  start: Partial<JourneyStart> = {},
): Promise<Instance> {
  const journeys = temporalJourneys(server.client, { patience: PATIENCE });
  const handle = server.client.workflow.getHandle(id);
  const batches = () => store.batches.filter(({ instance }) => instance === id);
  const commands = () => batches().flatMap((batch) => batch.commands);
  const journal = () => batches().flatMap((batch) => batch.journal);
  const begun = await journeys.start({
    workflowType: "small_v1",
    workflowId: id,
    start: { ...startOf(id), ...start },
    indexed: { journey: "small", version: 1, stage: "nurture", holder: "marketing" },
  });
  return {
    id,
    begun,
    commands,
    journal,
    happens: (kind, eventId = unique(kind)) =>
      journeys.inform(id, { is: "event", event: { id: eventId, kind, at: Date.now(), fields: {} } }),
    act: (act, { actor = ANNA, updateId = unique("act") } = {}) =>
      journeys.act(id, updateId, { actor, act } as ActRequest),
    asked: (name) => eventually(() => openWork(commands(), name)),
    wrote: (what) => eventually(() => journal().find((entry) => entry.what === what)),
    state: (within) => eventually(() => whenAnswered(() => handle.query<State | null>("state")), within),
    run: async () => (await handle.describe()).runId,
    end: () => handle.result(),
  };
}

/** The server answers no query while a run's task is to be done again, as when a fact met the end of the run. */
async function whenAnswered<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    // The client puts an error of its own around that of gRPC.
    const told = error instanceof Error && !isGrpcServiceError(error) ? error.cause : error;
    if (isGrpcServiceError(told) && told.code === FAILED_PRECONDITION) return undefined;
    throw error;
  }
}

/** https://grpc.github.io/grpc/core/md_doc_statuscodes.html */
const FAILED_PRECONDITION = 9;

function openWork(commands: readonly Command[], name: string): WorkId | undefined {
  const closed = commands.flatMap((one) => (one.do === "close work" ? [one.work] : []));
  const asked = commands.flatMap((one) => (one.do === "assign" || one.do === "open work" ? [one.work] : []));
  return asked.find((work) => work.name === name && !closed.includes(work.id))?.id;
}

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

/** In milliseconds: a task that fails more than once is done over when its time, ten seconds, is up. */
const PATIENCE = 30_000;

/** Waits until `look` finds something; fails after so many milliseconds. */
export async function eventually<T>(
  look: () => T | undefined | Promise<T | undefined>,
  within = PATIENCE,
): Promise<T> {
  const end = Date.now() + within;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error("It did not come.");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
