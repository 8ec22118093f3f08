import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { downloadServer } from "../../../runtime/temporal/download-server.ts";

afterEach(() => vi.unstubAllGlobals());

const ARCHIVE = "https://example.test/cli.tar.gz";

async function archiveOf(file: string, text: string): Promise<Uint8Array<ArrayBuffer>> {
  const dir = await mkdtemp(join(tmpdir(), "baton-archive-"));
  await writeFile(join(dir, file), text, { mode: 0o755 });
  execFileSync("tar", ["-czf", "archive.tar.gz", file], { cwd: dir });
  return new Uint8Array(await readFile(join(dir, "archive.tar.gz")));
}

/** The place that the SDK downloads from, answering with this. */
function stubSource(info: unknown, archive: Uint8Array<ArrayBuffer> | null): string[] {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (url: string) => {
    asked.push(url);
    if (url !== ARCHIVE) return Response.json(info);
    return archive === null
      ? new Response(null, { status: 404, statusText: "Not Found" })
      : new Response(archive);
  });
  return asked;
}

const cached = async () => join(await mkdtemp(join(tmpdir(), "baton-cache-")), "bin", "temporal");

test("the program of the archive lands in its place, and nothing beside it", async () => {
  const path = await cached();
  const asked = stubSource(
    { archiveUrl: ARCHIVE, fileToExtract: "temporal" },
    await archiveOf("temporal", "x"),
  );
  await downloadServer(path, {}, () => {});
  expect(asked[0]).toMatch(
    /^https:\/\/temporal\.download\/cli\/default\?arch=\w+&platform=\w+&format=tar\.gz/,
  );
  expect(await readdir(dirname(path))).toEqual(["temporal"]);
  expect((await stat(path)).mode & 0o111).not.toBe(0);
});

test("whatever goes wrong is one sentence, and leaves nothing behind", async () => {
  const path = await cached();
  stubSource({ archiveUrl: ARCHIVE, fileToExtract: "temporal" }, null);
  await expect(downloadServer(path, {}, () => {})).rejects.toThrow(
    "The Temporal CLI could not be downloaded: 404 Not Found",
  );
  stubSource({ archiveUrl: "http://plain.test/cli.tar.gz", fileToExtract: "temporal" }, null);
  await expect(downloadServer(path, {}, () => {})).rejects.toThrow("could not be downloaded");
  stubSource({ archiveUrl: ARCHIVE, fileToExtract: "temporal" }, await archiveOf("other", "x"));
  await expect(downloadServer(path, {}, () => {})).rejects.toThrow("could not be downloaded");
  expect(await readdir(dirname(path))).toEqual([]);
});
