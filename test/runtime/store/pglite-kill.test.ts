import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openStore } from "../../../runtime/store/open-store.ts";
import { buildModule, type Module } from "../../support/run-module.ts";

const KILLS = 4;
let writer: Module;
const directory = mkdtempSync(join(tmpdir(), "baton-kill-"));

beforeAll(async () => {
  writer = await buildModule(`
    import { openStore } from "./runtime/store/open-store.ts";
    const [dataDir, prefix] = process.argv.slice(2);
    const { db } = await openStore({ dataDir, what: prefix });
    for (let number = 1; ; number += 1) {
      await db.insertInto("journal").values({ at: number, what: "noted", name: prefix }).execute();
      console.log(number);
    }`);
});
afterAll(() => {
  writer.remove();
  rmSync(directory, { recursive: true, force: true });
});

it("loses no row that it acknowledged, however it is killed", async () => {
  const dataDir = join(directory, "store");
  const acknowledged: Record<string, number> = {};
  for (let kill = 0; kill < KILLS; kill += 1) {
    const prefix = `writer ${kill}`;
    const running = writer.start([dataDir, prefix]);
    await running.line();
    await new Promise((resolve) => setTimeout(resolve, 50 + Math.random() * 300));
    running.process.kill("SIGKILL");
    await running.ended;
    acknowledged[prefix] = Number(running.lines.at(-1));
  }
  const store = await openStore({ dataDir });
  const rows = await store.db
    .selectFrom("journal")
    .select([
      "name",
      (rows) => rows.fn.max("at").as("last"),
      (rows) => rows.fn.countAll<number>().as("count"),
    ])
    .groupBy("name")
    .execute();
  await store.close();
  expect(rows).toHaveLength(KILLS);
  for (const { name, last, count } of rows) {
    expect(count).toBe(last);
    expect(last).toBeGreaterThanOrEqual(acknowledged[name] ?? Number.NaN);
  }
}, 120_000);
