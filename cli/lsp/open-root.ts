/** One folder of journeys as the editor sees it: its texts at this moment, and what was last told of them. */

import type { Diagnostic as LspDiagnostic } from "vscode-languageserver/node";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { onceFor } from "../../compiler/once-for.ts";
import { findUnreadable } from "../../compiler/resolve.ts";
import { checkSlowly } from "../../compiler/service/check-slowly.ts";
import { type Move, moveBetween, movedAlong } from "../../compiler/service/moved.ts";
import { type Snapshot, snapshotOf, withText } from "../../compiler/service/snapshot.ts";
import type { WorkspaceFile } from "../../compiler/workspace.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { Positions } from "../../language/diagnostics/positions.ts";
import { editorOptions } from "../journeys/check-options.ts";
import { showPath, withPaths } from "../journeys/show-path.ts";
import { type DiagnosticPlaces, toLspDiagnostic } from "./convert.ts";
import { groupByFile } from "./group-by-file.ts";
import { absolutePath, loadRoot, pathWithin, type Root } from "./roots.ts";
import { URI } from "./uri.ts";

/** What the editor is told without having asked. */
export interface Told {
  readonly publish: (uri: string, diagnostics: readonly LspDiagnostic[], version: number | undefined) => void;
  /** A sentence for the person: something of theirs cannot be read. */
  readonly tellFailure: (sentence: string) => void;
  /** A mistake of ours, for the log. */
  readonly tellBug: (error: unknown) => void;
}

/** Milliseconds without a key before the whole workspace is checked. */
const QUIET = 30;
/** Milliseconds after which what the text alone tells is shown, while the rest is still being found. */
const PATIENCE = 80;
/** Milliseconds that a check takes before it lets requests go first. */
const TURN = 8;

const positionsOf = onceFor(({ text }: WorkspaceFile) => new Positions(text));

export class OpenRoot {
  snapshot: Snapshot;
  /** What is wrong with each text as it stands; absent: not known yet. */
  private found = new Map<string, readonly Diagnostic[]>();
  /** The texts that were checked last, and what was found in them beyond what each text alone tells. */
  private checked: Snapshot = snapshotOf([]);
  private meant: ReadonlyMap<string, readonly Diagnostic[]> = new Map();
  /** What the editor was told last, by URI. */
  private readonly told = new Map<string, string>();
  private readonly versions = new Map<string, number>();
  /** Texts that were changed and of which nothing was told since. */
  private readonly changed = new Set<string>();
  private round = 0;
  private quiet: NodeJS.Timeout | undefined;
  private patience: NodeJS.Timeout | undefined;

  readonly root: Root;
  private readonly editor: Told;

  constructor(root: Root, editor: Told) {
    this.root = root;
    this.editor = editor;
    this.snapshot = this.load();
  }

  private load(): Snapshot {
    const { snapshot, failure } = loadRoot(this.root);
    if (failure !== undefined) this.editor.tellFailure(failure);
    return snapshot;
  }

  // ── Texts ───────────────────────────────────────────────────────────────────────────────────────────────

  pathOf(uri: string): string {
    return pathWithin(this.root, URI.toPath(uri));
  }

  uriOf(path: string): string {
    return URI.fromPath(absolutePath(this.root, path));
  }

  file(uri: string): WorkspaceFile | undefined {
    return this.snapshot.byPath.get(this.pathOf(uri));
  }

  positions(path: string): Positions {
    const file = this.snapshot.byPath.get(path);
    return file === undefined ? new Positions("") : positionsOf(file);
  }

  /** A text as it stands in the editor. */
  edit(document: TextDocument): void {
    const path = this.pathOf(document.uri);
    this.versions.set(path, document.version);
    this.changed.add(path);
    this.put(withText(this.snapshot, path, document.getText()));
  }

  /** What is on disk counts again. */
  close(uri: string): void {
    this.versions.delete(this.pathOf(uri));
    this.reload();
  }

  /** Reads the folder anew; what is open stays as it is in the editor. */
  reload(): void {
    const open = [...this.versions.keys()].flatMap((path) => this.snapshot.byPath.get(path) ?? []);
    const onDisk = this.load();
    const kept = onDisk.files.map((file) => {
      const before = this.snapshot.byPath.get(file.path);
      return before?.text === file.text ? before : file;
    });
    const files = new Map([...kept, ...open].map((file) => [file.path, file]));
    this.put(snapshotOf([...files.values()]));
  }

  private put(snapshot: Snapshot): void {
    if (snapshot === this.snapshot && this.found.size > 0) return;
    for (const file of this.snapshot.files) {
      if (snapshot.byPath.get(file.path) !== file) this.found.delete(file.path);
    }
    this.snapshot = snapshot;
    this.round += 1;
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => void this.check().catch(this.editor.tellBug), QUIET);
    this.patience ??= setTimeout(() => this.tellWhatTextsTell(), PATIENCE);
  }

  /** Nothing more is told of it, and what was told is taken back. */
  dispose(): void {
    this.round += 1;
    clearTimeout(this.quiet);
    clearTimeout(this.patience);
    for (const uri of this.told.keys()) this.editor.publish(uri, [], undefined);
    this.told.clear();
  }

  // ── Findings ────────────────────────────────────────────────────────────────────────────────────────────

  /** Of the text as it stands; none while they are still being found. */
  findingsIn(path: string): readonly Diagnostic[] {
    return this.found.get(path) ?? [];
  }

  private async check(): Promise<void> {
    const { round, snapshot } = this;
    const found = await checkSlowly(
      snapshot,
      editorOptions(this.root.alone === true ? undefined : this.root.cwd),
      {
        length: TURN,
        now: () => performance.now(),
        standBack: () => new Promise((resolve) => setImmediate(resolve)),
        isGivenUp: () => this.round !== round,
      },
    );
    if (found === undefined) return;
    clearTimeout(this.patience);
    this.patience = undefined;
    this.changed.clear();
    const byPath = groupByFile(found);
    this.checked = snapshot;
    this.meant = groupByFile(withoutUnreadable(found, snapshot));
    this.found = new Map(snapshot.files.map(({ path }) => [path, byPath.get(path) ?? []]));
    const places = this.places();
    for (const path of this.found.keys()) this.tell(path, this.findingsIn(path), places);
    this.clearGone();
  }

  /** What the text alone tells, and what was found before the change, moved along with it. */
  private tellWhatTextsTell(): void {
    this.patience = undefined;
    const places = this.places();
    const move = this.moveSinceCheck();
    for (const path of this.changed) {
      const file = this.snapshot.byPath.get(path);
      if (file === undefined) continue;
      const known = this.meant.get(path) ?? [];
      const findings = [...findUnreadable(file), ...known.flatMap((one) => movedAlong(one, move) ?? [])];
      this.found.set(path, findings);
      this.tell(path, findings, places);
    }
    this.changed.clear();
  }

  /** From the texts that were checked last to those of now. */
  private moveSinceCheck(): Move {
    const { checked, snapshot } = this;
    const changed = [...checked.byPath].filter(([path, file]) => snapshot.byPath.get(path) !== file);
    const moves = new Map(
      changed.map(([path, { text }]) => [path, moveBetween(text, snapshot.byPath.get(path)?.text ?? "")]),
    );
    return (span) => {
      const move = moves.get(span.file);
      return move === undefined ? span : move(span);
    };
  }

  private tell(path: string, diagnostics: readonly Diagnostic[], places: DiagnosticPlaces): void {
    this.say(
      this.uriOf(path),
      diagnostics.map((one) => toLspDiagnostic(one, places)),
      this.versions.get(path),
    );
  }

  private places(): DiagnosticPlaces {
    const shownPath = showPath(this.root.dir, this.root.cwd);
    const byShown = new Map(this.snapshot.files.map((file) => [shownPath(file.path), file.path]));
    return {
      positions: (path) => this.positions(path),
      uriOf: (path) => this.uriOf(path),
      shown: (diagnostic) => withPaths(diagnostic, shownPath),
      shownPositions: (shown) => this.positions(byShown.get(shown) ?? ""),
    };
  }

  /** What the editor knows already is not said again. */
  private say(uri: string, diagnostics: readonly LspDiagnostic[], version: number | undefined): void {
    const said = JSON.stringify([diagnostics, version]);
    const known = this.told.get(uri);
    if (known === said || (known === undefined && diagnostics.length === 0 && version === undefined)) return;
    this.told.set(uri, said);
    this.editor.publish(uri, diagnostics, version);
  }

  private clearGone(): void {
    const there = new Set(this.snapshot.files.map(({ path }) => this.uriOf(path)));
    for (const uri of this.told.keys()) {
      if (there.has(uri)) continue;
      this.editor.publish(uri, [], undefined);
      this.told.delete(uri);
    }
  }
}

/** What a text alone tells is told anew of the text that it has become. */
function withoutUnreadable(found: readonly Diagnostic[], { files }: Snapshot): readonly Diagnostic[] {
  const unreadable = new Set(files.flatMap(findUnreadable));
  return found.filter((one) => !unreadable.has(one));
}
