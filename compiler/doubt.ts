/**
 * What errors in the text leave unknown. A finding is told only where it would be there without those errors: not
 * in a statement that could not be read, not of a name that may be declared in one, and not of what is missing in a
 * stage, a handover or another part that lost some of its text.
 */
import type * as ast from "../language/ast.ts";
import type { Damage } from "../language/damage.ts";
import { suggest } from "../language/diagnostics/suggest.ts";
import type { Parsed } from "../language/parse.ts";
import { RESERVED_WORDS } from "../language/tokens.ts";
import { contains, reaches } from "./spans.ts";
import { type Kind, walk } from "./walk.ts";

export interface Doubt {
  /** Statements that could not be read as they were meant. */
  readonly statements: readonly ast.Span[];
  /** Where something is lost. */
  readonly places: readonly ast.Span[];
  /** The innermost stage, handover or other part around each place. */
  readonly parts: readonly ast.Span[];
  /** Declarations in which braces do not match. */
  readonly tangled: readonly ast.Span[];
  /** All words of what could not be read: any may be the name of something. */
  readonly words: ReadonlySet<string>;
  /** Words that are no names and stand where one was meant. */
  readonly oddWords: readonly string[];
  /** What is declared under a name that cannot be read: `stage`, `field`. */
  readonly unnamed: ReadonlySet<string>;
  /** Something was declared, and neither what it is nor its name can be read. */
  readonly headless: boolean;
}

/** Of a text without errors. */
export const NO_DOUBT: Doubt = {
  statements: [],
  places: [],
  parts: [],
  tangled: [],
  words: new Set(),
  oddWords: [],
  unnamed: new Set(),
  headless: false,
};

type Placed = { readonly span: ast.Span };
type Text = Pick<Parsed, "file" | "damages">;

export function findDoubt(texts: readonly Text[]): Doubt {
  const damaged = texts.filter(({ damages }) => damages.length > 0);
  const all = damaged.flatMap(({ damages }) => damages);
  const statements = spansOf(all, "lost", "mended");
  const tangled = damaged.flatMap(tangledIn);
  const unread = damaged.flatMap((one) => unreadTexts(one, tangled));
  return {
    statements: [...statements, ...spansOf(all, "word")],
    places: [...statements, ...spansOf(all, "braces")],
    parts: damaged.flatMap(partsIn),
    tangled,
    words: new Set(unread.flatMap(wordsIn)),
    oddWords: damaged.flatMap(oddWordsIn),
    unnamed: new Set(damaged.flatMap(unnamedIn)),
    headless: damaged.some(isHeadless),
  };
}

function spansOf(damages: readonly Damage[], ...kinds: readonly Damage["kind"][]): readonly ast.Span[] {
  return damages.filter(({ kind }) => kinds.includes(kind)).map(({ span }) => span);
}

// ── Parts ─────────────────────────────────────────────────────────────────────────────────────────────────

const PARTS: ReadonlySet<Kind> = new Set(["Stage", "Handover", "Exit", "Everywhere", "Afterwards"]);

/** The declarations of a file and the parts of its journeys, each before what stands in it. */
export function partsOf(file: ast.SourceFile): readonly ast.Span[] {
  return file.declarations.flatMap((declaration) => [
    declaration.span,
    ...[...walk(declaration)].filter(({ node }) => PARTS.has(node.kind)).map(({ node }) => node.span),
  ]);
}

function partsIn({ file, damages }: Text): readonly ast.Span[] {
  const parts = partsOf(file);
  return damages
    .filter(({ kind }) => kind !== "word" && kind !== "headless")
    .flatMap(({ span }) => parts.filter((part) => reaches(part, span.start)).at(-1) ?? []);
}

function tangledIn({ file, damages }: Text): readonly ast.Span[] {
  const places = spansOf(damages, "braces");
  return file.declarations
    .filter(({ span }) => places.some(({ start }) => reaches(span, start)))
    .map(({ span }) => span);
}

// ── Names that may have been declared ─────────────────────────────────────────────────────────────────────

function unreadTexts({ file, damages }: Text, tangled: readonly ast.Span[]): readonly string[] {
  const spans = [...spansOf(damages, "lost", "mended"), ...tangled.filter((span) => span.file === file.path)];
  return spans.map((span) => textOf(span, file));
}

const textOf = ({ start, end }: ast.Span, { text }: ast.SourceFile): string => text.slice(start, end);

export function wordsIn(text: string): readonly string[] {
  return text.match(/[a-z][a-z0-9_]*/g) ?? [];
}

function oddWordsIn({ file, damages }: Text): readonly string[] {
  return spansOf(damages, "word").map((span) => textOf(span, file).toLowerCase());
}

/** The words that declare something under a name, and the `unknown-…` that its loss leads to. */
const DECLARING: Readonly<Record<string, string>> = {
  stage: "stage",
  exit: "exit",
  handover: "handover",
  task: "task",
  calendar: "calendar",
  role: "role",
  ladder: "ladder",
  right: "right",
  subject: "subject",
  event: "event",
  score: "field",
  audience: "field",
  band: "band",
  route: "route",
  action: "action",
  journey: "journey",
};

/** `stage the {`, `stage "Nurture" {`, `the: text`. */
function unnamedIn({ file, damages }: Text): readonly string[] {
  return spansOf(damages, "lost", "mended").flatMap((span) => {
    const [first = "", second = ""] = textOf(span, file).split(/\s+/, 2);
    if (/[:?]/.test(first + second.charAt(0)) && !isName(first.replace(/\W.*/, ""))) return ["field"];
    const word = Object.hasOwn(DECLARING, first) ? first : suggest(first, Object.keys(DECLARING));
    const what = word === undefined ? undefined : DECLARING[word];
    return what === undefined || isName(second) ? [] : [what];
  });
}

function isName(text: string): boolean {
  return /^[a-z][a-z0-9_]*\b/.test(text) && !RESERVED_WORDS.some((word) => word === text);
}

/** A file that is not read at all may declare anything. */
function isHeadless({ file, damages }: Text): boolean {
  return damages.some(({ kind, span }) => kind === "headless" || span === file.span);
}

// ── What is certain all the same ──────────────────────────────────────────────────────────────────────────

/** Whether it stands in a statement that could not be read. */
export function isUnread({ statements }: Doubt, { span }: Placed): boolean {
  return statements.some((statement) => contains(statement, span));
}

/** Whether something in it is lost. */
export function isDamaged({ places }: Doubt, { span }: Placed): boolean {
  return places.some((place) => place.file === span.file && reaches(span, place.start));
}

/** Whether it stands where braces do not match. */
export function isTangled({ tangled }: Doubt, { span }: Placed): boolean {
  return tangled.some((declaration) => contains(declaration, span));
}
