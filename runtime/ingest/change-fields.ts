/** What changes of a subject by no event and no journey: data care sets fields, and time turns scores. Whoever reads it is told. */
import type { Fields } from "../../compiler/plan.ts";
import { openInstancesOf } from "../store/instances.ts";
import type { Db } from "../store/open-store.ts";
import { changeSubject } from "./change-subject.ts";
import type { Installation } from "./installation.ts";
import { informing, writeOutbox } from "./outbox.ts";
import { holdSubject } from "./subject.ts";
import { bandFacts, fieldFacts } from "./tell-journeys.ts";
import { watchEntries } from "./watch-entries.ts";

/**
 * Brings a subject up to date, tells the journeys that are open, and enters those that wait for it. `says` may be empty:
 * then it is time, a release or another record that has changed something.
 */
export async function changeFields(
  tx: Db,
  installation: Installation,
  id: string,
  says: Fields,
  by: string,
): Promise<void> {
  const held = await holdSubject(tx, id);
  if (held === undefined) return;
  const now = installation.now();
  const cause = `${by} ${now}`;
  const news = { says, at: now, event: null, cause };
  const { learned, scored, released } = await changeSubject(tx, installation.library, held, news, now);
  const told = (await openInstancesOf(tx, id)).flatMap((instance) => {
    const indexed = installation.plans.listenerOf(instance.journey, instance.version);
    const facts = [
      ...fieldFacts(indexed, learned.changed, cause),
      ...bandFacts(indexed, scored.crossed, cause),
    ];
    return facts.map((fact) => informing(instance, fact, cause));
  });
  const entered = await watchEntries(tx, installation, { ...held, ...learned, bands: scored.bands }, now);
  await writeOutbox(tx, [...told, ...released, ...entered], now);
  for (const field of Object.keys(says))
    await tx
      .insertInto("journal")
      .values({ subject: id, what: "set", name: field, why: by, at: now })
      .execute();
}
