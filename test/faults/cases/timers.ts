/** Waits of more than a year, and thousands that end at the same second. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Plan } from "../../../compiler/plan.ts";
import { connectWorker, resolveTarget } from "../../../runtime/temporal/connect.ts";
import { ROOT } from "../../support/baton-process.ts";
import { bundlePlan, listStore, openWorld } from "../../support/journey-world.ts";
import { DAY, SMALL_PLAN } from "../../support/small-plan.ts";
import { SILENT } from "../../support/temporal.ts";
import { Broken, type Fault } from "../lab/fault.ts";
import { pause, SECOND, until } from "../lab/steps.ts";
import { startTemporal } from "../lab/temporal-process.ts";
import { startTimeSkipping } from "../lab/time-skipping.ts";

/** Real milliseconds for a start and its first step. */
const EACH = 80;
/** Starts at a time. */
const ABREAST = 50;
const LONG = 400 * DAY;
const DRIVER = join(ROOT, "runtime", "workflows", "index.ts");

/** One letter, a wait, and the exit. */
function waits(lasting: number): Plan {
  const { nurture, ...stages } = SMALL_PLAN.stages;
  if (nurture === undefined) throw new Error("The small plan has no stage nurture.");
  const bound = { lasting: { ms: 500 * DAY }, then: { to: "exit", exit: "lost" } } as const;
  return {
    ...SMALL_PLAN,
    stages: { ...stages, nurture: { ...nurture, bound } },
    code: {
      ...SMALL_PLAN.code,
      "nurture/wait": { do: "wait", lasting: { ms: lasting }, next: "nurture/offer" },
      "nurture/offer": { do: "leave", leave: { to: "exit", exit: "won" } },
    },
  };
}

export const timers: readonly Fault[] = [
  {
    id: "E7",
    what: "a journey waits for 400 days, on Temporal's time-skipping server",
    expected: "it goes on at that instant and not before, in one run",
    async run(bench) {
      const server = await startTimeSkipping();
      bench.closing(() => server.stop());
      const bundle = await bundlePlan(waits(LONG), { driver: DRIVER });
      const store = listStore();
      const world = await openWorld(server, bundle, store);
      bench.closing(() => world.close());
      const began = Date.now();
      const journey = await world.begin("long");
      await journey.end();
      const [first, last] = [store.batches[0]?.now ?? 0, store.batches.at(-1)?.now ?? 0];
      const off = last - first - LONG;
      if (off !== 0) throw new Broken(`It went on ${off} ms after the 400 days.`);
      const { historyLength } = await server.client.workflow.getHandle("long").describe();
      return { said: `400 days to the millisecond in ${Date.now() - began} ms, ${historyLength} events` };
    },
  },
  {
    id: "E7b",
    what: "10,000 waits (in the short lane 300) end at the same second, and Temporal is down when they do",
    expected: "each journey goes on once, and none before its time",
    async run(bench) {
      const count = bench.isShort ? 300 : 10_000;
      const directory = await mkdtemp(join(tmpdir(), "baton-timers-"));
      bench.closing(() => rm(directory, { recursive: true, force: true }));
      const temporal = await startTemporal(directory);
      bench.closing(() => temporal.stop());
      const target = resolveTarget({ address: `127.0.0.1:${temporal.port}`, env: {} });
      const connection = await connectWorker(target, SILENT);
      bench.closing(() => connection.close());
      const lasting = count * EACH + 60 * SECOND;
      const store = listStore();
      const bundle = await bundlePlan(waits(lasting), { driver: DRIVER });
      const world = await openWorld({ client: temporal.client, connection }, bundle, store);
      bench.closing(() => world.close());
      const at = Date.now();
      const event = { id: "all", kind: "lead_created", at, fields: {} };
      for (let from = 0; from < count; from += ABREAST) {
        const ids = Array.from({ length: Math.min(ABREAST, count - from) }, (_, index) => `w${from + index}`);
        await Promise.all(ids.map((id) => world.begin(id, { event })));
      }
      await until(() => store.batches.length >= count, `${count} first steps`, lasting);
      const due = at + lasting;
      if (Date.now() > due - 5 * SECOND)
        throw new Broken("The machine is too slow for so many: none was waiting.");
      await pause(due - 5 * SECOND - Date.now());
      await temporal.kill();
      await pause(due + 10 * SECOND - Date.now());
      await temporal.restart();
      const ends = () => store.batches.filter(({ commands }) => commands.some((one) => one.do === "end"));
      await until(() => ends().length >= count, `${count} exits`, lasting);
      const last = Math.round((Date.now() - due) / SECOND);
      const ended = new Set(ends().map(({ instance }) => instance));
      if (ended.size !== count || ends().length !== count)
        throw new Broken(`${ends().length} exits of ${ended.size} journeys, where ${count} were to be.`);
      const early = ends().filter(({ now }) => now < due).length;
      if (early > 0) throw new Broken(`${early} went on before their time.`);
      return { said: `${count} of ${count} once, none early; the last ${last} s after it was due` };
    },
  },
];
