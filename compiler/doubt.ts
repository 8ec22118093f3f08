/**
 * What errors in the text leave unknown. A finding is told only where it would be there without those errors: not
 * in a statement that could not be read, not of a name that may be declared in one, and not of what is missing in a
 * stage, a handover or another part that lost some of its text.
 */
import type * as ast from "../language/ast.ts";
import type { DamageKind } from "../language/damage.ts";
import { type DamagedText, spansOf } from "./damaged-text.ts";
import { findLostNames, type LostNames, NO_NAMES } from "./lost-names.ts";
import { contains, reaches } from "./spans.ts";
import { type Kind, walk } from "./walk.ts";

export interface Doubt {
  /** Statements that could not be read as they were meant. */
  readonly statements: readonly ast.Span[];
  /** Where something is lost. */
  readonly places: readonly ast.Span[];
  /** The innermost stage, handover or other part around each place. */
  readonly parts: readonly Part[];
  /** Declarations in which braces do not match. */
  readonly tangled: readonly ast.Span[];
  /** What may have been declared in them. */
  readonly names: LostNames;
}

interface Part {
  readonly span: ast.Span;
  /** Parts within it, which are whole unless they are told of as well. */
  readonly inner: readonly ast.Span[];
}

/** Of a text without errors. */
export const NO_DOUBT: Doubt = {
  statements: [],
  places: [],
  parts: [],
  tangled: [],
  names: NO_NAMES,
};

type Placed = { readonly span: ast.Span };

export function findDoubt(texts: readonly DamagedText[]): Doubt {
  const damaged = texts.filter(({ damages }) => damages.length > 0);
  const spans = (...kinds: readonly DamageKind[]) => damaged.flatMap((one) => spansOf(one, ...kinds));
  const statements = spans("lost", "mended");
  return {
    statements: [...statements, ...spans("word")],
    places: [...statements, ...spans("braces")],
    parts: damaged.flatMap(partsIn),
    tangled: damaged.flatMap(tangledIn),
    names: findLostNames(damaged),
  };
}

// ── Parts ─────────────────────────────────────────────────────────────────────────────────────────────────

const PARTS: ReadonlySet<Kind> = new Set(["Stage", "Handover", "Exit", "Everywhere", "Afterwards"]);

/** The declarations of a file and the parts of its journeys, each before what stands in it. */
function partsOf(file: ast.SourceFile): readonly ast.Span[] {
  return file.declarations.flatMap((declaration) => [
    declaration.span,
    ...walk(declaration)
      .filter(({ node }) => PARTS.has(node.kind))
      .map(({ node }) => node.span),
  ]);
}

function partsIn(text: DamagedText): readonly Part[] {
  const parts = partsOf(text.file);
  const places = spansOf(text, "lost", "mended", "braces");
  const damaged = places.flatMap(({ start }) => parts.filter((part) => reaches(part, start)).at(-1) ?? []);
  return [...new Set(damaged)].map((span) => ({
    span,
    inner: parts.filter((part) => part !== span && contains(span, part)),
  }));
}

function tangledIn(text: DamagedText): readonly ast.Span[] {
  const places = spansOf(text, "braces");
  return text.file.declarations
    .filter(({ span }) => places.some(({ start }) => reaches(span, start)))
    .map(({ span }) => span);
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

/** Whether the stage, handover or declaration that it stands in has lost something of its own. */
export function isInDamagedPart({ parts }: Doubt, { span }: Placed): boolean {
  return parts.some((part) => contains(part.span, span) && !part.inner.some((one) => contains(one, span)));
}

/** Whether it stands where braces do not match. */
export function isTangled({ tangled }: Doubt, { span }: Placed): boolean {
  return tangled.some((declaration) => contains(declaration, span));
}
