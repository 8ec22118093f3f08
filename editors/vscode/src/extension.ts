/** Starts the language server that is packed with the extension, and shows the diagram beside the text. */
import * as vscode from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";
import { JourneyDiagram } from "./journey-diagram.ts";

let client: LanguageClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const module = context.asAbsolutePath("dist/server.js");
  const watched = ["**/*.journey", "**/messages/*.md", "**/people.yaml"];
  client = new LanguageClient(
    "baton",
    "Baton",
    { module, transport: TransportKind.ipc },
    {
      documentSelector: [
        { scheme: "file", language: "baton" },
        { scheme: "file", pattern: "**/messages/*.md" },
        { scheme: "file", pattern: "**/people.yaml" },
      ],
      synchronize: {
        fileEvents: watched.map((pattern) => vscode.workspace.createFileSystemWatcher(pattern)),
      },
    },
  );
  const diagram = new JourneyDiagram(client);
  context.subscriptions.push(
    diagram,
    vscode.commands.registerCommand("baton.showDiagram", () => diagram.show()),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => diagram.follow(textEditor)),
    vscode.workspace.onDidChangeTextDocument(() => diagram.follow(vscode.window.activeTextEditor)),
  );
  await client.start();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}
