/** The built language server, asked over stdio as an editor asks it. */
import { cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import type { TextEdit } from "vscode-languageserver-protocol";
import { TextDocument } from "vscode-languageserver-textdocument";
import { type Editor, startEditor } from "./lsp-client.ts";
import { baton, directoryOf, ROOT } from "./run-baton.ts";

const JOURNEY = "journeys/lead_to_customer.journey";

/** The shipped journeys, with mistakes in three files and a message that fills in what may be blank. */
function libraryWithMistakes(): string {
  const directory = mkdtempSync(join(tmpdir(), "baton-lsp-"));
  cpSync(join(ROOT, "journeys"), join(directory, "journeys"), { recursive: true });
  edit(directory, JOURNEY, (text) =>
    text.replace("-> qualification", "-> qualificaton").replace("owner   sdr", "owner   srd"),
  );
  edit(directory, "journeys/organisation.journey", (text) =>
    text.replace("role legal_counsel", "rôle legal_counsel"),
  );
  edit(directory, "journeys/messages/welcome_guide.md", (text) => `${text}\n{{ company }} {{ nobody }} ø`);
  edit(directory, "journeys/people.yaml", (text) =>
    text.replace("roles: [sales_manager]", "roles: [sales_boss]"),
  );
  return directory;
}

function edit(directory: string, path: string, change: (text: string) => string): void {
  const file = join(directory, path);
  const before = readFileSync(file, "utf8");
  const after = change(before);
  expect(after).not.toBe(before);
  writeFileSync(file, after);
}

const byPlace = (a: Told, b: Told): number =>
  a.span.file === b.span.file
    ? a.span.start.offset - b.span.start.offset || (a.code < b.code ? -1 : 1)
    : a.span.file < b.span.file
      ? -1
      : 1;
interface Told {
  readonly code: string;
  readonly span: { readonly file: string; readonly start: { readonly offset: number } };
}

function toldBy(editor: Editor): string {
  const all = [...editor.latest().values()].flatMap(({ diagnostics }) =>
    diagnostics.map(({ data }) => data as Told),
  );
  return JSON.stringify([...all].sort(byPlace), undefined, 2);
}

/** What the text alone says is told first, and what all files say together when they have been read. */
const found = (editor: Editor, code: string, version: number): Promise<void> =>
  expect
    .poll(
      () => {
        const told = editor.latest().get(editor.uri(JOURNEY));
        return told?.version === version && told.diagnostics.some((one) => one.code === code);
      },
      { timeout: 15_000 },
    )
    .toBe(true);

const editors: Editor[] = [];
async function startIn(directory: string): Promise<Editor> {
  const editor = await startEditor(directory);
  editors.push(editor);
  return editor;
}
afterEach(async () => {
  for (const editor of editors.splice(0)) if (editor.isAlive()) await editor.close();
});

describe("the language server", () => {
  test("tells what `baton check` tells, byte for byte", async () => {
    const directory = libraryWithMistakes();
    const editor = await startIn(directory);
    await editor.quiet();
    const { stdout } = await baton(["check", "--json"], { cwd: directory });
    expect(JSON.parse(stdout).length).toBeGreaterThan(4);
    expect(`${toldBy(editor)}\n`).toBe(stdout);
  });

  test("tells of a text as it stands in the editor, and ends when it is asked to", async () => {
    const directory = libraryWithMistakes();
    const editor = await startIn(directory);
    const text = readFileSync(join(directory, JOURNEY), "utf8");
    editor.open(JOURNEY, text);
    editor.change(
      JOURNEY,
      2,
      text.replace("qualificaton", "qualification").replace("owner   srd", "owner   sdr"),
    );
    await editor.quiet();
    const latest = editor.latest().get(editor.uri(JOURNEY));
    expect(latest?.version).toBe(2);
    expect(latest?.diagnostics.map(({ code }) => code)).not.toContain("unknown-stage");
    expect(await editor.close()).toBe(0);
  });

  test("what it tells of a version is never about another", async () => {
    const directory = libraryWithMistakes();
    const editor = await startIn(directory);
    const text = readFileSync(join(directory, JOURNEY), "utf8");
    editor.open(JOURNEY, text);
    for (let version = 2; version < 40; version += 1) {
      editor.change(JOURNEY, version, `${"\n".repeat(version)}${text}`);
      await new Promise((resolve) => setTimeout(resolve, version));
    }
    await found(editor, "unknown-stage", 39);
    const lines = editor.published
      .filter(({ uri, version }) => uri === editor.uri(JOURNEY) && version !== undefined && version > 1)
      .flatMap(({ version = 0, diagnostics }) =>
        diagnostics
          .filter(({ code }) => code === "unknown-stage")
          .map(({ data }) => (data as { span: { start: { line: number } } }).span.start.line - version),
      );
    expect(new Set(lines).size).toBe(1);
  });

  test("completes, hovers, finds, renames and mends", async () => {
    const directory = libraryWithMistakes();
    const editor = await startIn(directory);
    const { connection, uri, open } = editor;
    const text = readFileSync(join(directory, JOURNEY), "utf8");
    open(JOURNEY, text);
    await found(editor, "unknown-stage", 1);
    const textDocument = { uri: uri(JOURNEY) };
    const at = (words: string) => {
      const before = text.slice(0, text.indexOf(words) + words.length).split("\n");
      return { textDocument, position: { line: before.length - 1, character: before.at(-1)?.length ?? 0 } };
    };
    const ask = async (method: string, params: object) =>
      JSON.stringify(await connection.sendRequest(method, params));
    expect(await ask("textDocument/completion", at("send "))).toContain('"label":"welcome_guide"');
    expect(await ask("textDocument/hover", at("owner   marketing_manager"))).toContain("Marketing Manager");
    expect(await ask("textDocument/definition", at("owner   marketing_manager"))).toContain(
      "organisation.journey",
    );
    expect(
      await ask("textDocument/references", { ...at("stage nurture"), context: { includeDeclaration: true } }),
    ).toContain(uri(JOURNEY));
    expect(await ask("textDocument/rename", { ...at("stage nurture"), newName: "warming" })).toContain(
      '"newText":"warming"',
    );
    expect(await ask("textDocument/rename", { ...at("send welcome_guide"), newName: "hello" })).toContain(
      '"kind":"rename"',
    );
    await expect(ask("textDocument/rename", { ...at("stage nurture"), newName: "the" })).rejects.toThrow(
      "reserved word",
    );
    expect(await ask("textDocument/documentSymbol", { textDocument })).toContain('"name":"nurture"');
    expect(await ask("textDocument/foldingRange", { textDocument })).toContain("startLine");
    expect(await ask("textDocument/semanticTokens/full", { textDocument })).toContain('"data":[');
    expect(await ask("textDocument/signatureHelp", at("wait "))).toContain("AMOUNT");
    expect(await ask("baton/diagram", at("stage nurture"))).toMatch(
      /"svg":"<svg .*nurture.*"id":"stage nurture"/,
    );
    expect(await ask("baton/diagram", { nothing: 1 })).toBe("null");
    const { position } = at("qualificaton");
    const range = { start: position, end: position };
    const fixes = await ask("textDocument/codeAction", { textDocument, range, context: { diagnostics: [] } });
    expect(fixes).toContain('"newText":"qualification"');
  });
});

test("the language server hears of files that others change", async () => {
  const directory = directoryOf({ "journeys/a.journey": "role guard { hours office }" });
  const editor = await startIn(directory);
  await editor.quiet();
  expect(editor.latest().get(editor.uri("journeys/a.journey"))?.diagnostics).toHaveLength(1);
  const text = 'calendar office { zone "Europe/Copenhagen"  open mon to fri 09:00 to 17:00 }';
  writeFileSync(join(directory, "journeys/b.journey"), text);
  void editor.connection.sendNotification("workspace/didChangeWatchedFiles", {
    changes: [{ uri: editor.uri("journeys/b.journey"), type: 1 }],
  });
  await expect
    .poll(() => editor.latest().get(editor.uri("journeys/a.journey"))?.diagnostics, { timeout: 15_000 })
    .toEqual([]);
});

test("the language server lays a text out as `baton fmt` does", async () => {
  const directory = directoryOf({
    "journeys/a.journey": "role   guard\n{ hours office }\n\n\n\nrole other { }",
  });
  const { connection, uri, quiet, open } = await startIn(directory);
  const text = readFileSync(join(directory, "journeys/a.journey"), "utf8");
  open("journeys/a.journey", text);
  await quiet();
  const edits = await connection.sendRequest("textDocument/formatting", {
    textDocument: { uri: uri("journeys/a.journey") },
    options: { tabSize: 2, insertSpaces: true },
  });
  const document = TextDocument.create("a", "baton", 1, text);
  const { stdout } = await baton(["fmt", "--stdin"], { stdin: text });
  expect(TextDocument.applyEdits(document, edits as TextEdit[])).toBe(stdout);
  expect(stdout).not.toBe(text);
});

describe("nothing that an editor sends ends it (fault C11)", () => {
  test("a storm of edits, half-typed texts and a flood of cancellations", async () => {
    const directory = libraryWithMistakes();
    const editor = await startIn(directory);
    const text = readFileSync(join(directory, JOURNEY), "utf8");
    editor.open(JOURNEY, text);
    const textDocument = { uri: editor.uri(JOURNEY) };
    for (let version = 2; version < 300; version += 1) {
      editor.change(JOURNEY, version, text.slice(0, (version * 7919) % text.length));
      const position = { line: version % 170, character: version % 40 };
      const { token, cancel } = cancellable();
      void editor.connection
        .sendRequest("textDocument/completion", { textDocument, position }, token)
        .catch(() => null);
      void editor.connection.sendRequest("textDocument/hover", { textDocument, position }).catch(() => null);
      cancel();
    }
    editor.change(JOURNEY, 300, text);
    await found(editor, "unknown-stage", 300);
  });

  test("requests about what is not there, and positions that are in no text", async () => {
    const editor = await startIn(libraryWithMistakes());
    const positions = [
      { line: -1, character: -1 },
      { line: 1e9, character: 1e9 },
      { line: 0, character: Number.MAX_SAFE_INTEGER },
    ];
    const uris = [
      editor.uri(JOURNEY),
      "untitled:Untitled-1",
      "file:///etc/passwd",
      "file://%zz",
      "http://example.com/a.journey",
      "",
    ];
    const methods = [
      "completion",
      "hover",
      "definition",
      "signatureHelp",
      "prepareRename",
      "documentHighlight",
    ];
    const asked = uris.flatMap((uri) =>
      positions.flatMap((position) =>
        methods.map((method) =>
          editor.connection
            .sendRequest(`textDocument/${method}`, { textDocument: { uri }, position })
            .catch(() => null),
        ),
      ),
    );
    const answers = JSON.stringify(await Promise.all(asked));
    expect(answers).not.toContain("root:");
    editor.open("journeys/odd.journey", "\u0000\uD800 {{{{{{".repeat(2_000));
    await editor.quiet();
    expect(editor.isAlive()).toBe(true);
  });

  test("bytes that are no message", async () => {
    const editor = await startIn(libraryWithMistakes());
    for (const text of [
      '{"a":\u00001',
      '{"jsonrpc":"2.0","id":9,"method":"nono"}',
      "[]",
      "null",
      '"x"',
      "{",
    ]) {
      editor.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
    }
    await editor.quiet();
    expect(editor.isAlive()).toBe(true);
  });
});

function cancellable() {
  let cancelled = (): void => undefined;
  const token = {
    isCancellationRequested: false,
    onCancellationRequested: (listener: (event: unknown) => unknown) => {
      cancelled = () => void listener(undefined);
      return { dispose: () => undefined };
    },
  };
  return { token, cancel: () => cancelled() };
}

describe("a workspace that nobody trusts (fault C12)", () => {
  test("is read within its folder only, and nothing of it is run", async () => {
    const secret = directoryOf({ "secret.journey": "role canary_secret { }", "ran.txt": "no" });
    const canary = join(secret, "ran.txt");
    const run = `import { writeFileSync } from "node:fs"; writeFileSync(${JSON.stringify(canary)}, "yes");`;
    const directory = directoryOf({
      "temporal.config.ts": run,
      "journeys/temporal.config.ts": run,
      "package.json": JSON.stringify({ scripts: { preinstall: "false" } }),
      "journeys/a.journey": "role guard { hours office }",
      "journeys/people.yaml": `a: &a [x,x]\nb: &b [*a,*a]\npeople: !!js/function "function(){}"\n`,
    });
    const before = await startIn(directory);
    await before.quiet();
    expect(
      [...before.latest().values()].flatMap(({ diagnostics }) => diagnostics.map(({ code }) => code)).sort(),
    ).toEqual(["bad-yaml", "unknown-calendar"]);
    symlinkSync(join(secret, "secret.journey"), join(directory, "journeys", "b.journey"));
    const after = await startIn(directory);
    await after.quiet();
    expect(after.shown.join()).toContain("lies outside the workspace");
    expect(JSON.stringify(after.published)).not.toContain("canary_secret");
    const { code, stderr, stdout } = await baton(["check"], { cwd: directory });
    expect(code).toBe(3);
    expect(stderr).toContain("lies outside the workspace");
    expect(stdout).not.toContain("canary_secret");
    expect(readFileSync(canary, "utf8")).toBe("no");
  });
});
