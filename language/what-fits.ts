/**
 * What may stand next at a place of a text, by the grammar itself: its rules are walked as data, all readings at
 * once, with the tokens before the place. Nothing is listed twice, so completion cannot drift from what is parsed.
 * What the parser settles by gates is not asked here, so a little more may be offered than is read.
 */
import {
  Alternation,
  Alternative,
  type IProduction,
  type IToken,
  NonTerminal,
  Option,
  Repetition,
  RepetitionMandatory,
  RepetitionMandatoryWithSeparator,
  RepetitionWithSeparator,
  Terminal,
  type TokenType,
} from "chevrotain";
import { lineEndsBetween } from "./grammar/layout.ts";
import { isType } from "./grammar/problems.ts";
import { lex } from "./lexer.ts";
import { theGrammar } from "./the-grammar.ts";
import { SIGN, wordsAmong } from "./tokens.ts";

/** A rule that is being read, and from which place of which rule it was called. */
export interface Frame {
  readonly rule: string;
  /** Counts the calls of this rule within its caller. */
  readonly call: number;
  readonly caller: Frame | null;
}

/** One thing that may stand next. */
export interface Fitting {
  readonly type: TokenType;
  /** Counts the terminals of this type within the rule. */
  readonly index: number;
  readonly frame: Frame;
  /** What may stand behind it. */
  readonly next: () => readonly Fitting[];
}

export interface Fits {
  readonly fitting: readonly Fitting[];
  /** The tokens of the declaration before the place. */
  readonly before: readonly IToken[];
}

/** @param offset where a word begins, or would begin */
export function whatFits(text: string, offset: number): Fits {
  const start = startOfDeclaration(text, offset);
  const member = startOfMember(text, start, offset);
  const before = [
    ...(member === start ? [] : tokensOf(text, start, endOfHead(text, start))),
    ...tokensOf(text, member, offset),
  ];
  return { fitting: new Reading(text).read(before, offset), before };
}

function tokensOf(text: string, start: number, end: number): readonly IToken[] {
  const { tokens } = lex(text.slice(start, end));
  return tokens.map((token) => ({ ...token, startOffset: token.startOffset + start }));
}

let opening: RegExp | undefined;

/** A word that begins a declaration; in a formatted text it stands at the beginning of a line, and nothing else does. */
function startOfDeclaration(text: string, offset: number): number {
  opening ??= new RegExp(`(?:${wordsAmong(beginnings()).join("|")})\\b`, "y");
  return lastLine(text, 0, offset, opening) ?? 0;
}

/**
 * Stages and handovers before the one around a place change nothing about what fits there, so that a long journey is
 * not read from its beginning at every key. In a formatted text they begin two blanks in, and nothing else does so
 * with these words.
 */
const MEMBER = / {2}(?:stage|handover)\b/y;

function startOfMember(text: string, start: number, offset: number): number {
  if (!text.startsWith("journey", start)) return start;
  return lastLine(text, endOfHead(text, start), offset, MEMBER) ?? start;
}

/** Behind the brace that opens a declaration. */
function endOfHead(text: string, start: number): number {
  const brace = text.indexOf("{", start);
  return brace < 0 ? text.length : brace + 1;
}

/** Where the last line begins, of those between two places, that begins with a pattern. */
function lastLine(text: string, from: number, to: number, pattern: RegExp): number | undefined {
  for (let end = to; end > from; ) {
    const line = text.lastIndexOf("\n", end - 1) + 1;
    if (line < from) return undefined;
    pattern.lastIndex = line;
    const match = pattern.exec(text);
    if (match !== null && line + match[0].length <= to) return line;
    end = line - 1;
  }
  return undefined;
}

function beginnings(): readonly TokenType[] {
  const walk = new GrammarWalk();
  return walk.expand(walk.enter("file")).map(({ type }) => type);
}

// ── The grammar as data ───────────────────────────────────────────────────────────────────────────────────

/** What is left to read: productions from `index` on, and then `next`. Equal ones are one object. */
interface Rest {
  readonly id: number;
  readonly list: readonly IProduction[];
  readonly index: number;
  readonly frame: Frame;
  readonly next: Rest | null;
}

class GrammarWalk {
  private readonly rests = new Map<string, Rest>();
  private readonly lists = new Map<readonly IProduction[], number>();
  private readonly frames = new Map<string, Frame>();
  private readonly expanded = new Map<Rest, readonly Fitting[]>();

  enter(rule: string, index = 0): Rest {
    return this.rest(definitionOf(rule), index, this.frame(rule, 0, null), null);
  }

  /** What may stand first in what is left. */
  expand(rest: Rest | null): readonly Fitting[] {
    if (rest === null) return [];
    const known = this.expanded.get(rest);
    if (known !== undefined) return known;
    // Ends a repetition whose body is empty; the grammar has none.
    this.expanded.set(rest, []);
    const found = [...new Set(this.expandFirst(rest))];
    this.expanded.set(rest, found);
    return found;
  }

  /** What is left behind a token that fits. */
  behind(fitting: Fitting): Rest | null {
    return this.after.get(fitting) ?? null;
  }

  private readonly after = new WeakMap<Fitting, Rest>();

  private expandFirst(rest: Rest): readonly Fitting[] {
    const { list, index, frame, next } = rest;
    const production = list[index];
    if (production === undefined) return this.expand(next);
    const behind = this.rest(list, index + 1, frame, next);
    const inside = (definition: readonly IProduction[], then: Rest | null) =>
      this.expand(this.rest(definition, 0, frame, then));
    if (production instanceof Terminal) return [this.fitting(production, frame, behind)];
    if (production instanceof NonTerminal) {
      const called = this.frame(production.nonTerminalName, production.idx, frame);
      return this.expand(this.rest(production.referencedRule.definition, 0, called, behind));
    }
    if (production instanceof Alternation)
      return production.definition.flatMap((one) =>
        one instanceof Alternative ? inside(one.definition, behind) : [],
      );
    if (production instanceof Alternative) return inside(production.definition, behind);
    if (production instanceof Option)
      return [...inside(production.definition, behind), ...this.expand(behind)];
    if (production instanceof Repetition)
      return [...inside(production.definition, rest), ...this.expand(behind)];
    if (production instanceof RepetitionMandatory)
      return inside(production.definition, this.again(production.definition, frame, behind));
    if (
      production instanceof RepetitionMandatoryWithSeparator ||
      production instanceof RepetitionWithSeparator
    ) {
      const more = [new Terminal({ terminalType: production.separator, idx: 0 }), ...production.definition];
      const first = inside(production.definition, this.again(this.once(production, more), frame, behind));
      return production instanceof RepetitionWithSeparator ? [...first, ...this.expand(behind)] : first;
    }
    return [];
  }

  /** Any number of times more. */
  private again(definition: readonly IProduction[], frame: Frame, next: Rest | null): Rest {
    return this.rest(this.repeated(definition), 0, frame, next);
  }

  private readonly repetitions = new Map<readonly IProduction[], readonly IProduction[]>();
  private repeated(definition: readonly IProduction[]): readonly IProduction[] {
    const known = this.repetitions.get(definition);
    if (known !== undefined) return known;
    const made = [new Repetition({ definition: [...definition], idx: 0 })];
    this.repetitions.set(definition, made);
    return made;
  }

  private readonly separated = new Map<IProduction, readonly IProduction[]>();
  private once(production: IProduction, made: readonly IProduction[]): readonly IProduction[] {
    const known = this.separated.get(production);
    if (known !== undefined) return known;
    this.separated.set(production, made);
    return made;
  }

  private fitting({ terminalType, idx }: Terminal, frame: Frame, behind: Rest): Fitting {
    const fitting: Fitting = {
      type: terminalType,
      index: idx,
      frame,
      next: () => this.expand(behind),
    };
    this.after.set(fitting, behind);
    return fitting;
  }

  private frame(rule: string, call: number, caller: Frame | null): Frame {
    const key = `${rule} ${call} ${caller === null ? "" : this.idOfFrame(caller)}`;
    const known = this.frames.get(key);
    if (known !== undefined) return known;
    const frame = { rule, call, caller };
    this.frames.set(key, frame);
    this.frameIds.set(frame, this.frames.size);
    return frame;
  }

  private readonly frameIds = new Map<Frame, number>();
  private idOfFrame(frame: Frame): number {
    return this.frameIds.get(frame) ?? 0;
  }

  private rest(list: readonly IProduction[], index: number, frame: Frame, next: Rest | null): Rest {
    // What is read to its end is what follows it: two ways there are one.
    if (index >= list.length && next !== null) return next;
    const known = this.lists.get(list) ?? this.lists.size;
    this.lists.set(list, known);
    const key = `${known} ${index} ${this.idOfFrame(frame)} ${next?.id ?? -1}`;
    const before = this.rests.get(key);
    if (before !== undefined) return before;
    const rest = { id: this.rests.size, list, index, frame, next };
    this.rests.set(key, rest);
    return rest;
  }
}

function definitionOf(rule: string): readonly IProduction[] {
  return theGrammar().getGAstProductions()[rule]?.definition ?? [];
}

// ── Reading what stands before ────────────────────────────────────────────────────────────────────────────

type Rests = ReadonlySet<Rest>;

/**
 * Follows all readings of the tokens at once. Where none is left, the statement is broken: the list that it stands in
 * goes on at the next line that fits it, as in the parser.
 */
class Reading {
  private readonly walk = new GrammarWalk();
  /** What each list that is open takes; the file is the first. */
  private readonly lists: Rests[] = [new Set([this.walk.enter("file")])];
  private now: Rests = this.list;
  private broken = false;

  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  read(before: readonly IToken[], offset: number): readonly Fitting[] {
    for (const [index, token] of before.entries()) this.take(token, before[index - 1]);
    const begins = this.broken && this.beginsLine(before.at(-1), offset);
    const rests = this.broken ? (begins ? this.list : []) : this.now;
    return [...new Set([...rests].flatMap((rest) => this.walk.expand(rest)))];
  }

  private get list(): Rests {
    return this.lists.at(-1) ?? new Set();
  }

  private take(token: IToken, previous: IToken | undefined): void {
    const fresh =
      this.broken && (this.beginsLine(previous, token.startOffset) || token.tokenType === SIGN["}"]);
    const next = this.broken ? (fresh ? this.behind(this.list, token) : EMPTY) : this.behind(this.now, token);
    if (next.size > 0) this.goOn(token, next);
    else this.stumble(token, previous);
  }

  private goOn(token: IToken, next: Rests): void {
    this.broken = false;
    this.now = next;
    if (token.tokenType === SIGN["{"]) this.lists.push(next);
    if (token.tokenType === SIGN["}"] && this.lists.length > 1) this.lists.pop();
  }

  /** Of a brace in a broken statement it is unknown what it opens; most often it is steps. */
  private stumble(token: IToken, previous: IToken | undefined): void {
    if (token.tokenType === SIGN["{"]) {
      this.broken = false;
      this.now = new Set([this.walk.enter("block", 1)]);
      this.lists.push(this.now);
      return;
    }
    if (token.tokenType === SIGN["}"] && this.lists.length > 1) {
      this.lists.pop();
      this.broken = true;
      return;
    }
    const wasBroken = this.broken;
    this.broken = true;
    // The statement before may be what is broken, and this the next one.
    if (!wasBroken) this.take(token, previous);
  }

  private behind(rests: Rests, token: IToken): Rests {
    const next = new Set<Rest>();
    for (const rest of rests) {
      for (const fitting of this.walk.expand(rest)) {
        const after = isType(token, fitting.type) ? this.walk.behind(fitting) : null;
        if (after !== null) next.add(after);
      }
    }
    return next;
  }

  private beginsLine(previous: IToken | undefined, offset: number): boolean {
    if (previous === undefined || previous.tokenType === SIGN["{"]) return true;
    return lineEndsBetween(this.text, previous.startOffset + previous.image.length, offset);
  }
}

const EMPTY: Rests = new Set();
