/** The one way to make a diagnostic: a wrong code, or a fact that is missing, does not compile. */

import type { Span } from "../ast.ts";
import { CATALOGUE } from "./catalogue.ts";
import type { Diagnostic, Fix, Related } from "./diagnostic.ts";
import type { Entry } from "./entry.ts";
import { replaceWith } from "./fix.ts";

export type Code = keyof typeof CATALOGUE;
export type FactsOf<C extends Code> = (typeof CATALOGUE)[C] extends Entry<infer Facts> ? Facts : never;

export interface Particulars {
  readonly related?: readonly Related[];
  readonly fixes?: readonly Fix[];
  /** A few words under the underlined place, instead of those of the catalogue. */
  readonly label?: string;
}

export function report<C extends Code>(
  code: C,
  facts: FactsOf<C>,
  span: Span,
  particulars: Particulars = {},
): Diagnostic {
  // An entry takes the facts of its own code; the compiler cannot see that across the union of all entries.
  const entry = CATALOGUE[code] as Entry<FactsOf<C>>;
  const help = entry.help?.(facts);
  const label = particulars.label ?? entry.label?.(facts);
  return {
    code,
    severity: entry.severity,
    span,
    message: entry.message(facts),
    ...(entry.note !== undefined && { note: entry.note }),
    ...(help !== undefined && { help }),
    ...(label !== undefined && { label }),
    related: particulars.related ?? [],
    fixes: particulars.fixes ?? suggestedFixes(facts, span),
  };
}

/** "Did you mean" is a fix, where the name is all that is underlined. */
function suggestedFixes(facts: unknown, span: Span): readonly Fix[] {
  const suggestion =
    typeof facts === "object" && facts !== null && "suggestion" in facts ? facts.suggestion : undefined;
  return typeof suggestion === "string" ? [replaceWith(suggestion, span)] : [];
}
