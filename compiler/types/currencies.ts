/** A field of money has one currency: the one it is first given in, by its default or by what it is compared with. */
import type { MoneyLiteral } from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";

/** An amount, and the field it stands beside (`lead.amount`). */
export interface AmountOf {
  readonly id: string;
  readonly name: string;
  readonly amount: MoneyLiteral;
}

/** `amounts` in the order of the source. */
export function findTwoCurrencies(amounts: readonly AmountOf[]): readonly Diagnostic[] {
  const first = new Map<string, MoneyLiteral>();
  return amounts.flatMap(({ id, name, amount }) => {
    const before = first.get(id) ?? amount;
    first.set(id, before);
    if (before.currency === amount.currency) return [];
    const related = [{ span: before.span, label: `in ${before.currency} here` }];
    const facts = { field: name, first: before.currency, second: amount.currency };
    return [report("two-currencies", facts, amount.span, { related })];
  });
}
