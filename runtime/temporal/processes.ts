/** Other processes of this machine: who they are, and who listens where. */
import { execFile } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { createServer } from "node:net";
import { promisify } from "node:util";

export interface ProcessName {
  readonly pid: number;
  readonly command: string;
}

/** The command line of a process; `null` when there is none with this id. */
export async function commandOf(pid: number): Promise<string | null> {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").join(" ").trim() || null;
  } catch {
    if (process.platform === "linux") return null;
  }
  const { stdout } = await run("ps", ["-p", String(pid), "-o", "command="]);
  return stdout.trim() || null;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

// ── Ports ─────────────────────────────────────────────────────────────────────────────────────────────────

/** A port of the loopback interface that nobody listens on now; `wanted` if given and free, `null` if it is not. */
export async function freePort(wanted = 0): Promise<number | null> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(null));
    server.listen({ port: wanted, host: "127.0.0.1", exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : null));
    });
  });
}

/** Who listens on a TCP port; `null` when that cannot be seen (another user's process, no tool). */
export async function portHolder(port: number): Promise<ProcessName | null> {
  const pid = process.platform === "linux" ? holderByProc(port) : await holderByLsof(port);
  const command = pid === null ? null : await commandOf(pid);
  return pid === null || command === null ? null : { pid, command };
}

/** State of a socket in `/proc/net/tcp` (proc(5), include/net/tcp_states.h). */
const LISTEN = "0A";

function holderByProc(port: number): number | null {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  const inodes = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((table) =>
    readLines(table)
      .map((line) => line.trim().split(/\s+/))
      .filter(([, local, , state]) => local?.endsWith(`:${hex}`) && state === LISTEN)
      .map((columns) => `socket:[${columns[9]}]`),
  );
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const holder = pids.find((pid) => filesOf(pid).some((file) => inodes.includes(file)));
  return holder === undefined ? null : Number(holder);
}

function readLines(path: string): readonly string[] {
  try {
    return readFileSync(path, "utf8").split("\n");
  } catch {
    return [];
  }
}

/** What the file descriptors of a process point at. It may end while we look, or not be ours to see. */
function filesOf(pid: string): readonly string[] {
  try {
    const dir = `/proc/${pid}/fd`;
    return readdirSync(dir).flatMap((fd) => {
      try {
        return [readlinkSync(`${dir}/${fd}`)];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}

async function holderByLsof(port: number): Promise<number | null> {
  const { stdout } = await run("lsof", ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-t"]);
  const pid = Number.parseInt(stdout, 10);
  return Number.isNaN(pid) ? null : pid;
}

async function run(program: string, args: readonly string[]): Promise<{ readonly stdout: string }> {
  try {
    return await promisify(execFile)(program, args, { timeout: 5_000 });
  } catch {
    return { stdout: "" };
  }
}
