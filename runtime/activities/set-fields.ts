/** A journey changes fields of its subject: everyone who reads them is told, and what follows from them follows. */
import type { Fields } from "../../compiler/plan.ts";
import { changeSubject } from "../ingest/change-subject.ts";
import { informing, writeOutbox } from "../ingest/outbox.ts";
import { holdSubject } from "../ingest/subject.ts";
import { bandFacts } from "../ingest/tell-journeys.ts";
import { watchEntries } from "../ingest/watch-entries.ts";
import type { Command } from "../machine/protocol.ts";
import { openInstancesOf } from "../store/instances.ts";
import type { Db } from "../store/open-store.ts";
import type { InstanceRow } from "../store/schema.ts";
import type { Bands } from "../store/scores.ts";
import type { Fact } from "../workflows/contract.ts";
import type { ActivityContext } from "./context.ts";
import type { Batch } from "./contract.ts";
import { noSubject } from "./failures.ts";

/** `cause` sets this change apart from every other one. */
export async function setFields(
  tx: Db,
  context: ActivityContext,
  batch: Batch,
  command: Extract<Command, { do: "set" }>,
  cause: string,
): Promise<void> {
  const { library } = context;
  const { now } = batch;
  const held = await holdSubject(tx, batch.subject);
  if (held === undefined) throw noSubject(batch.subject);
  const news = { says: command.fields, at: now, event: null, cause };
  const { learned, scored, released } = await changeSubject(tx, library, held, news, now);
  const instances = await openInstancesOf(tx, held.id);
  const told = instances.flatMap((instance) =>
    factsFor(context, batch, instance, learned.changed, scored.crossed, cause).map((fact) =>
      informing(instance, fact, cause),
    ),
  );
  const entered = await watchEntries(tx, context, { ...held, ...learned, bands: scored.bands }, now);
  await writeOutbox(tx, [...told, ...released, ...entered], now);
}

/** The instance that set the fields knows them; that a score crossed a band is news to it as well. */
function factsFor(
  { plans }: ActivityContext,
  batch: Batch,
  instance: InstanceRow,
  changed: Fields,
  crossed: Bands,
  cause: string,
): readonly Fact[] {
  const indexed = plans.listenerOf(instance.journey, instance.version);
  const read = Object.entries(changed).filter(([name]) => indexed.readsField(name));
  const isNews = read.length > 0 && instance.id !== batch.instance;
  const fields: readonly Fact[] = isNews
    ? [{ is: "fields", id: `${cause} fields`, fields: Object.fromEntries(read) }]
    : [];
  return [...fields, ...bandFacts(indexed, crossed, cause)];
}
