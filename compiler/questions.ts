/**
 * Questions about a subject that are answered where events come in, and not by a run: about its readings, its records'
 * company, and what has or has not happened to it since it became known. A plan asks them by name.
 */
import type * as ast from "../language/ast.ts";
import { invariant } from "./invariant.ts";
import type { Model } from "./model.ts";
import { isKind, type Node } from "./walk.ts";

/** The band of such a question while its answer is yes; while it is no it has none. No band can be called so. */
export const HOLDS = "it is so";

/** In the words of the file, and so the same wherever it is asked: `customer: usage is active for 3 readings in a row`. */
export function nameOfQuestion(node: { readonly span: ast.Span }, subject: string, { files }: Model): string {
  const file = files.find(({ path }) => path === node.span.file);
  invariant(file !== undefined, `${node.span.file} is not in the workspace`);
  const text = file.text.slice(node.span.start, node.span.end);
  // Comments are no part of the question; what looks like one within a text is.
  const words = text.replaceAll(/("[^"]*")|\/\/[^\n]*/g, (_, quoted: string | undefined) => quoted ?? " ");
  return `${subject}: ${words.replaceAll(/\s+/g, " ").trim()}`;
}

/**
 * Whether what stands there is asked of the run that has come there, with a stage and an entry to count from; all else
 * is asked of a subject, whatever it is in (docs/language.md, 2.4).
 */
export const isAskedOfRun = (around: readonly Node[]): boolean =>
  around.some(({ kind }) => kind === "JourneyDeclaration") &&
  !around.some(
    (node) =>
      node.kind === "Enter" ||
      node.kind === "ContactsOf" ||
      (isKind(node, "State") && node.readings !== undefined),
  );

/** What anchors name that only a run has: its entries, and events, of which it knows those since its entry. */
export function namesRun(anchor: ast.Anchor, isDate: (path: ast.Path) => boolean): boolean {
  switch (anchor.kind) {
    case "JourneyEntryAnchor":
      return true;
    case "DateAnchor":
      return false;
    case "FieldAnchor":
      return !isDate(anchor.path);
    case "PickAnchor":
      return [anchor.a, anchor.b].some((moment) => "anchor" in moment && namesRun(moment.anchor, isDate));
  }
}
