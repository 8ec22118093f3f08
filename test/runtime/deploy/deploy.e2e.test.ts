/** Two releases live in one worker: who is inside the first stays in it, whatever is deployed (rule 14, P9). */
import { execFileSync } from "node:child_process";
import { cp, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type ApiClient, createApiClient } from "../../../runtime/gateway/api-client.ts";
import { freePort } from "../../../runtime/temporal/processes.ts";
import { FIRST_RELEASE } from "../../cli/repository.ts";
import { type BatonProcess, startBaton } from "../../support/baton-process.ts";
import { startPostgres, type TestPostgres } from "../../support/postgres.ts";
import { startTestServer, type TestServer } from "../../support/temporal.ts";

const JOURNEY = "journeys/re_engagement.journey";
const SOON = { timeout: 30_000, interval: 200 };

let postgres: TestPostgres;
let temporal: TestServer;
const directories: string[] = [];
const processes: BatonProcess[] = [];

beforeAll(async () => {
  postgres = await startPostgres();
  temporal = await startTestServer({ compressed: false });
});
afterAll(async () => {
  await Promise.all(processes.map((one) => one.kill("SIGKILL")));
  await temporal?.stop();
  await postgres?.stop();
  for (const directory of directories) await rm(directory, { recursive: true, force: true });
});

/** A project on a store and a task queue of its own. */
async function openProject(taskQueue: string, deployment?: string) {
  const cwd = await mkdtemp(join(tmpdir(), "baton-deploy-"));
  directories.push(cwd);
  await cp(resolve("journeys"), join(cwd, "journeys"), { recursive: true });
  const settings = { temporal: { taskQueue, ...(deployment !== undefined && { deployment }) } };
  await writeFile(join(cwd, "temporal.config.ts"), `export default ${JSON.stringify(settings)};\n`);
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], { cwd });
  git("init", "-q");
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    DATABASE_URL: await postgres.createDatabase(),
    TEMPORAL_ADDRESS: temporal.address,
    BATON_SECRET: "0123456789abcdef".repeat(2),
    BATON_SERVER: url,
  };
  const run = async (...args: readonly string[]) => {
    const process = startBaton(args, { cwd, env: { ...env, BATON_TOKEN: token } });
    const { code } = await process.ended;
    return { code, said: `${process.stdout()}${process.stderr()}`, out: process.stdout().trim() };
  };
  const ok = async (...args: readonly string[]) => {
    const ran = await run(...args);
    expect(ran.code, ran.said).toBe(0);
    return ran.out;
  };
  let token = "";
  token = await ok(
    "serve",
    "--print-token",
    "system:ci",
    "--scope",
    "operate",
    "--scope",
    "events",
    "--scope",
    "people",
    "--scope",
    "admin",
  );
  const api: ApiClient = createApiClient({ url, token });
  let running: readonly BatonProcess[] = [];
  return {
    cwd,
    run,
    ok,
    /** Commits, and releases what is new. */
    async release() {
      git("add", "-A");
      git("commit", "-q", "--allow-empty", "-m", "as it is");
      await ok("release", ...FIRST_RELEASE);
    },
    async edit(from: string, to: string) {
      const path = join(cwd, JOURNEY);
      const text = await readFile(path, "utf8");
      expect(text).toContain(from);
      await writeFile(path, text.replace(from, to));
    },
    /** Stops what runs, and starts both processes with the build; `keep`: workers of earlier builds go on. */
    async restart(build: string, keep: "workers" | "nothing" = "nothing") {
      const kept = keep === "workers" ? running.slice(1) : [];
      await Promise.all(running.filter((one) => !kept.includes(one)).map((one) => one.kill("SIGTERM")));
      const people = ["--people", "journeys/people.yaml", "--build", build];
      running = [
        startBaton(["serve", ...people, "--port", `${port}`], { cwd, env }),
        startBaton(["worker", ...people], { cwd, env }),
      ];
      processes.push(...running);
      for (const process of running) await process.says('"msg":"ready"');
      running = [...running, ...kept];
    },
    /** Kills one of the two as a machine that loses its power does, and starts it again. */
    async crash(which: "serve" | "worker", build: string) {
      const at = which === "serve" ? 0 : 1;
      await running[at]?.kill("SIGKILL");
      const where = which === "serve" ? ["--port", `${port}`] : [];
      const args = [which, "--people", "journeys/people.yaml", "--build", build, ...where];
      const again = startBaton(args, { cwd, env });
      processes.push(again);
      running = running.with(at, again);
      await again.says('"msg":"ready"');
    },
    api,
    async enter(name: string) {
      const subject = { email: `${name}@example.com`, name, company: name };
      const { results } = await api.sendEvents({ id: `enter ${name}`, event: "went_quiet", subject });
      return results[0]?.started[0] ?? "";
    },
    async reply(name: string) {
      await api.sendEvents({
        id: `reply ${name}`,
        event: "replied",
        subject: { email: `${name}@example.com` },
      });
    },
    async stands(id: string, expected: object) {
      await vi.waitFor(async () => expect(await api.instance(id)).toMatchObject(expected), SOON);
    },
    versionOf: async (id: string) => (await api.instance(id)).version,
  };
}

test("who is inside stays, who comes enters what is deployed; a canary, a rollback, and nothing is dropped in use", async () => {
  const project = await openProject("deploys");
  await project.release();
  await project.ok("compile", "--released-only", "--out", "first");
  await project.restart("first");
  await project.ok("deploy", "--build", "first", "--yes");
  const early = await project.enter("early");
  await project.stands(early, { version: 1, stage: "invitation" });

  await project.edit("re_engagement v1", "re_engagement v2");
  await project.edit("at most 30 days", "at most 29 days");
  await project.release();
  await project.ok("compile", "--released-only", "--out", "second");
  // Planned before anything is shipped, and not applied before everything is.
  await project.ok("deploy", "--build", "second", "--plan-out", "plan.json");
  const tooEarly = await project.run("deploy", "--apply", "plan.json");
  expect(tooEarly).toMatchObject({
    code: 1,
    said: expect.stringContaining("does not hold re_engagement_v2"),
  });
  await project.restart("second");
  // What is installed is not what is entered.
  expect(await project.versionOf(await project.enter("meanwhile"))).toBe(1);
  await project.ok("deploy", "--apply", "plan.json");
  const late = await project.enter("late");
  await project.stands(late, { version: 2, stage: "invitation" });

  // Each goes on, and ends, in the version that it entered; on the server, too.
  await project.reply("early");
  await project.stands(early, { version: 1, state: "ended", exit: "back" });
  await project.reply("late");
  await project.stands(late, { version: 2, state: "ended", exit: "back" });
  const types = await Promise.all(
    [early, late].map(async (id) => (await temporal.client.workflow.getHandle(id).describe()).type),
  );
  expect(types).toEqual(["re_engagement_v1", "re_engagement_v2"]);

  const stale = await project.run("deploy", "--apply", "plan.json");
  expect(stale).toMatchObject({ code: 1, said: expect.stringContaining("somebody was faster") });

  await project.ok("rollback", "--yes");
  expect(await project.versionOf(await project.enter("after"))).toBe(1);
  await project.ok("deploy", "--build", "second", "--canary", "40%", "--yes");
  const shares = await Promise.all(
    Array.from({ length: 30 }, async (_, at) => await project.versionOf(await project.enter(`c${at}`))),
  );
  expect(new Set(shares)).toEqual(new Set([1, 2]));
  await project.ok("deploy", "--promote", "--yes");
  expect(await project.versionOf(await project.enter("last"))).toBe(2);

  await rename(join(project.cwd, "journeys/releases/re_engagement_v1.json"), join(project.cwd, "kept.json"));
  await project.ok("compile", "--released-only", "--out", "third");
  const inUse = await project.run("deploy", "--build", "third", "--yes");
  const still = shares.filter((version) => version === 1).length + 2;
  expect(inUse).toMatchObject({
    code: 1,
    said: expect.stringContaining(`re_engagement v1 is not in this build, and ${still} are inside`),
  });
}, 240_000);

test("people are moved once each, whichever process is killed while it is done, and by whom it is asked again", async () => {
  const project = await openProject("killed");
  await project.release();
  await project.ok("compile", "--released-only", "--out", "first");
  await project.restart("first");
  await project.ok("deploy", "--build", "first", "--yes");
  const names = Array.from({ length: 24 }, (_, nth) => `k${nth}`);
  const ids = await Promise.all(names.map((name) => project.enter(name)));
  await project.edit("re_engagement v1", "re_engagement v2");
  await project.edit("at most 30 days", "at most 29 days");
  await project.edit("  exit back", "  migrate from v1 at once\n  exit back");
  await project.release();
  await project.ok("compile", "--released-only", "--out", "second");
  await project.restart("second");
  await project.ok("deploy", "--build", "second", "--yes");

  // Six more each time, and at another moment one of the two is gone: before, within or after what it does.
  const crashes = [
    ["serve", 300],
    ["worker", 500],
    ["serve", 700],
    ["worker", 900],
  ] as const;
  for (const [nth, [which, after]] of crashes.entries()) {
    const asked = project.run("migrate", "re_engagement", "--apply", "--at-most", `${(nth + 1) * 6}`);
    await new Promise((done) => setTimeout(done, after));
    await project.crash(which, "second");
    await asked;
  }
  await vi.waitFor(() => project.ok("migrate", "re_engagement", "--apply"), SOON);
  for (const id of ids) await project.stands(id, { version: 2, stage: "invitation" });
  for (const name of names) await project.reply(name);
  for (const id of ids) await project.stands(id, { version: 2, state: "ended", exit: "back" });
  const { entries } = await project.api.journal({ limit: 1_000 });
  const told = (what: string) => entries.flatMap((one) => (one.what === what ? [one.instance ?? ""] : []));
  expect(told("migrated").sort()).toEqual([...ids].sort());
  // At night a letter is put off, and dropped as they leave; neither is said twice.
  const letters = entries.flatMap(({ what, instance, result }) =>
    what === "message" ? [`${instance} ${result}`] : [],
  );
  expect(new Set(letters).size).toBe(letters.length);
  expect(new Set(told("message"))).toEqual(new Set(ids));
}, 240_000);

test("as versions of a Worker Deployment nothing is dispatched before a deploy, runs are pinned to theirs, and those that are moved leave it", async () => {
  const project = await openProject("pinned", "baton-test");
  await project.release();
  await project.ok("compile", "--released-only", "--out", "first");
  await project.restart("first");
  const waiting = await project.enter("waiting");
  await new Promise((done) => setTimeout(done, 1_500));
  await project.stands(waiting, { stage: null });
  await vi.waitFor(() => project.ok("deploy", "--build", "first", "--yes"), SOON);
  await project.stands(waiting, { stage: "invitation" });
  const described = await temporal.cli("workflow", "describe", "-w", waiting);
  expect(JSON.stringify(described)).toMatch(/PINNED|Pinned/);

  // The worker of the earlier build goes on beside the next one, which alone has the later version.
  await project.edit("re_engagement v1", "re_engagement v2");
  await project.edit("at most 30 days", "at most 29 days");
  await project.edit("  exit back", "  migrate from v1 at once\n  exit back");
  await project.release();
  await project.ok("compile", "--released-only", "--out", "second");
  const staying = await project.enter("staying");
  await project.stands(staying, { stage: "invitation" });
  await project.restart("second", "workers");
  const migrate = ["migrate", "re_engagement", "--from", "v1", "--to", "v2", "--apply", "--at-most", "1"];
  expect(await project.run(...migrate)).toMatchObject({
    code: 1,
    said: expect.stringContaining("re_engagement_v2 is not deployed"),
  });
  await vi.waitFor(() => project.ok("deploy", "--build", "second", "--yes"), SOON);
  await project.ok(...migrate);
  await project.stands(waiting, { version: 2, stage: "invitation" });
  await project.stands(staying, { version: 1, stage: "invitation" });
  for (const [name, id] of [
    ["waiting", waiting],
    ["staying", staying],
  ] as const) {
    await project.reply(name);
    await project.stands(id, { state: "ended", exit: "back" });
  }
}, 180_000);
