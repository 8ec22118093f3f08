/** A real Temporal server with its state in a file, which can be killed and started again on the same port. */
import { join } from "node:path";
import { type Client, Connection } from "@temporalio/client";
import { connectClient, resolveTarget } from "../../../runtime/temporal/connect.ts";
import { type DevServer, startDevServer } from "../../../runtime/temporal/dev-server.ts";
import { isAlive } from "../../../runtime/temporal/processes.ts";
import { serverBinary } from "../../support/temporal.ts";

export interface TemporalProcess {
  readonly port: number;
  readonly binary: string;
  /** Where its log and its state are. */
  readonly dataDir: string;
  readonly client: Client;
  kill(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export async function startTemporal(
  directory: string,
  dynamicConfig: readonly string[] = [],
): Promise<TemporalProcess> {
  const binary = await serverBinary();
  const dataDir = join(directory, "temporal");
  const start = (port?: number): Promise<DevServer> =>
    startDevServer({ binary, dataDir, port, uiPort: null, compressed: true, dynamicConfig });
  let server = await start();
  const port = Number(server.address.split(":")[1]);
  const client = await connectClient(resolveTarget({ address: server.address, env: {} }));
  return {
    port,
    binary,
    dataDir,
    client,
    async kill() {
      process.kill(server.pid, "SIGKILL");
      while (isAlive(server.pid)) await new Promise((resolve) => setTimeout(resolve, 20));
    },
    async restart() {
      server = await start(port);
      await untilAnswers(server.address);
    },
    async stop() {
      await client.connection.close();
      await server.stop();
    },
  };
}

async function untilAnswers(address: string): Promise<void> {
  const connection = await Connection.connect({ address, connectTimeout: 30_000 });
  await connection.close();
}
