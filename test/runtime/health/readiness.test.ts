import { afterAll, beforeAll, expect, test } from "vitest";
import { REAL_TIME } from "../../../runtime/clock.ts";
import { metricsText } from "../../../runtime/health/prometheus-text.ts";
import { askReadiness } from "../../../runtime/health/readiness.ts";
import { readinessMetrics, storeMetrics } from "../../../runtime/health/store-metrics.ts";
import { openStore, type Store } from "../../../runtime/store/open-store.ts";

let store: Store;
beforeAll(async () => {
  store = await openStore({});
});
afterAll(() => store.close());

const NOW = Date.UTC(2026, 10, 23, 9);
const ask = (isTemporalUp: () => Promise<boolean>) =>
  askReadiness({ db: store.db, clock: REAL_TIME, now: NOW, isTemporalUp });
const up = async () => true;

async function put(key: string, ago: number, status: "pending" | "parked"): Promise<void> {
  await store.db
    .insertInto("outbox")
    .values({
      key,
      subject: "s",
      instance: "i",
      workflow_id: "w",
      payload: JSON.stringify({ kind: "signal", fact: { is: "goes on", id: "1" } }),
      next_at: NOW,
      created_at: NOW - ago * 1_000,
      status,
    })
    .execute();
}

test("an installation is ready, degraded or away, and says why", async () => {
  expect(await ask(up)).toMatchObject({ state: "ready", backlog: 0, oldest: null, parked: 0, problems: [] });
  await put("young", 200, "pending");
  expect(await ask(up)).toMatchObject({ state: "ready", backlog: 1, oldest: 200 });
  await put("old", 720, "pending");
  await put("hopeless", 9_000, "parked");
  expect(await ask(up)).toMatchObject({
    state: "degraded",
    backlog: 2,
    oldest: 720,
    parked: 1,
    problems: [
      "2 facts are not handed to Temporal yet, the oldest for 12 minutes.",
      "1 fact is given up on, with the reason in the journal; a restart tries again.",
    ],
  });
  expect(await ask(async () => false)).toMatchObject({ state: "away", temporal: "away", store: "up" });
});

test("who does not answer in time counts as away", async () => {
  expect(await ask(() => new Promise(() => {}))).toMatchObject({ state: "away", temporal: "away" });
});

test("the figures are Prometheus' text, and of an empty store there are none to be misread", async () => {
  const text = metricsText([
    ...readinessMetrics(await ask(up)),
    ...(await storeMetrics({ db: store.db, clock: REAL_TIME, now: () => NOW })),
    { name: "x", help: "A\\b\nc", is: "gauge", samples: [{ labels: { role: 'a"b\\c\nd' }, value: 1 }] },
  ]);
  expect(text).toContain("# TYPE baton_backlog gauge\nbaton_backlog 2\n");
  expect(text).toContain("# TYPE baton_entries_total counter\n\n");
  expect(text).toContain('# HELP x A\\\\b\\nc\n# TYPE x gauge\nx{role="a\\"b\\\\c\\nd"} 1\n');
});
