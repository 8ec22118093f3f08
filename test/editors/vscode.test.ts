/** What is packed for VS Code, as far as it runs without a window. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node";
import { z } from "zod";
import { diagramPage } from "../../editors/vscode/src/diagram-page.ts";
import { parse } from "../../language/parse.ts";

const FOLDER = "editors/vscode";
const read = (name: string): unknown => JSON.parse(readFileSync(join(FOLDER, name), "utf8"));

describe("the extension", () => {
  test("works in folders that nobody trusts, since its server runs nothing of them (fault C12)", () => {
    expect(read("package.json")).toMatchObject({
      capabilities: { untrustedWorkspaces: { supported: true } },
      contributes: { languages: [{ id: "baton", extensions: [".journey"] }] },
    });
  });

  test("packs a server that answers with nothing but itself", async () => {
    const outfile = join(mkdtempSync(join(tmpdir(), "baton-vscode-")), "server.js");
    await build({
      entryPoints: [join(FOLDER, "src/server.ts")],
      outfile,
      bundle: true,
      platform: "node",
      format: "cjs",
      target: "node20",
      logLevel: "silent",
    });
    const child = spawn(process.execPath, [outfile, "--stdio"], { cwd: tmpdir(), env: {} });
    const connection = createMessageConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    connection.listen();
    try {
      const answer = await connection.sendRequest("initialize", {
        processId: null,
        capabilities: {},
        rootUri: null,
      });
      expect(answer).toMatchObject({
        capabilities: { renameProvider: { prepareProvider: true } },
        serverInfo: { name: "baton" },
      });
    } finally {
      child.kill();
      connection.dispose();
    }
  }, 60_000);

  test("shows a diagram in a page that loads nothing and runs its own script only", () => {
    const page = diagramPage(
      '<svg><g class="node" onclick="evil()"><script>evil()</script></g></svg>',
      "n0nce",
    );
    expect(page).toContain(`content="default-src 'none'; style-src 'nonce-n0nce'; script-src 'nonce-n0nce'"`);
    expect(page).not.toMatch(/unsafe|https?:/);
  });
});

const Snippets = z.record(z.string(), z.object({ prefix: z.string(), body: z.array(z.string()) }));

describe("the snippets", () => {
  const snippets = Object.entries(Snippets.parse(read("snippets/baton.json")));

  test.each(snippets)("%s is read without an error where it belongs", (_, { prefix, body }) => {
    const text = body
      .join("\n")
      .replaceAll(/\$\{\d+:([^}]*)\}/g, "$1")
      .replaceAll(/\$\d+/g, "");
    expect(parse("a.journey", within(prefix, text)).diagnostics).toEqual([]);
  });
});

function within(prefix: string, text: string): string {
  const stage = (inside: string) => `journey j v1 of lead { ${inside} }`;
  if (["stage", "handover"].includes(prefix)) return stage(text);
  return ["task", "wait"].includes(prefix) ? stage(`stage s { ${text} }`) : text;
}
