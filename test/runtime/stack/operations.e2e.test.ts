/**
 * Twenty people inside a journey on a real Temporal server: paused, time passes, resumed by either clock, stopped, and
 * one whose run is gone repaired. Through the commands, as whoever looks after an installation has them.
 */
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Client, Connection } from "@temporalio/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { devTokenFile } from "../../../runtime/access/dev-access.ts";
import { readDevInfo } from "../../../runtime/dev-info.ts";
import type { OperationAnswer } from "../../../runtime/gateway/api.ts";
import { type ApiClient, createApiClient } from "../../../runtime/gateway/api-client.ts";
import { type BatonProcess, startBaton } from "../../support/baton-process.ts";

const PEOPLE = 20;
/** A day takes six seconds. */
const DAY = 6_000;
const JOURNEY = `journey patient v1 of lead "Four days of silence, and then a look" {
  owner      revops_lead
  goal       deal_won within 90 days
  review     every 3 months, last 2026-10-01
  enter on content_downloaded -> waiting
    if one is open join
  exit done as success
  exit gone as failure  on deal_lost

  stage waiting "They read" {
    owner  marketing_manager
    lasts  at most 60 days, then exit gone
    wait 4 days
    task look "What does {name} read?" by marketing_manager, on daily { fine exit done }
  }
}`;

let cwd: string;
let dev: BatonProcess;
let api: ApiClient;
let temporal: Client;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "baton-operations-"));
  for (const file of ["organisation.journey", "lead.journey", "people.yaml"])
    await cp(join(resolve("journeys"), file), join(cwd, "journeys", file));
  await writeFile(join(cwd, "journeys", "patient.journey"), JOURNEY);
  await writeFile(join(cwd, "temporal.config.ts"), `export default { operators: ["revops_lead"] };\n`);
  dev = startBaton(["dev", "journeys", "--scale", String(86_400_000 / DAY), "--start", "2026-11-23"], {
    cwd,
  });
  await dev.says(/API {2,}http/);
  const info = await readDevInfo(join(cwd, ".baton"));
  const token = (await readFile(devTokenFile(join(cwd, ".baton")), "utf8")).trim();
  api = createApiClient({ url: info?.api ?? "", token });
  temporal = new Client({ connection: await Connection.connect({ address: info?.temporalAddress ?? "" }) });
});
afterAll(async () => {
  await temporal?.connection.close();
  await dev?.kill("SIGTERM");
  await rm(cwd, { recursive: true, force: true });
});

async function baton(
  ...args: readonly string[]
): Promise<{ readonly code: number | null; readonly out: string }> {
  const command = startBaton([...args], { cwd });
  const { code } = await command.ended;
  return { code, out: `${command.stdout()}${command.stderr()}` };
}
const done = async (...args: readonly string[]): Promise<OperationAnswer> => {
  const command = startBaton([...args, "--because", "tried", "--yes", "--json", "--as-person", "dag"], {
    cwd,
  });
  expect(await command.ended, command.stderr()).toMatchObject({ code: 0 });
  return JSON.parse(command.stdout());
};
const daysPass = (days: number) => new Promise((go) => setTimeout(go, days * DAY));

async function enter(group: string): Promise<readonly string[]> {
  const keys = Array.from({ length: PEOPLE }, (_, nth) => `${group}${nth}@example.com`);
  await api.sendEvents(
    keys.map((email) => ({
      id: `enter ${email}`,
      event: "content_downloaded",
      subject: { email, name: group, company: email, country: "DK" },
      data: { title: "Fees", topic: "payments" },
    })),
  );
  await until(async () => (await statesOf(group)).length === PEOPLE);
  return keys;
}
async function statesOf(group: string) {
  const { instances } = await api.status({ journey: "patient", state: "all", limit: 500 });
  return instances.filter(({ subject, stage, exit }) => subject.name === group && (stage ?? exit) !== null);
}
async function lookedFor(group: string): Promise<number> {
  const { work } = await api.inbox({ person: "ida", name: "look" });
  return work.filter(({ subject }) => subject.name === group).length;
}
async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 60_000; !(await isSo()); ) {
    if (Date.now() > end) throw new Error("it has not come to be");
    await new Promise((go) => setTimeout(go, 200));
  }
}

test("paused, twenty stand still; shifted, each has as much left as before, and none is lost", async () => {
  await enter("shift");
  const paused = await done("pause", "patient");
  expect(paused).toMatchObject({ done: PEOPLE, isOver: true, by: "dag" });
  expect((await statesOf("shift")).map(({ state }) => state)).toEqual(Array(PEOPLE).fill("paused"));
  const [leaves] = await statesOf("shift");
  await api.sendEvents({
    id: "lost",
    event: "deal_lost",
    subject: { email: leaves?.subject.key ?? "" },
    data: { reason: "price" },
  });
  await daysPass(5);
  expect(await lookedFor("shift")).toBe(0);
  expect((await statesOf("shift")).filter(({ state }) => state === "ended")).toEqual([]);
  const unsaid = await baton("resume", "patient", "--because", "tried", "--as-person", "dag");
  expect(unsaid.code).toBe(2);
  expect(unsaid.out).toContain(`${PEOPLE} journeys of ${PEOPLE} subjects`);
  await done("resume", "patient", "--shift");
  await until(async () => (await statesOf("shift")).some(({ exit }) => exit === "gone"));
  expect(await lookedFor("shift")).toBe(0);
  await until(async () => (await lookedFor("shift")) === PEOPLE - 1);
});

test("to catch up, what fell due meanwhile happens now", async () => {
  await enter("catch");
  await done("pause", "--subject", "catch0@example.com");
  await done("pause", "patient");
  await daysPass(5);
  const before = Date.now();
  await done("resume", "patient", "--catch-up");
  await until(async () => (await lookedFor("catch")) === PEOPLE);
  expect(Date.now() - before).toBeLessThan(60_000);
  const { entries } = await api.timeline("catch1@example.com");
  expect(entries.map(({ what }) => what)).toEqual(expect.arrayContaining(["paused", "resumed", "asked"]));
});

test("a run that was reset is taken as it stands, and goes on", async () => {
  await enter("reset");
  const [one] = await statesOf("reset");
  const workflowId = one?.id ?? "";
  const { key } = one?.subject ?? { key: "" };
  // What it is told once more after the reset counts for when it is told: its second batch is another one.
  await done("pause", "--subject", key);
  await until(async () => (await api.timeline(key)).entries.some(({ what }) => what === "paused"));
  await done("resume", "--subject", key, "--shift");
  await until(async () => (await lookedFor("reset")) === PEOPLE);
  const { runId } = await temporal.workflow.getHandle(workflowId).describe();
  await temporal.workflowService.resetWorkflowExecution({
    namespace: "default",
    workflowExecution: { workflowId, runId },
    reason: "tried",
    // The completion of the first workflow task; a number is taken where the types say `Long`.
    workflowTaskFinishEventId: 4 as never,
    requestId: runId,
  });
  const troubles = async () =>
    (await api.stuck({ subject: key })).waiting.flatMap((one) => one.troubles.map(({ kind }) => kind));
  await until(async () => (await troubles()).includes("reset run"));
  await done("repair", key, "--retry");
  await until(async () => (await api.instance(workflowId)).state === "open");
  await until(async () => (await api.inbox({ person: "ida", subject: key })).work.length === 1);
  expect(await troubles()).toEqual([]);
});

test("stopped by an exit they end, and one whose run is gone is repaired", async () => {
  await enter("stop");
  const [gone] = await statesOf("stop");
  await temporal.workflow.getHandle(gone?.id ?? "").terminate("tried");
  await api.sendEvents({
    id: "to the gone",
    event: "deal_lost",
    subject: { email: gone?.subject.key ?? "" },
    data: { reason: "price" },
  });
  await until(async () => (await api.stuck({ journey: "patient" })).waiting.some(({ is }) => is === "stuck"));
  const stuck = await baton("stuck", "--journey", "patient");
  expect(stuck.code).toBe(1);
  expect(stuck.out).toContain("Its run in Temporal is gone");
  expect((await baton("repair", gone?.subject.key ?? "")).out).toContain("--skip ends the instance here");
  expect(await done("repair", gone?.subject.key ?? "", "--skip")).toMatchObject({ done: 1 });
  await done("stop", "patient", "--exit", "done");
  await until(async () => (await statesOf("stop")).every(({ state }) => state === "ended"));
  const exits = (await statesOf("stop")).map(({ exit }) => exit);
  expect(exits.filter((exit) => exit === "done")).toHaveLength(PEOPLE - 1);
  expect(exits).toContain("stopped by hand");
  expect(await api.auditVerdict()).toMatchObject({ is: "whole" });
});
