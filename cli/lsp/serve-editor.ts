/**
 * The language server: takes a request of the protocol, asks `compiler/service`, and answers in the protocol's words.
 * It reads texts and never runs any of them, so that a workspace nobody trusts is safe to open.
 */
import {
  type CancellationToken,
  type CompletionItem,
  type Connection,
  ErrorCodes,
  type InitializeParams,
  type InitializeResult,
  type Location,
  MessageType,
  type Range,
  ResponseError,
  TextDocumentSyncKind,
  TextDocuments,
  type WorkspaceEdit,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { z } from "zod";
import { toDot } from "../../compiler/graph/to-dot.ts";
import { COLOURS, coloursOf } from "../../compiler/service/colours.ts";
import { completeAt } from "../../compiler/service/complete.ts";
import { graphAt } from "../../compiler/service/diagram.ts";
import { describe, hoverAt } from "../../compiler/service/hover.ts";
import { MEANING_KINDS, type Meaning } from "../../compiler/service/meaning.ts";
import {
  findDefinitions,
  findHighlights,
  findReferences,
  type Place,
} from "../../compiler/service/navigate.ts";
import { foldsOf, outlineOf } from "../../compiler/service/outline.ts";
import { findRenamable, rename } from "../../compiler/service/rename.ts";
import { signatureAt } from "../../compiler/service/sign.ts";
import { isJourneyFile } from "../../compiler/workspace.ts";
import type { Span } from "../../language/ast.ts";
import { formatRange } from "../../language/format/format.ts";
import packageJson from "../../package.json" with { type: "json" };
import { drawSvg } from "../graph/draw-svg.ts";
import {
  encodeColours,
  offsetOf,
  rangeOf,
  toCompletionItem,
  toDocumentSymbol,
  toFoldingRange,
  toTextEdit,
} from "./convert.ts";
import { EditorWorkspace } from "./editor-workspace.ts";
import { groupByFile } from "./group-by-file.ts";
import type { OpenRoot } from "./open-root.ts";
import { URI } from "./uri.ts";

const CAPABILITIES: InitializeResult["capabilities"] = {
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: false },
  completionProvider: { triggerCharacters: [">", "{", "."], resolveProvider: true },
  hoverProvider: true,
  definitionProvider: true,
  referencesProvider: true,
  documentHighlightProvider: true,
  documentSymbolProvider: true,
  foldingRangeProvider: true,
  renameProvider: { prepareProvider: true },
  documentFormattingProvider: true,
  documentRangeFormattingProvider: true,
  codeActionProvider: { codeActionKinds: ["quickfix"] },
  signatureHelpProvider: { triggerCharacters: [" ", ","] },
  semanticTokensProvider: {
    legend: { tokenTypes: [...COLOURS], tokenModifiers: ["declaration"] },
    full: true,
  },
  workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
};

interface At {
  readonly root: OpenRoot;
  readonly place: Place;
  readonly text: string;
}

export function serveEditor(connection: Connection): void {
  const documents = new TextDocuments(TextDocument);
  const workspace = new EditorWorkspace({
    publish: (uri, diagnostics, version) =>
      void connection.sendDiagnostics({
        uri,
        diagnostics: [...diagnostics],
        ...(version !== undefined && { version }),
      }),
    // A notification: not every editor answers the request that the library would send.
    tellFailure: (message) =>
      void connection.sendNotification("window/showMessage", { type: MessageType.Error, message }),
    tellBug: (error) =>
      connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error)),
  });
  let client: InitializeParams["capabilities"] = {};

  connection.onInitialize((params) => {
    client = params.capabilities;
    const folders =
      params.workspaceFolders?.map(({ uri }) => uri) ?? (params.rootUri ? [params.rootUri] : []);
    workspace.open(folders.filter(URI.isFile).map(URI.toPath));
    return { capabilities: CAPABILITIES, serverInfo: { name: "baton", version: packageJson.version } };
  });
  connection.onInitialized(() => {
    workspace.begin();
    if (client.workspace?.workspaceFolders === true)
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) =>
        workspace.change(
          added.map(({ uri }) => URI.toPath(uri)),
          removed.map(({ uri }) => URI.toPath(uri)),
        ),
      );
    if (client.workspace?.didChangeWatchedFiles?.dynamicRegistration === true)
      watchFiles(connection).catch(() => undefined); // Then the editor does not watch.
  });
  connection.onDidChangeWatchedFiles(({ changes }) =>
    workspace.reload(changes.map(({ uri }) => URI.toPath(uri))),
  );

  documents.onDidChangeContent(({ document }) => {
    if (URI.isFile(document.uri)) workspace.openRootOf(document.uri).edit(document);
  });
  documents.onDidClose(({ document }) => {
    if (URI.isFile(document.uri)) workspace.openRootOf(document.uri).close(document.uri);
  });

  const rootOf = (uri: string) => (URI.isFile(uri) ? workspace.knownRoot(uri) : undefined);
  /** The text as the editor has it, and the place in it; undefined for what is no file of journeys. */
  const locate = (
    uri: string,
    position: { readonly line: number; readonly character: number },
  ): At | undefined => {
    const root = rootOf(uri);
    const file = root?.file(uri);
    if (root === undefined || file === undefined) return undefined;
    return { root, text: file.text, place: { path: file.path, offset: offsetOf(position, file.text) } };
  };

  connection.onCompletion(({ textDocument, position }, token) => {
    const at = locate(textDocument.uri, position);
    if (at === undefined || isCancelled(token)) return [];
    const withSnippets = client.textDocument?.completion?.completionItem?.snippetSupport === true;
    const positions = at.root.positions(at.place.path);
    return completeAt(at.root.snapshot, at.place).map((one) => ({
      ...toCompletionItem(one, positions, withSnippets),
      ...(one.meaning && { data: { uri: textDocument.uri, meaning: one.meaning } }),
    }));
  });
  connection.onCompletionResolve((item) => {
    const known = readItemData(item);
    const root = known === undefined ? undefined : rootOf(known.uri);
    if (known === undefined || root === undefined) return item;
    const value = describe(known.meaning, root.snapshot);
    return value === "" ? item : { ...item, documentation: { kind: "markdown", value } };
  });
  connection.onHover(({ textDocument, position }) => {
    const at = locate(textDocument.uri, position);
    const hover = at === undefined ? undefined : hoverAt(at.root.snapshot, at.place);
    if (at === undefined || hover === undefined) return null;
    const range = rangeOf(hover.span, at.root.positions(at.place.path));
    return { contents: { kind: "markdown", value: hover.text }, range };
  });
  connection.onSignatureHelp(({ textDocument, position }) => {
    const at = locate(textDocument.uri, position);
    const found = at === undefined ? undefined : signatureAt(at.root.snapshot, at.place);
    if (found === undefined) return null;
    const { label, parameters, active, text } = found;
    const signature = {
      label,
      documentation: { kind: "markdown" as const, value: text },
      parameters: parameters.map((parameter) => ({ label: parameter })),
    };
    return { signatures: [signature], activeSignature: 0, activeParameter: active };
  });
  connection.onDefinition(({ textDocument, position }) => {
    const at = locate(textDocument.uri, position);
    return at === undefined
      ? []
      : findDefinitions(at.root.snapshot, at.place).map((span) => toLocation(span, at.root));
  });
  connection.onReferences(({ textDocument, position, context }) => {
    const at = locate(textDocument.uri, position);
    if (at === undefined) return [];
    const withDefinitions = context.includeDeclaration;
    return findReferences(at.root.snapshot, at.place, { withDefinitions }).map((span) =>
      toLocation(span, at.root),
    );
  });
  connection.onDocumentHighlight(({ textDocument, position }) => {
    const at = locate(textDocument.uri, position);
    if (at === undefined) return [];
    const positions = at.root.positions(at.place.path);
    return findHighlights(at.root.snapshot, at.place).map((span) => ({ range: rangeOf(span, positions) }));
  });
  connection.onPrepareRename(({ textDocument, position }) => {
    const at = locate(textDocument.uri, position);
    if (at === undefined) return null;
    const found = findRenamable(at.root.snapshot, at.place);
    if ("refused" in found) throw new ResponseError(ErrorCodes.InvalidRequest, found.refused);
    return rangeOf(found.span, at.root.positions(at.place.path));
  });
  connection.onRenameRequest(({ textDocument, position, newName }) => {
    const at = locate(textDocument.uri, position);
    if (at === undefined) return null;
    const renamed = rename(at.root.snapshot, at.place, newName);
    if ("refused" in renamed) throw new ResponseError(ErrorCodes.InvalidRequest, renamed.refused);
    const edits = toWorkspaceEdit(renamed.edits, at.root);
    const mayMove = client.workspace?.workspaceEdit?.resourceOperations?.includes("rename") === true;
    if (renamed.files.length === 0) return edits;
    if (!mayMove)
      throw new ResponseError(
        ErrorCodes.InvalidRequest,
        "This editor cannot rename the file that a message is named after.",
      );
    const moves = renamed.files.map(({ from, to }) => ({
      kind: "rename" as const,
      oldUri: at.root.uriOf(from),
      newUri: at.root.uriOf(to),
    }));
    const changes = Object.entries(edits.changes ?? {}).map(([uri, changed]) => ({
      textDocument: { uri, version: documents.get(uri)?.version ?? null },
      edits: changed,
    }));
    return { documentChanges: [...changes, ...moves] };
  });
  connection.onDocumentSymbol(({ textDocument }) => {
    const root = rootOf(textDocument.uri);
    const file = root?.file(textDocument.uri);
    if (root === undefined || file === undefined) return [];
    const positions = root.positions(file.path);
    return outlineOf(file).map((item) => toDocumentSymbol(item, positions));
  });
  connection.onFoldingRanges(({ textDocument }) => {
    const file = rootOf(textDocument.uri)?.file(textDocument.uri);
    return file === undefined ? [] : foldsOf(file).map(toFoldingRange);
  });
  connection.languages.semanticTokens.on(({ textDocument }, token) => {
    const root = rootOf(textDocument.uri);
    const file = root?.file(textDocument.uri);
    if (root === undefined || file === undefined || isCancelled(token)) return { data: [] };
    return { data: encodeColours(coloursOf(root.snapshot, file), root.positions(file.path)) };
  });
  connection.onCodeAction(({ textDocument, range, context }) => {
    const at = locate(textDocument.uri, range.start);
    if (at === undefined) return [];
    const end = offsetOf(range.end, at.text);
    const here = at.root
      .findingsIn(at.place.path)
      .filter(({ span }) => span.start <= end && at.place.offset <= span.end);
    return here.flatMap(({ code, span, fixes }) =>
      fixes.map((fix) => ({
        title: fix.title,
        kind: "quickfix",
        // One that changes nothing else is what most people want.
        isPreferred: fix.safe === true,
        diagnostics: context.diagnostics.filter(
          (one) => one.code === code && offsetOf(one.range.start, at.text) === span.start,
        ),
        edit: toWorkspaceEdit(fix.edits, at.root),
      })),
    );
  });

  const layOut = (uri: string, range?: Range) => {
    const root = rootOf(uri);
    const file = root?.file(uri);
    if (root === undefined || file === undefined || !isJourneyFile(file.path)) return [];
    const positions = root.positions(file.path);
    const lines = range && { start: offsetOf(range.start, file.text), end: offsetOf(range.end, file.text) };
    return formatRange(file.text, lines, file.path).map((edit) => toTextEdit(edit, positions));
  };
  connection.onDocumentFormatting(({ textDocument }) => layOut(textDocument.uri));
  connection.onDocumentRangeFormatting(({ textDocument, range }) => layOut(textDocument.uri, range));

  connection.onRequest("baton/diagram", async (params: unknown) => {
    const asked = readDiagramParams(params);
    const at = asked === undefined ? undefined : locate(asked.textDocument.uri, asked.position);
    const graph = at === undefined ? undefined : graphAt(at.root.snapshot, at.place);
    if (at === undefined || graph === undefined) return null;
    const positions = at.root.positions(at.place.path);
    return {
      journey: graph.name,
      svg: await drawSvg(toDot(graph)),
      places: graph.nodes.map(({ id, span }) => ({ id, range: rangeOf(span, positions) })),
    };
  });

  connection.onShutdown(() => workspace.dispose());
  documents.listen(connection);
  connection.listen();
}

function isCancelled(token: CancellationToken): boolean {
  return token.isCancellationRequested;
}

async function watchFiles(connection: Connection): Promise<void> {
  const watchers = ["**/*.journey", "**/messages/*.md", "**/people.yaml"].map((globPattern) => ({
    globPattern,
  }));
  await connection.sendRequest("client/registerCapability", {
    registrations: [
      { id: "files", method: "workspace/didChangeWatchedFiles", registerOptions: { watchers } },
    ],
  });
}

function toLocation(span: Span, root: OpenRoot): Location {
  return { uri: root.uriOf(span.file), range: rangeOf(span, root.positions(span.file)) };
}

function toWorkspaceEdit(
  edits: readonly { readonly span: Span; readonly text: string }[],
  root: OpenRoot,
): WorkspaceEdit {
  const byFile = groupByFile(edits);
  return {
    changes: Object.fromEntries(
      [...byFile].map(([path, own]) => [
        root.uriOf(path),
        own.map((edit) => toTextEdit(edit, root.positions(path))),
      ]),
    ),
  };
}

/** What an editor sends back may be anything. */
function readItemData({
  data,
}: CompletionItem): { readonly uri: string; readonly meaning: Meaning } | undefined {
  const { uri, meaning } = (data ?? {}) as { readonly uri?: unknown; readonly meaning?: Partial<Meaning> };
  if (typeof uri !== "string" || typeof meaning?.name !== "string") return undefined;
  const kind = MEANING_KINDS.find((one) => one === meaning.kind);
  if (kind === undefined) return undefined;
  return {
    uri,
    meaning: { kind, name: meaning.name, ...(typeof meaning.of === "string" && { of: meaning.of }) },
  };
}

const diagramParams = z.object({
  textDocument: z.object({ uri: z.string() }),
  position: z.object({ line: z.number(), character: z.number() }),
});

/** The one request that is not of the protocol: nothing has checked what comes with it. */
const readDiagramParams = (params: unknown) => diagramParams.safeParse(params).data;
