import { connect } from "node:net";
import { Pool } from "pg";
import { expect, test } from "vitest";
import { isOfStore, whyUnusable } from "../../../runtime/store/why-unusable.ts";
import { freePort } from "../../../runtime/temporal/processes.ts";

const failed = (port: number): Promise<Error> =>
  new Promise((resolve, reject) => {
    connect({ port, host: "127.0.0.1" }).once("error", resolve).once("connect", reject);
  });

test("a connection that is refused is a fault of the store only where the store is", async () => {
  const port = await freePort();
  if (port === null) throw new Error("There is no port.");
  const refused = await failed(port);
  expect(isOfStore(refused, `postgres://baton@127.0.0.1:${port}/baton`)).toBe(true);
  expect(whyUnusable(refused)).toContain("nothing listens there");
  expect(isOfStore(refused, "postgres://baton@127.0.0.1/baton")).toBe(false);
  expect(isOfStore(refused, undefined)).toBe(false);
});

test("what the pool meets on the way to the store is a fault of the store", async () => {
  const databaseUrl = `postgres://baton@127.0.0.1:${await freePort()}/baton`;
  const pool = new Pool({ connectionString: databaseUrl });
  const error: unknown = await pool.query("select 1").catch((met: unknown) => met);
  await pool.end();
  expect(isOfStore(error, databaseUrl)).toBe(true);
});

test("what Postgres says is, wherever it is; what somebody else calls a timeout is not", () => {
  const said = Object.assign(new Error("cannot execute INSERT"), { severity: "ERROR", code: "25006" });
  expect(isOfStore(said, undefined)).toBe(true);
  expect(isOfStore(new Error("Connection terminated unexpectedly"), undefined)).toBe(true);
  expect(isOfStore(new Error("The mail server's timeout is over"), "postgres://db/baton")).toBe(false);
});
