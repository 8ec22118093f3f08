/** Type checking: what each name, value and condition stands for, and whether it fits where it stands. */
import type { Diagnostic } from "../language/diagnostics/diagnostic.ts";
import type { Model } from "./model.ts";
import { type Rules, saidOfAll, scopesOf, walkScope } from "./scopes.ts";
import { checkBlanks } from "./types/blanks.ts";
import { EXPRESSIONS } from "./types/check-expressions.ts";
import { checkTest, inCondition, testsIn } from "./types/conditions.ts";
import { COUNTED } from "./types/counted.ts";
import { AMOUNTS, findTwoCurrencies, type SameCurrency } from "./types/currencies.ts";
import { FLAGS } from "./types/flags.ts";
import { LITERALS } from "./types/literals.ts";
import { MOMENTS } from "./types/moments.ts";
import { PLACEHOLDERS } from "./types/placeholders.ts";
import { VALUE_SITES } from "./types/value-sites.ts";
import { checkValue } from "./types/values.ts";

export function checkTypes(model: Model): readonly Diagnostic[] {
  return [...typesInParts(model)].flat();
}

const CONDITIONS: Rules<Diagnostic> = inCondition((site) => {
  const tests = testsIn(site.condition);
  const wrong = site.readings.flatMap((reading) => tests.flatMap((test) => checkTest(test, reading)));
  return [...wrong, ...checkBlanks(site)];
});

const RULES: readonly Rules<Diagnostic>[] = [
  LITERALS,
  CONDITIONS,
  COUNTED,
  MOMENTS,
  EXPRESSIONS,
  FLAGS,
  PLACEHOLDERS,
];

/** One declaration after the other, and at the end what is asked of all of them. */
export function* typesInParts(model: Model): Generator<readonly Diagnostic[]> {
  const amounts: SameCurrency[] = [];
  for (const scope of scopesOf(model)) {
    const nodes = walkScope(scope);
    amounts.push(...saidOfAll([AMOUNTS], nodes));
    yield saidOfAll(RULES, nodes);
    yield saidOfAll([VALUE_SITES], nodes).flatMap((site) =>
      checkValue(site.value, site.target, site.reading),
    );
  }
  yield findTwoCurrencies(amounts);
}
