/** Runs tests on both stores: PGlite in this process, and a real Postgres. */
import { afterAll, beforeAll, describe } from "vitest";
import { openStore, type Store } from "../../runtime/store/open-store.ts";
import { startPostgres, type TestPostgres } from "./postgres.ts";

export interface StoreLane {
  readonly kind: Store["kind"];
  /** The store of this lane; open while its tests run. */
  store(): Store;
}

export function onEachStore(tests: (lane: StoreLane) => void): void {
  describe("on PGlite", () => tests(laneOf("pglite", async () => ({ store: await openStore({}) }))));
  describe("on Postgres", () => tests(postgresLane()));
}

/** For what only several connections can show. */
export function onPostgres(tests: (lane: StoreLane) => void): void {
  describe("on Postgres", () => tests(postgresLane()));
}

const postgresLane = (): StoreLane =>
  laneOf("postgres", async () => {
    const server = await startPostgres();
    // Tests ask for as much at once: a call that waits for a connection is given up after a while.
    const store = await openStore({ databaseUrl: await server.createDatabase(), poolSize: 64 });
    return { server, store };
  });

interface Opened {
  readonly store: Store;
  readonly server?: TestPostgres;
}

function laneOf(kind: Store["kind"], open: () => Promise<Opened>): StoreLane {
  let opened: Opened | undefined;
  beforeAll(async () => {
    opened = await open();
  }, 60_000);
  afterAll(async () => {
    await opened?.store.close();
    await opened?.server?.stop();
  }, 60_000);
  return {
    kind,
    store() {
      if (opened === undefined) throw new Error("The store is open while tests run, and not before.");
      return opened.store;
    },
  };
}
