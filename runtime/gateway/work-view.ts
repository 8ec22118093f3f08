/** A request to a person, as it is shown: its words, what travels with it, and how it is answered. */
import type { Carried, Instant, Value } from "../../compiler/plan.ts";
import type { Installation } from "../ingest/installation.ts";
import { exactMs } from "../policy/exact-time.ts";
import { fillTemplate } from "../policy/words.ts";
import { fieldsOfEvent } from "../store/events.ts";
import type { Db } from "../store/open-store.ts";
import type { WorkRow } from "../store/schema.ts";
import { bandsOf } from "../store/scores.ts";
import type { ActName, WorkView } from "./api.ts";
import { needOf, showInstant, showInstantOrNull, viewOfSubject } from "./views.ts";

export const selectWork = (db: Db) =>
  db
    .selectFrom("work")
    .innerJoin("subject", "subject.id", "work.subject")
    .innerJoin("instance", "instance.id", "work.instance")
    .selectAll("work")
    .select([
      "instance.workflow_id",
      "instance.gives_way_to",
      "instance.paused_by",
      "instance.paused_why",
      "subject.kind as subject_kind",
      "subject.key as subject_key",
      "subject.fields as subject_fields",
      "instance.own as own_fields",
    ]);

export type ShownWork = Awaited<ReturnType<ReturnType<typeof selectWork>["execute"]>>[number];

export async function viewOfWork(
  installation: Installation,
  row: ShownWork,
  now: Instant,
): Promise<WorkView> {
  const { db, library } = installation;
  const said = await fieldsOfEvent(db, row.subject, row.event);
  const own = installation.plans.of(row.journey, row.version)?.plan.own ?? {};
  const fields = { ...library.subjects[row.subject_kind]?.fields, ...own };
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    title: fillTemplate(row.title, { ...row.subject_fields, ...row.own_fields }, said),
    instance: row.instance,
    journey: row.journey,
    stage: row.stage,
    subject: viewOfSubject({ kind: row.subject_kind, key: row.subject_key, fields: row.subject_fields }),
    role: row.role,
    person: row.person,
    openedAt: showInstant(row.opened_at),
    due: showInstantOrNull(row.due),
    // Without a due date its ladder has ended, and its clock ran out before that. Deadlines are inclusive.
    overdue: row.due === null || row.due < now,
    answers: acceptFirst(Object.entries(row.answers)).map(([label, needs]) => ({
      act: actFor(row.kind, label),
      label: row.kind === "accept" && label === ACCEPT ? null : label,
      needs: needs.map((field) => needOf(field, fields)),
    })),
    paused: row.paused_by === null ? null : `paused by ${row.paused_by}: ${row.paused_why ?? ""}`,
    carries: await carriedBy(installation, row, now),
  };
}

/** The label under which an offer is accepted; its others are reasons to decline. */
const ACCEPT = "accept";

/** The store keeps labels in an order of its own. */
const acceptFirst = <Answer>(
  answers: readonly (readonly [string, Answer])[],
): readonly (readonly [string, Answer])[] =>
  answers.toSorted(([a], [b]) => Number(b === ACCEPT) - Number(a === ACCEPT));

function actFor(kind: WorkRow["kind"], label: string): ActName {
  if (kind === "accept") return label === ACCEPT ? "accept" : "decline";
  return kind === "decide" ? "decide" : "complete";
}

// ── What travels with it ──────────────────────────────────────────────────────────────────────────────────

async function carriedBy(
  installation: Installation,
  row: ShownWork,
  now: Instant,
): Promise<WorkView["carries"]> {
  if (row.carries.length === 0) return [];
  const bands = (await bandsOf(installation.db, [row.subject]))[row.subject] ?? {};
  return await Promise.all(
    row.carries.map(async (carried) => ({
      name: carried.name,
      value: await carriedValue(installation, row, carried, bands, now),
    })),
  );
}

async function carriedValue(
  installation: Installation,
  row: ShownWork,
  carried: Carried,
  bands: Readonly<Record<string, string | null>>,
  now: Instant,
): Promise<Value> {
  switch (carried.kind) {
    case "field":
      return row.own_fields[carried.name] ?? row.subject_fields[carried.name] ?? null;
    case "score":
      return bands[carried.name] ?? null;
    case "events":
      return await countEvents(installation, row, carried, now);
  }
}

/** How many there were; days of a carried window are 24 hours, as in a cap. */
async function countEvents(
  { db }: Installation,
  row: ShownWork,
  { events, inTheLast }: Carried & { kind: "events" },
  now: Instant,
): Promise<number> {
  const counted = await db
    .selectFrom("event")
    .select((count) => count.fn.countAll<number>().as("count"))
    .where("subject", "=", row.subject)
    .where("kind", "in", events)
    .where("at", ">=", inTheLast === null ? 0 : now - exactMs(inTheLast))
    .executeTakeFirst();
  return Number(counted?.count ?? 0);
}
