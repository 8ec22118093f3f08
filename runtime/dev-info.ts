/** What the development stack says of itself in its data directory, for commands in a second terminal. */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";

/** Name of the data directory, beside the journeys. */
export const DATA_DIRECTORY = ".baton";

const devInfo = z.object({
  /** Base address of the HTTP API, such as `http://127.0.0.1:7400`. */
  api: z.url(),
  /** `null` when the server was not started by us and its UI is not known. */
  temporalUi: z.url().nullable(),
  /** `host:port` of the Temporal server. */
  temporalAddress: z.string(),
  /** Absolute path of the build that it runs. */
  build: z.string(),
  /** The process that wrote this, and removes it when it ends. */
  pid: z.number().int().positive(),
});
export type DevInfo = z.infer<typeof devInfo>;

export const devInfoFile = (dataDirectory: string): string => join(dataDirectory, "dev.json");

export async function writeDevInfo(dataDirectory: string, info: DevInfo): Promise<void> {
  const file = devInfoFile(dataDirectory);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(info, null, 2)}\n`);
}

export async function removeDevInfo(dataDirectory: string): Promise<void> {
  await rm(devInfoFile(dataDirectory), { force: true });
}

/** `null` when no stack was started in this directory. A stack that was killed leaves its file behind. */
export async function readDevInfo(dataDirectory: string): Promise<DevInfo | null> {
  try {
    return devInfo.parse(JSON.parse(await readFile(devInfoFile(dataDirectory), "utf8")));
  } catch {
    return null;
  }
}
