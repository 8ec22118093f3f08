import { expect, it } from "vitest";
import { announceWorker, readWorkers } from "../../../runtime/deploy/announce-worker.ts";
import { openStore } from "../../../runtime/store/open-store.ts";

it("a worker ends well although the store went away before it", async () => {
  const { db, close } = await openStore({});
  const troubles: string[] = [];
  const worker = { id: "w1", build: "b", deployment: null, releases: {} };
  const announcement = await announceWorker(db, worker, (error) => void troubles.push(error));
  expect(await readWorkers(db)).toMatchObject([{ id: "w1" }]);
  await close();
  await announcement.stop();
  expect(troubles).toHaveLength(1);
});
