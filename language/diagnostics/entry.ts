/** The form of an entry in the catalogue. */

import type { Severity } from "./diagnostic.ts";

export interface Entry<Facts> {
  readonly severity: Severity;
  readonly message: (facts: Facts) => string;
  readonly note?: string;
  readonly help?: (facts: Facts) => string | undefined;
  readonly label?: (facts: Facts) => string | undefined;
}

export const error = <Facts>(entry: Omit<Entry<Facts>, "severity">): Entry<Facts> => ({
  severity: "error",
  ...entry,
});
export const warning = <Facts>(entry: Omit<Entry<Facts>, "severity">): Entry<Facts> => ({
  severity: "warning",
  ...entry,
});

/** Help that ends with the nearest name, where there is one. */
export function withSuggestion(help: string, suggestion: string | undefined): string {
  const question = suggestion === undefined ? "" : `Did you mean \`${suggestion}\`?`;
  return [help, question].filter((part) => part !== "").join(" ");
}

/** What adds up: `1 here, 2 there and 3 elsewhere`. */
export function sumOf(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join("");
  return `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

/** `a`, `b` or `c`. */
export function listOf(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
