/** The timeline of a scenario that fails: what led there, the place itself marked, and what came next. */
import picocolors from "picocolors";
import type { Played } from "../../runtime/simulate/play-scenario.ts";
import {
  aroundFailures,
  type LeftOut,
  type TimelineLine,
  timelineOf,
} from "../../runtime/simulate/timeline.ts";
import type { Paint } from "../io.ts";
import { plain } from "../print/plain.ts";
import type { CheckedDirectory } from "./check-directory.ts";

const UNPAINTED = picocolors.createColors(false);

type Sources = Pick<CheckedDirectory, "model">;

/** As data: all of it. */
export const timelineData = (played: Played, checked: Sources) =>
  timelineOf(played, textIn(checked)).map(({ at, is, text }) => ({ at: played.show(at), is, text }));

/** As text, for a file: all of it. */
export function* timelineText(played: Played, checked: Sources): Generator<string> {
  for (const line of timelineOf(played, textIn(checked))) yield lineOf(line, played, UNPAINTED);
}

/** For a terminal: what lies around the failures. */
export function* timelineLines(played: Played, checked: Sources, paint: Paint): Generator<string> {
  yield paint.dim("  How it went:");
  for (const line of aroundFailures(timelineOf(played, textIn(checked)))) yield lineOf(line, played, paint);
}

function lineOf(line: TimelineLine | LeftOut, { show }: Played, paint: Paint): string {
  if (line.is === "left out") return paint.dim(`    … ${line.count} more`);
  const at = show(line.at);
  const text = plain(line.text);
  switch (line.is) {
    case "act":
      return `    ${paint.dim(at)}  ${paint.cyan(text)}`;
    case "entry":
      return `    ${paint.dim(at)}  ${text}`;
    case "failed":
      return paint.red(`  ▶ ${at}  ${text}`);
  }
}

const textIn =
  ({ model }: Sources) =>
  ({ file, start, end }: { readonly file: string; readonly start: number; readonly end: number }): string =>
    (model.files.find(({ path }) => path === file)?.text ?? "").slice(start, end);
