import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Finding } from "../../../runtime/doctor/finding.ts";
import { openStore } from "../../../runtime/store/open-store.ts";
import { freePort } from "../../../runtime/temporal/processes.ts";
import { registerSearchAttributes } from "../../../runtime/temporal/search-attributes.ts";
import { startBaton } from "../../support/baton-process.ts";
import { startPostgres, type TestPostgres } from "../../support/postgres.ts";
import { startTestServer, type TestServer } from "../../support/temporal.ts";

/** None of these may be printed, whatever is wrong. */
const SECRETS = {
  password: "canary-of-the-database",
  secret: "canary-that-signs-tokens-0123456789",
  link: "canary-that-signs-links-0123456789abcdef",
  mail: "canary-of-the-mail-server",
  apiKey: "canary-of-temporal",
  codec: "canarycanarycanarycanarycanarycanarycanarycanarycanarycanaryca",
};

let cwd: string;
let postgres: TestPostgres;
let temporal: TestServer;
let mail: SMTPServer;
let mailPort: number;
let databaseUrl: string;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "baton-doctor-"));
  await cp(resolve("journeys"), join(cwd, "journeys"), { recursive: true });
  postgres = await startPostgres();
  temporal = await startTestServer();
  databaseUrl = (await postgres.createDatabase()).replace("baton@", `baton:${SECRETS.password}@`);
  mail = new SMTPServer({ authOptional: true, disabledCommands: ["STARTTLS"] });
  mailPort = (await freePort()) ?? 0;
  await new Promise<void>((done) => mail.listen(mailPort, "127.0.0.1", done));
  const compiled = startBaton(["compile", "journeys", "--out", "build"], { cwd });
  expect(await compiled.ended, compiled.stderr()).toEqual({ code: 0, signal: null });
});
afterAll(async () => {
  await new Promise<void>((done) => mail.close(done));
  await temporal?.stop();
  await postgres?.stop();
  await rm(cwd, { recursive: true, force: true });
});

const goodEnvironment = () => ({
  DATABASE_URL: databaseUrl,
  TEMPORAL_ADDRESS: temporal.address,
  BATON_SECRET: SECRETS.secret,
  BATON_LINK_KEYS: `k1:${SECRETS.link}`,
  BATON_PUBLIC_URL: "https://answers.example.com",
  SMTP_URL: `smtp://127.0.0.1:${mailPort}`,
  SMTP_FROM: "Baton <baton@example.com>",
});

async function examine(env: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const given = ["--build", "build", "--people", "journeys/people.yaml"];
  const run = startBaton(["doctor", ...given, ...args], { cwd, env });
  const { code } = await run.ended;
  const said = run.stdout() + run.stderr();
  for (const secret of Object.values(SECRETS)) expect(said).not.toContain(secret);
  return { code, stdout: run.stdout(), stderr: run.stderr() };
}

async function findingsOf(env: Readonly<Record<string, string>>) {
  const { code, stdout, stderr } = await examine(env, "--json");
  expect(stdout, stderr).toContain("findings");
  const { findings }: { readonly findings: readonly Finding[] } = JSON.parse(stdout);
  return { code, is: (check: string) => findings.find((finding) => finding.check === check), findings };
}

test("a new installation lacks its migrations, its search attributes and a worker, and the doctor changes none of it", async () => {
  for (const _ of ["first", "again"]) {
    const { code, is, findings } = await findingsOf(goodEnvironment());
    expect(code).toBe(1);
    expect(is("temporal")).toMatchObject({ is: "well", says: expect.stringContaining(temporal.address) });
    expect(is("store")).toMatchObject({ is: "well", says: expect.stringContaining("PostgreSQL") });
    expect(is("migrations")).toMatchObject({ is: "wrong", says: expect.stringContaining("001-tables") });
    expect(is("workers")).toMatchObject({ is: "wrong", todo: expect.stringContaining("baton worker") });
    expect(is("clocks")).toMatchObject({ is: "well" });
    expect(findings.filter(({ is: state }) => state === "wrong").map(({ check }) => check)).toEqual([
      "workers",
      "migrations",
    ]);
  }
});

test("what is well is said to be, line by line, and the exit code is 0", async () => {
  await (await openStore({ databaseUrl })).close();
  await registerSearchAttributes(temporal.client);
  const people = ["--build", "build", "--people", "journeys/people.yaml"];
  const worker = startBaton(["worker", ...people], { cwd, env: goodEnvironment() });
  await worker.says('"msg":"ready"');
  const { code, stdout, stderr } = await examine(goodEnvironment());
  expect(stderr).toContain("Nothing is wrong.");
  expect(code).toBe(0);
  const lines = stdout.trimEnd().split("\n");
  expect(lines.every((line) => line.startsWith("well "))).toBe(true);
  const checks = lines.map((line) => line.slice(9, 26).trim());
  expect(checks).toEqual([
    ...["configuration", "temporal", "search attributes", "workers", "store", "migrations", "clocks"],
    ...[
      "backlog",
      "encryption",
      "mail",
      "secret",
      "links",
      "build",
      "bundle",
      "people",
      "operators",
      "actions",
    ],
  ]);
  await worker.kill("SIGTERM");
}, 300_000);

test("each thing that is wrong is told with what to do, and nothing secret with it", async () => {
  const good = goodEnvironment();
  const one = async (change: Readonly<Record<string, string>>, check: string) => {
    const { code, is } = await findingsOf({ ...good, ...change });
    expect(code).toBe(1);
    return is(check);
  };
  expect(await one({ TEMPORAL_NAMESPACE: "nope" }, "temporal")).toMatchObject({
    is: "wrong",
    says: expect.stringContaining("has no namespace nope"),
  });
  expect(await one({ TEMPORAL_API_KEY: SECRETS.apiKey }, "temporal")).toMatchObject({
    is: "wrong",
    says: expect.stringContaining("does not speak TLS there"),
  });
  expect(await one({ NODE_ENV: "production" }, "releases")).toMatchObject({
    is: "wrong",
    says: expect.stringContaining("Not released"),
    todo: expect.stringContaining("baton compile --released-only"),
  });
  const closed = { DATABASE_URL: `postgres://baton:${SECRETS.password}@127.0.0.1:1/baton` };
  expect(await one(closed, "store")).toMatchObject({
    is: "wrong",
    says: expect.stringMatching(/127\.0\.0\.1:1\/baton cannot be used: nothing listens there/),
  });
  const unfriendly = { SMTP_URL: `smtp://baton:${SECRETS.mail}@127.0.0.1:1` };
  expect(await one(unfriendly, "mail")).toMatchObject({
    is: "wrong",
    says: expect.stringMatching(/^127\.0\.0\.1:1 does not let us send: [A-Z]+\.$/),
  });
  const several = await findingsOf({
    ...good,
    BATON_SECRET: "canary",
    BATON_PUBLIC_URL: `http://there/${SECRETS.link}`,
    BATON_CODEC_KEYS: `k1:${SECRETS.codec}`,
    TEMPORAL_TLS: "perhaps",
  });
  expect(several.findings.filter(({ is }) => is === "wrong").map(({ check }) => check)).toEqual([
    "temporal",
    "secret",
    "links",
  ]);
  const operators = async (role: string) => {
    await writeFile(join(cwd, "temporal.config.ts"), `export default { operators: ["${role}"] };\n`);
    return (await findingsOf(good)).is("operators");
  };
  expect(await operators("revops_leed")).toMatchObject({
    is: "wrong",
    says: "There is no role revops_leed.",
  });
  expect(await operators("revops_lead")).toMatchObject({
    is: "well",
    says: expect.stringContaining("1 person"),
  });
  await writeFile(join(cwd, "journeys/people.yaml"), "people: []\n");
  expect(await one({}, "operators")).toMatchObject({ is: "wrong", says: "Nobody is revops_lead." });
  expect(await one({}, "people")).toMatchObject({ is: "wrong", says: expect.stringContaining("Nobody is") });
  await rm(join(cwd, "build"), { recursive: true });
  expect(await one({}, "build")).toMatchObject({
    is: "wrong",
    says: expect.stringContaining("baton compile"),
  });
}, 300_000);
