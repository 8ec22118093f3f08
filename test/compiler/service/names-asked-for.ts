/** Every place of the grammar that takes a name, with the rule that it was called from. */
import { type IProduction, NonTerminal, Terminal } from "chevrotain";
import { theGrammar } from "../../../language/the-grammar.ts";
import { NameToken } from "../../../language/tokens.ts";
import type { Frame } from "../../../language/what-fits.ts";

interface NameAskedFor {
  readonly index: number;
  readonly frame: Frame;
}

export function namesAskedFor(): readonly NameAskedFor[] {
  const rules = Object.values(theGrammar().getGAstProductions());
  const calls = rules.flatMap((rule) =>
    leavesOf(rule.definition).flatMap((leaf) =>
      leaf instanceof NonTerminal
        ? [{ rule: leaf.nonTerminalName, call: leaf.idx, caller: { rule: rule.name, call: 0, caller: null } }]
        : [],
    ),
  );
  return rules.flatMap((rule) => {
    const frames = calls.filter((call) => call.rule === rule.name);
    const names = leavesOf(rule.definition).filter(
      (leaf) => leaf instanceof Terminal && leaf.terminalType === NameToken,
    );
    return names.flatMap((name) =>
      name instanceof Terminal ? frames.map((frame) => ({ index: name.idx, frame })) : [],
    );
  });
}

function leavesOf(productions: readonly IProduction[]): readonly IProduction[] {
  return productions.flatMap((one) => {
    if (one instanceof Terminal || one instanceof NonTerminal) return [one];
    return "definition" in one && Array.isArray(one.definition) ? leavesOf(one.definition) : [];
  });
}
