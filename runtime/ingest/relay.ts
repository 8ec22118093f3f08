/**
 * Hands the outbox on to Temporal: in order for each subject, many subjects at a time, each row at least once. What it
 * does twice does no harm: a start is known by its workflow id, a fact by its own.
 *
 * A row is claimed by a lease and not by an open transaction: Temporal may take its time, and the store goes on. Only
 * the oldest row of a subject can be claimed, by one relay at a time; whoever dies holding one lets the lease run out.
 * While Temporal is away or ill nothing is counted against any row. A row that fails though Temporal is well is tried
 * again, at growing intervals, and in the end parked with its reason (`parked-row.ts`), so that what is wrong with one
 * subject never blocks the others. Parked rows are tried again once an hour, and whenever a relay starts: whoever has
 * mended what was wrong restarts the process.
 *
 * What is told to a run that no worker listens to piles up in the run, and thousands at once can end the worker that
 * comes back (docs/temporal.md, B). So a run is told so many, and the rest stays here until a worker has begun on them.
 */
import type { Clock } from "../clock.ts";
import { crashPoint } from "../crash-points.ts";
import { type Poller, startPoller } from "../poller.ts";
import type { Db } from "../store/open-store.ts";
import type { OutboxRow } from "../store/schema.ts";
import { inSpan } from "../tracing/trace.ts";
import type { Installation } from "./installation.ts";
import type { JourneyClient } from "./journey-client.ts";
import { dropFact } from "./lost-fact.ts";
import { parkRow, retryParked, unparkRow } from "./parked-row.ts";
import { isPassing } from "./passing-trouble.ts";

export type Relay = Poller;

export interface RelayOptions {
  readonly installation: Installation;
  readonly journeys: JourneyClient;
  readonly clock: Clock;
  /** Told of what went wrong; without personal data. */
  readonly onTrouble?: (trouble: RelayTrouble) => void;
  readonly settings?: Partial<RelaySettings>;
}
export interface RelayTrouble {
  readonly is: "away" | "retried" | "parked" | "store";
  readonly row: number | null;
  readonly error: string;
}

/** Times in real milliseconds. */
export interface RelaySettings {
  readonly concurrency: number;
  /** How long a relay may hold a row; longer than any call of the client takes. */
  readonly lease: number;
  /** Looks for what other processes wrote, and for what is to be tried again. */
  readonly every: number;
  /** The first interval before another try; it doubles. */
  readonly retry: number;
  readonly longestRetry: number;
  /** Tries of a row while Temporal is well. */
  readonly tries: number;
  /** The interval between tries of a row that is parked. */
  readonly retryParked: number;
  /** So many facts a run is told before one looks whether it has begun on them. */
  readonly unheard: number;
}
const SETTINGS: RelaySettings = {
  concurrency: 32,
  lease: 20_000,
  every: 1_000,
  retry: 100,
  longestRetry: 30_000,
  tries: 10,
  retryParked: 3_600_000,
  unheard: 500,
};
/** Runs of which it is known how many facts they were told. */
const RUNS_COUNTED = 10_000;

export function startRelay(options: RelayOptions): Relay {
  const handover = new Handover(options);
  const { concurrency, every } = handover.settings;
  return startPoller<OutboxRow>({
    concurrency,
    every,
    claim: (most) => handover.claim(most),
    handle: (row) => handover.handOn(row),
    onTrouble: (error, row) => handover.report("store", row?.id ?? null, error),
    isPaused: () => handover.isAway(),
  });
}

class Handover {
  readonly settings: RelaySettings;
  readonly #options: RelayOptions;
  /** What has been parked before this relay started has not been tried by it. */
  #mayRetryParked = true;
  /** Facts that each run was told since it was last seen to listen; whoever was told last stands last. */
  readonly #told = new Map<string, number>();
  /** Real time before which Temporal is left alone. */
  #awayUntil = 0;

  constructor(options: RelayOptions) {
    this.#options = options;
    this.settings = { ...SETTINGS, ...options.settings };
  }

  isAway(): boolean {
    return Date.now() < this.#awayUntil;
  }

  async claim(most: number): Promise<readonly OutboxRow[]> {
    const { db, now } = this.#options.installation;
    const lease = this.#onClock(this.settings.lease);
    await this.#retryParked(now() + lease);
    return claimHeads(db, now(), now() + lease, most);
  }

  /** Once; a row whose time comes within a lease may be under way in another relay. */
  async #retryParked(heldUntil: number): Promise<void> {
    if (!this.#mayRetryParked) return;
    await retryParked(this.#options.installation, heldUntil);
    this.#mayRetryParked = false;
  }

  async handOn(row: OutboxRow): Promise<void> {
    const { installation, journeys, clock } = this.#options;
    try {
      if (this.#isFull(row) && !(await journeys.isListening(row.workflow_id)))
        return await this.#keepBack(row);
      this.#count(row);
      const handing = () => tell(journeys, clock, row);
      if ((await inSpan("hand on", { what: row.payload.kind }, handing, row.trace)) === "told")
        await markSent(installation, row);
      else await dropFact(installation, row);
    } catch (error) {
      if (!(await isUp(journeys))) await this.#waitForTemporal(row, error, 0);
      else if (isPassing(error)) await this.#waitForTemporal(row, error, this.#patienceWith(row));
      else await this.#tryAgain(row, error);
    }
  }

  /** Whether its run was told so much that one has to look before it is told more. */
  #isFull({ workflow_id, payload }: OutboxRow): boolean {
    return payload.kind === "signal" && (this.#told.get(workflow_id) ?? 0) >= this.settings.unheard;
  }

  #count({ workflow_id, payload }: OutboxRow): void {
    if (payload.kind !== "signal") return;
    const told = this.#told.get(workflow_id) ?? 0;
    this.#told.delete(workflow_id);
    this.#told.set(workflow_id, told >= this.settings.unheard ? 1 : told + 1);
    const [first] = this.#told.keys();
    if (this.#told.size > RUNS_COUNTED && first !== undefined) this.#told.delete(first);
  }

  /** Nothing is wrong with it, so nothing is counted against it. */
  async #keepBack(row: OutboxRow): Promise<void> {
    const error = `no worker has begun on the last ${this.settings.unheard} facts that its run was told`;
    await this.#release(row, { delay: this.settings.every, attempts: row.attempts, error });
  }

  async #tryAgain(row: OutboxRow, error: unknown): Promise<void> {
    const attempts = row.attempts + 1;
    const { installation } = this.#options;
    if (attempts >= this.settings.tries) {
      const nextAt = installation.now() + this.#onClock(this.settings.retryParked);
      await parkRow(installation, row, { reason: reasonOf(error), nextAt });
      return this.report("parked", row.id, error);
    }
    const { retry, longestRetry } = this.settings;
    const delay = Math.min(retry * 2 ** (attempts - 1), longestRetry);
    await this.#release(row, { delay, attempts, error: reasonOf(error) });
    this.report("retried", row.id, error);
  }

  /** As long as it has waited already, so that intervals double though nothing is counted. */
  #patienceWith({ created_at }: OutboxRow): number {
    const { retry, longestRetry } = this.settings;
    const waited = (this.#options.installation.now() - created_at) / this.#options.clock.scale;
    return Math.min(Math.max(waited, retry), longestRetry);
  }

  async #waitForTemporal(row: OutboxRow, error: unknown, delay: number): Promise<void> {
    // Once, and not for each of the rows that wait with it.
    if (Date.now() >= this.#awayUntil) this.report("away", row.id, error);
    this.#awayUntil = Date.now() + this.settings.every;
    const reason = delay === 0 ? row.error : reasonOf(error);
    await this.#release(row, { delay, attempts: row.attempts, error: reason });
  }

  /** Ends the lease: any relay may try the row again after so many real milliseconds. */
  async #release(
    row: OutboxRow,
    after: { delay: number; attempts: number; error: string | null },
  ): Promise<void> {
    const { db, now } = this.#options.installation;
    await db
      .updateTable("outbox")
      .set({ next_at: now() + this.#onClock(after.delay), attempts: after.attempts, error: after.error })
      .where("id", "=", row.id)
      .where("status", "!=", "sent")
      .execute();
  }

  /** The store knows the installation's clock only, and a relay's patience is real. */
  #onClock(real: number): number {
    return Math.ceil(real * this.#options.clock.scale);
  }

  report(is: RelayTrouble["is"], row: number | null, error: unknown): void {
    this.#options.onTrouble?.({ is, row, error: reasonOf(error) });
  }
}

/** The oldest row of each subject that is still to be handed on, parked or not, if its time has come and no relay holds it. */
async function claimHeads(db: Db, now: number, until: number, most: number): Promise<readonly OutboxRow[]> {
  return await db
    .with("head", (qb) =>
      qb
        .selectFrom("outbox as row")
        .select("row.id")
        .where("row.status", "!=", "sent")
        .where("row.next_at", "<=", now)
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom("outbox as older")
                .select("older.id")
                .whereRef("older.subject", "=", "row.subject")
                .whereRef("older.id", "<", "row.id")
                .where("older.status", "!=", "sent"),
            ),
          ),
        )
        .orderBy("row.id")
        .limit(most)
        .forUpdate("row")
        .skipLocked(),
    )
    .updateTable("outbox")
    .set({ next_at: until })
    .where("id", "in", (qb) => qb.selectFrom("head").select("head.id"))
    .returningAll()
    .execute();
}

async function tell(journeys: JourneyClient, clock: Clock, row: OutboxRow): Promise<"told" | "gone"> {
  const { payload } = row;
  if (payload.kind === "signal") {
    const told = await journeys.inform(row.workflow_id, payload.fact);
    crashPoint("relay.after_tell");
    return told === "gone" ? "gone" : "told";
  }
  const { kind: _, start, ...request } = payload;
  await journeys.start({ ...request, workflowId: row.workflow_id, start: { ...start, clock } });
  crashPoint("relay.after_start");
  return "told";
}

async function markSent(installation: Installation, row: OutboxRow): Promise<void> {
  if (row.status === "parked") return await unparkRow(installation, row);
  await installation.db
    .updateTable("outbox")
    .set({ status: "sent", sent_at: installation.now(), error: null })
    .where("id", "=", row.id)
    .execute();
}

async function isUp(journeys: JourneyClient): Promise<boolean> {
  try {
    return await journeys.isUp();
  } catch {
    return false;
  }
}

/** Kept in the store and shown to operators; long enough to tell one cause from another. */
const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).slice(0, 500);

export interface OutboxCount {
  /** What has not been handed on. */
  readonly backlog: number;
  /** By the installation's clock, when the oldest of it was written. */
  readonly oldestAt: number | null;
  /** What has been given up on. */
  readonly parked: number;
}

export async function countOutbox(db: Db): Promise<OutboxCount> {
  const rows = await db
    .selectFrom("outbox")
    .select([
      "status",
      (fn) => fn.fn.countAll<number>().as("count"),
      (fn) => fn.fn.min("created_at").as("oldest"),
    ])
    .where("status", "in", ["pending", "parked"])
    .groupBy("status")
    .execute();
  const of = (status: string) => rows.find((row) => row.status === status);
  const pending = of("pending");
  return {
    backlog: Number(pending?.count ?? 0),
    oldestAt: pending === undefined ? null : Number(pending.oldest),
    parked: Number(of("parked")?.count ?? 0),
  };
}
