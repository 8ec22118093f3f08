/** Rows of the store as the API shows them. */
import type { Fields, Instant } from "../../compiler/plan.ts";
import type { Db } from "../store/open-store.ts";
import type { InstanceView, SubjectView } from "./api.ts";

export const showInstant = (instant: Instant): string => new Date(instant).toISOString();
export const showInstantOrNull = (instant: Instant | null): string | null =>
  instant === null ? null : showInstant(instant);

export function viewOfSubject(row: {
  readonly kind: string;
  readonly key: string;
  readonly fields: Fields;
}): SubjectView {
  const { name } = row.fields;
  return { kind: row.kind, key: row.key, name: typeof name === "string" ? name : null };
}

/** Instances with their subjects. */
export const selectInstances = (db: Db) =>
  db
    .selectFrom("instance")
    .innerJoin("subject", "subject.id", "instance.subject")
    .selectAll("instance")
    .select([
      "subject.kind as subject_kind",
      "subject.key as subject_key",
      "subject.fields as subject_fields",
    ]);

export type ShownInstance = Awaited<ReturnType<ReturnType<typeof selectInstances>["execute"]>>[number];

export function viewOfInstance(row: ShownInstance): InstanceView {
  return {
    id: row.id,
    journey: row.journey,
    version: row.version,
    subject: viewOfSubject({ kind: row.subject_kind, key: row.subject_key, fields: row.subject_fields }),
    state: row.state,
    stage: row.stage,
    holder: row.holder_role === null ? null : { role: row.holder_role, person: row.holder_person },
    awaits: row.awaits === "" ? null : row.awaits,
    until: showInstantOrNull(row.until),
    enteredAt: showInstant(row.entered_at),
    endedAt: showInstantOrNull(row.ended_at),
    exit: row.exit,
    outcome: row.outcome,
  };
}
