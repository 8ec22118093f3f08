/**
 * A subject that follows another is opened from it (docs/language.md, 4.1): on the event, with its fields of the same
 * name. While something that it cannot be without is blank it is not opened, which is written down; it is as soon as
 * that is known. One that is there already stays as it is.
 */
import { v7 as uuid } from "uuid";
import type { Library } from "../../compiler/library.ts";
import type { Fields, Instant } from "../../compiler/plan.ts";
import type { Event } from "../machine/protocol.ts";
import { toJson } from "../store/json.ts";
import type { Db } from "../store/open-store.ts";
import { missingOf, normalKey } from "./event-schema.ts";
import { comingAlong, type Follower, followersOf } from "./followers.ts";
import { relate } from "./related.ts";
import { updateScores } from "./scores.ts";
import { columnsOf, type HeldSubject, type Learned } from "./subject.ts";

/** After `held` has learned of what happened to it; the caller holds it. */
export async function openFollowers(
  tx: Db,
  library: Library,
  held: HeldSubject,
  { fields, changed }: Learned,
  event: Event | null,
  now: Instant,
): Promise<void> {
  for (const follower of followersOf(library, held.kind)) {
    const isNow = event !== null && follower.on.includes(event.kind);
    const mayBeNow = Object.keys(changed).some((name) => follower.subject.fields[name] !== undefined);
    if (isNow || (mayBeNow && (await hasHappened(tx, held.id, follower.on))))
      await openFollower(tx, library, held, follower, comingAlong(follower.subject, fields), isNow, now);
  }
}

async function hasHappened(tx: Db, subject: string, kinds: readonly string[]): Promise<boolean> {
  const event = await tx
    .selectFrom("event")
    .select("id")
    .where("subject", "=", subject)
    .where("kind", "in", kinds)
    .limit(1)
    .executeTakeFirst();
  return event !== undefined;
}

async function openFollower(
  tx: Db,
  library: Library,
  held: HeldSubject,
  { kind, subject }: Follower,
  fields: Fields,
  isNow: boolean,
  now: Instant,
): Promise<void> {
  const key = fields[subject.key] ?? null;
  const missing = [...new Set([...(key === null ? [subject.key] : []), ...missingOf(subject, fields)])];
  if (missing.length > 0) {
    const why = `not opened: ${missing.join(", ")} not known`;
    if (isNow) await write(tx, held.id, { what: "blank", name: kind, to: subject.owner, why, at: now });
    return;
  }
  const id = uuid();
  const columns = { ...columnsOf(subject, fields), fields_at: toJson({}), created_at: now, updated_at: now };
  const made = await tx
    .insertInto("subject")
    .values({ id, kind, key: normalKey(key), ...columns })
    .onConflict((conflict) => conflict.columns(["kind", "key"]).doNothing())
    .returning("id")
    .executeTakeFirst();
  if (made === undefined) return;
  // Its scores and readings begin with it.
  const record = { account: columns.account, fields };
  const related = await relate(tx, library, { id, kind, before: null, after: record }, now);
  await updateScores(tx, library, id, { kind, before: fields, fields, event: null, now, related });
  const why = `it follows the ${held.kind}`;
  for (const about of [held.id, id])
    await write(tx, about, { what: "began", name: kind, to: null, why, at: now });
}

async function write(
  tx: Db,
  subject: string,
  entry: { what: "began" | "blank"; name: string; to: string | null; why: string; at: Instant },
): Promise<void> {
  await tx
    .insertInto("journal")
    .values({ subject, ...entry })
    .execute();
}
