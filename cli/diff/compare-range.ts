/** Two states of the journeys, as a range of revisions names them. */
import { type Compared, compareWorkspaces } from "../../compiler/diff/diff-workspaces.ts";
import { wrongUsage } from "../failure.ts";
import type { Io } from "../io.ts";
import { type JourneysAt, openJourneysAt } from "../journeys/open-journeys-at.ts";
import { mergeBase } from "../journeys/read-revision.ts";

export const RANGE_ARGUMENTS = {
  range: {
    summary: "BASE..HEAD, BASE...HEAD from where they parted, or BASE alone to compare the work tree with",
  },
  dir: { summary: "folder of the journeys", default: "journeys" },
} as const;

export interface ComparedRange {
  readonly before: JourneysAt;
  readonly after: JourneysAt;
  readonly compared: Compared;
}

/** @throws CommandFailure when there is no such revision, or one of them has errors, which have been told. */
export async function compareRange(range: string, dir: string, io: Io): Promise<ComparedRange> {
  const asked = await readRange(range, io.cwd);
  const before = await openJourneysAt(dir, asked.base, io);
  const after = await openJourneysAt(dir, asked.head, io);
  const year = new Date().getUTCFullYear();
  return { before, after, compared: compareWorkspaces(before.workspace, after.workspace, { year }) };
}

export interface Range {
  readonly base: string;
  /** `undefined`: the work tree. */
  readonly head: string | undefined;
}

export async function readRange(text: string, cwd: string): Promise<Range> {
  const [, base = "", dots = "", head = ""] = /^(.*?)(?:(\.{2,3})(.*))?$/.exec(text) ?? [];
  if (base === "") throw wrongUsage(`\`${text}\` is no range: write BASE..HEAD, such as main..HEAD.`);
  if (dots !== "...") return { base, head: head === "" ? undefined : head };
  return {
    base: await mergeBase(base, head === "" ? "HEAD" : head, cwd),
    head: head === "" ? undefined : head,
  };
}
