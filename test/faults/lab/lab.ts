/**
 * An installation as a customer would have it, and everything around it that can break: a real Temporal server with its
 * state in a file, a real Postgres, gateway and worker as processes of the built command, a mail server and a CRM that
 * keep a ledger, and a proxy on each connection to the store and to Temporal.
 */
import { randomBytes } from "node:crypto";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
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
import { Broken } from "./fault.ts";
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
  /** The journeys are released, and what is released is what is built: a build that can be deployed. */
  readonly released?: boolean;
  /** It begins as one process on a store of its own (`baton dev`), in the place of the two on Postgres. */
  readonly single?: boolean;
  /** Where the command is that is run at first; default: what was built here. */
  readonly command?: string;
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
  /** Where processes that are started from now on find what was compiled. */
  build: string;
  /** Which command they run, from now on; `undefined`: what was built here. */
  command: string | undefined;
  /** Ends the process as a supervisor would, and starts it anew. */
  restart(name: ProcessName): Promise<void>;
  /** Runs a command in the project, as whoever looks after the installation. */
  run(...args: readonly string[]): Promise<Ran>;
  /** With other settings. */
  runWith(env: Env, ...args: readonly string[]): Promise<Ran>;
  /** The same; one that is not done ends the fault. Answers what it wrote. */
  done(...args: readonly string[]): Promise<string>;
  /** Changes a file of the project. */
  edit(file: string, ...changes: readonly (readonly [from: string, to: string])[]): Promise<void>;
  apiAs(person: string): ApiClient;
  readonly sender: ApiClient;
  /** The gateway's, and what lets the sender in. */
  readonly url: string;
  readonly token: string;
  /** What may appear in no log. */
  readonly secrets: readonly string[];
  close(): Promise<void>;
}

export interface Ran {
  readonly code: number | null;
  /** On stdout and stderr. */
  readonly said: string;
  readonly out: string;
}

/** Faults are tried on machines that have other things to do. */
export const PATIENCE = 180_000;

/** A Monday morning. An hour of the journey takes a minute. */
const ORIGIN = Date.UTC(2026, 10, 23, 8);
export const TODAY = "2026-11-23";
/** Nobody is there to agree: `changes` would have them asked. */
export const UNASKED = ["--unapproved", "--by", "rosa", "--because", "An installation to break things in"];
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
  const url = `http://127.0.0.1:${port}`;
  const token = await tokenOf("system:lab");
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
  const chosen: Pick<Lab, "build" | "command"> = {
    build: join(".baton", "build"),
    command: options.command,
  };
  const begin = (names: readonly ProcessName[], args: readonly string[], env: Env): BatonProcess => {
    const { command } = chosen;
    const one = startBaton(args, { cwd, env, patience: PATIENCE, ...(command !== undefined && { command }) });
    processes.push(one);
    for (const name of names) latest.set(name, one);
    return one;
  };
  const start: Lab["start"] = async (name, env = {}) => {
    const args = name === "gateway" ? ["serve", "--port", `${port}`] : ["worker"];
    const common = ["--people", "people.yaml", "--clock", "clock.json", "--build", chosen.build];
    const one = begin([name], [...args, ...common], { ...envOf(name), ...env });
    await one.says('"msg":"ready"');
    return one;
  };
  const now: Lab["now"] = (name) => {
    const one = latest.get(name);
    if (one === undefined) throw new Error(`There is no ${name} yet.`);
    return one;
  };
  const runWith: Lab["runWith"] = async (env, ...args) => {
    const ran = startBaton(args, {
      cwd,
      env: { ...envOf("gateway"), DATABASE_URL: databaseUrl, BATON_SERVER: url, BATON_TOKEN: token, ...env },
      patience: PATIENCE,
      ...(chosen.command !== undefined && { command: chosen.command }),
    });
    const { code } = await ran.ended;
    return { code, said: `${ran.stdout()}${ran.stderr()}`, out: ran.stdout() };
  };
  const run: Lab["run"] = (...args) => runWith({}, ...args);
  const done: Lab["done"] = async (...args) => {
    const { code, said, out } = await run(...args);
    if (code !== 0) throw new Broken(`baton ${args.join(" ")} ended with ${code}: ${said}`);
    return out;
  };
  if (options.single === true) {
    // Its tokens and its clock are those that the two processes will have.
    await mkdir(join(cwd, ".baton"));
    await writeFile(join(cwd, ".baton", "secret"), SECRET, { mode: 0o600 });
    await writeFile(join(cwd, ".baton", "clock.json"), JSON.stringify(clock));
    const { DATABASE_URL: _, ...env } = envOf("worker");
    const one = begin(["gateway", "worker"], ["dev", ".", "--port", `${port}`], env);
    await one.says("Ctrl-C ends it");
  } else {
    if (options.released === true)
      await done("release", "--dir", ".", "--uncommitted", "--today", TODAY, ...UNASKED);
    await done("compile", ".", "--from", "2026", ...(options.released === true ? ["--released-only"] : []));
    await start("gateway", dyingAt(options.gatewayDiesAt));
    await start("worker", dyingAt(options.workerDiesAt));
  }

  const clients = new Map<string, ApiClient>();
  for (const name of ["system:lab", ...PEOPLE])
    clients.set(name, createApiClient({ url, token: await tokenOf(name), timeout: 15_000 }));
  const apiAs = (name: string): ApiClient => {
    const client = clients.get(name);
    if (client === undefined) throw new Error(`Nobody has given ${name} a token.`);
    return client;
  };
  return Object.assign(chosen, {
    ...{ cwd, clock, postgres, temporal, mail, crm, store, databaseUrl, lines },
    ...{ processes, now, start, run, runWith, done, apiAs, close },
    sender: apiAs("system:lab"),
    ...{ url, token },
    secrets: [SECRET, CODEC_KEY, token],
    async heal() {
      for (const line of Object.values(lines)) line.heal();
      for (const name of ["gateway", "worker"] as const) if (hasEnded(now(name))) await start(name);
    },
    async restart(name: ProcessName) {
      await now(name).kill("SIGTERM");
      await start(name);
    },
    async edit(file: string, ...changes: readonly (readonly [from: string, to: string])[]) {
      const path = join(cwd, file);
      let text = await readFile(path, "utf8");
      for (const [from, to] of changes) {
        if (!text.includes(from)) throw new Error(`${file} does not say ${from}.`);
        text = text.replace(from, to);
      }
      await writeFile(path, text);
    },
  });
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
  const scopes: readonly Scope[] = name.startsWith("system:")
    ? ["events", "people", "admin", "operate"]
    : ["people"];
  return mintToken(read.secret, { name, scopes }, "1 day");
}
