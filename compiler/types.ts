/** Type checking: what each name, value and condition stands for, and whether it fits where it stands. */
import type { Diagnostic } from "../language/diagnostics/diagnostic.ts";
import type { Model } from "./model.ts";
import { type ScopedNode, scopesOf, walkScope, withoutNames } from "./scopes.ts";
import { checkBlanks } from "./types/blanks.ts";
import { checkExpressions } from "./types/check-expressions.ts";
import { checkTest, findConditionSite, testsIn } from "./types/conditions.ts";
import { checkCounted } from "./types/counted.ts";
import { amountsAt, findTwoCurrencies, type SameCurrency } from "./types/currencies.ts";
import { checkFlag } from "./types/flags.ts";
import { checkLiteral } from "./types/literals.ts";
import { checkMoments } from "./types/moments.ts";
import { checkMessageFor, checkPlaceholders } from "./types/placeholders.ts";
import { valueSitesOf } from "./types/value-sites.ts";
import { checkValue } from "./types/values.ts";

export function checkTypes(model: Model): readonly Diagnostic[] {
  return [...typesInParts(model)].flat();
}

/** One declaration after the other, and at the end what is asked of all of them. */
export function* typesInParts(model: Model): Generator<readonly Diagnostic[]> {
  const amounts: SameCurrency[] = [];
  for (const scope of scopesOf(model)) {
    const nodes = withoutNames(walkScope(scope));
    const sites = nodes.flatMap(valueSitesOf);
    amounts.push(...nodes.flatMap(amountsAt));
    yield [
      ...nodes.flatMap(checkNode),
      ...sites.flatMap(({ value, target, reading }) => checkValue(value, target, reading)),
    ];
  }
  yield findTwoCurrencies(amounts);
}

function checkNode(found: ScopedNode): readonly Diagnostic[] {
  return [
    ...checkLiteral(found),
    ...checkConditions(found),
    ...checkCounted(found),
    ...checkMoments(found),
    ...checkExpressions(found),
    ...checkFlag(found),
    ...checkPlaceholders(found),
    ...checkMessageFor(found),
  ];
}

function checkConditions(found: ScopedNode): readonly Diagnostic[] {
  const site = findConditionSite(found);
  if (site === undefined) return [];
  const tests = testsIn(site.condition);
  const wrong = site.readings.flatMap((reading) => tests.flatMap((test) => checkTest(test, reading)));
  return [...wrong, ...checkBlanks(site)];
}
