/**
 * An installation as a customer would have it, and everything around it that can break: a real Temporal server with its
 * state in a file, a real Postgres, gateway and worker as processes of the built command, a mail server and a CRM that
 * keep a ledger, and a proxy on each connection to the store and to Temporal.
 */
import { randomBytes } from "node:crypto";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSecret } from "../../../runtime/access/secret.ts";
import { mintToken, type Scope } from "../../../runtime/access/token.ts";
import type { Clock } from "../../../runtime/clock.ts";
import { type ApiClient, createApiClient } from "../../../runtime/gateway/api-client.ts";
import { openStore, type Store } from "../../../runtime/store/open-store.ts";
import { freePort } from "../../../runtime/temporal/processes.ts";
import { type BatonProcess, ROOT, startBaton } from "../../support/baton-process.ts";
import { startPostgres, type TestPostgres } from "../../support/postgres.ts";
import { type FakeCrm, startFakeCrm } from "./fake-crm.ts";
import { type FakeMail, startFakeMail } from "./fake-mail.ts";
import { type OpenProxy, openProxy } from "./proxy.ts";
import { startTemporal, type TemporalProcess } from "./temporal-process.ts";

type Env = Readonly<Record<string, string>>;

export interface LabOptions {
  /** Added to the environment of one kind of process. */
  readonly env?: Partial<Record<ProcessName, Env>>;
  /** Of the database server. */
  readonly databaseEnv?: Env;
  /** Of the first worker alone: it dies at it. */
  readonly workerDiesAt?: string;
  readonly gatewayDiesAt?: string;
  /** `KEY=JSON`, for Temporal. */
  readonly dynamicConfig?: readonly string[];
}
export type ProcessName = "gateway" | "worker";

export interface Lab {
  readonly cwd: string;
  readonly clock: Clock;
  readonly postgres: TestPostgres;
  readonly temporal: TemporalProcess;
  readonly mail: FakeMail;
  readonly crm: FakeCrm;
  /** The store as it is, past the proxies. */
  readonly store: Store;
  readonly databaseUrl: string;
  /** Between a process and the store, and Temporal. */
  readonly lines: Readonly<Record<`${ProcessName} to ${"store" | "Temporal"}`, OpenProxy>>;
  /** The process of the name that was started last. */
  now(name: ProcessName): BatonProcess;
  /** Starts another one; resolves when it is ready. */
  start(name: ProcessName, env?: Env): Promise<BatonProcess>;
  /** Starts those that have ended, and takes every cut and delay away. */
  heal(): Promise<void>;
  /** Every process of the installation that was started. */
  readonly processes: readonly BatonProcess[];
  apiAs(person: string): ApiClient;
  readonly sender: ApiClient;
  /** The gateway's, and what lets the sender in. */
  readonly url: string;
  readonly token: string;
  /** What may appear in no log. */
  readonly secrets: readonly string[];
  close(): Promise<void>;
}

/** Faults are tried on machines that have other things to do. */
export const PATIENCE = 180_000;

/** A Monday morning. An hour of the journey takes a minute. */
const ORIGIN = Date.UTC(2026, 10, 23, 8);
export const SCALE = 60;

const PROJECT = join(ROOT, "test", "faults", "project");
const SECRET = "CANARY-SECRET-0123456789abcdef-0123456789";
/** Seals what goes through Temporal. */
const CODEC_KEY = randomBytes(32).toString("hex");
/** Who may act, by what the journey asks. */
const PEOPLE = ["rosa", "mia", "anna", "bo", "finn"];

export async function openLab(options: LabOptions = {}): Promise<Lab> {
  const closes: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const one of closes.splice(0).reverse()) await one().catch(() => undefined);
  };
  try {
    return await build(options, closes, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function build(
  options: LabOptions,
  closes: (() => Promise<unknown>)[],
  close: () => Promise<void>,
): Promise<Lab> {
  const cwd = await makeProject();
  closes.push(() => rm(cwd, { recursive: true, force: true }));
  const postgres = await startPostgres(options.databaseEnv);
  closes.push(() => postgres.stop());
  const temporal = await startTemporal(cwd, options.dynamicConfig);
  closes.push(() => temporal.stop());
  const databaseUrl = await postgres.createDatabase();
  const store = await openStore({ databaseUrl });
  closes.push(() => store.close());
  const mail = await startFakeMail(join(cwd, "mail"));
  closes.push(() => mail.close());
  const crm = await startFakeCrm();
  closes.push(() => crm.close());
  const proxy = async (port: number): Promise<OpenProxy> => {
    const opened = await openProxy(() => port);
    closes.push(() => opened.close());
    return opened;
  };
  const lines: Lab["lines"] = {
    "gateway to store": await proxy(postgres.port),
    "gateway to Temporal": await proxy(temporal.port),
    "worker to store": await proxy(postgres.port),
    "worker to Temporal": await proxy(temporal.port),
  };
  const clock: Clock = { startedAt: Date.now(), origin: ORIGIN, scale: SCALE };
  await writeFile(join(cwd, "clock.json"), JSON.stringify(clock));

  const port = await freePort();
  const envOf = (name: ProcessName): Env => ({
    BATON_SECRET: SECRET,
    BATON_CODEC_KEYS: `k1:${CODEC_KEY}`,
    DATABASE_URL: databaseUrl.replace(/:\d+\//, `:${lines[`${name} to store`].port}/`),
    TEMPORAL_ADDRESS: `127.0.0.1:${lines[`${name} to Temporal`].port}`,
    SMTP_URL: mail.url,
    SMTP_FROM: "Baton <baton@example.com>",
    CRM_URL: crm.url,
    ...options.env?.[name],
  });
  const processes: BatonProcess[] = [];
  const latest = new Map<ProcessName, BatonProcess>();
  closes.push(() => Promise.all(processes.map((one) => one.kill("SIGKILL"))));
  const start: Lab["start"] = async (name, env = {}) => {
    const args = name === "gateway" ? ["serve", "--port", `${port}`] : ["worker"];
    const all = [...args, "--people", "people.yaml", "--clock", "clock.json"];
    const one = startBaton(all, { cwd, env: { ...envOf(name), ...env }, patience: PATIENCE });
    processes.push(one);
    latest.set(name, one);
    await one.says('"msg":"ready"');
    return one;
  };
  const now: Lab["now"] = (name) => {
    const one = latest.get(name);
    if (one === undefined) throw new Error(`There is no ${name} yet.`);
    return one;
  };
  const compiled = startBaton(["compile", ".", "--from", "2026"], { cwd });
  if ((await compiled.ended).code !== 0) throw new Error(compiled.stderr());
  await start("gateway", dyingAt(options.gatewayDiesAt));
  await start("worker", dyingAt(options.workerDiesAt));

  const url = `http://127.0.0.1:${port}`;
  const token = await tokenOf("system:lab");
  const clients = new Map<string, ApiClient>();
  for (const name of ["system:lab", ...PEOPLE])
    clients.set(name, createApiClient({ url, token: await tokenOf(name), timeout: 15_000 }));
  const apiAs = (name: string): ApiClient => {
    const client = clients.get(name);
    if (client === undefined) throw new Error(`Nobody has given ${name} a token.`);
    return client;
  };
  return {
    ...{ cwd, clock, postgres, temporal, mail, crm, store, databaseUrl, lines },
    ...{ processes, now, start, apiAs, close },
    sender: apiAs("system:lab"),
    ...{ url, token },
    secrets: [SECRET, CODEC_KEY, token],
    async heal() {
      for (const line of Object.values(lines)) line.heal();
      for (const name of ["gateway", "worker"] as const) if (hasEnded(now(name))) await start(name);
    },
  };
}

const dyingAt = (point: string | undefined): Env => (point === undefined ? {} : { BATON_FAULT_AT: point });

export const hasEnded = ({ pid }: BatonProcess): boolean => {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
};

/** As a user's: in a directory of its own, with the packages that its action imports. */
export async function makeProject(): Promise<string> {
  const cwd = await mkdtemp(join(tmpdir(), "baton-faults-"));
  await cp(PROJECT, cwd, { recursive: true });
  await writeFile(join(cwd, "temporal.config.ts"), 'export default { actions: "./actions.ts" };\n');
  await mkdir(join(cwd, "node_modules"));
  await symlink(ROOT, join(cwd, "node_modules", "baton"));
  await symlink(join(ROOT, "node_modules", "zod"), join(cwd, "node_modules", "zod"));
  return cwd;
}

async function tokenOf(name: string): Promise<string> {
  const read = readSecret(SECRET);
  if (!("secret" in read)) throw new Error(read.problem);
  const scopes: readonly Scope[] = name.startsWith("system:") ? ["events", "people", "admin"] : ["people"];
  return mintToken(read.secret, { name, scopes }, "1 day");
}
