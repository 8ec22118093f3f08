/**
 * Makes a store that was put back to an earlier time agree with Temporal, which went on. No process of the installation
 * may run meanwhile. Cut off, it is done again: what comes first is what proves that it is needed, and goes last.
 *
 * 1. A letter that was on its way may have gone out since: it is of unknown fate, and a person decides.
 * 2. Every instance that is under way is asked by the gateway, once there is one, how it stands (`adopt-run.ts`).
 * 3. A journey that has come to its exit since has ended here, too. What it was still to be told, it was told or not.
 * 4. A journey that has begun since, of a subject that is here, gets its row. Of a subject that is not here, or whose
 *    key is not, its run can never go on: it is ended.
 */
import type { Instant, Plan } from "../../compiler/plan.ts";
import { messageEntry } from "../activities/effect.ts";
import { type Clock, readClock } from "../clock.ts";
import { subjectOfInstance } from "../ingest/instance-id.ts";
import { keyText } from "../ingest/instance-key.ts";
import { LOST_RUN } from "../ingest/parked-row.ts";
import type { PlanIndex } from "../ingest/plan-index.ts";
import { ASKED_ANEW } from "../operations/repair.ts";
import { appendAudit } from "../store/audit.ts";
import { type End, endInstance } from "../store/instances.ts";
import { writeJournal, writeOfLetter } from "../store/journal.ts";
import { toJson } from "../store/json.ts";
import { moveLetter } from "../store/letters.ts";
import type { Db } from "../store/open-store.ts";
import type { InstanceRow } from "../store/schema.ts";
import { findSubject } from "../store/subjects.ts";
import { transact } from "../store/transact.ts";
import { type Difference, type JourneyRun, lastOf } from "./compare-runs.ts";
import { lastWritten } from "./last-written.ts";

/** What is asked of runs in Temporal, one by one. */
export interface RunDesk {
  /** Whether anything of it runs. */
  isRunning(workflowId: string): Promise<boolean>;
  /** What its last run began with; `null`: nobody can read it any more. */
  startOf(workflowId: string): Promise<Begun | null>;
  /** How it came to its exit; `null`: nobody can read it any more. */
  endOf(workflowId: string): Promise<Ended | null>;
  /** `reason` stays in the server, in clear. */
  terminate(workflowId: string, reason: string): Promise<void>;
}
export interface Begun {
  readonly own?: Readonly<Record<string, unknown>> | undefined;
}
export type Ended = Pick<End, "exit" | "outcome">;

export interface Reconciling {
  readonly runs: RunDesk;
  readonly db: Db;
  readonly plans: PlanIndex;
  readonly clock: Clock;
  readonly who: string;
  readonly why: string;
}

export interface Reconciled {
  /** Letters that a person is to decide on. */
  readonly letters: number;
  /** Instances that are asked how they stand. */
  readonly asked: number;
  /** Instances whose run is gone. */
  readonly lost: number;
  readonly ended: number;
  /** Journeys that the store had never heard of, and has now. */
  readonly found: number;
  /** Runs that were ended, since nothing is known here of whom they are about. */
  readonly dropped: readonly string[];
}

const RESTORED = "the store was put back from a backup";

export async function reconcileStore(it: Reconciling, difference: Difference): Promise<Reconciled> {
  const now = readClock(it.clock, Date.now());
  const since = Math.floor(await lastWritten(it));
  const letters = await transact(it.db, (tx) => holdLetters(tx, it, { now, since }));
  const { asked, lost } = await askThoseUnderWay(it, difference, now);
  for (const { run, instance } of difference.ended) await endAsRun(it, run, instance.id);
  const found: string[] = [];
  const dropped: string[] = [];
  for (const run of difference.unknown) {
    const isKept = await takeIn(it, run);
    if (isKept) found.push(run.workflowId);
    else if (run.is === "running") dropped.push(run.workflowId);
  }
  const done = { letters, asked, lost, ended: difference.ended.length, found: found.length };
  const runs = [...difference.unknown, ...difference.ended.map(({ run }) => run)];
  const about = { ...done, dropped: dropped.length, settled: Math.max(0, ...runs.map(lastOf)) };
  const { who, why } = it;
  await transact(it.db, (tx) =>
    appendAudit(tx, { at: now, who, did: "reconcile", about, why, outcome: "done", said: null }),
  );
  return { ...done, dropped };
}

// ── Letters ───────────────────────────────────────────────────────────────────────────────────────────────

/** With what it is made by from now on, so that one which is cut off goes on. */
async function holdLetters(
  tx: Db,
  { who, why }: Reconciling,
  { now, since }: { readonly now: Instant; readonly since: number },
): Promise<number> {
  const rows = await tx
    .selectFrom("letter")
    .selectAll()
    .where("status", "in", ["granted", "sending"])
    .forUpdate()
    .execute();
  const said = `it may have gone out after what the store was put back to was written; it was not sent again`;
  for (const letter of rows) {
    await moveLetter(tx, letter.key, [letter.status], {
      status: "unknown",
      why: said,
      at: letter.decided_at,
    });
    await writeOfLetter(tx, letter, { ...messageEntry(now, letter, "unknown", said), what: "stuck" });
    await tx
      .updateTable("instance")
      .set({ state: "stuck" })
      .where("id", "=", letter.instance)
      .where("state", "!=", "ended")
      .execute();
  }
  const about = { since, letters: rows.length };
  await appendAudit(tx, { at: now, who, did: "reconcile", about, why, outcome: "begun", said: null });
  return rows.length;
}

// ── Journeys that the store knows ─────────────────────────────────────────────────────────────────────────

/** Those whose run is gone are for a person; one whose start was never handed on has none yet. */
async function askThoseUnderWay(
  { runs, db }: Reconciling,
  { ended }: Difference,
  now: Instant,
): Promise<Pick<Reconciled, "asked" | "lost">> {
  const over = new Set(ended.map(({ instance }) => instance.id));
  const rows = await db.selectFrom("instance").selectAll().where("state", "!=", "ended").execute();
  const [asked, lost]: [string[], string[]] = [[], []];
  for (const row of rows) {
    if (over.has(row.id)) continue;
    const isRunning = await runs.isRunning(row.workflow_id);
    if (!isRunning && (await isToBegin(db, row.id))) continue;
    const isReadable = isRunning && (await runs.startOf(row.workflow_id)) !== null;
    if (isReadable) asked.push(row.id);
    else {
      // It began after what is here was written, and its subject's key with it.
      if (isRunning) await runs.terminate(row.workflow_id, UNKNOWN_SUBJECT);
      lost.push(row.id);
      await transact(db, (tx) => loseRun(tx, row, now));
    }
  }
  if (asked.length > 0)
    await db
      .updateTable("instance")
      .set({ state: "stuck", awaits: ASKED_ANEW })
      .where("id", "in", asked)
      .execute();
  return { asked: asked.length, lost: lost.length };
}

async function isToBegin(db: Db, instance: string): Promise<boolean> {
  const row = await db
    .selectFrom("outbox")
    .select("id")
    .where("key", "=", `${instance} start`)
    .where("status", "!=", "sent")
    .executeTakeFirst();
  return row !== undefined;
}

async function loseRun(tx: Db, row: InstanceRow, at: Instant): Promise<void> {
  await leaveOutFacts(tx, row.id, at);
  if (row.awaits === LOST_RUN) return;
  await tx
    .updateTable("instance")
    .set({ state: "stuck", awaits: LOST_RUN })
    .where("id", "=", row.id)
    .execute();
  await note(tx, row, {
    at,
    what: "stuck",
    name: "its run",
    why: `its run in Temporal is gone; ${RESTORED}`,
  });
}

/** By the exit that it came to. */
async function endAsRun(it: Reconciling, run: JourneyRun, id: string): Promise<void> {
  const { runs, db, clock } = it;
  const end = (await runs.endOf(run.workflowId)) ?? UNREADABLE;
  const at = readClock(clock, run.closedAt ?? Date.now());
  await transact(db, async (tx) => {
    const row = await tx.selectFrom("instance").selectAll().where("id", "=", id).executeTakeFirst();
    if (row === undefined || row.state === "ended") return;
    await tx
      .updateTable("work")
      .set({ state: "withdrawn", closed_at: at })
      .where("instance", "=", id)
      .where("state", "=", "open")
      .execute();
    await tx
      .updateTable("letter")
      .set({ status: "withdrawn", wanted: false, until: null, decided_at: at })
      .where("instance", "=", id)
      .where("status", "in", ["deferred", "held", "ask"])
      .execute();
    await leaveOutFacts(tx, id, at);
    await endInstance(tx, id, { ...end, at });
    await note(tx, row, {
      at,
      what: "exited",
      name: end.exit,
      result: end.outcome,
      why: `as its run has it: ${RESTORED}`,
    });
  });
}

/** It was told of these or not; told again, they could open the journey once more. */
async function leaveOutFacts(tx: Db, instance: string, at: Instant): Promise<void> {
  await tx
    .updateTable("outbox")
    .set({ status: "sent", sent_at: at, error: `left out: ${RESTORED}` })
    .where("instance", "=", instance)
    .where("status", "!=", "sent")
    .execute();
}

const UNREADABLE = { exit: "not known", outcome: "neutral" } as const;

interface Note {
  readonly at: Instant;
  readonly what: "stuck" | "exited" | "entered";
  readonly name: string;
  readonly result?: string;
  readonly why: string;
}

const note = (
  tx: Db,
  {
    id: instance,
    subject,
    journey,
    version,
    stage,
  }: Pick<InstanceRow, "id" | "subject" | "journey" | "version" | "stage">,
  { result = null, ...entry }: Omit<Note, "result"> & { readonly result?: string | null },
): Promise<void> =>
  writeJournal(tx, { instance, subject, journey, version }, [
    { ...entry, stage: stage ?? "", step: null, by: null, to: null, result },
  ]);

// ── Journeys that it has never heard of ───────────────────────────────────────────────────────────────────

/** Answers whether the store has it now; a run that nobody can go on with is ended. */
async function takeIn(it: Reconciling, run: JourneyRun): Promise<boolean> {
  const { runs, db, plans } = it;
  const named = /^(.+)_v(\d+)$/.exec(run.workflowType);
  const plan = plans.of(named?.[1] ?? "", Number(named?.[2] ?? 0))?.plan;
  const subject = subjectOfInstance(run.workflowId) ?? "";
  const isKnown = (await findSubject(db, subject)) !== undefined;
  const start = isKnown && plan !== undefined ? await runs.startOf(run.workflowId) : null;
  if (plan === undefined || start === null) {
    // A version that is not in this build is not for this build to end.
    if (run.is === "running" && (plan !== undefined || !isKnown))
      await runs.terminate(run.workflowId, UNKNOWN_SUBJECT);
    return false;
  }
  await transact(db, (tx) => writeInstance(tx, it, { run, plan, subject, own: start.own ?? {} }));
  if (run.is === "completed") await endAsRun(it, run, run.workflowId);
  return true;
}

/** Stands in Temporal for all to read. */
const UNKNOWN_SUBJECT = "The store was put back to before this began, and knows nothing of whom it is about.";

interface TakenIn {
  readonly run: JourneyRun;
  readonly plan: Plan;
  readonly subject: string;
  readonly own: Readonly<Record<string, unknown>>;
}

async function writeInstance(
  tx: Db,
  { clock }: Reconciling,
  { run: { workflowId, startedAt, is }, plan, subject, own }: TakenIn,
): Promise<void> {
  const { journey, version, exclusive, per } = plan;
  const at = readClock(clock, startedAt);
  const key = per === undefined ? null : own[per];
  await tx
    .insertInto("instance")
    .values({
      id: workflowId,
      ...{ subject, journey, version, workflow_id: workflowId },
      key: key === undefined || key === null ? null : keyText(String(key)),
      own: toJson(own),
      entered_at: at,
      exclusive_group: exclusive?.group ?? null,
      priority: exclusive?.priority ?? null,
      gives_way: exclusive?.givesWay ?? null,
      state: is === "running" ? "stuck" : "open",
      awaits: is === "running" ? ASKED_ANEW : null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const row = { id: workflowId, subject, journey, version, stage: null };
  await note(tx, row, { at, what: "entered", name: journey, why: `found in Temporal: ${RESTORED}` });
}
