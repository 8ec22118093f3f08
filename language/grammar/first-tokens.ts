/** Which tokens may begin a member of a list: derived from the grammar, for messages and suggestions. */

import {
  Alternation,
  type IProduction,
  NonTerminal,
  Option,
  Repetition,
  type Rule,
  Terminal,
  type TokenType,
} from "chevrotain";

/** The tokens that may begin an iteration of repetition `index` of a rule. */
export function firstTokens(rule: Rule | undefined, index: number): readonly TokenType[] {
  const repetition = rule && findRepetition(rule.definition, index);
  if (repetition === undefined) return [];
  const found = new Set<TokenType>();
  collectSequence(repetition.definition, found);
  return [...found];
}

function findRepetition(productions: readonly IProduction[], index: number): Repetition | undefined {
  for (const production of productions) {
    if (production instanceof Repetition && production.idx === index) return production;
    const inside = findRepetition(partsOf(production), index);
    if (inside !== undefined) return inside;
  }
  return undefined;
}

function partsOf(production: IProduction): readonly IProduction[] {
  if (production instanceof NonTerminal || production instanceof Terminal) return [];
  // Every production that is no leaf has a definition; the library's type of productions does not say so.
  return (production as IProduction & { definition: readonly IProduction[] }).definition;
}

/** True if the sequence may be empty, so that what follows may come first. */
function collectSequence(productions: readonly IProduction[], found: Set<TokenType>): boolean {
  return productions.every((production) => collect(production, found));
}

function collect(production: IProduction, found: Set<TokenType>): boolean {
  if (production instanceof Terminal) {
    found.add(production.terminalType);
    return false;
  }
  if (production instanceof NonTerminal) return collectSequence(production.referencedRule.definition, found);
  if (production instanceof Alternation) {
    return partsOf(production)
      .map((one) => collectSequence(partsOf(one), found))
      .some((empty) => empty);
  }
  const empty = collectSequence(partsOf(production), found);
  return empty || production instanceof Option || production instanceof Repetition;
}
