/** The Temporal server of an installation: somebody's, by its address, or a development server of our own. */
import { join } from "node:path";
import type { LoadedConfig } from "../config.ts";
import { namedTarget, resolveTarget, type Target } from "../temporal/connect.ts";
import { startDevServer } from "../temporal/dev-server.ts";
import { locateServer } from "../temporal/locate-server.ts";
import type { Closing } from "./closing.ts";

export interface OpenServer {
  readonly target: Target;
  /** URL of Temporal's web page; `null` when the server is not ours. */
  readonly ui: string | null;
}

export interface ServerOptions {
  readonly config: LoadedConfig;
  readonly dataDir: string;
  /** Time runs faster than real time. */
  readonly compressed: boolean;
  readonly report: (line: string) => void;
}

/** Where a server of our own keeps what it has, within the data directory of an installation. */
export const temporalDir = (dataDir: string): string => join(dataDir, "temporal");

/** @throws TemporalUnavailable */
export async function openTemporal(options: ServerOptions, closing: Closing): Promise<OpenServer> {
  const { config, report } = options;
  // Also by a profile, whose address only its file has.
  const named = namedTarget(config.temporal);
  if (named !== null) {
    report(`Temporal: the server at ${named.address}, namespace ${named.namespace} (${named.from})`);
    return { target: named, ui: null };
  }
  const located = await locateServer({ report });
  if (located.is === "address") return { target: resolveTarget({ address: located.address }), ui: null };
  const server = await startDevServer({
    binary: located.path,
    dataDir: temporalDir(options.dataDir),
    port: config.devServer.port,
    uiPort: config.devServer.uiPort,
    compressed: options.compressed,
  });
  closing.add(() => server.stop());
  // The environment may hold credentials of a real server, which are none of this one's business.
  return { target: resolveTarget({ address: server.address, env: {} }), ui: server.ui };
}
