/**
 * Reads Liquid without rendering it. A message may fill in values and leave parts out; whatever could read files,
 * loop or compute is not offered, so that a message stays words.
 */
import {
  IfTag,
  Liquid,
  LiquidError,
  Output,
  type Template,
  type Token,
  UnlessTag,
  type Value,
} from "liquidjs";
import type { Span } from "../language/ast.ts";
import type { Diagnostic } from "../language/diagnostics/diagnostic.ts";
import { report } from "../language/diagnostics/report.ts";
import type { MessagePlaceholder } from "./model.ts";

const LIQUID_TAGS: ReadonlySet<string> = new Set(["if", "unless", "comment", "raw"]);

/** An engine that knows no tag but those few, and no filter that it does not have. */
export function createLiquid(): Liquid {
  const engine = new Liquid({ strictFilters: true, ownPropertyOnly: true });
  for (const tag of Object.keys(engine.tags)) if (!LIQUID_TAGS.has(tag)) delete engine.tags[tag];
  return withoutUnsafeFilters(engine);
}

/** `raw` would put a value into a letter unescaped, so no engine of ours knows it. */
export function withoutUnsafeFilters(engine: Liquid): Liquid {
  delete engine.filters.raw;
  return engine;
}

let shared: Liquid | undefined;

export interface ReadLiquid {
  readonly placeholders: readonly MessagePlaceholder[];
  readonly diagnostics: readonly Diagnostic[];
}

/** `spanOf` turns offsets into `text` into a place in the file. */
export function readLiquid(text: string, spanOf: (from: number, to: number) => Span): ReadLiquid {
  shared ??= createLiquid();
  try {
    const reads = readsOf(shared.parse(text), new Set());
    return { placeholders: reads.map((read) => toPlaceholder(read, spanOf)), diagnostics: [] };
  } catch (error) {
    if (!(error instanceof LiquidError)) throw error;
    return { placeholders: [], diagnostics: [toDiagnostic(error, spanOf)] };
  }
}

interface Read {
  readonly token: Token;
  readonly guarded: boolean;
}

function readsOf(templates: readonly Template[], known: ReadonlySet<string>): readonly Read[] {
  return templates.flatMap((template) => {
    if (template instanceof Output) return readsOfOutput(template.value, known);
    if (template instanceof IfTag || template instanceof UnlessTag) return readsOfTag(template, known);
    return [];
  });
}

function readsOfOutput(value: Value, known: ReadonlySet<string>): readonly Read[] {
  const hasDefault = value.filters.some(({ name }) => name === "default");
  const initial = accessesIn(value.initial.postfix);
  const given = accessesIn(value.filters.flatMap(({ args }) => args.flat()));
  return [
    ...initial.map((token) => ({ token, guarded: hasDefault || known.has(token.getText()) })),
    ...given.map((token) => ({ token, guarded: known.has(token.getText()) })),
  ];
}

/** A test may read a blank: a blank is false. What a test found to be there is known within its branch. */
function readsOfTag(tag: IfTag | UnlessTag, known: ReadonlySet<string>): readonly Read[] {
  const branches = tag.branches.flatMap(({ value, templates }) => {
    const tested = accessesIn(value.initial.postfix);
    const found = tag instanceof IfTag && provesAll(value) ? tested.map((token) => token.getText()) : [];
    return [
      ...tested.map((token) => ({ token, guarded: true })),
      ...readsOf(templates, new Set([...known, ...found])),
    ];
  });
  return [...branches, ...readsOf(tag.elseTemplates ?? [], known)];
}

/** Whether all that the test reads is there when it holds: not so for `or`, `not` and `!=`. */
function provesAll(value: Value): boolean {
  const operators = value.initial.postfix.flatMap((token) => ("operator" in token ? [token.operator] : []));
  return operators.every((operator) => operator === "and" || operator === "==" || operator === "contains");
}

function accessesIn(values: readonly unknown[]): readonly Token[] {
  return values.filter(isAccess);
}

function isAccess(value: unknown): value is Token {
  return typeof value === "object" && value !== null && "props" in value && "begin" in value;
}

function toPlaceholder(
  { token, guarded }: Read,
  spanOf: (from: number, to: number) => Span,
): MessagePlaceholder {
  return { path: token.getText().trim(), guarded, span: spanOf(token.begin, token.end) };
}

function toDiagnostic(error: LiquidError, spanOf: (from: number, to: number) => Span): Diagnostic {
  const problem = error.message.replace(/, line:\d+, col:\d+[\s\S]*$/, "");
  return report("bad-message", { problem }, spanOf(error.token.begin, error.token.end));
}
