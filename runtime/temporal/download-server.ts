/**
 * The Temporal CLI from where the SDK would download it: `temporal.download` answers with an archive and the name of
 * the program in it (sdk-core, `ephemeral_server`). The program lands in our cache instead of a temporary directory,
 * so that it is fetched once.
 */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import type { Environment } from "./cache-dir.ts";
import { messageOf } from "./failures.ts";

const SOURCE = "https://temporal.download/cli/default";
/** Real milliseconds for the first answer: without a way out one learns so soon. */
const TO_BEGIN = 5_000;
/** Real milliseconds for the archive, some 60 MB. */
const TO_END = 10 * 60_000;

const archive = z.object({ archiveUrl: z.url({ protocol: /^https$/ }), fileToExtract: z.string() });

/** Puts the CLI at `path`. Rejects with one sentence when it cannot be had. */
export async function downloadServer(
  path: string,
  _env: Environment,
  report: (line: string) => void,
): Promise<void> {
  try {
    const { archiveUrl, fileToExtract } = await askFor(SOURCE);
    report(`Downloading the Temporal CLI from ${archiveUrl}`);
    const response = await fetch(archiveUrl, { signal: AbortSignal.timeout(TO_END) });
    if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
    await unpack(Buffer.from(await response.arrayBuffer()), fileToExtract, path);
  } catch (error) {
    throw new Error(`The Temporal CLI could not be downloaded: ${reasonOf(error)}`, { cause: error });
  }
}

async function askFor(source: string): Promise<z.infer<typeof archive>> {
  const arch = process.arch === "x64" ? "amd64" : process.arch;
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const query = new URLSearchParams({ arch, platform, format: "tar.gz", "sdk-name": "sdk-typescript" });
  const response = await fetch(`${source}?${query}`, { signal: AbortSignal.timeout(TO_BEGIN) });
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  return archive.parse(await response.json());
}

/** Beside its place first, so that nobody runs half of it. `tar` is part of Linux, macOS and Windows. */
async function unpack(bytes: Buffer, file: string, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const draft = await mkdtemp(join(dirname(path), "download-"));
  try {
    await writeFile(join(draft, "archive.tar.gz"), bytes);
    await promisify(execFile)("tar", ["-xzf", "archive.tar.gz", file], { cwd: draft });
    await rename(join(draft, file), path);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** `fetch` says only that it failed; why stands in its cause. */
const reasonOf = (error: unknown): string =>
  error instanceof Error && error.cause !== undefined ? messageOf(error.cause) : messageOf(error);
