/** Fixes that add or delete a line, in the layout of the text around it. */
import type { Span } from "../language/ast.ts";
import type { Fix } from "../language/diagnostics/diagnostic.ts";
import { deleteAt, insertAt } from "../language/diagnostics/fix.ts";
import type { Model } from "./model.ts";

const INDENT = "  ";

/** Adds a line as the last within the braces that `span` ends with; nothing where it ends otherwise. */
export function addLine(model: Model, { file, end }: Span, line: string): readonly Fix[] {
  const text = textOf(model, file);
  const close = end - 1;
  if (text[close] !== "}") return [];
  const inside = text.slice(0, close).trimEnd();
  if (text.slice(inside.length, close).includes("\n")) {
    const at = { file, end: inside.length };
    return [insertAt(at, `\n${indentationAt(text, close)}${INDENT}${line}`, line)];
  }
  const before = text[close - 1] === " " ? " " : "  ";
  return [insertAt({ file, end: close }, `${before.slice(inside.endsWith("{") ? 1 : 0)}${line} `, line)];
}

/** Adds a line right behind what stands at `span`. */
export function addLineBehind(model: Model, { file, end }: Span, line: string): Fix {
  const text = textOf(model, file);
  const endsLine = /^[^\S\n]*(?:\/\/[^\n]*)?(?:\n|$)/.exec(text.slice(end));
  const between = endsLine === null ? INDENT : `\n${indentationAt(text, end)}`;
  return insertAt({ file, end }, between + line, line);
}

/** Deletes what stands at `span`, and its line where nothing else stands there. */
export function deleteLine(model: Model, span: Span, what: string, safety?: { readonly safe: true }): Fix {
  const text = textOf(model, span.file);
  const start = text.lastIndexOf("\n", span.start - 1) + 1;
  const next = text.indexOf("\n", span.end);
  const end = next < 0 ? text.length : next + 1;
  const alone = text.slice(start, span.start).trim() === "" && text.slice(span.end, end).trim() === "";
  return deleteAt(alone ? { ...span, start, end } : span, what, safety);
}

function textOf({ files }: Model, file: string): string {
  return files.find(({ path }) => path === file)?.text ?? "";
}

function indentationAt(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1);
  return /^[^\S\n]*/.exec(line)?.[0] ?? "";
}
