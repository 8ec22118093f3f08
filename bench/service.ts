/** What an editor waits for: each kind of answer while somebody types in a workspace of 200 files. */
import { setImmediate as standBack } from "node:timers/promises";
import { findUnreadable } from "../compiler/resolve.ts";
import { checkSlowly } from "../compiler/service/check-slowly.ts";
import { coloursOf } from "../compiler/service/colours.ts";
import { completeAt } from "../compiler/service/complete.ts";
import { hoverAt } from "../compiler/service/hover.ts";
import { findDefinitions, findReferences, type Place } from "../compiler/service/navigate.ts";
import { foldsOf, outlineOf } from "../compiler/service/outline.ts";
import { rename } from "../compiler/service/rename.ts";
import { signatureAt } from "../compiler/service/sign.ts";
import { type Snapshot, snapshotOf, withText } from "../compiler/service/snapshot.ts";
import type { WorkspaceFile } from "../compiler/workspace.ts";
import { atMost, type Bench, type Figure, figure, percentile } from "./bench.ts";
import { largeWorkspace } from "./large-workspace.ts";

const FILES = 200;
/** Milliseconds: what feels like at once. */
const AT_ONCE = 100;
const TODAY = { today: "2026-11-22" };

/** What is typed, sign by sign, into a stage: some of it is half a statement at every moment. */
const TYPED = `
    when no engagement for 10 days { send deep_dive }
    task look_again "Look at {name} again" by the holder, on daily {
      worth_it  -> qualification through sales_ready
      not_now   stay
    }
`;

export const bench: Bench = {
  summary: `service: each answer of the language server while somebody types in ${FILES} files`,
  async run(report) {
    const typing = new Typing(largeWorkspace(FILES).files);
    report(`${typing.snapshot.files.length} files, ${TYPED.length} keys`);
    for (const sign of TYPED) await typing.press(sign);
    return typing.figures();
  },
};

class Typing {
  snapshot: Snapshot;
  private offset: number;
  private readonly path: string;
  private readonly times = new Map<string, number[]>();

  constructor(files: readonly WorkspaceFile[]) {
    this.snapshot = snapshotOf(files);
    const file = files.find(({ path }) => path.endsWith("copy_7.journey")) ?? { path: "", text: "" };
    this.path = file.path;
    this.offset = file.text.indexOf("\n", file.text.indexOf("stage nurture")) + 1;
    // The first answers read all files; an editor does that when it opens.
    completeAt(this.snapshot, this.place);
    findReferences(this.snapshot, this.place, { withDefinitions: true });
  }

  private get place(): Place {
    return { path: this.path, offset: this.offset };
  }

  private get file(): WorkspaceFile {
    return this.snapshot.byPath.get(this.path) ?? { path: this.path, text: "" };
  }

  async press(sign: string): Promise<void> {
    const { text } = this.file;
    const after = text.slice(0, this.offset) + sign + text.slice(this.offset);
    this.snapshot = withText(this.snapshot, this.path, after);
    this.offset += 1;
    const role = { path: this.path, offset: after.indexOf("marketing_manager") + 3 };
    const stage = { path: this.path, offset: after.indexOf("stage nurture") + 7 };
    this.time("findings of the text", () => findUnreadable(this.file));
    this.time("completion", () => completeAt(this.snapshot, this.place));
    this.time("hover", () => hoverAt(this.snapshot, role));
    this.time("definition", () => findDefinitions(this.snapshot, role));
    this.time("references to a role in all files", () =>
      findReferences(this.snapshot, role, { withDefinitions: true }),
    );
    this.time("signature", () => signatureAt(this.snapshot, this.place));
    this.time("outline and folds", () => [outlineOf(this.file), foldsOf(this.file)]);
    this.time("colours", () => coloursOf(this.snapshot, this.file));
    this.time("rename of a stage", () => rename(this.snapshot, stage, "warming"));
    if (sign === "\n") await this.check();
  }

  /** Between two parts of a check an editor is answered: the longest part is what it may have to wait. */
  private async check(): Promise<void> {
    const began = performance.now();
    let turn = began;
    await checkSlowly(this.snapshot, TODAY, {
      length: 0,
      now: () => performance.now(),
      standBack: async () => {
        this.note("wait for a check that is under way", performance.now() - turn);
        await standBack();
        turn = performance.now();
      },
      isGivenUp: () => false,
    });
    this.note("findings of the whole workspace", performance.now() - began);
  }

  private time(what: string, answer: () => unknown): void {
    const start = performance.now();
    answer();
    this.note(what, performance.now() - start);
  }

  private note(what: string, time: number): void {
    const known = this.times.get(what);
    if (known === undefined) this.times.set(what, [time]);
    else known.push(time);
  }

  figures(): readonly Figure[] {
    return [...this.times].flatMap(([what, times]) => {
      const whole = what === "findings of the whole workspace";
      return [
        figure(`${what}, 50th percentile`, percentile(times, 50), "ms"),
        figure(`${what}, 95th percentile`, percentile(times, 95), "ms", whole ? null : atMost(AT_ONCE)),
        figure(`${what}, longest`, Math.max(...times), "ms"),
      ];
    });
  }
}
