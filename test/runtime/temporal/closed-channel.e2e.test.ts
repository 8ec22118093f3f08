import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { connectClient, resolveTarget } from "../../../runtime/temporal/connect.ts";
import { startTestServer } from "../../support/temporal.ts";

test("a call that waits to be tried again is answered when its connection is closed", async () => {
  const server = await startTestServer();
  const client = await connectClient(resolveTarget({ address: server.address, env: {} }));
  await server.stop();
  const asked = client.workflow.getHandle("nobody").describe();
  const answer = expect(asked).rejects.toThrow();
  // It has failed once by now, and waits.
  await pause(50);
  await client.connection.close();
  await answer;
});

test("what is asked of a closed connection is refused", async () => {
  const server = await startTestServer();
  const client = await connectClient(resolveTarget({ address: server.address, env: {} }));
  await client.connection.close();
  await expect(client.workflow.getHandle("nobody").describe()).rejects.toThrow();
  await server.stop();
});
