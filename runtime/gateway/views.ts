/** Rows of the store as the API shows them. */
import type { FieldType } from "../../compiler/library.ts";
import type { Fields, Instant } from "../../compiler/plan.ts";
import type { Installation } from "../ingest/installation.ts";
import { requestsIn } from "../machine/refusal.ts";
import type { Db } from "../store/open-store.ts";
import type { InstanceView, Need, RequestView, SubjectView } from "./api.ts";

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

/** Instances with their subjects, and the oldest request to a person that is open. */
export const selectInstances = (db: Db) =>
  db
    .selectFrom("instance")
    .innerJoin("subject", "subject.id", "instance.subject")
    .leftJoinLateral(
      (from) =>
        from
          .selectFrom("work")
          .select([
            "kind as asked_kind",
            "name as asked_name",
            "role as asked_role",
            "person as asked_person",
            "due as asked_due",
          ])
          .whereRef("work.instance", "=", "instance.id")
          .where("work.state", "=", "open")
          .orderBy("work.opened_at")
          .orderBy("work.id")
          .limit(1)
          .as("asked"),
      (join) => join.onTrue(),
    )
    .selectAll(["instance", "asked"])
    .select([
      "subject.kind as subject_kind",
      "subject.key as subject_key",
      "subject.fields as subject_fields",
    ]);

export type ShownInstance = Awaited<ReturnType<ReturnType<typeof selectInstances>["execute"]>>[number];

export interface AwaitedAnswer {
  readonly what: string | null;
  readonly until: Instant | null;
}

/**
 * What is awaited: a person's answer before a clock, since it is what the reader can do something about. The request
 * itself knows who was picked; where the instance stands was written down just before.
 */
export function awaitedBy(row: ShownInstance): AwaitedAnswer {
  if (row.state === "ended") return { what: null, until: null };
  if (isPaused(row)) return { what: pausedWords(row), until: null };
  if (row.asked_name === null) return { what: row.awaits === "" ? null : row.awaits, until: row.until };
  const verb = row.asked_kind === "accept" || row.asked_kind === "hold" ? row.asked_kind : "answer";
  return { what: `${row.asked_person ?? row.asked_role} to ${verb} ${row.asked_name}`, until: row.asked_due };
}

/** By hand, or as it has given way to another journey of its group. That it is stuck, or over, says more. */
export const isPaused = ({ state, paused_by, ...row }: Standing): boolean =>
  state === "open" && (paused_by !== null || isGivingWay(row));
type Standing = Pick<ShownInstance, "state" | "gives_way_to" | "ended_at" | "paused_by">;

const isGivingWay = ({ gives_way_to, ended_at }: Pick<Standing, "gives_way_to" | "ended_at">): boolean =>
  gives_way_to !== null && ended_at === null;

function pausedWords(row: ShownInstance): string {
  const why = row.paused_why === null ? "" : ` (${row.paused_why})`;
  return [
    ...(isGivingWay(row) ? [`${row.gives_way_to} to end`] : []),
    ...(row.paused_by === null ? [] : [`${row.paused_by} to resume it${why}`]),
  ].join(" and ");
}

type Known = Pick<Installation, "library" | "plans">;

export function viewOfInstance(known: Known, row: ShownInstance): InstanceView {
  const awaited = awaitedBy(row);
  return {
    id: row.id,
    journey: row.journey,
    version: row.version,
    subject: viewOfSubject({ kind: row.subject_kind, key: row.subject_key, fields: row.subject_fields }),
    key: row.key,
    state: isPaused(row) ? "paused" : row.state,
    stage: row.stage,
    holder: row.holder_role === null ? null : { role: row.holder_role, person: row.holder_person },
    awaits: awaited.what,
    until: showInstantOrNull(awaited.until),
    enteredAt: showInstant(row.entered_at),
    endedAt: showInstantOrNull(row.ended_at),
    exit: row.exit,
    outcome: row.outcome,
    requests: row.state === "ended" ? [] : requestsOf(known, row),
  };
}

function requestsOf({ library, plans }: Known, row: ShownInstance): RequestView[] {
  const plan = plans.of(row.journey, row.version)?.plan;
  const fields = library.subjects[row.subject_kind]?.fields ?? {};
  if (row.paused_by !== null) return [];
  return (plan === undefined ? [] : requestsIn(plan, row.stage, isPaused(row))).map(
    ({ name, by, needs }) => ({
      name,
      by: [...by],
      needs: needs.map((field) => needOf(field, fields)),
    }),
  );
}

/** What is no field of the subject is kept with the answer, as text. */
export function needOf(name: string, fields: Readonly<Record<string, FieldType>>): Need {
  const field = fields[name];
  if (field === undefined) return { field: name, type: "text" };
  return field.type === "one_of"
    ? { field: name, type: field.type, values: [...field.values] }
    : { field: name, type: field.type };
}
