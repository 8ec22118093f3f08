/**
 * What an event means to journeys: which it leads into, and what those that are open must be told. Written down in the
 * transaction of the event; the relay hands it on.
 */
import type { Fields, Instant, Plan, Value } from "../../compiler/plan.ts";
import { matchesAny, type View } from "../machine/conditions.ts";
import type { Event } from "../machine/protocol.ts";
import { HOLDOUT } from "../policy/winner.ts";
import type { Db } from "../store/open-store.ts";
import type { InstanceRow } from "../store/schema.ts";
import type { Bands } from "../store/scores.ts";
import type { Fact } from "../workflows/contract.ts";
import { beginJourney, lockKeys, nextNumber, openInstance, readEarlier } from "./entry.ts";
import type { Installation } from "./installation.ts";
import { isFor, keyOfEntry, keyText } from "./instance-key.ts";
import { type Earlier, isHeldOut, mayEnter } from "./may-enter.ts";
import { informing, type Outgoing } from "./outbox.ts";
import type { IndexedPlan, Listener } from "./plan-index.ts";
import type { Scored } from "./scores.ts";
import type { HeldSubject, Learned } from "./subject.ts";
import { writeNotEntered } from "./write-not-entered.ts";

/** A subject as an event finds and leaves it. */
export interface Change {
  readonly held: HeldSubject;
  readonly learned: Learned;
  readonly scored: Scored;
  /** What the event itself says, by fields of its own. */
  readonly said: Fields;
  /** With what it changed of the subject among its fields. */
  readonly event: Event;
  readonly view: View;
  readonly now: Instant;
}

/** All that the subject has been in, and what it has joined; oldest first. */
export async function readInstances(tx: Db, subject: string): Promise<readonly InstanceRow[]> {
  return await tx
    .selectFrom("instance")
    .selectAll()
    .where((is) =>
      is.or([
        is("subject", "=", subject),
        is("id", "in", is.selectFrom("member").select("instance").where("member.subject", "=", subject)),
      ]),
    )
    .orderBy("entered_at")
    .execute();
}

/** With `per KEY` whoever brings the key of an instance that is open joins it; answers those that are new. */
export async function joinByKey(
  tx: Db,
  { plans }: Installation,
  { held, said, now }: Change,
  known: readonly InstanceRow[],
): Promise<readonly InstanceRow[]> {
  const keyed = plans.currentFor(held.id).flatMap(({ plan }) => {
    const key = plan.subject === held.kind && plan.per !== undefined ? keyText(said[plan.per] ?? null) : null;
    return key === null ? [] : [{ plan, key }];
  });
  if (keyed.length === 0) return [];
  await lockKeys(
    tx,
    keyed.map(({ plan }) => plan),
    ...keyed.map(({ key }) => key),
  );
  const rows = await tx
    .selectFrom("instance")
    .selectAll()
    .where("ended_at", "is", null)
    .where((is) =>
      is.or(keyed.map(({ plan, key }) => is.and([is("journey", "=", plan.journey), is("key", "=", key)]))),
    )
    .orderBy("entered_at")
    .execute();
  const joined = rows.filter(({ id }) => !known.some((instance) => instance.id === id));
  for (const { id } of joined) {
    await tx
      .insertInto("member")
      .values({ instance: id, subject: held.id, joined_at: now })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  return joined;
}

/** Opens the journeys that the event leads into; answers the rows that start them. */
export async function enterJourneys(
  tx: Db,
  { plans }: Installation,
  change: Change,
  instances: readonly InstanceRow[],
): Promise<readonly Outgoing[]> {
  const rows: Outgoing[] = [];
  for (const indexed of highestFirst(plans.currentFor(change.held.id))) {
    if (indexed.plan.subject !== change.held.kind) continue;
    rows.push(...(await enterJourney(tx, { plans }, indexed, change, instances)));
  }
  return rows;
}

/** Of two of one group that an event leads into, the lower gives way before it has begun. */
const highestFirst = (plans: readonly IndexedPlan[]): readonly IndexedPlan[] =>
  [...plans].sort((a, b) => (b.plan.exclusive?.priority ?? 0) - (a.plan.exclusive?.priority ?? 0));

/** Nothing: the event does not lead in, or the rules of the entry, or of the group, are against it. */
export async function enterJourney(
  tx: Db,
  { plans }: Pick<Installation, "plans">,
  indexed: IndexedPlan,
  { held, learned, scored, said, event, view, now }: Change,
  instances: readonly InstanceRow[],
): Promise<readonly Outgoing[]> {
  const { plan } = indexed;
  const entry = plan.entries.find((one) => "on" in one && matchesAny(one.on, event, view));
  if (entry === undefined) return [];
  if (isHeldOut(plan, held.id)) {
    await writeHeldOut(tx, plan, held.id, now);
    return [];
  }
  const key = keyOfEntry(plan, said, learned.fields);
  if (plan.per !== undefined && key === null) {
    await writeNotEntered(tx, plan, held.id, event.kind, `${plan.per} is not known`, now);
    if (plan.asksForKey !== undefined)
      await beginJourney(tx, { plans }, { subject: held.id, journey: plan.asksForKey, now });
    return [];
  }
  await lockKeys(tx, [plan], key);
  const may = mayEnter(plan, await earlierOf(tx, plan, held.id, key, instances), now);
  if (may.may) {
    const opened = await openInstance(tx, {
      plan,
      subject: held.id,
      number: plan.per === undefined ? may.number : await nextNumber(tx, held.id, plan.journey),
      stage: entry.stage,
      key,
      fields: learned.fields,
      fieldsAt: learned.fieldsAt,
      bands: scored.bands,
      event: passedOn(indexed, event, learned),
      now,
    });
    if ("rows" in opened) return opened.rows;
    await writeNotEntered(tx, plan, held.id, event.kind, opened.refused, now);
    return [];
  }
  // Who joins is in the journey already; everything else that did not happen is written down.
  if (!may.joins) await writeNotEntered(tx, plan, held.id, event.kind, may.why, now);
  return [];
}

/** Once for each subject: a report compares how they fare with those who came in. */
export async function writeHeldOut(
  tx: Db,
  { journey, version }: Plan,
  subject: string,
  now: Instant,
): Promise<void> {
  const known = await tx
    .selectFrom("journal")
    .select("number")
    .where("subject", "=", subject)
    .where("journey", "=", journey)
    .where("what", "=", "split")
    .where("result", "=", HOLDOUT)
    .where("instance", "is", null)
    .executeTakeFirst();
  if (known !== undefined) return;
  const entry = {
    what: "split",
    name: journey,
    result: HOLDOUT,
    why: "held out of the whole journey",
  } as const;
  await tx
    .insertInto("journal")
    .values({ at: now, subject, journey, version, ...entry })
    .execute();
}

async function earlierOf(
  tx: Db,
  plan: Plan,
  subject: string,
  key: Value,
  instances: readonly InstanceRow[],
): Promise<readonly Earlier[]> {
  if (plan.per !== undefined) return await readEarlier(tx, plan, subject, key);
  return instances
    .filter((instance) => instance.journey === plan.journey)
    .map((instance) => ({ enteredAt: instance.entered_at, endedAt: instance.ended_at }));
}

/** What an open instance must be told, in the order in which it learns it: as the simulator does. */
export function factsFor(
  { plans }: Installation,
  change: Change,
  instance: InstanceRow,
): readonly Outgoing[] {
  if (instance.state === "ended") return [];
  const indexed = plans.listenerOf(instance.journey, instance.version);
  const { event, scored, view, learned, said, held } = change;
  const isMine = isFor(indexed, instance.key, said);
  if (instance.subject !== held.id) return isMine ? factsForMember(indexed, change, instance) : [];
  const news: readonly Fact[] =
    isMine && indexed.listensFor(event, view)
      ? [{ is: "event", event: passedOn(indexed, event, learned) }]
      : fieldFacts(indexed, learned.changed, event.id);
  const facts = [...news, ...bandFacts(indexed, scored.crossed, event.id)];
  return facts.map((fact) => informing(instance, fact, event.id));
}

/** What another subject of the same key does; what it is like concerns the one that the instance is about. */
function factsForMember(
  indexed: Listener,
  { event, said, view }: Change,
  instance: InstanceRow,
): readonly Outgoing[] {
  if (!indexed.listensFor(event, view)) return [];
  const fact: Fact = { is: "event", event: { ...event, fields: indexed.readOf(said) } };
  return [informing(instance, fact, event.id)];
}

/**
 * The event as the plan reads it. A field of the subject that has been set by something later is left out: the machine
 * takes an event's fields over, and knows of later values only where they were news to it.
 */
function passedOn({ readsField, readOf }: Listener, event: Event, { fieldsAt }: Learned): Event {
  const isStale = (name: string) =>
    readsField(name) && (fieldsAt[name] ?? Number.NEGATIVE_INFINITY) > event.at;
  const fresh = Object.entries(readOf(event.fields)).filter(([name]) => !isStale(name));
  return { ...event, fields: Object.fromEntries(fresh) };
}

export function bandFacts({ readsScore }: Listener, crossed: Bands, cause: string): readonly Fact[] {
  return Object.entries(crossed)
    .filter(([score]) => readsScore(score))
    .map(([score, band]) => ({ is: "band", id: `${cause} ${score}`, score, band }));
}

export function fieldFacts({ readsField }: Listener, changed: Fields, cause: string): readonly Fact[] {
  const read = Object.entries(changed).filter(([name]) => readsField(name));
  return read.length === 0 ? [] : [{ is: "fields", id: `${cause} fields`, fields: Object.fromEntries(read) }];
}
