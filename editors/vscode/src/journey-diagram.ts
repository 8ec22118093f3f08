/** The journey under the cursor, drawn beside the text and again after each change. A click goes to the stage. */
import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { diagramPage } from "./diagram-page.ts";

interface Diagram {
  readonly journey: string;
  readonly svg: string;
  readonly places: readonly {
    readonly id: string;
    readonly range: { readonly start: Position; readonly end: Position };
  }[];
}
interface Position {
  readonly line: number;
  readonly character: number;
}

/** Milliseconds without a key before it is drawn anew. */
const QUIET = 200;

export class JourneyDiagram implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private pending: NodeJS.Timeout | undefined;
  private shown: { readonly uri: vscode.Uri; readonly diagram: Diagram } | undefined;
  private readonly client: LanguageClient;

  constructor(client: LanguageClient) {
    this.client = client;
  }

  show(): void {
    const editor = vscode.window.activeTextEditor;
    if (this.panel === undefined) this.panel = this.open();
    else this.panel.reveal(vscode.ViewColumn.Beside, true);
    this.follow(editor);
  }

  follow(editor: vscode.TextEditor | undefined): void {
    if (this.panel === undefined || editor?.document.languageId !== "baton") return;
    clearTimeout(this.pending);
    this.pending = setTimeout(() => void this.draw(editor), QUIET);
  }

  dispose(): void {
    clearTimeout(this.pending);
    this.panel?.dispose();
  }

  private open(): vscode.WebviewPanel {
    const panel = vscode.window.createWebviewPanel(
      "baton.diagram",
      "Journey",
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      // No file of the workspace or of the extension can be loaded by the page.
      { enableScripts: true, localResourceRoots: [], enableCommandUris: false },
    );
    panel.onDidDispose(() => {
      this.panel = undefined;
    });
    panel.webview.onDidReceiveMessage((message: unknown) => this.goTo(message));
    return panel;
  }

  private async draw({ document, selection }: vscode.TextEditor): Promise<void> {
    const position = { line: selection.active.line, character: selection.active.character };
    const diagram = await this.client.sendRequest<Diagram | null>("baton/diagram", {
      textDocument: { uri: document.uri.toString() },
      position,
    });
    if (this.panel === undefined || diagram === null) return;
    this.shown = { uri: document.uri, diagram };
    this.panel.title = diagram.journey;
    this.panel.webview.html = diagramPage(diagram.svg, randomBytes(16).toString("base64url"));
  }

  /** The page may only say which of the places that it was given was clicked. */
  private async goTo(message: unknown): Promise<void> {
    const { shown } = this;
    const place = shown?.diagram.places.find(({ id }) => id === message);
    if (shown === undefined || place === undefined) return;
    const { start, end } = place.range;
    const selection = new vscode.Range(start.line, start.character, end.line, end.character);
    await vscode.window.showTextDocument(shown.uri, { selection, viewColumn: vscode.ViewColumn.One });
  }
}
