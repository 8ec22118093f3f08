/**
 * The `record` activity: everything that one step of a journey asks of the store, in one transaction. A batch is
 * applied once; whoever brings it again is told what the first was told. Another one of its number is not done: from
 * the same run it is told what came first (`BatchResult.instead`), and from a run that was reset it is refused. What is
 * done and what is written down of it stand or fall together (docs/language.md, rule 15).
 */
import { assertNever } from "../../compiler/invariant.ts";
import { crashPoint } from "../crash-points.ts";
import { beginJourney, letNextGoOn, tellOfEnd } from "../ingest/entry.ts";
import { passOnFacts } from "../ingest/lost-fact.ts";
import { isHeldUp } from "../ingest/parked-row.ts";
import { accountLocks } from "../ingest/related.ts";
import { holdSubject } from "../ingest/subject.ts";
import type { Command, JournalEntry } from "../machine/protocol.ts";
import { hostOffsets } from "../policy/zone-offset.ts";
import { findBatch, writeBatch } from "../store/batches.ts";
import {
  endInstance,
  ensureInstance,
  keepFields,
  markInstance,
  placeInstance,
  RESET_RUN,
  stopInstance,
} from "../store/instances.ts";
import { writeJournal } from "../store/journal.ts";
import { withdrawLetters, withdrawUnasked } from "../store/letters.ts";
import type { Db } from "../store/open-store.ts";
import { PEOPLE_LOCK } from "../store/rotation.ts";
import type { LetterRow, SubjectRow } from "../store/schema.ts";
import { findSubject } from "../store/subjects.ts";
import { lockNames, transact } from "../store/transact.ts";
import { refuseVersion, takeOverVersion } from "../store/version-moves.ts";
import { closeWork, writeWork } from "../store/work.ts";
import { askLedger, contactLocks } from "./ask-ledger.ts";
import { assignWork } from "./assign-work.ts";
import type { ActivityContext } from "./context.ts";
import type { Batch, BatchResult } from "./contract.ts";
import { type Effect, entryOf, messageEntry, NOTHING } from "./effect.ts";
import { noSubject, otherBatch } from "./failures.ts";
import { findContacts } from "./find-contacts.ts";
import { judgeSplit } from "./judge-split.ts";
import { recall } from "./recall.ts";
import { setFields } from "./set-fields.ts";
import { sumField } from "./sum-field.ts";
import { tellPeople } from "./tell-people.ts";

export async function recordBatch(
  context: ActivityContext,
  batch: Batch,
  lettersMayGo: () => void,
): Promise<BatchResult> {
  const recorded = await transact(context.db, (tx) => recordOnce(tx, context, batch));
  crashPoint("record.after_commit");
  if (recorded === null) throw otherBatch(batch.instance, batch.number);
  if (recorded.letsGo) lettersMayGo();
  return recorded.result;
}

interface Recorded {
  readonly result: BatchResult;
  /** Letters may go out. */
  readonly letsGo: boolean;
}

/** `null`: the number was another batch's, and that is written down. */
async function recordOnce(tx: Db, context: ActivityContext, batch: Batch): Promise<Recorded | null> {
  await takeLocks(tx, batch);
  const known = await findBatch(tx, batch);
  if (known.is === "repeated") return { result: known.result, letsGo: false };
  if (known.is === "instead") return { result: { results: [], instead: known.took }, letsGo: false };
  if (known.is === "another") return await refuseOther(tx, batch);
  // A task that was given up is not worth a word. A run that was reset comes again, and is.
  if (known.is === "superseded") return batch.refused > 0 ? await refuseOther(tx, batch) : null;
  await ensureInstance(tx, {
    id: batch.instance,
    subject: batch.subject,
    journey: batch.journey,
    version: batch.version,
    workflow_id: batch.workflowId,
    entered_at: batch.now,
  });
  const effects: Effect[] = [];
  for (const [index, command] of inOrder(batch.commands)) {
    effects.push(await apply(tx, context, batch, command, `${batch.instance}#${batch.number}.${index}`));
  }
  await leaveOthers(tx, context, batch);
  const journal = [...batch.journal, ...effects.flatMap((effect) => effect.journal ?? [])];
  await writeJournal(tx, batch, journal);
  await markStuck(tx, batch, journal);
  await passOnFacts(tx, context, batch.instance, batch.unread ?? []);
  const result: BatchResult = {
    results: effects.flatMap((effect) => (effect.result === undefined ? [] : [effect.result])),
  };
  await writeBatch(tx, batch, result, batch.now);
  crashPoint("record.before_commit");
  return { result, letsGo: effects.some((effect) => effect.letsGo === true) };
}

/** What an exit begins finds the journey ended, though its block is done on the way out. */
function inOrder(commands: readonly Command[]): readonly (readonly [index: number, command: Command])[] {
  const all = [...commands.entries()];
  const begins = ([, command]: (typeof all)[number]): boolean => command.do === "begin";
  return [...all.filter((one) => !begins(one)), ...all.filter(begins)];
}

/** Whoever waits for its end is told; whoever gave way to it goes on, unless it has begun another of the group. */
async function leaveOthers(tx: Db, { plans }: ActivityContext, batch: Batch): Promise<void> {
  const group = plans.of(batch.journey, batch.version)?.plan.exclusive?.group;
  if (!batch.commands.some((command) => command.do === "end")) return;
  await tellOfEnd(tx, { plans }, batch, batch.now);
  if (group !== undefined) await letNextGoOn(tx, batch, group, batch.now);
}

/** The journey cannot say so itself: nothing more of it is recorded. Written down once, though it tries again. */
async function refuseOther(tx: Db, batch: Batch): Promise<null> {
  if (!(await stopInstance(tx, batch.instance, RESET_RUN))) return null;
  const entry = { what: "stuck", name: `batch ${batch.number}`, why: "its run was reset" } as const;
  await writeJournal(tx, batch, [entryOf(batch, entry)]);
  return null;
}

/** The subject's row first, as everywhere, and then the names together. */
async function takeLocks(tx: Db, batch: Batch): Promise<void> {
  if ((await holdSubject(tx, batch.subject)) === undefined) throw noSubject(batch.subject);
  const subject = await readSubject(tx, batch);
  const asks = (kind: Command["do"]): boolean => batch.commands.some((command) => command.do === kind);
  const readers: SubjectRow[] = [];
  for (const command of batch.commands)
    if (command.do === "send") readers.push(await readReader(tx, batch, command));
  await lockNames(tx, [
    ...(asks("assign") ? [PEOPLE_LOCK] : []),
    ...readers.flatMap(contactLocks),
    ...(asks("set") ? accountLocks(subject.account) : []),
  ]);
}

/** Whom a message is for: the subject of the journey, or another record of its account. */
async function readReader(tx: Db, batch: Batch, { to }: { readonly to?: string }): Promise<SubjectRow> {
  if (to === undefined) return await readSubject(tx, batch);
  const reader = await findSubject(tx, to);
  if (reader === undefined) throw noSubject(to);
  return reader.merged_into === null ? reader : await readReader(tx, batch, { to: reader.merged_into });
}

async function find(tx: Db, batch: Batch, command: Extract<Command, { do: "find" }>): Promise<Effect> {
  const found = await findContacts(tx, await readSubject(tx, batch), command, batch.now);
  return { result: { ref: command.ref, ...found } };
}

/** As it is now: a command before may have changed it. */
async function readSubject(tx: Db, batch: Batch): Promise<SubjectRow> {
  const subject = await findSubject(tx, batch.subject);
  if (subject === undefined) throw noSubject(batch.subject);
  return subject;
}

async function apply(
  tx: Db,
  context: ActivityContext,
  batch: Batch,
  command: Command,
  cause: string,
): Promise<Effect> {
  const { now } = batch;
  switch (command.do) {
    case "assign":
      return assignWork(tx, context, batch, await readSubject(tx, batch), command);
    case "open work":
      await writeWork(tx, batch, command.work);
      return NOTHING;
    case "close work":
      await closeWork(tx, command.work, { ...command, at: now });
      return NOTHING;
    case "send":
      return askLedger(tx, context, batch, await readReader(tx, batch, command), command);
    case "find":
      return find(tx, batch, command);
    case "drop":
      return { journal: withdrawnEntries(batch, await withdrawLetters(tx, command.keys, now)) };
    case "tell":
      return tellPeople(tx, context, batch, await readSubject(tx, batch), command);
    case "set":
      await setFields(tx, context, batch, command, cause);
      return NOTHING;
    // The workflow makes it, once this is on record.
    case "call":
      return NOTHING;
    case "keep":
      await keepFields(tx, batch.instance, command.fields);
      return NOTHING;
    case "begin":
      return begin(tx, context, batch, command);
    case "sum":
      return {
        result: { ref: command.ref, sum: await sumField(tx, batch, await readSubject(tx, batch), command) },
      };
    case "judge":
      return { result: { ref: command.ref, winner: await judgeSplit(tx, batch, command) } };
    case "zone":
      return { result: { ref: command.ref, offsets: hostOffsets(command.zone, now) } };
    case "recall":
      return { result: { ref: command.ref, recalled: await recall(tx, context, batch, command) } };
    case "version":
      await (command.is === "refused"
        ? refuseVersion(tx, batch.instance, { ...command, at: now })
        : takeOverVersion(tx, batch.instance, { to: batch.version, at: now }));
      return NOTHING;
    case "place":
      await placeInstance(tx, batch.instance, command.place);
      return NOTHING;
    case "end":
      await endInstance(tx, batch.instance, { ...command, at: now });
      return { journal: withdrawnEntries(batch, await withdrawUnasked(tx, batch.instance, now)) };
    default:
      return assertNever(command);
  }
}

const withdrawnEntries = (batch: Batch, letters: readonly LetterRow[]): readonly JournalEntry[] =>
  letters
    .filter(({ kind }) => kind === "message")
    .map((letter) => messageEntry(batch.now, letter, "withdrawn", "the journey has moved on"));

/** The other journey's entry rules decide; that they said no is written down here. */
async function begin(
  tx: Db,
  context: ActivityContext,
  batch: Batch,
  { journey, ref }: Extract<Command, { do: "begin" }>,
): Promise<Effect> {
  const begun = await beginJourney(tx, context, { subject: batch.subject, journey, now: batch.now });
  const instance = "began" in begun ? begun.began : begun.joined;
  const answer = ref === undefined ? NOTHING : { result: { ref, began: instance } };
  if ("began" in begun) return answer;
  return {
    ...answer,
    journal: [entryOf(batch, { what: "ignored", name: journey, result: "not begun", why: begun.refused })],
  };
}

/** Stuck is what a person must look at: the journey has just said so, or something still holds it up. */
async function markStuck(tx: Db, batch: Batch, journal: readonly JournalEntry[]): Promise<void> {
  const saysSo = journal.some(({ what }) => what === "stuck");
  const isPlaced = batch.commands.some((command) => command.do === "place");
  if (!saysSo && !isPlaced) return;
  const isStuck = saysSo || (await isHeldUp(tx, batch.instance));
  await markInstance(tx, batch.instance, isStuck ? "stuck" : "open");
}
