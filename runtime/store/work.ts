/** Rows of `work`: requests to people, as the inbox shows them. */
import type { Fields, Instant } from "../../compiler/plan.ts";
import type { PersonId, WorkId, WorkRecord } from "../machine/protocol.ts";
import { toJson } from "./json.ts";
import type { Db } from "./open-store.ts";
import type { WorkRow } from "./schema.ts";

export interface WorkHome {
  readonly instance: string;
  readonly subject: string;
  readonly journey: string;
  readonly version: number;
}

/** The work as it is now: opened, or moved to another person with its clock restarted. */
export async function writeWork(
  tx: Db,
  { instance, subject, journey, version }: WorkHome,
  work: WorkRecord,
): Promise<void> {
  const now = {
    role: work.role,
    person: work.person,
    opened_at: work.openedAt,
    due: work.due,
    answers: toJson(work.answers),
    state: "open",
  } as const;
  await tx
    .insertInto("work")
    .values({
      id: work.id,
      instance,
      subject,
      journey,
      version,
      kind: work.kind,
      name: work.name,
      step: work.step,
      stage: work.stage,
      title: work.title,
      event: work.event,
      carries: toJson(work.carries),
      ...now,
    })
    .onConflict((conflict) => conflict.column("id").doUpdateSet(now))
    .execute();
}

export interface Closing {
  readonly how: "done" | "withdrawn";
  readonly by: PersonId | null;
  readonly result: string | null;
  readonly evidence: Fields;
  readonly at: Instant;
}

export async function closeWork(
  tx: Db,
  id: WorkId,
  { how, by, result, evidence, at }: Closing,
): Promise<void> {
  await tx
    .updateTable("work")
    .set({ state: how, closed_at: at, closed_by: by, result, evidence: toJson(evidence) })
    .where("id", "=", id)
    .execute();
}

/** Handovers and tasks that each person has open, this one left out: it is being moved. */
export async function loadsOf(db: Db, except: WorkId): Promise<Readonly<Record<PersonId, number>>> {
  const rows = await db
    .selectFrom("work")
    .select(["person", (count) => count.fn.countAll<number>().as("open")])
    .where("state", "=", "open")
    .where("kind", "in", ["accept", "task"])
    .where("person", "is not", null)
    .where("id", "!=", except)
    .groupBy("person")
    .$narrowType<{ person: PersonId }>()
    .execute();
  return Object.fromEntries(rows.map(({ person, open }) => [person, open]));
}

/** Whether some request of the instance is with nobody. */
export async function hasUnheldWork(db: Db, instance: string): Promise<boolean> {
  const row = await db
    .selectFrom("work")
    .select("id")
    .where("instance", "=", instance)
    .where("state", "=", "open")
    .where("person", "is", null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export async function findWork(db: Db, id: WorkId): Promise<WorkRow | undefined> {
  return db.selectFrom("work").selectAll().where("id", "=", id).executeTakeFirst();
}

/** Whom these are with. */
export async function peopleOf(db: Db, works: readonly WorkId[]): Promise<readonly PersonId[]> {
  if (works.length === 0) return [];
  const rows = await db.selectFrom("work").select("person").where("id", "in", works).execute();
  return rows.flatMap(({ person }) => (person === null ? [] : [person]));
}
