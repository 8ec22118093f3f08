/** The live diagram, with the packed server and a window of our own in the place of VS Code's. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { expect, test } from "vitest";
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node";

const SOURCE = resolve("editors/vscode/src");
const TEXT = readFileSync("journeys/lead_to_customer.journey", "utf8");

/** What the diagram uses of the editor; what it did there is kept. */
const WINDOW = `
  exports.shown = [];
  exports.panel = { webview: { html: "", onDidReceiveMessage: (hear) => { exports.panel.hear = hear; } }, onDidDispose() {}, reveal() {}, dispose() {} };
  exports.ViewColumn = { One: 1, Beside: -2 };
  exports.Range = class { constructor(...at) { this.at = at; } };
  exports.window = {
    createWebviewPanel: () => exports.panel,
    showTextDocument: async (uri, options) => { exports.shown.push({ uri: String(uri), at: options.selection.at }); },
  };
`;

interface Window {
  readonly shown: readonly { readonly uri: string; readonly at: readonly number[] }[];
  readonly panel: {
    title?: string;
    readonly webview: { readonly html: string };
    readonly hear?: (message: unknown) => Promise<void>;
  };
}

test("the live diagram draws the journey under the cursor, and a click goes to its stage", async () => {
  const folder = mkdtempSync(join(tmpdir(), "baton-diagram-"));
  writeFileSync(join(folder, "vscode.js"), WINDOW);
  const common = {
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    logLevel: "silent",
  } as const;
  await build({ ...common, entryPoints: [join(SOURCE, "server.ts")], outfile: join(folder, "server.js") });
  await build({
    ...common,
    stdin: {
      contents: `export { JourneyDiagram } from "./journey-diagram.ts"; export * as vscode from "vscode";`,
      resolveDir: SOURCE,
    },
    alias: { vscode: join(folder, "vscode.js") },
    outfile: join(folder, "diagram.js"),
  });
  const child = spawn(process.execPath, [join(folder, "server.js"), "--stdio"], { cwd: folder, env: {} });
  const client = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  client.listen();
  try {
    await client.sendRequest("initialize", { processId: null, capabilities: {}, rootUri: null });
    await client.sendNotification("initialized", {});
    const uri = pathToFileURL(join(folder, "a.journey")).href;
    const textDocument = { uri, languageId: "baton", version: 1, text: TEXT };
    await client.sendNotification("textDocument/didOpen", { textDocument });
    // What was just bundled is known to nobody's types.
    const { JourneyDiagram, vscode } = createRequire(import.meta.url)(join(folder, "diagram.js")) as {
      readonly JourneyDiagram: new (client: unknown) => { show(): void; dispose(): void };
      readonly vscode: Window & { readonly window: { activeTextEditor?: unknown } };
    };
    const line = TEXT.slice(0, TEXT.indexOf("stage nurture")).split("\n").length - 1;
    vscode.window.activeTextEditor = {
      document: { languageId: "baton", uri: { toString: () => uri } },
      selection: { active: { line, character: 8 } },
    };
    const diagram = new JourneyDiagram(client);
    diagram.show();
    await expect.poll(() => vscode.panel.webview.html, { timeout: 10_000 }).toContain("<svg");
    expect(vscode.panel.title).toBe("lead_to_customer");
    const [, id = ""] =
      /<g id="([^"]+)" class="node"[^>]*>\s*<title>[^<]*nurture/.exec(vscode.panel.webview.html) ?? [];
    await vscode.panel.hear?.("no such place");
    expect(vscode.shown).toEqual([]);
    await vscode.panel.hear?.(id);
    expect(vscode.shown).toMatchObject([{ uri, at: [line, expect.any(Number), line, expect.any(Number)] }]);
    diagram.dispose();
  } finally {
    child.kill();
    client.dispose();
  }
}, 60_000);
