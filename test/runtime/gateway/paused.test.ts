/** How a journey that has given way is shown: docs/language.md, rule 13. */
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ApiClient } from "../../../runtime/gateway/api-client.ts";
import { setGivesWay } from "../../../runtime/store/group.ts";
import { offerToAnna, openGateway, type TestGateway } from "./fixture.ts";

let test: TestGateway;
let client: ApiClient;

beforeAll(async () => {
  test = await openGateway();
  client = await test.as("anna", "people", "admin", "events");
}, 60_000);
afterAll(async () => await test.close());

it("as paused, with what it waits for, and its requests out of the inbox until it goes on", async () => {
  const { email, work } = await offerToAnna(test);
  const id = work.split("#")[0] ?? "";
  const inbox = async () =>
    (await client.inbox({ person: "anna", subject: email })).work.map((one) => one.id);
  expect(await inbox()).toEqual([work]);
  await setGivesWay(test.store.db, [id], "renewal");
  expect(await inbox()).toEqual([]);
  const paused = await client.status({ subject: email, state: "paused" });
  expect(paused.instances).toMatchObject([{ id, state: "paused", awaits: "renewal to end", until: null }]);
  expect(paused.counts).toMatchObject([{ state: "paused", count: 1 }]);
  expect((await client.status({ subject: email, state: "open" })).instances).toEqual([]);
  expect((await client.why(email)).sentence).toContain("and is paused");
  await setGivesWay(test.store.db, [id], null);
  expect(await inbox()).toEqual([work]);
  expect((await client.status({ subject: email })).instances).toMatchObject([{ id, state: "open" }]);
});
