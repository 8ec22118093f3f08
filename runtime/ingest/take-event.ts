/**
 * Takes an event in: one transaction, after which it is never lost and never counted twice. It updates its subject
 * and the scores, opens the journeys that it leads into, and leaves for the relay what open journeys must be told.
 */
import { createHash } from "node:crypto";
import type { Instant } from "../../compiler/plan.ts";
import { crashPoint } from "../crash-points.ts";
import { viewOfFields } from "../machine/conditions.ts";
import type { Event } from "../machine/protocol.ts";
import { toJson } from "../store/json.ts";
import type { Db } from "../store/open-store.ts";
import { lockNames, transact } from "../store/transact.ts";
import { changeSubject } from "./change-subject.ts";
import type { IncomingEvent } from "./event-schema.ts";
import { type Fault, taken } from "./fault.ts";
import type { Installation } from "./installation.ts";
import { type Outgoing, writeOutbox } from "./outbox.ts";
import { withFallbacks } from "./said-of.ts";
import { changesOf, type HeldSubject, holdSubjectByKey, makeSubject } from "./subject.ts";
import { type Change, enterJourneys, factsFor, joinByKey, readInstances } from "./tell-journeys.ts";
import { watchEntries } from "./watch-entries.ts";

export type Taken =
  | { readonly is: "taken"; readonly started: readonly string[]; readonly informed: readonly string[] }
  | { readonly is: "repeated" }
  /** The same id has come with another body: the first one counts. */
  | { readonly is: "conflict" }
  | { readonly is: "refused"; readonly fault: Fault };

/** When this resolves the event is on disk, or has changed nothing. */
export async function takeEvent(installation: Installation, event: IncomingEvent): Promise<Taken> {
  const id = eventId(event);
  // A flood of repeats is answered from one row, and waits for nobody.
  const known = await findKnown(installation.db, event, id);
  if (known !== null) return known;
  const outcome = await transact(installation.db, (tx) => takeOnce(tx, installation, event, id));
  crashPoint("gateway.after_commit");
  return outcome;
}

/**
 * What an event is called from here on. A sender's id is unique within its source only, and may be anything, an
 * address even: its hash is neither.
 */
export const eventId = ({ source, id }: Pick<IncomingEvent, "source" | "id">): string =>
  createHash("sha256")
    .update(JSON.stringify([source, id]))
    .digest("hex")
    .slice(0, 32);

async function findKnown(db: Db, event: IncomingEvent, id: string): Promise<Taken | null> {
  const known = await db
    .selectFrom("event")
    .select("body_hash")
    .where("source", "=", event.source)
    .where("id", "=", id)
    .executeTakeFirst();
  if (known === undefined) return null;
  return { is: known.body_hash === event.bodyHash ? "repeated" : "conflict" };
}

async function takeOnce(
  tx: Db,
  installation: Installation,
  event: IncomingEvent,
  id: string,
): Promise<Taken> {
  const now = installation.now();
  const known = await holdSubjectByKey(tx, event);
  if (known === undefined) {
    // Of two with this id at once, only the first may make its subject.
    await lockNames(tx, [`event ${id}`]);
    const earlier = await findKnown(tx, event, id);
    if (earlier !== null) return earlier;
  }
  const held = known === undefined ? await makeSubject(tx, installation.library, event, now) : taken(known);
  if (!held.ok) return { is: "refused", fault: held.fault };
  return await takeFor(tx, installation, held.value, event, id);
}

async function takeFor(
  tx: Db,
  installation: Installation,
  held: HeldSubject,
  event: IncomingEvent,
  id: string,
): Promise<Taken> {
  const now = installation.now();
  if (!(await insertEvent(tx, event, id, held.id, now)))
    return (await findKnown(tx, event, id)) ?? { is: "conflict" };
  const { change, released } = await applyToSubject(tx, installation, held, event, id, now);
  const known = await readInstances(tx, held.id);
  const instances = [...known, ...(await joinByKey(tx, installation, change, known))];
  const entered = await enterJourneys(tx, installation, change, instances);
  const informed = instances.flatMap((instance) => factsFor(installation, change, instance));
  const { learned, scored } = change;
  const due = await watchEntries(tx, installation, { ...held, ...learned, bands: scored.bands }, now);
  await writeOutbox(tx, [...informed, ...released, ...entered, ...due], now);
  crashPoint("gateway.before_commit");
  return {
    is: "taken",
    started: [...entered, ...due].flatMap(({ payload, instance }) =>
      payload.kind === "start" ? [instance] : [],
    ),
    informed: [...new Set(informed.map((row) => row.instance))],
  };
}

/** `false`: somebody else was first. */
async function insertEvent(
  tx: Db,
  event: IncomingEvent,
  id: string,
  subject: string,
  now: Instant,
): Promise<boolean> {
  const inserted = await tx
    .insertInto("event")
    .values({
      source: event.source,
      id,
      kind: event.kind,
      subject,
      at: event.at,
      received_at: now,
      fields: toJson(event.data),
      said: toJson(event.subject),
      body_hash: event.bodyHash,
    })
    .onConflict((conflict) => conflict.columns(["source", "id"]).doNothing())
    .returning("id")
    .executeTakeFirst();
  return inserted !== undefined;
}

// ── The subject ───────────────────────────────────────────────────────────────────────────────────────────

async function applyToSubject(
  tx: Db,
  { library }: Installation,
  held: HeldSubject,
  incoming: IncomingEvent,
  id: string,
  now: Instant,
): Promise<{ readonly change: Change; readonly released: readonly Outgoing[] }> {
  const subject = library.subjects[held.kind];
  const says = subject === undefined ? {} : changesOf(subject, incoming);
  const { kind, at } = incoming;
  const own: Event = { id, kind, at, fields: incoming.data };
  const news = { says, at, event: own, cause: id };
  const { learned, scored, released } = await changeSubject(tx, library, held, news, now);
  const event = { ...own, fields: withFallbacks({ ...learned.changed, ...incoming.data }, says) };
  const view = { ...viewOfFields(now, learned.fields), bands: scored.bands };
  return { change: { held, learned, scored, said: incoming.data, event, view, now }, released };
}
