/** From the language's places, findings and names to the protocol's, and back. Positions are UTF-16 in both. */
import {
  type CompletionItem,
  CompletionItemKind,
  DiagnosticSeverity,
  type DocumentSymbol,
  type FoldingRange,
  FoldingRangeKind,
  InsertTextFormat,
  type Diagnostic as LspDiagnostic,
  type Range,
  SymbolKind,
  type TextEdit,
} from "vscode-languageserver/node";
import type { Coloured } from "../../compiler/service/colours.ts";
import { COLOURS } from "../../compiler/service/colours.ts";
import type { Completion } from "../../compiler/service/complete.ts";
import type { Fold, OutlineItem } from "../../compiler/service/outline.ts";
import type { Span } from "../../language/ast.ts";
import type { Diagnostic, Edit } from "../../language/diagnostics/diagnostic.ts";
import type { Positions } from "../../language/diagnostics/positions.ts";
import { toJson } from "../../language/diagnostics/render-json.ts";

/** Lines and columns count from 0. */
export function rangeOf({ start, end }: Pick<Span, "start" | "end">, positions: Positions): Range {
  return { start: positionOf(start, positions), end: positionOf(end, positions) };
}

function positionOf(offset: number, positions: Positions) {
  const { line, column } = positions.at(offset);
  return { line: line - 1, character: column - 1 };
}

/** A position behind the end of its line counts as its end, as the protocol says. */
export function offsetOf(
  { line, character }: { readonly line: number; readonly character: number },
  text: string,
): number {
  const lines = text.split("\n");
  const before = lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0);
  if (line >= lines.length) return text.length;
  return before + Math.min(character, (lines[line] ?? "").replace(/\r$/, "").length);
}

// ── Findings ──────────────────────────────────────────────────────────────────────────────────────────────

export interface DiagnosticPlaces {
  readonly positions: (path: string) => Positions;
  readonly uriOf: (path: string) => string;
  /** The finding as the command line tells it: its files are named as seen from the folder that it runs in. */
  readonly shown: (diagnostic: Diagnostic) => Diagnostic;
  readonly shownPositions: (path: string) => Positions;
}

const SEVERITY = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  note: DiagnosticSeverity.Information,
} as const;

/** `data` is what `baton check --json` prints of it. */
export function toLspDiagnostic(diagnostic: Diagnostic, places: DiagnosticPlaces): LspDiagnostic {
  const { code, severity, span, message, note, help, related } = diagnostic;
  return {
    range: rangeOf(span, places.positions(span.file)),
    severity: SEVERITY[severity],
    code,
    source: "baton",
    message: [message, note, help].filter((part) => part !== undefined).join("\n"),
    relatedInformation: related.map((one) => ({
      location: {
        uri: places.uriOf(one.span.file),
        range: rangeOf(one.span, places.positions(one.span.file)),
      },
      message: one.label,
    })),
    data: toJson(places.shown(diagnostic), places.shownPositions),
  };
}

export function toTextEdit({ span, text }: Edit, positions: Positions): TextEdit {
  return { range: rangeOf(span, positions), newText: text };
}

// ── Completion ────────────────────────────────────────────────────────────────────────────────────────────

const KINDS: Readonly<Record<Completion["kind"], CompletionItemKind>> = {
  calendar: CompletionItemKind.Class,
  role: CompletionItemKind.Interface,
  ladder: CompletionItemKind.Class,
  right: CompletionItemKind.Class,
  subject: CompletionItemKind.Class,
  event: CompletionItemKind.Event,
  audience: CompletionItemKind.Class,
  action: CompletionItemKind.Function,
  score: CompletionItemKind.Variable,
  route: CompletionItemKind.Class,
  hygiene: CompletionItemKind.Class,
  journey: CompletionItemKind.Module,
  message: CompletionItemKind.File,
  person: CompletionItemKind.Variable,
  stage: CompletionItemKind.EnumMember,
  exit: CompletionItemKind.EnumMember,
  handover: CompletionItemKind.EnumMember,
  task: CompletionItemKind.Function,
  request: CompletionItemKind.Function,
  split: CompletionItemKind.Variable,
  field: CompletionItemKind.Field,
  parameter: CompletionItemKind.Field,
  band: CompletionItemKind.EnumMember,
  answer: CompletionItemKind.EnumMember,
  value: CompletionItemKind.Value,
  result: CompletionItemKind.EnumMember,
  reason: CompletionItemKind.EnumMember,
  arm: CompletionItemKind.EnumMember,
  kept: CompletionItemKind.Field,
  keyword: CompletionItemKind.Keyword,
  snippet: CompletionItemKind.Snippet,
};

/** Names before forms, forms before words. */
const ORDER = { keyword: "3", snippet: "2", value: "1" } as const;

export function toCompletionItem(
  one: Completion,
  positions: Positions,
  withSnippets: boolean,
): CompletionItem {
  const isSnippet = one.kind === "snippet" && withSnippets;
  const order = one.kind in ORDER ? ORDER[one.kind as keyof typeof ORDER] : "1";
  return {
    label: one.label,
    kind: KINDS[one.kind],
    sortText: `${order} ${one.label}`,
    insertTextFormat: isSnippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    textEdit: {
      range: rangeOf(one.span, positions),
      newText: isSnippet ? one.insert : withoutPlaces(one.insert),
    },
    ...(one.detail !== undefined && { detail: one.detail }),
  };
}

const withoutPlaces = (insert: string): string => insert.replaceAll(/\$\{\d+:([^}]*)\}/g, "$1");

// ── Outline, folds, colours ───────────────────────────────────────────────────────────────────────────────

const SYMBOLS: Readonly<Record<string, SymbolKind>> = {
  journey: SymbolKind.Module,
  stage: SymbolKind.EnumMember,
  exit: SymbolKind.EnumMember,
  handover: SymbolKind.Interface,
  task: SymbolKind.Function,
  field: SymbolKind.Field,
  event: SymbolKind.Event,
  band: SymbolKind.EnumMember,
  scenario: SymbolKind.Method,
};

export function toDocumentSymbol(
  { kind, name, detail, span, nameSpan, children }: OutlineItem,
  positions: Positions,
): DocumentSymbol {
  return {
    name: name === "" ? kind : name,
    detail: detail === "" ? kind : `${kind}: ${detail}`,
    kind: SYMBOLS[kind] ?? SymbolKind.Class,
    range: rangeOf(span, positions),
    selectionRange: rangeOf(nameSpan, positions),
    children: children.map((child) => toDocumentSymbol(child, positions)),
  };
}

export function toFoldingRange({ from, to, what }: Fold): FoldingRange {
  return {
    startLine: from - 1,
    endLine: to - 1,
    ...(what === "comment" && { kind: FoldingRangeKind.Comment }),
  };
}

/** Five numbers a token: line and column from the one before, length, type, modifiers. */
export function encodeColours(coloured: readonly Coloured[], positions: Positions): number[] {
  const data: number[] = [];
  let last = { line: 0, character: 0 };
  for (const { start, length, colour, declares } of coloured) {
    const at = positionOf(start, positions);
    const character = at.line === last.line ? at.character - last.character : at.character;
    data.push(at.line - last.line, character, length, COLOURS.indexOf(colour), declares ? 1 : 0);
    last = at;
  }
  return data;
}
