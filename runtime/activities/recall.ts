/** What an instance takes over with a later version of its plan and was not told of before (docs/language.md, rule 14). */
import { isFor } from "../ingest/instance-key.ts";
import { readBands } from "../ingest/scores.ts";
import type { Command, Event, Recalled } from "../machine/protocol.ts";
import type { Db } from "../store/open-store.ts";
import { findSubject } from "../store/subjects.ts";
import type { ActivityContext } from "./context.ts";
import type { Batch } from "./contract.ts";
import { noSubject } from "./failures.ts";

/** As many as a run keeps. */
const MOST_EVENTS = 200;

/** Fields and bands as they are, and the latest events of these kinds that were for this instance. */
export async function recall(
  tx: Db,
  { plans }: ActivityContext,
  batch: Batch,
  { events, fields, scores, since }: Extract<Command, { do: "recall" }>,
): Promise<Recalled> {
  const subject = await findSubject(tx, batch.subject);
  if (subject === undefined) throw noSubject(batch.subject);
  const bands = await readBands(tx, batch.subject);
  const indexed = plans.of(batch.journey, batch.version);
  const instance = await tx
    .selectFrom("instance")
    .select("key")
    .where("id", "=", batch.instance)
    .executeTakeFirst();
  const happened = await eventsOf(tx, batch, events, since);
  const heard = happened.filter(
    ({ said }) => indexed === undefined || isFor(indexed.plan, instance?.key ?? null, said),
  );
  return {
    fields: Object.fromEntries(fields.map((name) => [name, subject.fields[name] ?? null])),
    fieldsAt: Object.fromEntries(
      fields.flatMap((name) =>
        subject.fields_at[name] === undefined ? [] : [[name, subject.fields_at[name]]],
      ),
    ),
    bands: Object.fromEntries(scores.map((name) => [name, bands[name] ?? null])),
    events: heard.map(
      ({ said, ...event }): Event => ({
        ...event,
        fields: indexed?.readOf(event.fields) ?? event.fields,
      }),
    ),
  };
}

async function eventsOf(tx: Db, batch: Batch, kinds: readonly string[], since: number) {
  if (kinds.length === 0) return [];
  const rows = await tx
    .selectFrom("event")
    .select(["id", "kind", "at", "fields", "said"])
    .where("subject", "=", batch.subject)
    .where("kind", "in", kinds)
    .where("at", ">=", since)
    .orderBy("at", "desc")
    .limit(MOST_EVENTS)
    .execute();
  return rows.toReversed().map((row) => ({ ...row, said: row.said ?? {} }));
}
