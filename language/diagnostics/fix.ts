/** The few ways in which a text is mended. */
import type { Span } from "../ast.ts";
import type { Fix } from "./diagnostic.ts";

/** Nothing else can have been meant, so it may be done without being asked. */
export const SAFE = { safe: true } as const;

type Safety = { readonly safe?: true };

export function replaceWith(text: string, span: Span, safety: Safety = {}): Fix {
  return { title: `Write \`${text}\``, edits: [{ span, text }], ...safety };
}

/** @param said what is added, as the title names it; without layout */
export function insertAt(
  { file, end }: Pick<Span, "file" | "end">,
  text: string,
  said = text.trim(),
  safety: Safety = {},
): Fix {
  return { title: `Add \`${said}\``, edits: [{ span: { file, start: end, end }, text }], ...safety };
}

export function deleteAt(span: Span, what: string, safety: Safety = {}): Fix {
  return { title: `Delete ${what}`, edits: [{ span, text: "" }], ...safety };
}
