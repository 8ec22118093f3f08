/**
 * Entering a journey: the instance that comes of it. Used where an event leads in, and where another journey begins
 * this one, which obeys the same rules of entry (rule 13). The caller holds the subject, so that of two entries at once
 * the second sees the first.
 */
import type { Fields, Instant, Plan, Value } from "../../compiler/plan.ts";
import type { Event } from "../machine/protocol.ts";
import { type RivalRow, readRivals, setGivesWay } from "../store/group.ts";
import { openInstancesOf } from "../store/instances.ts";
import { toJson } from "../store/json.ts";
import { sendOn } from "../store/letters.ts";
import type { Db } from "../store/open-store.ts";
import { pauseOnEntry } from "../store/pauses.ts";
import type { Bands } from "../store/scores.ts";
import { lockNames } from "../store/transact.ts";
import { nextToGoOn, standingIn, waitsForEndOf } from "./group.ts";
import type { Installation } from "./installation.ts";
import { instanceId } from "./instance-id.ts";
import { keyOfEntry, keyText, ownAtStart } from "./instance-key.ts";
import { type Earlier, isHeldOut, mayEnter } from "./may-enter.ts";
import { informing, type Outgoing, writeOutbox } from "./outbox.ts";
import { readBands } from "./scores.ts";
import { holdSubject } from "./subject.ts";

/** What a journey begins with. */
export interface Beginning {
  readonly plan: Plan;
  readonly subject: string;
  readonly number: number;
  readonly stage: string;
  /** With `per KEY`: its value. */
  readonly key: Value;
  readonly fields: Fields;
  /** When each of the fields was last set. */
  readonly fieldsAt: Readonly<Record<string, Instant>>;
  readonly bands: Bands;
  readonly event: Event | null;
  /** What led in when no event did, in words. */
  readonly why?: string;
  readonly now: Instant;
}

/** The rows that start it, after those that tell others to give way; they are the caller's to write. */
export type Opened = { readonly rows: readonly Outgoing[] } | { readonly refused: string };

/** Writes the instance down, unless another of its group is under way that it does not come before. */
export async function openInstance(tx: Db, beginning: Beginning): Promise<Opened> {
  const { plan, subject, stage, key, event, now } = beginning;
  const own = ownAtStart(plan, key);
  const { exclusive } = plan;
  const rivals = exclusive === null ? [] : await readRivals(tx, subject, exclusive.group);
  const standing = standingIn(exclusive, rivals);
  if (!standing.may) return { refused: standing.why };
  const id = instanceId(plan.journey, subject, beginning.number);
  const pausedBy = await pauseOnEntry(tx, plan, subject);
  const give = rivals.filter((rival) => standing.give.includes(rival));
  await setGivesWay(
    tx,
    give.map((rival) => rival.id),
    plan.journey,
  );
  const givesWayTo = standing.waitsFor?.journey ?? null;
  await tx
    .insertInto("instance")
    .values({
      id,
      subject,
      journey: plan.journey,
      version: plan.version,
      workflow_id: id,
      // The id names the subject by its pseudonym; a key may be anything, and stays in the store.
      key: keyText(key),
      own: toJson(own),
      entered_at: now,
      exclusive_group: exclusive?.group ?? null,
      priority: exclusive?.priority ?? null,
      gives_way: exclusive?.givesWay ?? null,
      gives_way_to: givesWayTo,
      ...(pausedBy !== null && {
        paused_by: pausedBy.person,
        paused_why: pausedBy.why,
        paused_at: now,
      }),
    })
    .execute();
  const fields = pick(beginning.fields, plan.reads.fields);
  // So that the machine, too, does not let what happened earlier undo what was said later.
  const fieldsAt = pick(beginning.fieldsAt, plan.reads.fields);
  const bands = pick(beginning.bands, plan.reads.scores);
  const known = plan.per === undefined ? {} : { own };
  const { why } = beginning;
  const start = {
    instance: id,
    subject,
    stage,
    fields,
    ...known,
    fieldsAt,
    bands,
    event,
    ...(givesWayTo !== null && { givesWayTo }),
    ...(pausedBy !== null && { pausedBy }),
    ...(why && { why }),
  };
  const { journey, version, workflowType } = plan;
  const indexed = { journey, version, stage, holder: plan.stages[stage]?.owner ?? "" };
  const payload = { kind: "start" as const, workflowType, start, indexed };
  const told = give.map((rival) => tellToGiveWay(rival, plan.journey, id));
  return { rows: [...told, { key: `${id} start`, subject, instance: id, workflowId: id, payload }] };
}

const tellToGiveWay = (rival: RivalRow, to: string, cause: string): Outgoing =>
  informing(rival, { is: "gives way", id: `${cause} gives way`, to, how: rival.givesWay }, cause);

/** A journey of the group has ended, and nothing else of it is under way: the one that waited goes on. */
export async function letNextGoOn(
  tx: Db,
  ended: { readonly instance: string; readonly subject: string },
  group: string,
  now: Instant,
): Promise<void> {
  const rivals = await readRivals(tx, ended.subject, group);
  const next = nextToGoOn(rivals);
  const row = rivals.find(({ id }) => id === next?.id);
  if (row === undefined) return;
  await setGivesWay(tx, [row.id], null);
  await sendOn(tx, [row.id], now);
  const fact = { is: "goes on", id: `${ended.instance} has ended` } as const;
  await writeOutbox(tx, [informing(row, fact, ended.instance)], now);
}

/** `joined`: one that is open already, of this subject. */
export type Begun = { readonly began: string } | { readonly refused: string; readonly joined: string | null };

/**
 * For a journey that another one begins: by the rules of its entry, at the stage of its first. What is refused is
 * for the caller to write down, with the journey that asked.
 */
export async function beginJourney(
  tx: Db,
  installation: Pick<Installation, "plans">,
  request: { readonly subject: string; readonly journey: string; readonly now: Instant },
): Promise<Begun> {
  const { subject, journey, now } = request;
  const plan = installation.plans.currentOf(journey, subject)?.plan;
  if (plan === undefined) return refusedBecause(`there is no journey ${journey}`);
  const held = await holdSubject(tx, subject);
  const stage = plan.entries[0]?.stage;
  if (held === undefined || stage === undefined) return refusedBecause(`${journey} has no entry`);
  if (isHeldOut(plan, subject)) return refusedBecause("held out of the whole journey");
  const key = keyOfEntry(plan, {}, held.fields);
  if (plan.per !== undefined && key === null) return refusedBecause(`${plan.per} is not known`);
  await lockKeys(tx, [plan], key);
  const earlier = await readEarlier(tx, plan, subject, key);
  const entry = mayEnter(plan, earlier, now);
  if (!entry.may) {
    const open = earlier.find((one) => one.endedAt === null && one.subject === subject);
    return { refused: entry.why, joined: entry.joins ? (open?.id ?? null) : null };
  }
  const bands = await readBands(tx, subject);
  const number = await nextNumber(tx, subject, journey);
  const opened = await openInstance(tx, {
    plan,
    subject,
    number,
    stage,
    key,
    fields: held.fields,
    fieldsAt: held.fields_at,
    bands,
    event: null,
    now,
  });
  if ("refused" in opened) return refusedBecause(opened.refused);
  await writeOutbox(tx, opened.rows, now);
  return { began: instanceId(journey, subject, number) };
}

const refusedBecause = (refused: string): Begun => ({ refused, joined: null });

/** Tells those who wait for a journey of this subject that it has ended. */
export async function tellOfEnd(
  tx: Db,
  { plans }: Pick<Installation, "plans">,
  ended: { readonly instance: string; readonly subject: string; readonly journey: string },
  now: Instant,
): Promise<void> {
  const open = await openInstancesOf(tx, ended.subject);
  const waiting = open.filter(({ id, journey, version }) => {
    const plan = plans.of(journey, version)?.plan;
    // A version that this process lacks may be waiting.
    return id !== ended.instance && (plan === undefined || waitsForEndOf(plan, ended.journey));
  });
  const { instance } = ended;
  const fact = { is: "journey ended", id: `${instance} has ended`, instance } as const;
  await writeOutbox(
    tx,
    waiting.map((row) => informing(row, fact, instance)),
    now,
  );
}

/** Of the subject or, with `per KEY`, of the key, whoever brought it. */
export async function readEarlier(
  tx: Db,
  { journey, per }: Plan,
  subject: string,
  key: Value,
): Promise<readonly (Earlier & { readonly id: string; readonly subject: string })[]> {
  const rows = tx
    .selectFrom("instance")
    .select(["id", "entered_at as enteredAt", "ended_at as endedAt", "subject"])
    .where("journey", "=", journey);
  return await (per === undefined
    ? rows.where("subject", "=", subject)
    : rows.where("key", "=", keyText(key) ?? "")
  ).execute();
}

/** The how-manieth instance of this journey it is for the subject, whatever it is about. */
export async function nextNumber(tx: Db, subject: string, journey: string): Promise<number> {
  const counted = await tx
    .selectFrom("instance")
    .select((count) => count.fn.countAll<number>().as("count"))
    .where("subject", "=", subject)
    .where("journey", "=", journey)
    .executeTakeFirst();
  return Number(counted?.count ?? 0) + 1;
}

/** So that of two subjects who bring one key at once the second sees the first. Taken last: nothing is waited for after. */
export async function lockKeys(tx: Db, plans: readonly Plan[], ...keys: readonly Value[]): Promise<void> {
  const names = plans.flatMap(({ journey, per }) =>
    per === undefined ? [] : keys.flatMap((key) => (key === null ? [] : [`key ${journey} ${keyText(key)}`])),
  );
  await lockNames(tx, names);
}

const pick = <T>(all: Readonly<Record<string, T>>, names: readonly string[]): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
