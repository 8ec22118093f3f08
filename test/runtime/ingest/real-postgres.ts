/** A real Postgres server in a directory of its own, for what PGlite cannot show: many sessions at once. */
import { execFile } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const BIN = "/usr/lib/postgresql/15/bin";

export interface RealPostgres {
  readonly url: string;
  /** Ends it as a crash would. */
  stop(): Promise<void>;
  /** Goes on after `stop`, with what was on disk. */
  restart(): Promise<void>;
  remove(): Promise<void>;
}

export async function startPostgres(): Promise<RealPostgres> {
  const directory = await mkdtemp(join(tmpdir(), "baton-postgres-"));
  await chmod(directory, 0o777);
  const data = join(directory, "data");
  await asServer(`${BIN}/initdb`, "-D", data, "-A", "trust", "-U", "baton", "--no-sync");
  const port = await freePort();
  const options = `-p ${port} -k ${directory} -c listen_addresses=127.0.0.1`;
  const start = () =>
    asServer(`${BIN}/pg_ctl`, "-D", data, "-o", options, "-l", join(directory, "log"), "-w", "start");
  const stop = () => asServer(`${BIN}/pg_ctl`, "-D", data, "-m", "immediate", "-w", "stop");
  await start();
  return {
    url: `postgres://baton@127.0.0.1:${port}/postgres`,
    stop,
    restart: start,
    remove: async () => {
      await stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Postgres does not run as root. */
async function asServer(program: string, ...args: readonly string[]): Promise<void> {
  if (process.getuid?.() === 0)
    await run("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", program, ...args]);
  else await run(program, [...args]);
}

async function freePort(): Promise<number> {
  const server = createServer();
  return await new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
