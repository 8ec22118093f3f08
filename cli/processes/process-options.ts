/** Options of `serve` and `worker`, which have to be given the same, and what they come to. */
import { join, resolve } from "node:path";
import type { People } from "../../compiler/library.ts";
import { type Clock, REAL_TIME } from "../../runtime/clock.ts";
import { DATA_DIRECTORY } from "../../runtime/dev-info.ts";
import { openPeople } from "../../runtime/people.ts";
import type { HealthAddress } from "../../runtime/stack/health-port.ts";
import type { ProcessOptions } from "../../runtime/stack/open-process.ts";
import type { Log } from "../../runtime/worker/log.ts";
import type { Io } from "../io.ts";
import { readClockFile } from "../keep-clock.ts";
import { readPort } from "./read-port.ts";

export const PROCESS_OPTIONS = {
  build: {
    is: "text",
    value: "DIR",
    summary: "what `baton compile` made",
    default: join(DATA_DIRECTORY, "build"),
  },
  people: {
    is: "text",
    value: "FILE",
    summary: "who fills the roles; read again when it changes",
    default: join("journeys", "people.yaml"),
  },
  clock: {
    is: "text",
    value: "FILE",
    summary: "a clock of its own (.baton/clock.json), for trying things out; never in production",
  },
  allowUnreleased: {
    is: "flag",
    summary: "start in production although the build has what is not released",
  },
  healthPort: {
    is: "text",
    value: "PORT",
    summary: "answer /healthz, /ready and /metrics there (default: BATON_HEALTH_PORT, else nowhere)",
  },
  healthHost: {
    is: "text",
    value: "ADDRESS",
    summary: "on which that port listens (default: BATON_HEALTH_HOST, else 127.0.0.1)",
  },
} as const;

interface ProcessValues {
  readonly build: string;
  readonly clock: string | undefined;
  readonly allowUnreleased: boolean;
  readonly healthPort: string | undefined;
  readonly healthHost: string | undefined;
}

export async function readProcessOptions(values: ProcessValues, io: Io): Promise<ProcessOptions> {
  return {
    projectDir: io.cwd,
    buildDir: resolve(io.cwd, values.build),
    clock: await readClock(values.clock, io),
    allowsUnreleased: values.allowUnreleased,
    env: io.env,
    health: readHealth(values, io),
  };
}

function readHealth(values: ProcessValues, { env }: Io): HealthAddress | null {
  const port = values.healthPort ?? (env.BATON_HEALTH_PORT || undefined);
  if (port === undefined) return null;
  const name = values.healthPort === undefined ? "BATON_HEALTH_PORT" : "--health-port";
  return { port: readPort(port, name), host: values.healthHost ?? (env.BATON_HEALTH_HOST || undefined) };
}

const readClock = async (file: string | undefined, io: Io): Promise<Clock> =>
  file === undefined ? REAL_TIME : readClockFile(resolve(io.cwd, file));

/** @throws SettingsMistake when the file cannot be used. */
export const readPeople = (file: string, io: Io, log: Log): (() => People) =>
  openPeople({
    path: resolve(io.cwd, file),
    onProblem: (problem) => log.warn({ problem }, "people.yaml stays as it was"),
  });
