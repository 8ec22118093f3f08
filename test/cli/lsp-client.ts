/** An editor without a window: speaks the protocol with the built command over its stdin and stdout. */
import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node";
import { BATON } from "./run-baton.ts";

export interface PublishedDiagnostic {
  readonly message: string;
  readonly code: string;
  readonly range: unknown;
  readonly data: unknown;
}
export interface Published {
  readonly uri: string;
  readonly version?: number;
  readonly diagnostics: readonly PublishedDiagnostic[];
}

export interface Editor {
  readonly connection: MessageConnection;
  /** All that was published, in order. */
  readonly published: readonly Published[];
  /** What the server asked to be shown to the person. */
  readonly shown: readonly string[];
  readonly uri: (path: string) => string;
  open(path: string, text: string): void;
  change(path: string, version: number, text: string): void;
  /** Resolves when something was published, and then nothing for half a second. */
  quiet(): Promise<void>;
  /** The same, once something was published of this version of a text. */
  told(path: string, version: number): Promise<void>;
  /** The latest of each file. */
  latest(): ReadonlyMap<string, Published>;
  isAlive(): boolean;
  readonly write: (bytes: string) => void;
  /** Asks it to end; resolves to its exit code. */
  close(): Promise<number | null>;
}

const CAPABILITIES = {
  textDocument: { completion: { completionItem: { snippetSupport: true } } },
  workspace: { workspaceFolders: true, workspaceEdit: { resourceOperations: ["rename"] } },
};

export async function startEditor(directory: string): Promise<Editor> {
  const child = spawn(process.execPath, [BATON, "lsp", "--stdio"], {
    cwd: directory,
    env: { PATH: process.env.PATH, TZ: "Europe/Copenhagen" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const published: Published[] = [];
  const shown: string[] = [];
  connection.onNotification("textDocument/publishDiagnostics", (one: Published) => void published.push(one));
  connection.onNotification(
    "window/showMessage",
    ({ message }: { message: string }) => void shown.push(message),
  );
  connection.onRequest("client/registerCapability", () => null);
  connection.listen();
  const quietAfter = async (isSo: () => boolean) => {
    const end = Date.now() + PATIENCE;
    while (!isSo() && Date.now() < end) await sleep(20);
    for (let count = -1; count !== published.length; ) {
      count = published.length;
      await sleep(QUIET);
    }
  };
  const uri = (path: string) => pathToFileURL(`${directory}/${path}`).href;
  const folder = { uri: pathToFileURL(directory).href, name: "workspace" };
  await connection.sendRequest("initialize", {
    processId: null,
    rootUri: folder.uri,
    capabilities: CAPABILITIES,
    workspaceFolders: [folder],
  });
  void connection.sendNotification("initialized", {});
  return {
    connection,
    published,
    shown,
    uri,
    open: (path, text) =>
      void connection.sendNotification("textDocument/didOpen", {
        textDocument: { uri: uri(path), languageId: "baton", version: 1, text },
      }),
    change: (path, version, text) =>
      void connection.sendNotification("textDocument/didChange", {
        textDocument: { uri: uri(path), version },
        contentChanges: [{ text }],
      }),
    quiet: () => quietAfter(() => published.length + shown.length > 0),
    told: (path, version) =>
      quietAfter(() => published.some((one) => one.uri === uri(path) && one.version === version)),
    latest: () => new Map(published.map((one) => [one.uri, one])),
    isAlive: () => child.exitCode === null && child.signalCode === null,
    write: (bytes) => void child.stdin.write(bytes),
    async close() {
      await connection.sendRequest("shutdown");
      await connection.sendNotification("exit");
      return await ended;
    },
  };
}

const QUIET = 500;
const PATIENCE = 15_000;
