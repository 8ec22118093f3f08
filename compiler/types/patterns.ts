/** What `matches` takes: words and phrases, so that matching takes linear time whatever somebody writes. */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";

const SIGN_OF_A_PHRASE = /[\p{L}\p{N} &.-]/u;

export function checkPattern({
  how,
  text,
}: Extract<ast.Test, { readonly kind: "TextTest" }>): readonly Diagnostic[] {
  if (how !== "matches") return [];
  const odd = [...text.text].find((sign) => sign !== "|" && !SIGN_OF_A_PHRASE.test(sign));
  if (odd !== undefined) return [report("bad-pattern", { found: `\`${odd}\`` }, text.span)];
  const blank = text.text.split("|").some((phrase) => phrase.trim() === "");
  return blank ? [report("bad-pattern", { found: "An empty word" }, text.span)] : [];
}
