/** A gateway on a store in memory, with tokens for everybody. */
import type { Library, People } from "../../../compiler/library.ts";
import type { Plan } from "../../../compiler/plan.ts";
import type { LinkKeys } from "../../../runtime/access/link.ts";
import { type Bearer, mintToken, type Scope } from "../../../runtime/access/token.ts";
import { type ApiClient, createApiClient } from "../../../runtime/gateway/api-client.ts";
import type { GatewayCodec } from "../../../runtime/gateway/context.ts";
import { createGateway, type Gateway } from "../../../runtime/gateway/gateway.ts";
import type { LogOptions } from "../../../runtime/gateway/log-options.ts";
import { placeInstance } from "../../../runtime/store/instances.ts";
import { writeJournal } from "../../../runtime/store/journal.ts";
import { openStore, type Store } from "../../../runtime/store/open-store.ts";
import { writeWork } from "../../../runtime/store/work.ts";
import {
  HOUR,
  LIBRARY,
  type MemoryJourneys,
  MONDAY,
  memoryJourneys,
  newcomer,
  PLAN,
} from "../ingest/fixture.ts";

const SECRET = { key: new TextEncoder().encode("a secret for tests, and for nothing else") };

const person = (id: string, roles: readonly string[]) => ({
  id,
  name: id,
  email: `${id}@example.com`,
  roles,
  serves: {},
  capacity: null,
  away: [],
});
export const PEOPLE: People = {
  people: [person("anna", ["sales"]), person("bo", ["sales"]), person("ida", ["marketing"])],
  delegates: [],
  addresses: {},
};

export interface TestGateway {
  readonly gateway: Gateway;
  readonly store: Store;
  readonly journeys: MemoryJourneys;
  readonly url: string;
  /** A client with a token for these scopes. */
  as(name: string, ...scopes: readonly Scope[]): Promise<ApiClient>;
  token(bearer: Bearer): Promise<string>;
  close(): Promise<void>;
}

/** The clock stands still at `MONDAY`. */
export async function openGateway(
  options: {
    readonly store?: Store;
    readonly port?: number;
    readonly log?: LogOptions;
    readonly library?: Library;
    readonly linkKeys?: LinkKeys;
    readonly operators?: readonly string[];
    readonly codec?: GatewayCodec;
    readonly plans?: readonly Plan[];
  } = {},
): Promise<TestGateway> {
  const store = options.store ?? (await openStore({}));
  const journeys = memoryJourneys();
  const gateway = createGateway({
    store,
    library: options.library ?? LIBRARY,
    plans: options.plans ?? [PLAN],
    people: () => PEOPLE,
    journeys,
    clock: { startedAt: 0, origin: MONDAY, scale: 0 },
    secret: SECRET,
    ...(options.operators && { operators: options.operators }),
    ...(options.linkKeys && { linkKeys: options.linkKeys }),
    ...(options.codec && { codec: options.codec }),
    version: "0.0.0",
    ...(options.log === undefined ? {} : { log: options.log }),
    relay: { every: 50 },
    // What a sweep does beside the test would be counted with what the test does.
    sweepEvery: 3_600_000,
    mailSink: { list: () => [{ at: MONDAY, to: "anna@example.com", subject: "Work", text: "Call Maria" }] },
  });
  const url = await gateway.listen({ port: options.port ?? 0 }).catch(async (error: unknown) => {
    await gateway.close();
    throw error;
  });
  const token = async (bearer: Bearer) => await mintToken(SECRET, bearer, "1h");
  return {
    gateway,
    store,
    journeys,
    url,
    token,
    as: async (name, ...scopes) => createApiClient({ url, token: await token({ name, scopes }) }),
    close: async () => {
      await gateway.close();
      await store.close();
    },
  };
}

/** Somebody in `nurture`, offered to anna. Answers what the offer is called. */
export async function offerToAnna(
  test: TestGateway,
): Promise<{ readonly email: string; readonly work: string }> {
  const subject = newcomer();
  const client = await test.as("system:web", "events");
  const event = {
    id: `enter ${subject.email}`,
    event: "lead_created",
    subject: { ...subject, company: "Nordpay" },
  };
  const { results } = await client.sendEvents(event);
  const instance = results[0]?.started[0] ?? "";
  const work = `${instance}#w1`;
  const id = instance.split("/")[1] ?? "";
  const home = { instance, subject: id, journey: "small", version: 1 };
  const entry = { at: MONDAY, stage: "nurture", step: null, by: null, to: null, result: null, why: null };
  await writeWork(test.store.db, home, {
    id: work,
    kind: "accept",
    name: "sales_ready",
    step: "nurture/offer",
    stage: "nurture",
    title: "Take {name} at {company}, worth {amount}",
    role: "sales",
    person: "anna",
    openedAt: MONDAY,
    due: MONDAY + 8 * HOUR,
    answers: { accept: [], too_early: ["reason"], too_small: ["amount", "industry"] },
    event: null,
    carries: [
      { kind: "field", name: "company" },
      { kind: "score", name: "interest" },
      { kind: "events", name: "engagement", events: ["lead_created"], inTheLast: { ms: 24 * HOUR } },
    ],
  });
  await placeInstance(test.store.db, instance, {
    stage: "nurture",
    holder: { role: "marketing", person: "ida" },
    awaits: "anna to accept sales_ready",
    until: MONDAY + 8 * HOUR,
  });
  await writeJournal(test.store.db, home, [
    { ...entry, what: "entered", name: "nurture" },
    { ...entry, what: "offered", name: "sales_ready", to: "anna", why: "least loaded (0 open)" },
  ]);
  return { email: subject.email, work };
}
