import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { z } from "zod";
import { readDevToken } from "../../runtime/access/dev-access.ts";
import { readDevInfo } from "../../runtime/dev-info.ts";
import type { WorkView } from "../../runtime/gateway/api.ts";
import { type ApiClient, createApiClient } from "../../runtime/gateway/api-client.ts";
import { type BatonProcess, startBaton } from "../support/baton-process.ts";
import { startPostgres, type TestPostgres } from "../support/postgres.ts";
import { serverBinary } from "../support/temporal.ts";

/** Temporal's own command, which nobody here wrote, is all that this looks through. */
let temporal: string;
let address: string;
let cwd: string;
let postgres: TestPostgres;
let baton: BatonProcess;
let apiAs: (person?: string) => ApiClient;

beforeAll(async () => {
  temporal = await serverBinary();
  cwd = await mkdtemp(join(tmpdir(), "baton-story-"));
  // Monday, 09:30 in Copenhagen; an hour takes a minute, so that no reminder falls due meanwhile.
  const when = ["--scale", "60", "--start", "2026-11-23T08:30Z"];
  postgres = await startPostgres();
  const env = { DATABASE_URL: await postgres.createDatabase() };
  baton = startBaton(["dev", resolve("journeys"), ...when], { cwd, env });
  await baton.says("Ctrl-C ends it");
  const dataDir = join(cwd, ".baton");
  const [info, token] = [await readDevInfo(dataDir), await readDevToken(dataDir)];
  if (info === null || token === null) throw new Error(baton.stderr());
  address = info.temporalAddress;
  apiAs = (person) => createApiClient({ url: info.api, token, ...(person === undefined ? {} : { person }) });
});
afterAll(async () => {
  expect(await baton.kill("SIGTERM")).toEqual({ code: 0, signal: null });
  await postgres.stop();
  await rm(cwd, { recursive: true, force: true });
});

// ── What happens ──────────────────────────────────────────────────────────────────────────────────────────

let serial = 0;
async function happens(email: string, event: string, more: Readonly<Record<string, unknown>> = {}) {
  serial += 1;
  const { data, ...known } = more;
  const subject = { email, ...known };
  const { results } = await apiAs().sendEvents([
    { id: `${serial}`, source: "test", event, subject, ...(data === undefined ? {} : { data }) },
  ] as never);
  expect(results.map(({ error }) => error?.message)).toEqual([undefined]);
}

/** Everything that a handover carries, so that nobody is asked for it. Anna has fintech in Denmark and Sweden. */
const from = (name: string, country: string) => ({
  ...{ name, company: name, country },
  ...{ job_title: "Founder", industry: "fintech" },
});

/** Waits until the person is asked about the subject, and answers the request. */
const asked = (person: string, email: string, name: string): Promise<WorkView> =>
  vi.waitFor(
    async () => {
      const { work } = await apiAs(person).inbox({ person, subject: email, name });
      const [one] = work;
      if (one === undefined) throw new Error(`${person} is not asked for ${name} of ${email}.`);
      return one;
    },
    { timeout: 20_000, interval: 100 },
  );

async function accepts(person: string, email: string): Promise<string> {
  const offer = await asked(person, email, "sales_ready");
  await apiAs(person).act("accept", offer.id, {});
  return offer.instance;
}

// ── What Temporal says ────────────────────────────────────────────────────────────────────────────────────

async function cli(...args: readonly string[]): Promise<string> {
  const given = [...args, "--address", address];
  const { stdout } = await promisify(execFile)(temporal, given, { maxBuffer: 16 * 1024 * 1024 });
  return stdout;
}

const runs = z.array(z.object({ execution: z.object({ workflowId: z.string() }) }));
async function runsWhere(query: string): Promise<readonly string[]> {
  const listed = runs.parse(JSON.parse(await cli("workflow", "list", "--query", query, "-o", "json")));
  return listed.map(({ execution }) => execution.workflowId).sort();
}

const history = z.object({
  events: z.array(
    z.object({
      eventType: z.string(),
      /** Protocol buffers as JSON: bytes in base64. */
      userMetadata: z.object({ summary: z.object({ data: z.base64() }) }).optional(),
    }),
  ),
});
/** What stands beside timers and activities, in the order in which they were started. */
async function storyOf(workflowId: string): Promise<readonly string[]> {
  const { events } = history.parse(JSON.parse(await cli("workflow", "show", "-w", workflowId, "-o", "json")));
  return events.flatMap(({ eventType, userMetadata }) =>
    userMetadata === undefined || eventType.endsWith("CANCELED")
      ? []
      : [z.string().parse(JSON.parse(Buffer.from(userMetadata.summary.data, "base64").toString()))],
  );
}

test("the Temporal command finds runs by journey, version, stage and holder, and tells their story", async () => {
  await happens("maria@example.com", "content_downloaded", {
    ...from("Maria", "DK"),
    data: { title: "Fees guide", topic: "payments" },
  });
  await happens("olav@example.com", "demo_requested", from("Olav", "NO"));
  await happens("ebba@example.com", "demo_requested", from("Ebba", "SE"));
  await happens("jonas@example.com", "webinar_attended", { ...from("Jonas", "DE"), data: { title: "Fees" } });
  await asked("bo", "olav@example.com", "sales_ready");
  await happens("maria@example.com", "demo_requested");
  const [maria, ebba] = [
    await accepts("anna", "maria@example.com"),
    await accepts("anna", "ebba@example.com"),
  ];
  const olav = await accepts("bo", "olav@example.com");

  const inQualification = 'BatonJourney="lead_to_customer" AND BatonStage="qualification"';
  await vi.waitFor(
    async () => expect(await runsWhere(inQualification)).toEqual([ebba, maria, olav].sort()),
    10_000,
  );
  const ofSales = `${inQualification} AND BatonHolder="sdr"`;
  expect(await runsWhere(ofSales)).toEqual([ebba, maria, olav].sort());
  expect(await runsWhere(`${ofSales} AND BatonVersion="1"`)).toEqual([ebba, maria, olav].sort());
  expect(await runsWhere(`${ofSales} AND BatonVersion="2"`)).toEqual([]);
  expect(await runsWhere('BatonHolder="anna"')).toEqual([]);
  expect(await runsWhere('BatonStage="nurture"')).toHaveLength(1);

  const call = await asked("anna", "maria@example.com", "first_call");
  await apiAs("anna").act("complete", call.id, { result: "not_now", evidence: { reason: "Next year" } });
  await happens("maria@example.com", "deal_lost", { data: { reason: "price" } });
  // Marketing has her again before the deal is lost.
  const isOver = 'BatonJourney="lead_to_customer" AND ExecutionStatus="Completed"';
  await vi.waitFor(async () => expect(await runsWhere(isOver)).toEqual([maria]), 10_000);
  expect(await runsWhere(ofSales)).toEqual([ebba, olav].sort());
  const story = await storyOf(maria);
  console.log(story.map((line, index) => `${index + 1}. ${line}`).join("\n"));
  expect(story.map((line) => line.replace(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/, "TIME"))).toEqual([
    "entered nurture: send welcome_guide",
    "wait for time to pass, until TIME",
    "offer sales_ready",
    "wait for anna to answer sales_ready, until its ladder goes on at TIME",
    "anna accepted sales_ready, moved to qualification, anna is asked for first_call",
    "anna completed first_call as not_now, moved to nurture: send welcome_guide",
    "exit lost",
  ]);
  const shown = await cli("workflow", "show", "-w", maria, "--detailed");
  for (const line of story) expect(shown).toContain(`userMetadata.summary: ${line}`);
});
