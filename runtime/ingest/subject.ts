/** Subjects in the store: found by their key, made when they are new, and kept up to date by what events say. */
import { v7 as uuid } from "uuid";
import { invariant } from "../../compiler/invariant.ts";
import type { Library, Subject } from "../../compiler/library.ts";
import type { Fields, Instant } from "../../compiler/plan.ts";
import { same } from "../machine/conditions.ts";
import { withComputed } from "../machine/reckon.ts";
import { toJson } from "../store/json.ts";
import type { Db } from "../store/open-store.ts";
import { computedOf } from "./computed-of.ts";
import { type IncomingEvent, missingOf, normalKey } from "./event-schema.ts";
import { type Checked, refused, taken } from "./fault.ts";
import { defaultsOf } from "./followers.ts";
import { saidOf } from "./said-of.ts";

export interface HeldSubject {
  readonly id: string;
  readonly kind: string;
  readonly account: string | null;
  readonly fields: Fields;
  /** When each field was last set, by when that happened. */
  readonly fields_at: Readonly<Record<string, Instant>>;
  /** Made in this transaction: nobody knows of it yet. */
  readonly isNew?: true;
}

/** Holds the subject until the transaction ends: what concerns one subject happens one after the other. */
export async function holdSubject(tx: Db, id: string): Promise<HeldSubject | undefined> {
  return await tx
    .selectFrom("subject")
    .select(["id", "kind", "account", "fields", "fields_at"])
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
}

/** The subject of an event, if it is known, held; of one that was merged, the one that it was found to be. */
export async function holdSubjectByKey(tx: Db, event: IncomingEvent): Promise<HeldSubject | undefined> {
  const known = await tx
    .selectFrom("subject")
    .select(["id", "kind", "account", "fields", "fields_at", "merged_into"])
    .where("kind", "=", event.subjectKind)
    .where("key", "=", event.subjectKey)
    .forUpdate()
    .executeTakeFirst();
  if (known === undefined) return undefined;
  const { merged_into, ...held } = known;
  return merged_into === null ? held : await holdMerged(tx, merged_into);
}

async function holdMerged(tx: Db, id: string): Promise<HeldSubject | undefined> {
  const row = await tx.selectFrom("subject").select("merged_into").where("id", "=", id).executeTakeFirst();
  const into = row?.merged_into ?? null;
  return into === null ? await holdSubject(tx, id) : await holdMerged(tx, into);
}

/** Makes the subject of an event from what the event says of it, and holds it. */
export async function makeSubject(
  tx: Db,
  library: Library,
  event: IncomingEvent,
  now: Instant,
): Promise<Checked<HeldSubject>> {
  const subject = library.subjects[event.subjectKind];
  invariant(subject !== undefined, `there is no subject ${event.subjectKind}`);
  const fields = withComputed(computedOf(subject.fields), {
    ...defaultsOf(subject),
    ...withoutBlanks(changesOf(subject, event)),
  });
  const [missing] = missingOf(subject, fields);
  if (missing !== undefined) {
    const message = `This ${event.subjectKind} is new, and a new one needs \`${missing}\`.`;
    return refused("missing-field", message, ["subject", missing]);
  }
  const inserted = await tx
    .insertInto("subject")
    .values({
      id: uuid(),
      kind: event.subjectKind,
      key: event.subjectKey,
      ...columnsOf(subject, fields),
      fields_at: toJson({}),
      created_at: now,
      updated_at: now,
    })
    .onConflict((conflict) => conflict.columns(["kind", "key"]).doNothing())
    .returning("id")
    .executeTakeFirst();
  // Another event of the same subject may have been faster: it is there now, whoever made it.
  const made = await holdSubjectByKey(tx, event);
  invariant(made !== undefined, "a subject that was made is not there");
  return taken(inserted === undefined ? made : { ...made, isNew: true });
}

/** What an event says of its subject: outright, and by its own fields that bear the name of a subject's field. */
export const changesOf = (subject: Subject, event: IncomingEvent): Fields =>
  saidOf(subject, { ...event.subject, ...event.data });

/** What of an event was news. */
export interface Learned {
  readonly fields: Fields;
  /** When each field was last set; what is older than that was refused. */
  readonly fieldsAt: Readonly<Record<string, Instant>>;
  /** Those whose value is another now. */
  readonly changed: Fields;
  readonly account: string | null;
}

/** Brings the fields up to date. What happened earlier does not undo what was said later, whichever comes in first. */
export async function learnFields(
  tx: Db,
  library: Library,
  held: HeldSubject,
  says: Fields,
  at: Instant,
  now: Instant,
): Promise<Learned> {
  const subject = library.subjects[held.kind];
  const unchanged = { fields: held.fields, fieldsAt: held.fields_at, changed: {}, account: held.account };
  if (subject === undefined) return unchanged;
  const news = Object.entries(says).filter(
    ([name]) =>
      name !== subject.key &&
      subject.fields[name]?.computed === undefined &&
      (held.fields_at[name] ?? Number.NEGATIVE_INFINITY) <= at,
  );
  const fields = withComputed(computedOf(subject.fields), { ...held.fields, ...Object.fromEntries(news) });
  const changed = Object.entries(fields).filter(([name, value]) => !same(held.fields[name] ?? null, value));
  if (news.length === 0 && changed.length === 0) return unchanged;
  const said = new Set([...news, ...changed].map(([name]) => name));
  const fieldsAt = { ...held.fields_at, ...Object.fromEntries([...said].map((name) => [name, at])) };
  const columns = { ...columnsOf(subject, fields), fields_at: toJson(fieldsAt), updated_at: now };
  await tx.updateTable("subject").set(columns).where("id", "=", held.id).execute();
  return { fields, fieldsAt, changed: Object.fromEntries(changed), account: columns.account };
}

/** Consent belongs to the address, a hold to the account: both are looked up by their normal form. */
export function columnsOf(subject: Subject, fields: Fields) {
  const addressField = Object.entries(subject.fields).find(([, field]) => field.type === "email")?.[0];
  return {
    fields: toJson(fields),
    address: normalOrNull(addressField === undefined ? null : fields[addressField]),
    account: normalOrNull(subject.account === null ? null : fields[subject.account]),
  };
}

const normalOrNull = (value: unknown): string | null =>
  value === undefined || value === null ? null : normalKey(value);

const withoutBlanks = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
