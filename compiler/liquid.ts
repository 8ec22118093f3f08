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
import type { MessageComparison, MessagePlaceholder } from "./model.ts";

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
  /** What tests ask of fields. */
  readonly comparisons: readonly MessageComparison[];
  readonly diagnostics: readonly Diagnostic[];
}

/** `spanOf` turns offsets into `text` into a place in the file. */
export function readLiquid(text: string, spanOf: (from: number, to: number) => Span): ReadLiquid {
  const deep = deepPlace(text);
  if (deep !== undefined) return refused(tooDeep(spanOf(deep, deep + 1)));
  shared ??= createLiquid();
  try {
    const templates = shared.parse(text);
    const placeholders = readsOf(templates, new Set()).map((read) => toPlaceholder(read, spanOf));
    return { placeholders, comparisons: comparisonsIn(templates, new Set(), spanOf), diagnostics: [] };
  } catch (error) {
    if (!(error instanceof LiquidError)) throw error;
    return refused(toDiagnostic(error, spanOf));
  }
}

const refused = (diagnostic: Diagnostic): ReadLiquid => ({
  placeholders: [],
  comparisons: [],
  diagnostics: [diagnostic],
});

/** Levels of tags and of brackets: Liquid reads both by recursion. */
const MAX_DEPTH = 64;

/** At most so deep as it is nested: what stands in comments or in texts counts too. */
function deepPlace(text: string): number | undefined {
  let depth = 0;
  for (const { 0: sign, index } of text.matchAll(/\{%-?\s*(?:end)?(?:if|unless)\b|[[\]()]/g)) {
    const closes = /^[\])]|end/.test(sign);
    depth = Math.max(0, depth + (closes ? -1 : 1));
    if (depth > MAX_DEPTH) return index;
  }
  return undefined;
}

const tooDeep = (span: Span): Diagnostic =>
  report("bad-message", { problem: `it is nested more than ${MAX_DEPTH} levels deep` }, span);

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

// ── Comparisons ───────────────────────────────────────────────────────────────────────────────────────────

type SpanOf = (from: number, to: number) => Span;

function comparisonsIn(
  templates: readonly Template[],
  known: ReadonlySet<string>,
  spanOf: SpanOf,
): readonly MessageComparison[] {
  return templates.flatMap((template) => {
    if (!(template instanceof IfTag || template instanceof UnlessTag)) return [];
    // What a blank falls to is written out.
    const otherwise = template instanceof IfTag && template.elseTemplates !== undefined;
    const branches = template.branches.flatMap(({ value, templates: inside }) => {
      const proven = template instanceof IfTag ? provenBy(value) : [];
      const asked = new Set([...known, ...provenBy(value)]);
      return [
        ...comparisonsOfTest(value.initial.postfix, spanOf).map((one) => ({
          ...one,
          guarded: otherwise || asked.has(one.path),
        })),
        ...comparisonsIn(inside, new Set([...known, ...proven]), spanOf),
      ];
    });
    return [...branches, ...comparisonsIn(template.elseTemplates ?? [], known, spanOf)];
  });
}

/** Fields of which the test asks whether they are there, beside all else that it asks: `size and size > 5`. */
function provenBy(value: Value): readonly string[] {
  const operands: (Token | null)[] = [];
  for (const token of value.initial.postfix) {
    const operator = "operator" in token ? String(token.operator) : undefined;
    if (operator === undefined) operands.push(token);
    else if (operator === "or" || operator === "not") return [];
    else if (operator !== "and") operands.splice(-2, 2, null);
  }
  return operands.flatMap((token) => (token !== null && isAccess(token) ? [token.getText().trim()] : []));
}

type Comparison = Omit<MessageComparison, "guarded">;

/** The library keeps a test with each operator behind what it compares. */
function comparisonsOfTest(postfix: readonly Token[], spanOf: SpanOf): readonly Comparison[] {
  const operands: (Token | null)[] = [];
  const found: Comparison[] = [];
  for (const token of postfix) {
    const operator = "operator" in token ? String(token.operator) : undefined;
    if (operator === undefined) operands.push(token);
    else if (operator !== "not") {
      const [right, left] = [operands.pop() ?? null, operands.pop() ?? null];
      found.push(...comparisonOf(left, operator, right, spanOf));
      operands.push(null);
    }
  }
  return found;
}

function comparisonOf(
  left: Token | null,
  operator: string,
  right: Token | null,
  spanOf: SpanOf,
): readonly Comparison[] {
  if (left === null || right === null || !isAccess(left)) return [];
  const value = literalOf(right);
  if (value === undefined) return [];
  return [
    {
      path: left.getText().trim(),
      operator,
      value,
      span: spanOf(right.begin, right.end),
      left: spanOf(left.begin, left.end),
    },
  ];
}

const BLANKS: ReadonlySet<string> = new Set(["blank", "empty", "nil", "null"]);

function literalOf(token: Token): MessageComparison["value"] | undefined {
  const text = token.getText().trim();
  if (/^["']/.test(text)) return { kind: "text", text: text.slice(1, -1) };
  if (/^-?[\d.]/.test(text)) return { kind: "number", text };
  if (text === "true" || text === "false") return { kind: "yes_no", text };
  return BLANKS.has(text) ? { kind: "blank", text } : undefined;
}

// ── Tokens ────────────────────────────────────────────────────────────────────────────────────────────────

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
