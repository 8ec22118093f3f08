/**
 * Two records of one person become one, in one transaction: the kept one's values stand, its blanks are filled from the
 * other, events are of the kept one from now on, and the other's key leads to it. Scores add up, readings stay the kept
 * one's, and whoever asks about records of the account is answered anew. A journey of the other ends; one that the kept
 * one is not in begins for it, by the rules of its entry.
 */
import { byCodeUnit } from "../../compiler/by-code-unit.ts";
import type { Hygiene } from "../../compiler/library.ts";
import type { Fields } from "../../compiler/plan.ts";
import { normalForm } from "../policy/contact-fields.ts";
import { openInstancesOf } from "../store/instances.ts";
import type { Db } from "../store/open-store.ts";
import type { SubjectRow } from "../store/schema.ts";
import { changeFields } from "./change-fields.ts";
import { beginJourney } from "./entry.ts";
import type { Installation } from "./installation.ts";
import { informing, writeOutbox } from "./outbox.ts";
import { relate } from "./related.ts";
import { handOverScores } from "./scores.ts";

type Merge = Hygiene["merges"][number];

/** Whoever is the same as the subject becomes one with it. */
export async function mergeTwins(
  tx: Db,
  installation: Installation,
  job: string,
  merge: Merge,
  id: string,
): Promise<void> {
  const same = await sameAs(tx, merge, id);
  const kept = keptOf(merge, same);
  if (kept === undefined) return;
  for (const twin of same) if (twin !== kept) await mergeInto(tx, installation, job, kept, twin);
}

/** All of one kind that are the same, the subject among them, held in the order of their ids as everywhere. */
async function sameAs(tx: Db, merge: Merge, id: string): Promise<readonly SubjectRow[]> {
  const own = await tx.selectFrom("subject").selectAll().where("id", "=", id).executeTakeFirst();
  const wanted = own === undefined ? null : identityOf(merge, own.fields);
  if (own === undefined || wanted === null) return [];
  const others = await tx
    .selectFrom("subject")
    .select(["id", "fields"])
    .where("kind", "=", own.kind)
    .where("merged_into", "is", null)
    .execute();
  const ids = others.filter(({ fields }) => identityOf(merge, fields) === wanted).map((one) => one.id);
  if (ids.length < 2) return [];
  const held = await tx
    .selectFrom("subject")
    .selectAll()
    .where("id", "in", ids)
    .where("merged_into", "is", null)
    .orderBy("id")
    .forUpdate()
    .execute();
  return held.filter(({ fields }) => identityOf(merge, fields) === wanted);
}

/** `null`: one of the values is blank, and nobody is the same as somebody unknown. */
function identityOf({ by }: Merge, fields: Fields): string | null {
  const values = by.map((name) => fields[name] ?? null);
  if (values.includes(null)) return null;
  return JSON.stringify(values.map((value) => (typeof value === "string" ? normalForm(value) : value)));
}

function keptOf({ keeping }: Merge, same: readonly SubjectRow[]): SubjectRow | undefined {
  const ordered = [...same].sort(
    (one, other) => one.updated_at - other.updated_at || byCodeUnit(one.id, other.id),
  );
  const byAge = [...same].sort(
    (one, other) => one.created_at - other.created_at || byCodeUnit(one.id, other.id),
  );
  return keeping === "latest" ? ordered.at(-1) : byAge[0];
}

async function mergeInto(
  tx: Db,
  installation: Installation,
  job: string,
  kept: SubjectRow,
  twin: SubjectRow,
): Promise<void> {
  const { library } = installation;
  const now = installation.now();
  await tx
    .updateTable("subject")
    .set({ merged_into: kept.id, updated_at: now })
    .where("id", "=", twin.id)
    .execute();
  await tx.updateTable("event").set({ subject: kept.id }).where("subject", "=", twin.id).execute();
  const known = Object.entries(twin.fields).filter(
    ([name, value]) => value !== null && (kept.fields[name] ?? null) === null,
  );
  await handOverScores(tx, library, twin.id, kept.id, now);
  await tx.deleteFrom("entry_watch").where("subject", "=", twin.id).execute();
  // It is no record of its account any more.
  await relate(tx, library, { id: twin.id, kind: twin.kind, before: twin, after: null }, now);
  await changeFields(tx, installation, kept.id, Object.fromEntries(known), `care ${job} ${twin.id}`);
  await endJourneys(tx, installation, kept, twin);
  for (const subject of [kept.id, twin.id])
    await tx
      .insertInto("journal")
      .values({ subject, what: "merged", name: job, to: kept.id, why: `${twin.id} is the same`, at: now })
      .execute();
}

/** Nobody falls out of a journey by being known twice. */
async function endJourneys(
  tx: Db,
  installation: Installation,
  kept: SubjectRow,
  twin: SubjectRow,
): Promise<void> {
  const now = installation.now();
  const open = await openInstancesOf(tx, twin.id);
  const id = `merged ${twin.id}`;
  await writeOutbox(
    tx,
    open.map((instance) => informing(instance, { is: "merged", id }, id)),
    now,
  );
  const inside = new Set((await openInstancesOf(tx, kept.id)).map(({ journey }) => journey));
  for (const journey of new Set(open.map((instance) => instance.journey)))
    if (!inside.has(journey)) await beginJourney(tx, installation, { subject: kept.id, journey, now });
}
