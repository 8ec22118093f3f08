/**
 * What somebody does to many instances at once: pause, resume, stop, repair. It is a row in the store, with how far it
 * has come; whoever has the row takes the next hundred in one transaction with the facts that tell them, so that one
 * which was cut off goes on behind the last. That it was asked for, and how it ended, stands in the audit record.
 */
import type { Instant } from "../../compiler/plan.ts";
import type { Installation } from "../ingest/installation.ts";
import { informing, writeOutbox } from "../ingest/outbox.ts";
import type { Resuming } from "../machine/protocol.ts";
import { type AuditOutcome, appendAudit } from "../store/audit.ts";
import { toJson } from "../store/json.ts";
import { sendOn } from "../store/letters.ts";
import type { Db } from "../store/open-store.ts";
import { lockPauses } from "../store/pauses.ts";
import type { InstanceRow, OperationRow } from "../store/schema.ts";
import { transact } from "../store/transact.ts";
import type { Fact } from "../workflows/contract.ts";
import { type Chosen, chosenWords, findChosen, type Standing } from "./chosen.ts";
import { type Repairing, repairInstance } from "./repair.ts";

export type Doing =
  | { readonly does: "pause" }
  | { readonly does: "resume"; readonly how: Resuming }
  /** `null`: outright. */
  | { readonly does: "stop"; readonly exit: string | null }
  | { readonly does: "repair"; readonly how: Repairing };

export interface Asked {
  /** Asked for again with the same one, it is the same operation. */
  readonly id: string;
  readonly doing: Doing;
  readonly chosen: Chosen;
  readonly why: string;
  /** A person's id, or `system:<name>`. */
  readonly who: string;
}

/** Instances told in one transaction. */
const AT_ONCE = 100;

export const standingFor = (does: Doing["does"]): Standing =>
  (
    ({
      pause: "goes on",
      resume: "is paused",
      stop: "is open",
      repair: "is stuck",
    }) as const satisfies Record<Doing["does"], Standing>
  )[does];

export interface Concerned {
  readonly instances: number;
  readonly people: number;
  /** Journeys and versions among them. */
  readonly versions: readonly { readonly journey: string; readonly version: number }[];
}

/** Whom an operation would be for as things stand. */
export async function countConcerned(
  { db, library, now }: Pick<Installation, "db" | "library" | "now">,
  does: Doing["does"],
  chosen: Chosen,
): Promise<Concerned> {
  let instances = 0;
  const people = new Set<string>();
  const versions = new Map<string, { readonly journey: string; readonly version: number }>();
  const sought = { chosen, standing: standingFor(does), now: now() };
  for (let after: string | null = ""; after !== null; ) {
    const found = await findChosen(db, library, sought, { after, limit: 1_000 });
    for (const { subject, journey, version } of found.rows) {
      instances += 1;
      people.add(subject);
      versions.set(`${journey} v${version}`, { journey, version });
    }
    after = found.next;
  }
  return { instances, people: people.size, versions: [...versions.values()] };
}

/** Begins it, and does the first hundred. Answers how far it has come. */
export async function beginOperation(
  installation: Installation,
  asked: Asked,
  concerns: number,
): Promise<OperationRow> {
  const { doing, chosen, why, who, id } = asked;
  const at = installation.now();
  await transact(installation.db, async (tx) => {
    const known = await tx.selectFrom("operation").select("id").where("id", "=", id).executeTakeFirst();
    if (known !== undefined) return;
    await lockPauses(tx);
    await tx
      .insertInto("operation")
      .values({ id, does: doing.does, chosen: toJson(chosen), how: howOf(doing), why, who, at, concerns })
      .execute();
    if (doing.does === "pause") await stand(tx, asked, at);
    if (doing.does === "resume") await endStanding(tx, installation, chosen);
    const first = await doNext(tx, installation, await readOperation(tx, id));
    if (first.ended_at === null)
      await audit(tx, first, at, "begun", `${concerns} ${concerns === 1 ? "is" : "are"} concerned.`);
  });
  return await readOperation(installation.db, id);
}

/** Takes every operation that has not ended as far as it goes; answers how many instances were told. */
export async function sweepOperations(installation: Installation): Promise<number> {
  const open = await installation.db
    .selectFrom("operation")
    .select("id")
    .where("ended_at", "is", null)
    .orderBy("at")
    .execute();
  let told = 0;
  for (const { id } of open) {
    told += await transact(installation.db, async (tx) => {
      // Whoever has it goes on with it; another gateway need not wait.
      const row = await tx
        .selectFrom("operation")
        .selectAll()
        .where("id", "=", id)
        .where("ended_at", "is", null)
        .forUpdate()
        .skipLocked()
        .executeTakeFirst();
      return row === undefined ? 0 : (await doNext(tx, installation, row)).done - row.done;
    });
  }
  return told;
}

const readOperation = (db: Db, id: string): Promise<OperationRow> =>
  db.selectFrom("operation").selectAll().where("id", "=", id).executeTakeFirstOrThrow();

// ── A hundred at a time ───────────────────────────────────────────────────────────────────────────────────

async function doNext(tx: Db, installation: Installation, operation: OperationRow): Promise<OperationRow> {
  const { library, now } = installation;
  const at = now();
  const doing = doingOf(operation);
  const sought = { chosen: operation.chosen, standing: standingFor(doing.does), now: at };
  const page = { after: operation.cursor, limit: AT_ONCE };
  const { rows, next } = await findChosen(tx, library, sought, page);
  let done = operation.done;
  for (const row of rows) if (await doOne(tx, installation, operation, doing, row, at)) done += 1;
  const isOver = next === null;
  const change = { done, cursor: next ?? operation.cursor, ended_at: isOver ? at : null };
  await tx.updateTable("operation").set(change).where("id", "=", operation.id).execute();
  const after = { ...operation, ...change };
  if (isOver)
    await audit(tx, after, at, "done", `${done} ${done === 1 ? "was" : "were"} ${DONE[doing.does]}.`);
  return after;
}

const DONE: Readonly<Record<Doing["does"], string>> = {
  pause: "paused",
  resume: "resumed",
  stop: "stopped",
  repair: "repaired",
};

/** Whether there was something to be done: another operation may have come first. */
async function doOne(
  tx: Db,
  installation: Installation,
  { id, who, why }: OperationRow,
  doing: Doing,
  row: InstanceRow,
  at: Instant,
): Promise<boolean> {
  const tell = (fact: Fact): Promise<void> => writeOutbox(tx, [informing(row, fact, id)], at);
  switch (doing.does) {
    case "pause": {
      const paused = { paused_by: who, paused_why: why, paused_at: at };
      if (!(await change(tx, row.id, paused, "is"))) return false;
      await tell({ is: "pause", id, by: who, why });
      return true;
    }
    case "resume": {
      const resumed = { paused_by: null, paused_why: null, paused_at: null };
      if (!(await change(tx, row.id, resumed, "is not"))) return false;
      await sendOn(tx, [row.id], at);
      await tell({ is: "resume", id, by: who, how: doing.how });
      return true;
    }
    case "stop":
      await tell({ is: "stop", id, by: who, why, exit: doing.exit });
      return true;
    case "repair":
      return await repairInstance(tx, installation, { row, how: doing.how, operation: id, who, why, at });
  }
}

async function change(
  tx: Db,
  id: string,
  to: Pick<InstanceRow, "paused_by" | "paused_why" | "paused_at">,
  when: "is" | "is not",
): Promise<boolean> {
  const changed = await tx
    .updateTable("instance")
    .set(to)
    .where("id", "=", id)
    .where("state", "!=", "ended")
    .where("paused_by", when, null)
    .returning("id")
    .executeTakeFirst();
  return changed !== undefined;
}

// ── Who enters meanwhile ──────────────────────────────────────────────────────────────────────────────────

/** Whether a pause also holds for who enters while it stands: not where it is for those in a stage, or of an audience. */
export const standsFor = ({ stage, audience, instance }: Chosen): boolean =>
  stage === undefined && audience === undefined && instance === undefined;

async function stand(tx: Db, { id, chosen, who, why }: Asked, at: Instant): Promise<void> {
  if (!standsFor(chosen)) return;
  const { journey = null, version = null, subject = null } = chosen;
  await tx.insertInto("standing_pause").values({ id, journey, version, subject, who, why, at }).execute();
}

/** Whether it also counts for who enters from now on: a pause that will stand, or one that a resume ends. */
export async function countsForEntries(
  installation: Pick<Installation, "db" | "plans">,
  does: Doing["does"],
  chosen: Chosen,
): Promise<boolean> {
  if (does === "pause") return standsFor(chosen);
  return does === "resume" && (await standingOf(installation.db, installation, chosen)).length > 0;
}

async function endStanding(tx: Db, installation: Pick<Installation, "plans">, chosen: Chosen): Promise<void> {
  const ids = await standingOf(tx, installation, chosen);
  if (ids.length > 0) await tx.deleteFrom("standing_pause").where("id", "in", ids).execute();
}

/**
 * The pauses that end with a resume of those chosen. Where one version is all that is entered, a pause of the whole
 * journey is over with that of the version.
 */
async function standingOf(
  db: Db,
  { plans }: Pick<Installation, "plans">,
  chosen: Chosen,
): Promise<readonly string[]> {
  if (!standsFor(chosen)) return [];
  const { journey, version, subject } = chosen;
  let query = db.selectFrom("standing_pause").select("id");
  if (journey !== undefined) {
    const entered = plans.current.filter(({ plan }) => plan.journey === journey);
    const isAll = entered.length === 1 && entered[0]?.plan.version === version;
    query = query.where("journey", "=", journey);
    if (version !== undefined)
      query = query.where((is) =>
        is.or([is("version", "=", version), ...(isAll ? [is("version", "is", null)] : [])]),
      );
  }
  if (subject !== undefined) query = query.where("subject", "=", subject);
  return (await query.execute()).map(({ id }) => id);
}

// ── As it is kept ─────────────────────────────────────────────────────────────────────────────────────────

function howOf(doing: Doing): string | null {
  if (doing.does === "stop") return doing.exit;
  return "how" in doing ? doing.how : null;
}

function doingOf({ does, how }: OperationRow): Doing {
  switch (does) {
    case "pause":
      return { does };
    case "resume":
      return { does, how: how === "catch up" ? "catch up" : "shift" };
    case "stop":
      return { does, exit: how };
    case "repair":
      return { does, how: how === "skip" ? "skip" : "retry" };
  }
}

async function audit(
  tx: Db,
  { id, does, chosen, how, who, why }: OperationRow,
  at: Instant,
  outcome: AuditOutcome,
  said: string,
): Promise<void> {
  const about = { operation: id, ...chosen, ...(how !== null && { how }) };
  await appendAudit(tx, { at, who, did: does, about, why, outcome, said: `${chosenWords(chosen)}: ${said}` });
}
