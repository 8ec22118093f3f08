/** Tokens, comments and the outline of a text, as the document that is printed. */

import type { IToken } from "chevrotain";
import type { Lexed } from "../lexer.ts";
import type { ListKind, ListMember, Outline } from "../outline.ts";
import { SIGN } from "../tokens.ts";
import type { Braces, Document, Item, Note, Part, Word } from "./document.ts";
import { layoutOf, type Member } from "./layouts.ts";
import { gapBetween } from "./spacing.ts";

/** The text must have been read without an error. */
export function buildDocument(text: string, lexed: Lexed, outline: Outline): Document {
  return new Builder(text, lexed, outline).document();
}

const LINE_END = /\r\n|\r|\n/g;
const countLineEnds = (text: string): number => text.match(LINE_END)?.length ?? 0;

/** A token with the comments that belong to it. */
interface Atom {
  readonly token: IToken;
  readonly above: readonly Note[];
  readonly behind?: string;
  readonly blankBefore: boolean;
  /** Whether a line ends somewhere between this token and the one before. */
  readonly beginsLine: boolean;
}

class Builder {
  private readonly atoms: readonly Atom[];
  private readonly below: readonly Note[];
  private readonly members: ReadonlyMap<number, ListMember>;
  private readonly reactions: ReadonlySet<number>;
  private at = 0;

  constructor(text: string, lexed: Lexed, outline: Outline) {
    const { atoms, below } = attachComments(text, lexed);
    this.atoms = atoms;
    this.below = below;
    this.members = new Map(outline.members.map((member) => [member.start, member]));
    this.reactions = new Set(outline.reactions);
  }

  document(): Document {
    const items = this.readItems("file");
    return { items, below: this.below };
  }

  private readItems(list: ListKind): readonly Item[] {
    const items: Item[] = [];
    while (!this.isAt(SIGN["}"]) && this.at < this.atoms.length) {
      items.push(this.readItem(list, items.at(-1)));
    }
    return items;
  }

  private readItem(list: ListKind, previous: Item | undefined): Item {
    const first = this.peek();
    const end = this.members.get(first.token.startOffset)?.end ?? first.token.startOffset;
    const parts: Part[] = [];
    let reaction: number | undefined;
    do {
      if (this.reactions.has(this.peek().token.startOffset)) reaction ??= parts.length;
      parts.push(this.readPart(parts.at(-1)));
    } while (this.at < this.atoms.length && this.peek().token.startOffset < end);
    return makeItem(
      list,
      { parts, ...(reaction !== undefined && { reaction }) },
      first.blankBefore,
      previous,
    );
  }

  private readPart(previous: Part | undefined): Part {
    if (this.isAt(SIGN["{"])) return this.readBraces();
    const { token, above, behind } = this.next();
    const before = previous?.kind === "Word" ? previous.text : previous && "}";
    return {
      kind: "Word",
      text: token.image,
      type: token.tokenType,
      above,
      ...(behind !== undefined && { behind }),
      gap: gapBetween(before, token.image),
    } satisfies Word;
  }

  private readBraces(): Braces {
    const opening = this.next();
    const first = this.peek();
    const list = this.members.get(first.token.startOffset)?.list ?? "block";
    const items = this.readItems(list);
    const closing = this.next();
    const layout = layoutOf(list);
    const flat = flatOf(items);
    const opened = items.length > 0 && (layout.opened || first.beginsLine);
    const commented = opening.behind !== undefined || closing.above.length > 0;
    return {
      kind: "Braces",
      layout,
      items,
      above: opening.above,
      ...(opening.behind !== undefined && { behindOpening: opening.behind }),
      below: closing.above,
      ...(closing.behind !== undefined && { behind: closing.behind }),
      gap: 1,
      ...(!opened && !commented && flat !== undefined && { flat }),
    };
  }

  private isAt(type: IToken["tokenType"]): boolean {
    return this.atoms[this.at]?.token.tokenType === type;
  }

  private peek(): Atom {
    const atom = this.atoms[this.at];
    if (atom === undefined) throw new Error("Invariant broken: braces that do not match were formatted");
    return atom;
  }

  private next(): Atom {
    const atom = this.peek();
    this.at += 1;
    return atom;
  }
}

function makeItem(list: ListKind, member: Member, blankBefore: boolean, previous: Item | undefined): Item {
  const { parts } = member;
  const layout = layoutOf(list);
  const [first] = parts;
  const word = first?.kind === "Word" ? first.text : "";
  const [before] = previous?.parts ?? [];
  const wordBefore = before?.kind === "Word" ? before.text : "";
  const flat = flatItem(parts);
  const row = parts.some(isCutByComment) ? undefined : layout.row(member);
  const deeper = layout.deeper[word]?.includes(wordBefore) === true;
  return {
    parts,
    blankBefore,
    ...(flat !== undefined && { flat }),
    ...(row && { row }),
    // What says more about what says more about an `enter` belongs to it too, and so on.
    deeper: deeper && (wordBefore === "enter" || previous?.deeper === true),
    section: sectionOf(layout.sections, word),
    joins: layout.joins[word] === wordBefore && wordBefore !== "",
  };
}

function sectionOf(sections: readonly string[] | "opened", word: string): Item["section"] {
  if (sections === "opened") return "opened";
  return sections.includes(word) ? "always" : "never";
}

/** A comment before or behind the whole of an item does not cut it in two. */
function isCutByComment(part: Part, index: number, { length }: readonly Part[]): boolean {
  return (index > 0 && part.above.length > 0) || (index < length - 1 && part.behind !== undefined);
}

function flatItem(parts: readonly Part[]): string | undefined {
  if (parts.some(isCutByComment)) return undefined;
  const texts = parts.map((part) => (part.kind === "Word" ? part.text : part.flat));
  if (texts.includes(undefined)) return undefined;
  return parts.map(({ gap }, index) => (index > 0 ? " ".repeat(gap) : "") + texts[index]).join("");
}

/** Absent where an item has to be opened or has a comment. */
function flatOf(items: readonly Item[]): string | undefined {
  if (items.length === 0) return "{ }";
  const commented = items.some(({ parts }) =>
    parts.some((part) => part.behind !== undefined || part.above.length > 0),
  );
  const flats = items.map(({ flat }) => flat);
  if (commented || flats.includes(undefined)) return undefined;
  return `{ ${flats.join("  ")} }`;
}

// ── Comments ──────────────────────────────────────────────────────────────────────────────────────────────

/** A comment belongs to the token before it on its line, else to the token that follows. */
function attachComments(text: string, { tokens, comments }: Lexed) {
  const atoms: Atom[] = [];
  let notes: Note[] = [];
  const behind = new Map<Atom, string>();
  let end = 0;
  let lineEnds = 0;
  for (const token of inOrder(tokens, comments)) {
    const between = countLineEnds(text.slice(end, token.startOffset));
    const isFirst = atoms.length === 0 && notes.length === 0;
    const blankBefore = between > 1 && !isFirst;
    end = token.startOffset + token.image.length;
    lineEnds += between;
    if (token.tokenType.name !== "Comment") {
      atoms.push({ token, above: notes, blankBefore, beginsLine: lineEnds > 0 });
      notes = [];
      lineEnds = 0;
      continue;
    }
    const last = atoms.at(-1);
    const comment = token.image.trimEnd();
    if (between === 0 && last !== undefined) behind.set(last, comment);
    else notes.push({ text: comment, blankBefore });
  }
  return { atoms: atoms.map((atom) => withBehind(atom, behind.get(atom))), below: notes };
}

const withBehind = (atom: Atom, behind: string | undefined): Atom =>
  behind === undefined ? atom : { ...atom, behind };

function inOrder(tokens: readonly IToken[], comments: readonly IToken[]): readonly IToken[] {
  if (comments.length === 0) return tokens;
  return [...tokens, ...comments].sort((a, b) => a.startOffset - b.startOffset);
}
