/** The two workspaces that are compared. */
import type { Span } from "../../language/ast.ts";
import type { Model } from "../model.ts";
import type { Line } from "./change.ts";

export interface Side {
  readonly model: Model;
  /** Of each file, by its path. */
  readonly texts: ReadonlyMap<string, string>;
}
export interface Sides {
  readonly before: Side;
  readonly after: Side;
}

/** What is written there, on one line. */
export const writtenAt = ({ texts }: Side, { file, start, end }: Span): string =>
  (texts.get(file) ?? "").slice(start, end).replaceAll(/\s+/g, " ").trim();

/** A renaming moves nothing to another line, so that it is the line of the texts as they were, too. */
export const lineOf = (texts: Side["texts"], { file, start }: Span): Line => ({
  file,
  line: (texts.get(file) ?? "").slice(0, start).split("\n").length,
});
