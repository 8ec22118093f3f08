/**
 * Texts that parse: sentences of the grammar itself, so that what is added to it is tried as well. Names come from a
 * small pool, so that some of them meet; what the names mean is not looked at.
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
import fc from "fast-check";
import { JourneyGrammar } from "../../language/grammar.ts";
import { parse } from "../../language/parse.ts";
import {
  Code,
  DateToken,
  DayNameToken,
  NameToken,
  NumberToken,
  PercentToken,
  SIGN,
  Slug,
  StringToken,
  TimeToken,
  UnitToken,
  Version,
  WeekdayToken,
  WORD,
} from "../../language/tokens.ts";

/**
 * A file of some declarations, with odd white space and comments between its words. It parses without an error; what it
 * means is for the compiler to refuse.
 */
export function validText(): fc.Arbitrary<string> {
  return sentenceText().filter((text) => parse("valid.journey", text).diagnostics.length === 0);
}

/**
 * As `validText`, before it is known whether it is valid: some say twice what may be said once, or use a keyword as a
 * name where it has another meaning.
 */
export function sentenceText(): fc.Arbitrary<string> {
  return fc
    .array(fc.nat(255), { minLength: 20, maxLength: LONGEST_TAPE, size: "max" })
    .map((choices) => writeSentence(new Tape(choices)));
}

const LONGEST_TAPE = 500;

/** What was chosen, in order. At its end each choice is the first, so that a shorter tape is a shorter text. */
class Tape {
  private readonly choices: readonly number[];
  private at = 0;

  constructor(choices: readonly number[]) {
    this.choices = choices;
  }

  /** A whole number from 0 to below `count`. */
  below(count: number): number {
    const choice = this.choices[this.at] ?? 0;
    this.at += 1;
    return choice % count;
  }

  pick<T>(among: readonly [T, ...T[]]): T {
    return among[this.below(among.length)] ?? among[0];
  }
}

// ── Words ─────────────────────────────────────────────────────────────────────────────────────────────────

type Images = readonly [string, ...string[]];

/** Most names are no keywords: where a keyword may be a name too, the grammar decides by what follows. */
const IMAGES: ReadonlyMap<TokenType, Images> = new Map<TokenType, Images>([
  [NameToken, ["a", "bb", "name_3", "sdr", "a_much_longer_name", "a", "bb", "lead", "holder", "event", "to"]],
  [StringToken, ['"x"', '"A {name} // \\"b\\" {"', '""', '"größer → 三"']],
  [NumberToken, ["1", "25_000", "0.5"]],
  [PercentToken, ["5%", "12.5%"]],
  [DateToken, ["2026-11-23"]],
  [TimeToken, ["09:00", "17:30"]],
  [Code, ["DK", "EUR"]],
  [Slug, ["message-on-time-alone"]],
  [Version, ["v1"]],
  [UnitToken, ["day", "hours"]],
  [WeekdayToken, ["mon", "fri"]],
  [DayNameToken, ["tuesday"]],
  ...[...Object.entries(WORD), ...Object.entries(SIGN)].map(([image, type]): [TokenType, Images] => [
    type,
    [image],
  ]),
]);

/** Behind each word. */
const SPACES: readonly [string, ...string[]] = [
  ...[" ", " ", " ", " ", " ", " ", " ", " ", " ", " ", " ", " ", "\n", "\n", "\n", "\n"],
  ...["\n\n\n", "\t  ", "\r\n", " // behind  \n", "\n// above\n\n// and below\n"],
] as readonly string[] as [string, ...string[]]; // it has a first

function writeSentence(tape: Tape): string {
  sentences ??= new Sentences(new JourneyGrammar().getGAstProductions());
  const words = sentences.write("file", tape);
  return words.map((word) => `${word}${tape.pick(SPACES)}`).join("");
}
let sentences: Sentences | undefined;

// ── Sentences ─────────────────────────────────────────────────────────────────────────────────────────────

/** Members that may be said more than once in one list; all others once, so that most texts are valid. */
// biome-ignore format: a list is read in lines
const REPEATABLE: ReadonlySet<string> = new Set([
  "enter", "exit", "stage", "handover", "everywhere", "afterwards", "migration", "allow", "handler", "step", "target",
  "opening", "ladderStep", "askLine", "neverTheAsker", "field", "points", "part", "band", "policyRule", "hygieneRule",
  "atLine", "thenLine",
]);

/** Of one list. */
const MOST_MEMBERS = 4;
/** Deeper, each choice is the one that ends soonest; and so it is in the third of one rule within another. */
const MAX_DEPTH = 40;
const MOST_WITHIN = 3;
/** Most of the grammar stands in journeys. */
const CHOSEN_MORE: Readonly<Record<string, number>> = { journey: 6, stage: 3, handover: 2, step: 2 };

class Sentences {
  private readonly rules: Readonly<Record<string, Rule>>;
  /** How deep the shallowest sentence of a rule is. */
  private readonly heights = new Map<string, number>();
  /** How often each rule is being written. */
  private readonly open = new Map<string, number>();

  constructor(rules: Readonly<Record<string, Rule>>) {
    this.rules = rules;
    for (const _ of Object.keys(rules)) {
      for (const rule of Object.values(rules)) {
        this.heights.set(rule.name, 1 + this.heightOfAll(rule.definition));
      }
    }
  }

  write(rule: string, tape: Tape): readonly string[] {
    const words: string[] = [];
    const top = this.rules[rule];
    if (top === undefined) throw new Error(`no rule ${rule}`);
    this.writeAll(top.definition, tape, 0, words);
    return words;
  }

  private writeAll(parts: readonly IProduction[], tape: Tape, depth: number, words: string[]): void {
    for (const part of parts) this.writeOne(part, tape, depth, words);
  }

  private writeOne(part: IProduction, tape: Tape, depth: number, words: string[]): void {
    if (part instanceof Terminal) words.push(tape.pick(imagesOf(part.terminalType)));
    else if (part instanceof NonTerminal) {
      this.writeRule(part.referencedRule, tape, depth + 1, words);
    } else if (part instanceof Alternation) {
      this.writeAll(partsOf(this.choose(part, tape, depth)), tape, depth, words);
    } else if (part instanceof Option) {
      if (tape.below(2) === 1 && depth < MAX_DEPTH) this.writeAll(part.definition, tape, depth, words);
    } else if (isRepetition(part)) this.repeat(part, tape, depth, words);
    else throw new Error(`unknown production ${part.constructor.name}`);
  }

  private writeRule({ name, definition }: Rule, tape: Tape, depth: number, words: string[]): void {
    const within = (this.open.get(name) ?? 0) + 1;
    this.open.set(name, within);
    this.writeAll(definition, tape, within < MOST_WITHIN ? depth : MAX_DEPTH, words);
    this.open.set(name, within - 1);
  }

  private choose(alternation: Alternation, tape: Tape, depth: number): IProduction {
    const choices = [...alternation.definition]
      .sort((a, b) => this.heightOf(a) - this.heightOf(b))
      .flatMap((one) => Array.from({ length: CHOSEN_MORE[nameOf(one)] ?? 1 }, () => one));
    const index = depth < MAX_DEPTH ? tape.below(choices.length) : 0;
    return choices[index] ?? alternation;
  }

  private repeat(part: SomeRepetition, tape: Tape, depth: number, words: string[]): void {
    const least = part instanceof Repetition || part instanceof RepetitionWithSeparator ? 0 : 1;
    const times = depth < MAX_DEPTH ? Math.max(least, tape.below(MOST_MEMBERS + 1)) : least;
    const said = new Set<IProduction>();
    for (let time = 0; time < times; time += 1) {
      const member = this.membersOf(part, tape, depth, said);
      if (member === undefined) continue;
      if (time > 0 && "separator" in part) words.push(tape.pick(imagesOf(part.separator)));
      this.writeAll(member, tape, depth, words);
    }
  }

  /** What one turn of a repetition is made of; undefined where it would say again what may be said once. */
  private membersOf(part: SomeRepetition, tape: Tape, depth: number, said: Set<IProduction>) {
    const parts: IProduction[] = [];
    for (const one of part.definition) {
      const chosen = one instanceof Alternation ? this.choose(one, tape, depth) : undefined;
      if (chosen === undefined) parts.push(one);
      else {
        if (said.has(chosen) && !isRepeatable(chosen)) return undefined;
        said.add(chosen);
        parts.push(...partsOf(chosen));
      }
    }
    return parts;
  }

  // ── Heights ─────────────────────────────────────────────────────────────────────────────────────────────

  private heightOfAll(parts: readonly IProduction[]): number {
    return Math.max(0, ...parts.map((part) => this.heightOf(part)));
  }

  private heightOf(part: IProduction): number {
    if (part instanceof Terminal || part instanceof Option) return 0;
    if (part instanceof NonTerminal) return this.heights.get(part.referencedRule.name) ?? UNKNOWN_HEIGHT;
    if (part instanceof Alternation) return Math.min(...part.definition.map((one) => this.heightOf(one)));
    if (part instanceof Repetition || part instanceof RepetitionWithSeparator) return 0;
    return this.heightOfAll(partsOf(part));
  }
}

const UNKNOWN_HEIGHT = 1_000;

type SomeRepetition =
  | Repetition
  | RepetitionWithSeparator
  | RepetitionMandatory
  | RepetitionMandatoryWithSeparator;

const isRepetition = (part: IProduction): part is SomeRepetition =>
  part instanceof Repetition ||
  part instanceof RepetitionWithSeparator ||
  part instanceof RepetitionMandatory ||
  part instanceof RepetitionMandatoryWithSeparator;

const isRepeatable = (alternative: IProduction): boolean => REPEATABLE.has(nameOf(alternative));

/** The rule that an alternative begins with. */
function nameOf(alternative: IProduction): string {
  const [first] = partsOf(alternative);
  return first instanceof NonTerminal ? first.referencedRule.name : "";
}

// Every production that is no leaf has a definition; the library's type of productions does not say so.
const partsOf = (part: IProduction): readonly IProduction[] =>
  (part as IProduction & { definition: readonly IProduction[] }).definition;

function imagesOf(type: TokenType): Images {
  const images = IMAGES.get(type);
  if (images === undefined) throw new Error(`no text for the token ${type.name}`);
  return images;
}
