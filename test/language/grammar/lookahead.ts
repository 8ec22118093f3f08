/**
 * LL(k) analysis with FOLLOW. The library compares what it may choose between inside one rule; this also compares
 * an optional part with whatever may follow the rule, and knows that a keyword also counts as a name.
 */

import {
  Alternation,
  type IProduction,
  NonTerminal,
  Option,
  Repetition,
  RepetitionMandatory,
  RepetitionMandatoryWithSeparator,
  RepetitionWithSeparator,
  type Rule,
  Terminal,
  type TokenType,
} from "chevrotain";

/** Up to `k` token types, by index, as text so that sets hold each once; shorter only at the end of the file. */
type Sequence = string;
type Sequences = ReadonlySet<Sequence>;

const EMPTY: Sequences = new Set([""]);

export interface Conflict {
  readonly rule: string;
  /** The production inside the rule: its kind and index. */
  readonly where: string;
  /** The tokens that could be read either way. */
  readonly tokens: string;
}

export class Lookahead {
  private readonly rules: readonly Rule[];
  private readonly k: number;
  private readonly first = new Map<Rule, Sequences>();
  private readonly follow = new Map<Rule, Sequences>();
  private readonly types = new Map<number, TokenType>();
  private readonly leaves = new Map<number, ReadonlySet<number>>();

  constructor(rules: readonly Rule[], vocabulary: readonly TokenType[], start: string, k: number) {
    this.rules = rules;
    this.k = k;
    for (const type of vocabulary) this.types.set(indexOf(type), type);
    for (const type of vocabulary) this.leaves.set(indexOf(type), leavesOf(type, vocabulary));
    for (const rule of rules) {
      this.first.set(rule, new Set());
      this.follow.set(rule, rule.name === start ? EMPTY : new Set());
    }
    this.untilStable(() => this.growFirst());
    this.untilStable(() => this.growFollow());
  }

  /** Every place where `k` tokens do not decide. */
  conflicts(): readonly Conflict[] {
    return this.rules.flatMap((rule) => {
      const found: Conflict[] = [];
      this.walk(rule.definition, this.follow.get(rule) ?? EMPTY, (production, after) => {
        const tokens = this.clash(production, after);
        if (tokens !== undefined) found.push({ rule: rule.name, where: nameOf(production), tokens });
      });
      return found;
    });
  }

  // ── Decisions ───────────────────────────────────────────────────────────────────────────────────────────

  private clash(production: IProduction, after: Sequences): string | undefined {
    if (production instanceof Alternation) {
      const choices = partsOf(production).map((one) => this.concat(this.firstOf(partsOf(one)), after));
      return this.clashBetween(choices);
    }
    if (!isOptional(production)) return undefined;
    const again = repeats(production) ? this.concat(this.firstOf([production]), after) : after;
    // The library looks at the separator alone.
    if (isSeparated(production)) {
      return this.clashBetween([cut(new Set([String(indexOf(production.separator))]), 1), cut(after, 1)]);
    }
    return this.clashBetween([this.concat(this.firstOf(partsOf(production)), again), after]);
  }

  private clashBetween(choices: readonly Sequences[]): string | undefined {
    for (const [index, choice] of choices.entries()) {
      for (const other of choices.slice(index + 1)) {
        const tokens = this.commonTo(choice, other);
        if (tokens !== undefined) return tokens;
      }
    }
    return undefined;
  }

  private commonTo(one: Sequences, other: Sequences): string | undefined {
    for (const a of one) {
      for (const b of other) {
        const [left, right] = [split(a), split(b)];
        const same =
          left.length === right.length && left.every((type, at) => this.overlap(type, right[at] ?? -1));
        if (same) return left.map((type, at) => `${this.name(type)}/${this.name(right[at] ?? -1)}`).join(" ");
      }
    }
    return undefined;
  }

  private overlap(a: number, b: number): boolean {
    const others = this.leaves.get(b) ?? new Set();
    return [...(this.leaves.get(a) ?? [])].some((leaf) => others.has(leaf));
  }

  private name(type: number): string {
    return this.types.get(type)?.name ?? "?";
  }

  // ── FIRST and FOLLOW ────────────────────────────────────────────────────────────────────────────────────

  private growFirst(): boolean {
    return this.rules
      .map((rule) => grow(this.first, rule, this.firstOf(rule.definition)))
      .some((grew) => grew);
  }

  private growFollow(): boolean {
    let grew = false;
    for (const rule of this.rules) {
      this.walk(rule.definition, this.follow.get(rule) ?? EMPTY, (production, after) => {
        if (production instanceof NonTerminal && grow(this.follow, production.referencedRule, after))
          grew = true;
      });
    }
    return grew;
  }

  private untilStable(step: () => boolean): void {
    while (step());
  }

  private firstOf(sequence: readonly IProduction[]): Sequences {
    return sequence.reduce<Sequences>(
      (so, production) => this.concat(so, this.firstOfOne(production)),
      EMPTY,
    );
  }

  private firstOfOne(production: IProduction): Sequences {
    if (production instanceof Terminal) return new Set([String(indexOf(production.terminalType))]);
    if (production instanceof NonTerminal) return this.first.get(production.referencedRule) ?? EMPTY;
    if (production instanceof Alternation)
      return union(partsOf(production).map((one) => this.firstOf(partsOf(one))));
    const once = this.firstOf(partsOf(production));
    if (production instanceof Option) return union([EMPTY, once]);
    const separator = isSeparated(production) ? new Set([String(indexOf(production.separator))]) : EMPTY;
    let all = once;
    for (let round = 1; round < this.k; round += 1)
      all = union([once, this.concat(once, this.concat(separator, all))]);
    return isOptional(production) && !isMandatory(production) ? union([EMPTY, all]) : all;
  }

  private concat(one: Sequences, other: Sequences): Sequences {
    const result = new Set<Sequence>();
    for (const a of one) {
      const left = split(a);
      if (left.length >= this.k) result.add(a);
      else for (const b of other) result.add([...left, ...split(b)].slice(0, this.k).join(" "));
    }
    return result;
  }

  /** Visits each production with what may follow it. */
  private walk(
    sequence: readonly IProduction[],
    after: Sequences,
    visit: (production: IProduction, after: Sequences) => void,
  ): void {
    for (const [index, production] of sequence.entries()) {
      const behind = this.concat(this.firstOf(sequence.slice(index + 1)), after);
      visit(production, behind);
      if (production instanceof Alternation) {
        for (const one of partsOf(production)) this.walk(partsOf(one), behind, visit);
      } else {
        this.walk(partsOf(production), this.behindOnce(production, behind), visit);
      }
    }
  }

  /** What may follow one round of a repetition: another, or what is behind it all. */
  private behindOnce(production: IProduction, behind: Sequences): Sequences {
    if (!repeats(production)) return behind;
    const separator = isSeparated(production) ? new Set([String(indexOf(production.separator))]) : EMPTY;
    const once = this.firstOf(partsOf(production));
    return union([behind, this.concat(this.concat(separator, once), behind)]);
  }
}

// ── Productions ───────────────────────────────────────────────────────────────────────────────────────────

type Separated = RepetitionWithSeparator | RepetitionMandatoryWithSeparator;

const isSeparated = (production: IProduction): production is Separated =>
  production instanceof RepetitionWithSeparator || production instanceof RepetitionMandatoryWithSeparator;
const isMandatory = (production: IProduction): boolean =>
  production instanceof RepetitionMandatory || production instanceof RepetitionMandatoryWithSeparator;
const repeats = (production: IProduction): boolean =>
  production instanceof Repetition || production instanceof RepetitionMandatory || isSeparated(production);
const isOptional = (production: IProduction): boolean => production instanceof Option || repeats(production);

function partsOf(production: IProduction): readonly IProduction[] {
  if (production instanceof NonTerminal || production instanceof Terminal) return [];
  return (production as IProduction & { definition: readonly IProduction[] }).definition;
}

function nameOf(production: IProduction): string {
  const { idx = 0 } = production as IProduction & { idx?: number };
  return `${production.constructor.name} ${idx}`;
}

// ── Sets ──────────────────────────────────────────────────────────────────────────────────────────────────

const indexOf = (type: TokenType): number => type.tokenTypeIdx ?? -1;
const split = (sequence: Sequence): readonly number[] =>
  sequence === "" ? [] : sequence.split(" ").map(Number);
const cut = (sequences: Sequences, length: number): Sequences =>
  new Set([...sequences].map((one) => split(one).slice(0, length).join(" ")));
const union = (sets: readonly Sequences[]): Sequences => new Set(sets.flatMap((set) => [...set]));

function grow(sets: Map<Rule, Sequences>, rule: Rule, more: Sequences): boolean {
  const before = sets.get(rule) ?? new Set();
  const after = union([before, more]);
  sets.set(rule, after);
  return after.size > before.size;
}

function leavesOf(type: TokenType, vocabulary: readonly TokenType[]): ReadonlySet<number> {
  const inside = vocabulary.filter((other) => other.CATEGORIES?.includes(type));
  return new Set([type, ...inside].map(indexOf));
}
