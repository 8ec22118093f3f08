import { expect, it } from "vitest";
import { openGateway } from "./fixture.ts";

const CANARY = "canary-4711";

it("says what was answered, and nothing of whom it was about", async () => {
  const lines: string[] = [];
  const test = await openGateway({ log: { level: "debug", stream: { write: (line) => lines.push(line) } } });
  const email = `${CANARY}@example.com`;
  const token = await test.token({ name: "anna", scopes: ["events", "people", "admin"] });
  const client = await test.as("anna", "events", "people", "admin");
  await client.sendEvents({ id: CANARY, event: "lead_created", subject: { email, name: CANARY } });
  await client.sendEvents({ id: CANARY, event: CANARY, subject: { email } }).catch(() => {});
  await client.why(email);
  await client.status({ subject: email });
  await client.act("accept", CANARY, {}).catch(() => {});
  test.journeys.breaks = () => new Error("away");
  await fetch(new URL(`/v1/${CANARY}?x=${CANARY}`, test.url), {
    headers: { authorization: `Bearer ${token}` },
  });
  await test.store.db.schema.dropTable("journal").execute();
  await client.timeline(email).catch(() => {});
  await test.close();
  const log = lines.join("");
  expect(log).toContain('"route":"/v1/subjects/:key/why"');
  expect(log).toContain('"status":500');
  expect(log).not.toContain(CANARY);
  expect(log).not.toContain(token);
});
