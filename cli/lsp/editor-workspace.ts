/** The folders of journeys that an editor has open. */
import { OpenRoot, type Told } from "./open-root.ts";
import { type Root, rootFor, rootsOf } from "./roots.ts";
import { URI } from "./uri.ts";

export class EditorWorkspace {
  private readonly opened = new Map<string, OpenRoot>();
  private folders: readonly string[] = [];
  private readonly told: Told;

  constructor(told: Told) {
    this.told = told;
  }

  open(folders: readonly string[]): void {
    this.folders = folders;
  }

  /** Reads what is there; before this nothing may be told. */
  begin(): void {
    for (const root of rootsOf(this.folders)) this.openRoot(root).reload();
  }

  change(added: readonly string[], removed: readonly string[]): void {
    for (const [dir, root] of this.opened) {
      if (!removed.includes(root.root.cwd)) continue;
      root.dispose();
      this.opened.delete(dir);
    }
    this.folders = added;
    this.begin();
  }

  /** Of a document that is opened: its folder is read. */
  openRootOf(uri: string): OpenRoot {
    return this.openRoot(rootFor(URI.toPath(uri), this.roots()));
  }

  /** Of a file that is only asked about: nothing is read for it that is not read already. */
  knownRoot(uri: string): OpenRoot | undefined {
    return this.opened.get(rootFor(URI.toPath(uri), this.roots()).dir);
  }

  private roots(): readonly Root[] {
    return [...this.opened.values()].map(({ root }) => root);
  }

  /** Files that were changed by somebody else. */
  reload(paths: readonly string[]): void {
    for (const root of this.opened.values()) {
      if (paths.some((path) => path.startsWith(root.root.dir))) root.reload();
    }
  }

  dispose(): void {
    for (const root of this.opened.values()) root.dispose();
  }

  private openRoot(root: Root): OpenRoot {
    const known = this.opened.get(root.dir);
    if (known !== undefined) return known;
    const made = new OpenRoot(root, this.told);
    this.opened.set(root.dir, made);
    return made;
  }
}
