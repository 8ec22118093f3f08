/** An installation whose library and journeys are compiled from a text, on a store of its own. */
import type { EventRequest } from "../../../runtime/gateway/api.ts";
import { createEventReader } from "../../../runtime/ingest/event-schema.ts";
import { type Taken, takeEvent } from "../../../runtime/ingest/take-event.ts";
import { openStore, type Store } from "../../../runtime/store/open-store.ts";
import type { InstanceRow, OutboxPayload } from "../../../runtime/store/schema.ts";
import { buildTexts } from "../simulate/play-texts.ts";
import { installationOn, MONDAY, type TestInstallation } from "./fixture.ts";

export interface TextInstallation extends TestInstallation {
  readonly store: Store;
  /** @throws with the words of the refusal, when the event is not even read. */
  take(event: string, subject: EventRequest["subject"], data?: EventRequest["data"]): Promise<Taken>;
  subjectOf(
    key: string,
  ): Promise<{ readonly id: string; readonly fields: Readonly<Record<string, unknown>> }>;
  instancesOf(key: string): Promise<readonly InstanceRow[]>;
  /** What Temporal is told of the subject, in order. */
  toldOf(key: string): Promise<readonly OutboxPayload[]>;
}

export async function openText(text: string): Promise<TextInstallation> {
  const { library, plans } = buildTexts(text);
  const store = await openStore({});
  const installation = installationOn(store.db, plans, library);
  const read = createEventReader(library);
  let serial = 0;
  const subjectOf = (key: string) =>
    store.db.selectFrom("subject").selectAll().where("key", "=", key).executeTakeFirstOrThrow();
  return Object.assign(installation, {
    store,
    at: MONDAY,
    async take(event: string, subject: EventRequest["subject"], data?: EventRequest["data"]) {
      serial += 1;
      const request = { id: `e${serial}`, event, subject, ...(data === undefined ? {} : { data }) };
      const incoming = read(request, { now: installation.at, source: "test" });
      if (!incoming.ok) throw new Error(incoming.fault.message);
      return takeEvent(installation, incoming.value);
    },
    subjectOf,
    async instancesOf(key: string) {
      const { id } = await subjectOf(key);
      return store.db
        .selectFrom("instance")
        .selectAll()
        .where("subject", "=", id)
        .orderBy("entered_at")
        .execute();
    },
    async toldOf(key: string) {
      const { id } = await subjectOf(key);
      const rows = await store.db
        .selectFrom("outbox")
        .selectAll()
        .where("subject", "=", id)
        .orderBy("id")
        .execute();
      return rows.map(({ payload }) => payload);
    },
  });
}
