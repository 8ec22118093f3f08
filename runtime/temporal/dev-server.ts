/**
 * Temporal's development server as a child of ours: on the loopback interface only, with its state in a file of the
 * data directory, so that a restart keeps every journey.
 *
 * It is not in our process group: Ctrl-C reaches us alone, and we stop it after the worker. The other side of that is
 * that it outlives us when we are killed. A file in the data directory says which process it is; the next start takes
 * such a server over if it was started in the same way, and stops it and starts its own if not. While the process
 * that started it lives, it is that one's, and the start is refused.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { connect } from "node:net";
import { join, resolve } from "node:path";
import { Connection } from "@temporalio/client";
import { z } from "zod";
import { SEARCH_ATTRIBUTES } from "../workflows/contract.ts";
import { messageOf, TemporalUnavailable } from "./failures.ts";
import { commandOf, freePort, isAlive, portHolder } from "./processes.ts";

export interface DevServerOptions {
  /** The Temporal CLI. */
  readonly binary: string;
  /** Made if it is not there. Holds the state, the log and the file that names the process. */
  readonly dataDir: string;
  /** Default: a free one. A port that is given and taken is refused with who has it. */
  readonly port?: number | undefined;
  /** Of Temporal's web page; default: a free one, `null`: none. */
  readonly uiPort?: number | null | undefined;
  /** Time runs faster than real time: timers must be finer than the server's second. */
  readonly compressed?: boolean;
  /** `false`: the state is lost with the process, which is what a test wants. */
  readonly persistent?: boolean;
  /** Further `--dynamic-config-value`s, `KEY=JSON`. */
  readonly dynamicConfig?: readonly string[];
}

export interface DevServer {
  /** `host:port` of the gRPC interface. */
  readonly address: string;
  /** URL of Temporal's web page. */
  readonly ui: string | null;
  readonly pid: number;
  /** Whether it ran before this call. */
  readonly takenOver: boolean;
  /** Ends it: asks, waits ten seconds, and kills it. May be called more than once. */
  stop(): Promise<void>;
}

/** Temporal rounds timers up to a second and starts a run at most once a second unless told otherwise (docs/temporal.md, G). */
const FINE_TIMERS = [
  'history.timerProcessorMaxTimeShift="10ms"',
  'history.workflowIdReuseMinimalInterval="1ms"',
];

/**
 * The state survives the death of every process. What the power takes is another matter, and none of a development
 * server: waiting for the disk at each step makes it some five times slower.
 */
const FAST_FILE = ["--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", "synchronous=off"];

const running = z.object({
  pid: z.number().int(),
  /** The process that started it. */
  parent: z.number().int(),
  port: z.number().int(),
  uiPort: z.number().int().nullable(),
  /** The arguments, less the ports. */
  setup: z.string(),
});
type Running = z.infer<typeof running>;

/** @throws TemporalUnavailable when a port is taken, the data directory is in use, or the server does not come up. */
export async function startDevServer(options: DevServerOptions): Promise<DevServer> {
  await mkdir(options.dataDir, { recursive: true });
  const setup = setupArguments(options);
  const earlier = await findEarlier(options, setup.join(" "));
  if (earlier !== null) return handleOf(options.dataDir, earlier, true);
  return startNew(options, setup, ATTEMPTS);
}

/** The server picks ports for its own parts at random, and now and then one that is taken. */
const ATTEMPTS = 3;

async function startNew(
  options: DevServerOptions,
  setup: readonly string[],
  attempts: number,
): Promise<DevServer> {
  const port = await choosePort(options.port, "--port");
  const uiPort = options.uiPort === null ? null : await choosePort(options.uiPort, "--ui-port");
  const child = launch(options, [...setup, ...portArguments(port, uiPort)]);
  const started = { pid: child.pid ?? 0, parent: process.pid, port, uiPort, setup: setup.join(" ") };
  writeFileSync(pidFile(options.dataDir), JSON.stringify(started));
  const server = handleOf(options.dataDir, started, false);
  try {
    await waitUntilUp(child, started, options.dataDir);
    return server;
  } catch (error) {
    await server.stop();
    if (attempts > 1 && messageOf(error).includes("address already in use")) {
      return startNew(options, setup, attempts - 1);
    }
    throw error;
  }
}

function setupArguments({
  dataDir,
  compressed,
  persistent,
  dynamicConfig,
}: DevServerOptions): readonly string[] {
  const dynamic = [...(compressed === true ? FINE_TIMERS : []), ...(dynamicConfig ?? [])];
  return [
    "server",
    "start-dev",
    ...["--ip", "127.0.0.1"],
    ...["--log-level", "warn", "--log-format", "json"],
    ...(persistent === false ? [] : ["--db-filename", join(resolve(dataDir), "temporal.db"), ...FAST_FILE]),
    ...SEARCH_ATTRIBUTES.flatMap((name) => ["--search-attribute", `${name}=Keyword`]),
    ...dynamic.flatMap((value) => ["--dynamic-config-value", value]),
  ];
}

const portArguments = (port: number, uiPort: number | null): readonly string[] => [
  "--port",
  String(port),
  ...(uiPort === null ? ["--headless"] : ["--ui-port", String(uiPort)]),
];

async function choosePort(wanted: number | undefined, option: string): Promise<number> {
  const port = await freePort(wanted);
  if (port !== null) return port;
  const holder = wanted === undefined ? null : await portHolder(wanted);
  const by = holder === null ? "another process" : `process ${holder.pid} (${holder.command})`;
  throw new TemporalUnavailable(`Port ${wanted} is taken by ${by}; choose another with ${option}.`);
}

function launch({ binary, dataDir }: DevServerOptions, args: readonly string[]): ChildProcess {
  const log = openSync(logFile(dataDir), "a");
  try {
    // The CLI must not pick up a profile of the user's for a server of ours.
    const env = { ...process.env, TEMPORAL_CONFIG_FILE: undefined, TEMPORAL_ADDRESS: undefined };
    const child = spawn(binary, args, { detached: true, stdio: ["ignore", log, log], env });
    child.on("error", () => {}); // told by `waitUntilUp`, as an exit
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

// ── Coming up ─────────────────────────────────────────────────────────────────────────────────────────────

/** Real milliseconds; it takes half a second on an idle machine. */
const TO_COME_UP = 30_000;

async function waitUntilUp(child: ChildProcess, { port }: Running, dataDir: string): Promise<void> {
  const end = Date.now() + TO_COME_UP;
  while (Date.now() < end) {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) {
      throw new TemporalUnavailable(`Temporal's development server did not start: ${lastWords(dataDir)}`);
    }
    if ((await listens(port)) && (await answers(port))) return;
    await pause(50);
  }
  throw new TemporalUnavailable(
    `Temporal's development server did not come up in ${TO_COME_UP / 1_000} s; see ${logFile(dataDir)}.`,
  );
}

/** The port is open somewhat before the server is ready to say anything else than that it is not ready. */
const answers = (port: number): Promise<boolean> =>
  Connection.connect({ address: `127.0.0.1:${port}`, connectTimeout: 5_000 }).then(
    (connection) => connection.close().then(() => true),
    () => false,
  );

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", timeout: 1_000 });
    const end = (up: boolean) => {
      socket.destroy();
      resolve(up);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
    socket.once("timeout", () => end(false));
  });

function lastWords(dataDir: string): string {
  const lines = readFileSync(logFile(dataDir), "utf8").trim().split("\n");
  return lines.at(-1) || `see ${logFile(dataDir)}`;
}

// ── A server from before ──────────────────────────────────────────────────────────────────────────────────

/** A server of ours on this data directory that can be used as it is. One that cannot is stopped. */
async function findEarlier(options: DevServerOptions, setup: string): Promise<Running | null> {
  const earlier = await readRunning(options.dataDir);
  if (earlier === null) return null;
  if (earlier.parent !== process.pid && isAlive(earlier.parent)) {
    throw new TemporalUnavailable(
      `The data directory ${options.dataDir} is in use by process ${earlier.parent}, with its Temporal server ${earlier.pid}.`,
    );
  }
  const samePorts = (options.port ?? earlier.port) === earlier.port && fitsUi(options.uiPort, earlier.uiPort);
  if (earlier.setup === setup && samePorts && (await answers(earlier.port))) {
    const ours = { ...earlier, parent: process.pid };
    writeFileSync(pidFile(options.dataDir), JSON.stringify(ours));
    return ours;
  }
  await stopProcess(earlier.pid);
  return null;
}

/**
 * Stops a server that outlived the process that started it, before its data directory is thrown away: nothing would
 * know of it any more.
 */
export async function stopOrphan(dataDir: string): Promise<void> {
  const earlier = await readRunning(dataDir);
  if (earlier !== null && !isAlive(earlier.parent)) await stopProcess(earlier.pid);
}

const fitsUi = (wanted: number | null | undefined, has: number | null): boolean =>
  wanted === undefined ? has !== null : wanted === has;

/** `null` also when the file is stale: a process id is given again, so the command line must be what we started. */
async function readRunning(dataDir: string): Promise<Running | null> {
  try {
    const written = running.parse(JSON.parse(readFileSync(pidFile(dataDir), "utf8")));
    const command = await commandOf(written.pid);
    return command?.includes(`start-dev`) && command.includes(`--port ${written.port}`) ? written : null;
  } catch {
    return null;
  }
}

// ── Stopping ──────────────────────────────────────────────────────────────────────────────────────────────

/** Real milliseconds from asking to killing. */
const TO_STOP = 10_000;

function handleOf(dataDir: string, { pid, port, uiPort }: Running, takenOver: boolean): DevServer {
  // When we end without having stopped it; a kill of ours it outlives.
  const end = () => pid > 0 && signal(pid, "SIGTERM");
  process.once("exit", end);
  const stop = async () => {
    process.off("exit", end);
    await stopProcess(pid);
    rmSync(pidFile(dataDir), { force: true });
  };
  return {
    address: `127.0.0.1:${port}`,
    ui: uiPort === null ? null : `http://127.0.0.1:${uiPort}`,
    pid,
    takenOver,
    stop,
  };
}

/** @param pid 0 when it did not start; as a process id it would mean our own group. */
async function stopProcess(pid: number): Promise<void> {
  if (pid <= 0) return;
  signal(pid, "SIGTERM");
  const end = Date.now() + TO_STOP;
  while (isAlive(pid) && Date.now() < end) await pause(20);
  signal(pid, "SIGKILL");
  while (isAlive(pid)) await pause(20);
}

function signal(pid: number, name: "SIGTERM" | "SIGKILL"): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended.
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const pidFile = (dataDir: string): string => join(dataDir, "temporal-server.json");
const logFile = (dataDir: string): string => join(dataDir, "temporal-server.log");
