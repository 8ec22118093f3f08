import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openStore } from "../../runtime/store/open-store.ts";
import { isAlive } from "../../runtime/temporal/processes.ts";
import { type BatonProcess, startBaton } from "../support/baton-process.ts";
import { type Outcome, readLetters, readOutcome, repeatedIn } from "../support/outcome.ts";

const LEADS = 20;
/** Lines told in some third of the demo. */
const A_THIRD = 120;

let cwd: string;
let running: BatonProcess[];
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "baton-kill-demo-"));
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((one) => one.kill("SIGKILL")));
  const server = existsSync(serverFile()) ? readServer().pid : null;
  if (server !== null && isAlive(server)) process.kill(server, "SIGKILL");
  await rm(cwd, { recursive: true, force: true });
});

const dataDir = () => join(cwd, ".baton", "demo");
const serverFile = () => join(dataDir(), "temporal", "temporal-server.json");
const readServer = (): { readonly pid: number; readonly parent: number } =>
  JSON.parse(readFileSync(serverFile(), "utf8"));

function startDemo(...args: readonly string[]): BatonProcess {
  const demo = startBaton(["demo", "--day", "0.8", "--leads", `${LEADS}`, ...args], { cwd });
  running.push(demo);
  return demo;
}

test("a demo that is killed goes on: each lead reaches an exit, and no letter goes out twice", async () => {
  const first = startDemo("--fresh");
  await first.lines(A_THIRD);
  const server = readServer();
  expect(server.parent).toBe(first.pid);
  expect(await first.kill("SIGKILL")).toEqual({ code: null, signal: "SIGKILL" });
  expect(isAlive(server.pid), "Temporal outlives the demo").toBe(true);
  const exitsBefore = exitsToldBy(first);

  const second = startDemo();
  await second.says("Going on with the demo that was interrupted");
  expect(readServer()).toEqual({ ...server, parent: second.pid });
  expect(await second.ended, second.stderr()).toEqual({ code: 0, signal: null });
  expect(second.stdout()).toMatch(/^what happened +times$/m);
  expect(isAlive(server.pid), "nothing is left running").toBe(false);
  expect(await readdir(join(cwd, ".baton"))).not.toContain("dev.json");

  const { left, entries, batches, wrong } = await readJournal();
  const letters = await readLetters(join(dataDir(), "mail"));
  console.log(
    `${LEADS} leads: ${exitsBefore} had left when it was killed, ${left.length} in the end; ` +
      `${entries} entries of the journal in ${batches} batches, ${letters.length} letters`,
  );
  expect(exitsBefore, "killed in the middle").toBeLessThan(LEADS);
  expect(new Set(left).size).toBe(LEADS);
  expect(wrong).toEqual([]);
  expect(letters.length).toBeGreaterThan(LEADS);
  expect(repeatedIn(letters.map(({ messageId }) => messageId))).toEqual([]);
  expect(repeatedIn(letters.map(({ key }) => key))).toEqual([]);
}, 240_000);

test("a demo begun anew after one that was killed leaves no server of the first behind", async () => {
  const first = startDemo("--fresh");
  await first.lines(1);
  const server = readServer();
  await first.kill("SIGKILL");
  const second = startDemo("--fresh");
  await second.lines(1);
  expect(isAlive(server.pid)).toBe(false);
  expect(readServer().pid).not.toBe(server.pid);
  expect(second.stderr()).not.toContain("Going on");
  expect(await second.kill("SIGTERM")).toEqual({ code: 0, signal: null });
});

// ── What is left ──────────────────────────────────────────────────────────────────────────────────────────

const exitsToldBy = (demo: BatonProcess): number => demo.stdout().match(/left by the exit/g)?.length ?? 0;

/** What the demo wrote down, read when nobody has it open any more. */
async function readJournal(): Promise<Outcome> {
  const store = await openStore({ dataDir: join(dataDir(), "store"), what: "a test" });
  try {
    return await readOutcome(store.db, "lead_to_customer");
  } finally {
    await store.close();
  }
}
