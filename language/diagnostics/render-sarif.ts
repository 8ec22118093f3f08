/**
 * Diagnostics as SARIF 2.1.0, the form in which code hosts and editors take findings
 * (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html).
 */
import type { Span } from "../ast.ts";
import { showHiddenCharacters } from "../hidden-characters.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { positionsIn, type Sources } from "./positions.ts";

export interface SarifOptions {
  /** Of Baton. */
  readonly version: string;
  /** Those that were there before, where they are told apart from what is new. */
  readonly known?: ReadonlySet<Diagnostic>;
}

export function renderSarif(
  diagnostics: readonly Diagnostic[],
  sources: Sources,
  { version, known }: SarifOptions,
): string {
  const codes = [...new Set(diagnostics.map(({ code }) => code))].sort();
  const results = diagnostics.map((one) => ({
    ruleId: one.code,
    ruleIndex: codes.indexOf(one.code),
    level: one.severity,
    message: { text: showHiddenCharacters(wordsOf(one)) },
    locations: [placeOf(one.span, sources)],
    ...(one.related.length > 0 && {
      relatedLocations: one.related.map(({ span, label }, id) => ({
        id,
        ...placeOf(span, sources),
        message: { text: showHiddenCharacters(label) },
      })),
    }),
    ...(known !== undefined && { baselineState: known.has(one) ? "unchanged" : "new" }),
  }));
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "baton", version, rules: codes.map((id) => ({ id })) } },
        columnKind: "utf16CodeUnits",
        results,
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

const wordsOf = ({ message, note, help }: Diagnostic): string =>
  [message, note, help].filter((part) => part !== undefined).join("\n");

function placeOf({ file, start, end }: Span, sources: Sources) {
  const positions = positionsIn(sources)(file);
  const [from, to] = [positions.at(start), positions.at(end)];
  return {
    physicalLocation: {
      artifactLocation: { uri: file.split("/").map(encodeURIComponent).join("/") },
      region: { startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column },
    },
  };
}
