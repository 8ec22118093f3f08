/** Messages: front matter, and words with Liquid placeholders, each with its place in the file. */
import { z } from "zod";
import type { Span } from "../language/ast.ts";
import type { Diagnostic } from "../language/diagnostics/diagnostic.ts";
import { report } from "../language/diagnostics/report.ts";
import { findHiddenInWords } from "../language/guards.ts";
import { readLiquid } from "./liquid.ts";
import type { MessageFile } from "./model.ts";
import { type PlaceOf, readYaml } from "./read-yaml.ts";
import type { WorkspaceFile } from "./workspace.ts";

export interface ReadMessage {
  readonly name: string;
  /** `null` when the file cannot be read as a message. */
  readonly message: MessageFile | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** How a message can go out. */
export const CHANNELS = ["email"] as const;

const NAME = /^[a-z][a-z0-9_]*$/;
const line = z.string("must be text").trim().min(1, "must not be empty");
const FrontMatter = z.strictObject({
  channel: z.literal(CHANNELS, "must be `email`"),
  subject: line.regex(/^[^\r\n]*$/, "must be one line"),
  purpose: z.string("must be text").regex(NAME, "must be one word, in small letters"),
  retired: line.optional(),
  marked_by: line.optional(),
});
type FrontMatter = z.infer<typeof FrontMatter>;

const PARTS = /^---\r?\n([\s\S]*?)^---[^\S\n]*\r?\n([\s\S]*)$/m;

export function readMessage(file: WorkspaceFile): ReadMessage {
  const read = readParts(file);
  return { ...read, diagnostics: [...findHiddenInWords(file.path, file.text), ...read.diagnostics] };
}

function readParts({ path, text }: WorkspaceFile): ReadMessage {
  const name = path.replace(/^.*\//, "").replace(/\.md$/, "");
  const span = { file: path, start: 0, end: text.search(/\r?\n|$/) };
  const refuse = (problem: string, at: Span) => report("bad-message", { problem }, at);
  const failed = (diagnostics: readonly Diagnostic[]) => ({ name, message: null, diagnostics });
  if (!NAME.test(name)) return failed([refuse("its file name must be small letters, digits and `_`", span)]);
  const parts = PARTS.exec(text);
  if (parts === null || parts.index > 0)
    return failed([refuse("it does not begin with front matter between `---`", span)]);
  const [, yaml = "", body = ""] = parts;
  const start = text.indexOf("\n") + 1;
  const front = readYaml({ file: path, start, text: yaml }, FrontMatter, refuse);
  if (front.value === null) return failed(front.diagnostics);
  return readWords(name, span, { front: front.value, body, start: text.length - body.length }, front.placeOf);
}

/** Both the subject line and the body may hold placeholders. */
function readWords(
  name: string,
  span: Span,
  { front, body, start }: { readonly front: FrontMatter; readonly body: string; readonly start: number },
  placeOf: PlaceOf,
): ReadMessage {
  const subject = readLiquid(front.subject, () => placeOf(["subject"]));
  const words = readLiquid(body, (from, to) => ({ file: span.file, start: start + from, end: start + to }));
  const { channel, purpose, retired = null, marked_by: markedBy = null } = front;
  const message = { channel, subject: front.subject, purpose, body: body.trimStart(), file: span.file };
  const placeholders = [...subject.placeholders, ...words.placeholders];
  const comparisons = [...subject.comparisons, ...words.comparisons];
  return {
    name,
    message: { name, message, retired, markedBy, placeholders, comparisons, span },
    diagnostics: [...subject.diagnostics, ...words.diagnostics],
  };
}
