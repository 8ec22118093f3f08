/**
 * The floor of any parser on this library: the project's own grammar, read off the productions that Chevrotain has
 * recorded of it, as a parser that builds nothing, keeps no places, and does not recover. Five optional parts need the
 * gates that the grammar writes by hand, since they are no part of a production.
 */
import {
  Alternation,
  CstParser,
  EmbeddedActionsParser,
  type IProduction,
  type IToken,
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
import { JourneyGrammar } from "../language/grammar.ts";
import { SIGN, VOCABULARY, WORD } from "../language/tokens.ts";

type Run = () => void;
type Gate = (next: (ahead: number) => IToken) => boolean;

const isNext = (next: (ahead: number) => IToken, ahead: number, type: TokenType) =>
  next(ahead).tokenType === type;
const UNITS = new Set(
  ["minute", "hour", "day", "week", "month", "quarter", "year"].flatMap((unit) => [unit, `${unit}s`]),
);

/** By the rule and the index of its optional part; `language/grammar/` says beside each why it is needed. */
const GATES: Readonly<Record<string, Gate>> = {
  "comparison 0": (next) => !isNext(next, 1, WORD.in) || isNext(next, 2, SIGN["("]),
  "quantity 0": (next) => {
    const isMarked = next(1).image === "business" || next(1).image === "calendar";
    const unit = isMarked ? 2 : 1;
    const isUnit = UNITS.has(next(unit).image) && ![":", "?"].includes(next(unit + 1).image);
    return isUnit || /^[A-Z]/.test(next(1).image);
  },
  "field 1": (next) => !isNext(next, 2, SIGN[":"]) && !isNext(next, 2, SIGN["?"]),
  "atLine 0": (next) => !["at", "after", "then", "finally"].includes(next(1).image) && next(1).image !== "}",
  "reassignRung 0": (next) => isNext(next, 2, WORD.most),
};

/** What a plain user of the library gets: nothing built, since all that is built is up to them. The floor. */
export const BareParser = bareParserOn(EmbeddedActionsParser);
/**
 * The same with the library's own tree of every token, which is what it builds for those who ask for a tree. It is told
 * beside the floor; to measure against it would flatter a parser that builds less.
 */
export const BareParserWithTree = bareParserOn(
  // The two differ in what comes of a rule, and not in how one is written.
  CstParser as unknown as typeof EmbeddedActionsParser,
);

function bareParserOn(Base: typeof EmbeddedActionsParser) {
  return class extends Base {
    private readonly bareFile: Run;

    constructor() {
      super([...VOCABULARY], { maxLookahead: 2, skipValidations: true });
      const rules: Readonly<Record<string, Rule>> = new JourneyGrammar().getGAstProductions();
      const runs = new Map<string, Run>();
      for (const rule of Object.values(rules)) {
        // Chevrotain gives each rule to the parser as a method: names here must not meet theirs.
        let body: Run | undefined;
        const run = this.RULE(rule.name, () => {
          body ??= this.bareSequence(rule.definition, rule.name, runs);
          body();
        });
        runs.set(rule.name, run);
      }
      const file = runs.get("file");
      if (file === undefined) throw new Error("the grammar has no rule `file`");
      this.bareFile = file;
      this.performSelfAnalysis();
    }

    /** @throws Error at the first mistake. */
    read(tokens: readonly IToken[]): void {
      this.input = [...tokens];
      this.bareFile();
      const [error] = this.errors;
      if (error !== undefined) throw error;
    }

    private bareSequence(
      productions: readonly IProduction[],
      rule: string,
      runs: ReadonlyMap<string, Run>,
    ): Run {
      const parts = productions.map((one) => this.bareStep(one, rule, runs));
      return () => {
        for (const part of parts) part();
      };
    }

    private bareStep(one: IProduction, rule: string, runs: ReadonlyMap<string, Run>): Run {
      if (one instanceof Terminal) return () => this.consume(one.idx, one.terminalType);
      if (one instanceof NonTerminal) {
        // Rules refer to each other in circles: the one that is meant is looked up when it is needed.
        return () => this.subrule(one.idx, runs.get(one.nonTerminalName) as ReturnType<typeof this.RULE>);
      }
      if (one instanceof Alternation) {
        const alternatives = one.definition.map((alternative) => ({
          ALT: this.bareSequence(definitionOf(alternative), rule, runs),
        }));
        return () => this.or(one.idx, alternatives);
      }
      return this.bareRepetition(one, rule, runs);
    }

    private bareRepetition(one: IProduction, rule: string, runs: ReadonlyMap<string, Run>): Run {
      if (one instanceof Option) {
        const gate = GATES[`${rule} ${one.idx}`];
        const DEF = this.bareSequence(one.definition, rule, runs);
        const next = (ahead: number) => this.LA(ahead);
        const option = gate === undefined ? DEF : { GATE: () => gate(next), DEF };
        return () => this.option(one.idx, option);
      }
      if (one instanceof Repetition) {
        const DEF = this.bareSequence(one.definition, rule, runs);
        return () => this.many(one.idx, DEF);
      }
      if (one instanceof RepetitionMandatory) {
        const DEF = this.bareSequence(one.definition, rule, runs);
        return () => this.atLeastOne(one.idx, DEF);
      }
      if (one instanceof RepetitionMandatoryWithSeparator) {
        const separated = { SEP: one.separator, DEF: this.bareSequence(one.definition, rule, runs) };
        // The library numbers these in its method names alone.
        return () => this.AT_LEAST_ONE_SEP_BY_INDEX(one.idx, separated);
      }
      if (one instanceof RepetitionWithSeparator) throw new Error("the grammar has no MANY_SEP");
      throw new Error(`a production of ${rule} is unknown`);
    }

    private AT_LEAST_ONE_SEP_BY_INDEX(index: number, separated: { SEP: TokenType; DEF: Run }): void {
      const methods = [
        this.AT_LEAST_ONE_SEP,
        this.AT_LEAST_ONE_SEP1,
        this.AT_LEAST_ONE_SEP2,
        this.AT_LEAST_ONE_SEP3,
        this.AT_LEAST_ONE_SEP4,
        this.AT_LEAST_ONE_SEP5,
      ];
      const method = methods[index];
      if (method === undefined) throw new Error(`AT_LEAST_ONE_SEP${index} is not wired`);
      method.call(this, separated);
    }
  };
}

/** Every production that is no leaf has one; the library's type of productions does not say so. */
const definitionOf = (production: IProduction): readonly IProduction[] =>
  (production as IProduction & { readonly definition: readonly IProduction[] }).definition;
