import { connect } from "node:net";
import { Pool } from "pg";
import { expect, test } from "vitest";
import { isOfStore, whyUnusable } from "../../../runtime/store/why-unusable.ts";

/** Where nothing listens, and nothing that is started meanwhile will. */
const NOBODYS = 1;

const failed = (port: number): Promise<Error> =>
  new Promise((resolve, reject) => {
    connect({ port, host: "127.0.0.1" }).once("error", resolve).once("connect", reject);
  });

test("a connection that is refused is a fault of the store only where the store is", async () => {
  const refused = await failed(NOBODYS);
  expect(isOfStore(refused, `postgres://baton@127.0.0.1:${NOBODYS}/baton`)).toBe(true);
  expect(whyUnusable(refused)).toContain("nothing listens there");
  expect(isOfStore(refused, "postgres://baton@127.0.0.1/baton")).toBe(false);
  expect(isOfStore(refused, undefined)).toBe(false);
});

test("what the pool meets on the way to the store is a fault of the store", async () => {
  const databaseUrl = `postgres://baton@127.0.0.1:${NOBODYS}/baton`;
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
