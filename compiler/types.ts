/** Type checking: what each name, value and condition stands for, and whether it fits where it stands. */
import type { Diagnostic } from "../language/diagnostics/diagnostic.ts";
import type { Model } from "./model.ts";
import { each, type Rules, scopesOf, together, walkScope } from "./scopes.ts";
import { checkBlanks } from "./types/blanks.ts";
import { EXPRESSIONS } from "./types/check-expressions.ts";
import { checkTest, inCondition, testsIn } from "./types/conditions.ts";
import { COUNTED } from "./types/counted.ts";
import { findAmounts, findTwoCurrencies, type SameCurrency } from "./types/currencies.ts";
import { FLAGS } from "./types/flags.ts";
import { LITERALS } from "./types/literals.ts";
import { MOMENTS } from "./types/moments.ts";
import { PLACEHOLDERS } from "./types/placeholders.ts";
import { RELATED } from "./types/related.ts";
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

const VALUES = each(VALUE_SITES, ({ value, target, reading }) => checkValue(value, target, reading));

const findWrong = together(
  LITERALS,
  CONDITIONS,
  COUNTED,
  MOMENTS,
  EXPRESSIONS,
  FLAGS,
  RELATED,
  PLACEHOLDERS,
  VALUES,
);

/** One declaration after the other, and at the end what is asked of all of them. */
export function* typesInParts(model: Model): Generator<readonly Diagnostic[]> {
  const amounts: SameCurrency[] = [];
  for (const scope of scopesOf(model)) {
    const nodes = walkScope(scope);
    amounts.push(...findAmounts(nodes));
    yield findWrong(nodes);
  }
  yield findTwoCurrencies(amounts);
}
