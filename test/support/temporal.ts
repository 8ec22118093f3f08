/**
 * A real Temporal server for a test file: the CLI's development server in memory, on ports of its own, found like
 * any user's. A test that needs it fails where there is none.
 */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Client } from "@temporalio/client";
import type { NativeConnection } from "@temporalio/worker";
import { connectClient, connectWorker, resolveTarget } from "../../runtime/temporal/connect.ts";
import { type DevServer, type DevServerOptions, startDevServer } from "../../runtime/temporal/dev-server.ts";
import { locateServer } from "../../runtime/temporal/locate-server.ts";
import type { Log } from "../../runtime/worker/log.ts";

export interface TestServer {
  readonly address: string;
  readonly client: Client;
  readonly connection: NativeConnection;
  /** What the CLI prints, parsed: `cli("workflow", "list")`. */
  cli(...args: readonly string[]): Promise<unknown>;
  stop(): Promise<void>;
}

const nothing = () => {};
export const SILENT: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing };

export async function serverBinary(): Promise<string> {
  const server = await locateServer({ env: { ...process.env, TEMPORAL_ADDRESS: undefined } });
  if (server.is === "address") throw new Error("A test starts its own server.");
  return server.path;
}

export async function startTestServer(
  options: Partial<DevServerOptions> = {},
  log = SILENT,
): Promise<TestServer> {
  const binary = await serverBinary();
  const dataDir = await mkdtemp(join(tmpdir(), "baton-temporal-"));
  const server = await startDevServer({
    binary,
    dataDir,
    uiPort: null,
    compressed: true,
    persistent: false,
    ...options,
  });
  const { connection, client } = await connectTo(server, log);
  return {
    address: server.address,
    client,
    connection,
    async cli(...args) {
      const { stdout } = await promisify(execFile)(
        binary,
        [...args, "--address", server.address, "-o", "json"],
        {
          maxBuffer: 64 * 1024 * 1024,
        },
      );
      return JSON.parse(stdout);
    },
    async stop() {
      // First, so that it ends even when a worker was left running.
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
      await client.connection.close();
      await connection.close();
    },
  };
}

/** Nobody would stop the server that a test could not connect to. */
async function connectTo(server: DevServer, log: Log) {
  try {
    const target = resolveTarget({ address: server.address, env: {} });
    return { connection: await connectWorker(target, log), client: await connectClient(target) };
  } catch (error) {
    await server.stop();
    throw error;
  }
}
