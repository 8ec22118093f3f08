import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openStore } from "../../../runtime/store/open-store.ts";
import { newcomer } from "../ingest/fixture.ts";
import { type RealPostgres, startPostgres } from "../ingest/real-postgres.ts";
import { openGateway, type TestGateway } from "./fixture.ts";

let server: RealPostgres;
let test: TestGateway;

beforeAll(async () => {
  server = await startPostgres();
  test = await openGateway({ store: await openStore({ databaseUrl: server.url }) });
}, 60_000);
afterAll(async () => {
  await test.close();
  await server.remove();
});

async function closeToWriters(how: "on" | "off"): Promise<void> {
  await sql`alter system set default_transaction_read_only = ${sql.lit(how)}`.execute(test.store.db);
  await sql`select pg_reload_conf()`.execute(test.store.db);
  const now = async () =>
    (await sql<{ is: string }>`select current_setting('transaction_read_only') as is`.execute(test.store.db))
      .rows[0]?.is;
  await expect.poll(now, { timeout: 10_000 }).toBe(how);
}

it("refuses events while the store is away, says when to try again, and loses none that it has taken", async () => {
  const authorization = `Bearer ${await test.token({ name: "system:web", scopes: ["events"] })}`;
  const post = async (id: string) =>
    await fetch(new URL("/v1/events", test.url), {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body: JSON.stringify({ id, event: "lead_created", subject: newcomer() }),
    });
  expect((await post("before")).status).toBe(202);

  await server.stop();
  const refused = await post("during");
  expect(refused.status).toBe(503);
  expect(refused.headers.get("retry-after")).toBe("5");
  expect(await refused.json()).toMatchObject({ error: { code: "store-away" } });
  const ready = await fetch(new URL("/ready", test.url));
  expect(ready.status).toBe(503);
  expect(await ready.json()).toMatchObject({ ready: false, store: "away", temporal: "up", backlog: null });

  await server.restart();
  await expect.poll(async () => (await post("during")).status, { timeout: 10_000 }).toBe(202);
  await expect.poll(() => test.journeys.started.length, { timeout: 10_000 }).toBe(2);

  // As after a primary has become a standby: it answers, and takes nothing in.
  await closeToWriters("on");
  const readOnly = await post("while it may only be read");
  expect(readOnly.status).toBe(503);
  expect(await (await fetch(new URL("/ready", test.url))).json()).toMatchObject({
    ready: false,
    problems: ["The store may only be read: nothing can be taken in."],
  });
  await closeToWriters("off");
  await expect
    .poll(async () => (await fetch(new URL("/ready", test.url))).status, { timeout: 10_000 })
    .toBe(200);
  const events = await test.store.db.selectFrom("event").select("id").execute();
  expect(events).toHaveLength(2);
});
