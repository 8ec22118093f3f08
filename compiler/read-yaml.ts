/** YAML as data with places: what a file beside the journeys says, checked against a schema. */
import {
  type Document,
  isMap,
  isNode,
  isPair,
  isScalar,
  type Node,
  parseDocument,
  visit,
  type YAMLMap,
} from "yaml";
import type { z } from "zod";
import type { Span } from "../language/ast.ts";
import type { Diagnostic } from "../language/diagnostics/diagnostic.ts";
import { report } from "../language/diagnostics/report.ts";

/** Where a value stands, by its keys from the top: `placeOf(["people", 0, "roles"])`; or its key. */
export type PlaceOf = (path: readonly PropertyKey[], what?: "key") => Span;

export interface YamlSource {
  /** Path of the file, and where in it the YAML begins. */
  readonly file: string;
  readonly start: number;
  readonly text: string;
}

export type YamlRead<T> =
  | { readonly value: T; readonly placeOf: PlaceOf; readonly diagnostics: readonly Diagnostic[] }
  | { readonly value: null; readonly diagnostics: readonly Diagnostic[] };

/** Characters. A thousand people take about 150,000. */
const MAX_LENGTH = 500_000;
/** Levels; people.yaml has four. */
const MAX_DEPTH = 24;

/** `complain` gives each problem of shape its code; what is no YAML at all is `bad-yaml`. */
export function readYaml<T>(
  source: YamlSource,
  schema: z.ZodType<T>,
  complain: (problem: string, span: Span) => Diagnostic,
): YamlRead<T> {
  const unreadable = findUnreadable(source);
  if (unreadable !== null) return { value: null, diagnostics: [unreadable] };
  const document = parseDocument(source.text, { prettyErrors: false, logLevel: "error", uniqueKeys: false });
  const placeOf: PlaceOf = (path, what) =>
    (what === "key" ? findKey(document, path, source) : undefined) ?? findPlace(document, path, source);
  const problems = findProblems(document, source);
  if (problems.length > 0) return { value: null, diagnostics: problems };
  const checked = schema.safeParse(document.toJS());
  if (checked.success) return { value: checked.data, placeOf, diagnostics: [] };
  return {
    value: null,
    diagnostics: checked.error.issues.map((issue) => complain(wordsOf(issue, document), placeOf(issue.path))),
  };
}

// ── Before and while parsing ──────────────────────────────────────────────────────────────────────────────

/** Size and depth are looked at in the text: a parser that recurses has no say once its stack is full. */
function findUnreadable({ text, file, start }: YamlSource): Diagnostic | null {
  const span = { file, start, end: start };
  if (text.length > MAX_LENGTH) return report("bad-yaml", { problem: "it is too long" }, span);
  if (depthOf(text) > MAX_DEPTH) return report("bad-yaml", { problem: "it is nested too deeply" }, span);
  return null;
}

/** At least as deep as the text is nested: brackets in strings count too, and so does each sign of a block. */
function depthOf(text: string): number {
  let brackets = 0;
  let deepest = 0;
  for (const line of text.split("\n")) {
    const lead = /^(?:\s|[-?:](?=\s))*/.exec(line)?.[0] ?? "";
    const blocks = lead.replace(/\s/g, "").length + Math.floor(lead.length / 2);
    for (const sign of line) {
      if (sign === "[" || sign === "{") brackets += 1;
      if (sign === "]" || sign === "}") brackets = Math.max(0, brackets - 1);
      deepest = Math.max(deepest, brackets);
    }
    deepest = Math.max(deepest, blocks);
  }
  return deepest;
}

function findProblems(document: Document, source: YamlSource): readonly Diagnostic[] {
  // The first only: what comes after it is mostly read wrong because of it.
  const [fault] = [...document.errors, ...document.warnings];
  if (fault === undefined) return findUnwanted(document, source);
  const [from, to] = fault.pos;
  return [report("bad-yaml", { problem: lowerFirst(fault.message) }, within(source, from, to))];
}

/** What YAML allows and no list of people needs: the first is told. */
function findUnwanted(document: Document, source: YamlSource): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const refuse = (problem: string, { range }: Pick<Node, "range">) => {
    const [from, to] = range ?? [0, 0];
    found.push(report("bad-yaml", { problem }, within(source, from, to)));
    return visit.BREAK;
  };
  visit(document, {
    // A few aliases of aliases grow to gigabytes.
    Alias: (_, alias) => refuse("an alias is not read; write it out", alias),
    Map: (_, map) => {
      const twice = keyThatStandsTwice(map);
      return twice === undefined ? undefined : refuse("map keys must be unique", twice);
    },
  });
  return found;
}

/** The library would compare each key with each other. */
function keyThatStandsTwice({ items }: YAMLMap): Node | undefined {
  const known = new Set<unknown>();
  for (const { key } of items) {
    if (!isScalar(key)) continue;
    if (known.has(key.value)) return key;
    known.add(key.value);
  }
  return undefined;
}

// ── Places ────────────────────────────────────────────────────────────────────────────────────────────────

/** The nearest part that exists: of a key that is missing, what should have held it. */
function findPlace(document: Document, path: readonly PropertyKey[], source: YamlSource): Span {
  for (let length = path.length; length > 0; length -= 1) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return within(source, node.range[0], node.range[1]);
  }
  const [first = ""] = source.text.split("\n", 1);
  return within(source, 0, first.length);
}

function findKey(document: Document, path: readonly PropertyKey[], source: YamlSource): Span | undefined {
  const around: unknown = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  const pairs = isMap(around) ? around.items : [];
  const key = pairs.map((pair) => pair.key).find((one) => isScalar(one) && one.value === path.at(-1));
  return isScalar(key) && key.range ? within(source, key.range[0], key.range[1]) : undefined;
}

function within({ file, start, text }: YamlSource, from: number, to: number): Span {
  const value = text.slice(from, to).trimEnd();
  return { file, start: start + from, end: start + from + value.length };
}

function wordsOf(
  { message, path }: { readonly message: string; readonly path: readonly PropertyKey[] },
  document: Document,
): string {
  const where = path.filter((key) => typeof key === "string").join(".");
  if (where === "") return lowerFirst(message);
  return document.hasIn(path) ? `\`${where}\`: ${lowerFirst(message)}` : `\`${where}\` is missing`;
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

// ── Half-written texts ────────────────────────────────────────────────────────────────────────────────────

/** Where something is being written. */
export interface YamlPlace {
  /** The keys around it, from the top; of lists only what they are the value of. */
  readonly keys: readonly string[];
  /** The keys beside it that are there already. */
  readonly taken: readonly string[];
}

/** A word that nobody writes: it stands where the cursor is, and is looked for in what is read. */
const CURSOR = "cursor_9f2c";

/** What the place between two offsets stands in, however much of the text is still to be written. */
export function placeIn(text: string, start: number, end: number): YamlPlace | undefined {
  if (findUnreadable({ file: "", start: 0, text }) !== null) return undefined;
  const written = `${text.slice(0, start)}${CURSOR}${text.slice(end)}`;
  const document = parseDocument(written, { prettyErrors: false, logLevel: "silent", uniqueKeys: false });
  let found: YamlPlace | undefined;
  visit(document, {
    Scalar(role, node, path) {
      if (!String(node.value).includes(CURSOR)) return undefined;
      const pairs = path.filter(isPair).slice(0, role === "key" ? -1 : undefined);
      const around = role === "key" ? path.findLast(isMap) : undefined;
      found = { keys: pairs.map(keyOf), taken: around?.items.map(keyOf) ?? [] };
      return visit.BREAK;
    },
  });
  return found;
}

const keyOf = ({ key }: { readonly key: unknown }): string => (isScalar(key) ? String(key.value) : "");
