/** Questions about readings, by name: what a plan asks, and what whoever keeps the readings answers. */
import type { Span } from "../language/ast.ts";
import { invariant } from "./invariant.ts";
import type { Model } from "./model.ts";

/** The band of such a question while its answer is yes; while it is no it has none. No band can be called so. */
export const HOLDS = "it is so";

/** In the words of the file, and so the same wherever it is asked: `customer: usage is active for 3 readings in a row`. */
export function nameOfReading(node: { readonly span: Span }, subject: string, { files }: Model): string {
  const file = files.find(({ path }) => path === node.span.file);
  invariant(file !== undefined, `${node.span.file} is not in the workspace`);
  const text = file.text.slice(node.span.start, node.span.end);
  // Comments are no part of the question; what looks like one within a text is.
  const words = text.replaceAll(/("[^"]*")|\/\/[^\n]*/g, (_, quoted: string | undefined) => quoted ?? " ");
  return `${subject}: ${words.replaceAll(/\s+/g, " ").trim()}`;
}
