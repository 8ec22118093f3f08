/** The entry of this folder: text to a syntax tree, whatever the text. */

import type { IToken } from "chevrotain";
import type { Comment, Declaration, SourceFile } from "./ast.ts";
import { spanOf } from "./build-tree.ts";
import type { Damage } from "./damage.ts";
import type { Diagnostic } from "./diagnostics/diagnostic.ts";
import { explainProblems } from "./explain-problems.ts";
import { findBrokenTokens, findHiddenCharacters, findTooDeep, findTooLarge } from "./guards.ts";
import { withoutHiddenCharacters } from "./hidden-characters.ts";
import { type Lexed, lex } from "./lexer.ts";
import { EMPTY_OUTLINE, type Outline } from "./outline.ts";
import { theGrammar } from "./the-grammar.ts";

export interface Parsed {
  /** All that could be read. Declarations with errors are here too, without the parts that failed. */
  readonly file: SourceFile;
  readonly diagnostics: readonly Diagnostic[];
  /** What the errors leave unknown: what depends on it is not worth reporting. */
  readonly damages: readonly Damage[];
  /** Where the members of all lists stand, in a text without errors. */
  readonly outline: Outline;
}

/** More than this is noise: the first errors are mended first. */
const MAX_DIAGNOSTICS = 100;
const MAX_DAMAGES = 1_000;

/**
 * Reads one file. Never throws: what is wrong with the text is in `diagnostics`, in the order of the text.
 * `path` is repeated in all spans, with `/` separators; nothing is read from disk.
 */
export function parse(path: string, text: string): Parsed {
  const tooLarge = findTooLarge(path, text);
  if (tooLarge) return unread(path, text, [tooLarge]);
  const hidden = findHiddenCharacters(path, text);
  const lexed = lex(hidden.length > 0 ? withoutHiddenCharacters(text) : text);
  const comments = lexed.comments.map((token) => readComment(token, path, text));
  const tooDeep = findTooDeep(path, lexed.tokens);
  if (tooDeep) return unread(path, text, [...hidden, tooDeep], comments);
  const { declarations, problems, damages, outline } = readDeclarations(path, text, lexed);
  const words = [...hidden, ...findBrokenTokens(path, lexed)];
  const file = sourceFile(path, text, declarations, comments);
  return {
    file,
    diagnostics: inOrder([...words, ...problems]),
    damages: unlessBeyondHelp(file, [...words.map(damageOfWord), ...damages]),
    outline,
  };
}

function readDeclarations(path: string, text: string, lexed: Lexed) {
  const parser = theGrammar();
  parser.source = { path, text };
  parser.input = [...lexed.tokens];
  const declarations: readonly Declaration[] = parser.file();
  const problems = explainProblems(parser.problems, parser.source, lexed);
  const damages = parser.damages.map(
    ({ kind, start, end }): Damage => ({ kind, span: { file: path, start, end } }),
  );
  return { declarations, problems, damages, outline: parser.outline };
}

function unread(
  path: string,
  text: string,
  diagnostics: readonly Diagnostic[],
  comments: readonly Comment[] = [],
): Parsed {
  const file = sourceFile(path, text, [], comments);
  return { file, diagnostics: inOrder(diagnostics), damages: lost(file), outline: EMPTY_OUTLINE };
}

function sourceFile(
  path: string,
  text: string,
  declarations: readonly Declaration[],
  comments: readonly Comment[],
): SourceFile {
  return {
    kind: "SourceFile",
    path,
    text,
    declarations,
    comments,
    span: { file: path, start: 0, end: text.length },
  };
}

function readComment(token: IToken, path: string, text: string): Comment {
  const span = spanOf(token, path);
  return { text: text.slice(span.start, span.end), span };
}

/** In the order of the text, and one for each place: two findings at one place have one cause. */
function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const places = new Set<number>();
  return [...diagnostics]
    .sort((a, b) => a.span.start - b.span.start)
    .filter(({ span }) => !places.has(span.start) && places.add(span.start))
    .slice(0, MAX_DIAGNOSTICS);
}

const lost = ({ span }: SourceFile): readonly Damage[] => [{ kind: "lost", span }];

/** Of a text that is full of errors nothing is sure. */
function unlessBeyondHelp(file: SourceFile, damages: readonly Damage[]): readonly Damage[] {
  return damages.length > MAX_DAMAGES ? lost(file) : damages;
}

/** A text that is not closed may have swallowed what stands behind it. */
function damageOfWord({ code, span }: Diagnostic): Damage {
  return { kind: code === "unclosed-text" ? "mended" : "word", span };
}
