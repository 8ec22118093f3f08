/**
 * A real Postgres 15 in a directory of its own, on a port that is free. It refuses to run as root, so where we are
 * root it runs as `postgres` or `nobody`.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { Client } from "pg";

export interface TestPostgres {
  /** Where its programs are: `pg_dump`, `pg_restore`. */
  readonly bin: string;
  readonly port: number;
  /** A new, empty database; its address. */
  createDatabase(): Promise<string>;
  /** Ends it at once, as a power cut would, and starts it again on the same port. */
  crashAndRestart(): Promise<void>;
  /** Ends it at once, and leaves it so. */
  crash(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** @param env of the server, such as a clock of its own. */
export async function startPostgres(env: NodeJS.ProcessEnv = {}): Promise<TestPostgres> {
  const bin = findBinaries() ?? installBinaries();
  const owner = ownerOf();
  const directory = mkdtempSync(join(tmpdir(), "baton-postgres-"));
  if (owner !== null) chownSync(directory, owner.uid, owner.gid);
  const data = join(directory, "data");
  const initdb = ["-D", data, "-U", "baton", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"];
  execFileSync(join(bin, "initdb"), initdb, { ...owner, cwd: directory, stdio: "ignore" });
  const port = await freePort();
  const start = () => startServer(bin, data, directory, port, owner, env);
  let server = await start();
  let databases = 0;
  const crash = () => endServer(server, "SIGQUIT");
  const restart = async () => {
    server = await start();
  };
  return {
    bin,
    port,
    async createDatabase() {
      databases += 1;
      const name = `test${databases}`;
      await runSql(urlOf(port, "postgres"), `create database ${name}`);
      return urlOf(port, name);
    },
    async crashAndRestart() {
      await crash();
      await restart();
    },
    crash,
    restart,
    async stop() {
      await endServer(server, "SIGINT");
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

async function startServer(
  bin: string,
  data: string,
  directory: string,
  port: number,
  owner: Owner | null,
  env: NodeJS.ProcessEnv,
): Promise<ChildProcess> {
  const settings = [
    "listen_addresses=127.0.0.1",
    `unix_socket_directories=${directory}`,
    "max_connections=100",
  ];
  const flags = settings.flatMap((setting) => ["-c", setting]);
  const server = spawn(join(bin, "postgres"), ["-D", data, "-p", String(port), ...flags], {
    ...owner,
    cwd: directory,
    env: { ...process.env, ...env },
    stdio: "ignore",
  });
  await untilReady(urlOf(port, "postgres"), server);
  return server;
}

const urlOf = (port: number, database: string): string => `postgres://baton@127.0.0.1:${port}/${database}`;

async function untilReady(url: string, server: ChildProcess): Promise<void> {
  const end = Date.now() + 20_000;
  while (Date.now() < end && server.exitCode === null) {
    try {
      return await runSql(url, "select 1");
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw new Error("Postgres did not start within 20 seconds.");
}

async function runSql(connectionString: string, statement: string): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function endServer(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    server.once("exit", () => resolve());
    server.kill(signal);
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

// ── Where it comes from ───────────────────────────────────────────────────────────────────────────────────

const DEBIAN = "/usr/lib/postgresql/15/bin";
const isRoot = process.getuid?.() === 0;

function findBinaries(): string | null {
  const places = [DEBIAN, ...(process.env.PATH ?? "").split(delimiter)];
  return (
    places.find((place) => existsSync(join(place, "initdb")) && existsSync(join(place, "postgres"))) ?? null
  );
}

function installBinaries(): string {
  if (isRoot) execFileSync("apt-get", ["install", "-y", "postgresql-15"], { stdio: "ignore" });
  const bin = findBinaries();
  if (bin === null)
    throw new Error("These tests need Postgres: install postgresql-15, or put initdb on the PATH.");
  return bin;
}

function ownerOf(): Owner | null {
  if (!isRoot) return null;
  const name = ["postgres", "nobody"].find((user) => idOf("-u", user) !== null);
  if (name === undefined)
    throw new Error("Postgres does not run as root, and there is no other user to run it as.");
  return { uid: idOf("-u", name) ?? 0, gid: idOf("-g", name) ?? 0 };
}

function idOf(flag: "-u" | "-g", user: string): number | null {
  try {
    return Number(
      execFileSync("id", [flag, user], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }),
    );
  } catch {
    return null;
  }
}
