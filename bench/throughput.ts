/**
 * How fast instances go from start to exit, beside the same work written by hand: on one server, by workers of the same
 * settings in one process, in rounds that alternate, so that what else the machine does falls on both. And what many
 * that sleep take of a worker whose cache is sized for those that do not.
 *
 * `--instances 1000 --rounds 3 --sleeping 20000 --cached 100`; 0 instances, or 0 asleep, leave that part out. Those asleep
 * come first: the memory is of the whole process, with the client that wakes them.
 */
import { parseArgs } from "node:util";
import { CASES, type Case } from "./actions/cases.ts";
import { type Contestant, play } from "./actions/play.ts";
import { inRing, type Ring, withBaton } from "./actions/ring.ts";
import { atLeast, atMost, type Bench, type Figure, figure, median } from "./bench.ts";

const DAY = 86_400_000;
/** Under way at a time. */
const AT_ONCE = 50;
const MB = 2 ** 20;

function settings() {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    args: process.argv.slice(3),
    options: { instances: text, rounds: text, sleeping: text, cached: text },
    strict: false,
  });
  const number = (name: string, otherwise: number): number => Number(values[name] ?? otherwise);
  return {
    instances: number("instances", 1_000),
    rounds: number("rounds", 3),
    sleeping: number("sleeping", 20_000),
    cached: number("cached", 100),
  };
}

function caseOf(name: Case["name"]): Case {
  const found = CASES.find((one) => one.name === name);
  if (found === undefined) throw new Error(`There is no case ${name}.`);
  return found;
}

/** Does it for each number below `count`, so many at once. */
async function forEach(count: number, atOnce: number, run: (number: number) => Promise<void>): Promise<void> {
  let next = 0;
  const walk = async () => {
    for (let number = next++; number < count; number = next++) await run(number);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, walk));
}

// ── Start to exit ─────────────────────────────────────────────────────────────────────────────────────────

/** Real milliseconds for as many decisions with two approvers, from the start to the exit. */
async function round(ring: Ring, contestant: Contestant, from: number, count: number): Promise<number> {
  const begun = performance.now();
  await forEach(count, AT_ONCE, async (number) => {
    await play(caseOf("approval"), contestant, ring.server, from + number);
  });
  return performance.now() - begun;
}

async function race(
  ring: Ring,
  report: (line: string) => void,
): Promise<{ readonly baton: number; readonly byHand: number }> {
  const { instances, rounds } = settings();
  const each = Math.max(1, Math.ceil(instances / rounds));
  const times = { baton: [] as number[], byHand: [] as number[] };
  // The first round warms up and does not count.
  for (let number = 0; number <= rounds; number += 1) {
    const count = number === 0 ? Math.min(each, AT_ONCE) : each;
    for (const name of number % 2 === 0 ? (["baton", "byHand"] as const) : (["byHand", "baton"] as const)) {
      const time = await round(ring, ring[name], number * each, count);
      if (number > 0) times[name].push(time / count);
      report(`round ${number}, ${ring[name].name}: ${Math.round((count / time) * 1_000)} a second`);
    }
  }
  return { baton: 1_000 / median(times.baton), byHand: 1_000 / median(times.byHand) };
}

// ── Sleeping ──────────────────────────────────────────────────────────────────────────────────────────────

interface Slept {
  readonly memory: number;
  readonly finished: number;
}

/** All of them are begun, and fall asleep; then each is woken by the one thing that ends it. */
async function sleep(
  { server, baton }: Omit<Ring, "byHand">,
  count: number,
  report: (line: string) => void,
): Promise<Slept> {
  const { client } = server;
  const ids: string[] = [];
  await forEach(count, AT_ONCE, async (number) => {
    ids.push(await baton.begin(caseOf("nurture"), number));
    if (ids.length % 1_000 === 0) report(`${ids.length} begun`);
  });
  const asleep = async () => ids.filter((id) => baton.sent(id, "welcome") > 0).length;
  while ((await asleep()) < count) await new Promise((resolve) => setTimeout(resolve, 200));
  global.gc?.();
  let memory = process.memoryUsage().rss / MB;
  report(`${count} asleep: ${Math.round(memory)} MB`);
  let finished = 0;
  await forEach(count, AT_ONCE, async (number) => {
    const id = ids[number] ?? "";
    await baton.happens(id, "bought", {});
    const end: unknown = await client.workflow.getHandle(id).result();
    if (JSON.stringify(end).includes('"won"')) finished += 1;
    if (finished % 1_000 === 0) report(`${finished} woken and finished`);
    if (number % 100 === 0) memory = Math.max(memory, process.memoryUsage().rss / MB);
  });
  return { memory, finished };
}

async function raceFigures(report: (line: string) => void): Promise<readonly Figure[]> {
  const { instances } = settings();
  if (instances === 0) return [];
  const { baton, byHand } = await inRing({ day: DAY }, (ring) => race(ring, report));
  return [
    figure(`${instances} decisions, by Baton`, baton, "a second"),
    figure(`${instances} decisions, by hand`, byHand, "a second"),
    figure("rate, beside that by hand", baton / byHand, "ratio", atLeast(0.9)),
  ];
}

async function sleepFigures(report: (line: string) => void): Promise<readonly Figure[]> {
  const { sleeping, cached } = settings();
  if (sleeping === 0) return [];
  const slept = await withBaton({ day: DAY, maxCached: cached }, (ring) => sleep(ring, sleeping, report));
  return [
    figure(`${sleeping} asleep, ${cached} cached: memory at most`, slept.memory, "MB", atMost(800)),
    figure(`${sleeping} asleep: woken and finished`, slept.finished, "instances", atLeast(sleeping)),
  ];
}

export const bench: Bench = {
  summary: "Instances a second from start to exit, beside the same work by hand; and many that sleep.",
  run: async (report) => [...(await sleepFigures(report)), ...(await raceFigures(report))],
};
