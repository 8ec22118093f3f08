/**
 * A field of money has one currency: the one it is first given in, by its default, by what it is compared with, or by
 * what it is added to. Fields that stand beside each other share theirs.
 */
import type * as ast from "../../language/ast.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { report } from "../../language/diagnostics/report.ts";
import { followedBy } from "../followed.ts";
import type { Model } from "../model.ts";
import { each, type Scope, type ScopedNode, together, walkModel } from "../scopes.ts";
import type { Node } from "../walk.ts";
import { expressionSiteOf } from "./check-expressions.ts";
import { fieldIn, type Owner, quantityOf } from "./expressions.ts";
import { typeOf } from "./field-types.ts";
import { findField } from "./fields.ts";
import { VALUE_SITES, type ValueSite } from "./value-sites.ts";

/** What must come in one currency: fields by what is the same everywhere (`lead.amount`), and amounts as written. */
export interface SameCurrency {
  readonly fields: readonly { readonly id: string; readonly name: string }[];
  readonly amounts: readonly ast.MoneyLiteral[];
}

/** `groups` in the order of the source. */
export function findTwoCurrencies(groups: readonly SameCurrency[]): readonly Diagnostic[] {
  const shared = shareIds(groups);
  const first = new Map<string, ast.MoneyLiteral>();
  return amountsIn(groups).flatMap(({ id, name, amount }) => {
    const root = shared(id);
    const before = first.get(root) ?? amount;
    first.set(root, before);
    if (before.currency === amount.currency) return [];
    const related = [{ span: before.span, label: `in ${before.currency} here` }];
    const facts = { field: name, first: before.currency, second: amount.currency };
    return [report("two-currencies", facts, amount.span, { related })];
  });
}

/**
 * The currency of each field of money that has one, by `subject.field`; of a model without errors. What a scenario says is
 * held to it, and settles nothing: what is compiled does not hang on how it is tested.
 */
export function currenciesOf(model: Model): ReadonlyMap<string, string> {
  const groups = findAmounts(
    walkModel(model).filter(({ scope }) => scope.declaration.kind !== "ScenarioDeclaration"),
  );
  const shared = shareIds(groups);
  const byRoot = new Map(amountsIn(groups).map(({ id, amount }) => [shared(id), amount.currency]));
  const ids = groups.flatMap(({ fields }) => fields.map(({ id }) => id));
  return new Map(
    ids.flatMap((id) => {
      const currency = byRoot.get(shared(id));
      return currency === undefined ? [] : [[id, currency] as const];
    }),
  );
}

/** `lead.amount`; a field of an event and one of its subject that share a name share their meaning. */
export const moneyId = (
  owner: { readonly name: ast.Name; readonly of?: ast.Name | undefined },
  field: string,
): string => `${owner.of?.text ?? owner.name.text}.${field}`;

// ── SameCurrencys ────────────────────────────────────────────────────────────────────────────────────────────────

const ownAmounts = (_: Node, found: ScopedNode): readonly SameCurrency[] => groupsInExpression(found);

/** What must come in one currency, of nodes in the order of the source. */
export const findAmounts = together<SameCurrency>(
  each(VALUE_SITES, groupBeside),
  { Field: ownAmounts, SetStep: ownAmounts },
  { SubjectDeclaration: (subject, { scope }) => groupsComingAlong(subject, scope) },
);

function groupBeside({ value, target, reading }: ValueSite): readonly SameCurrency[] {
  const { id, name } = target;
  if (value.kind === "MoneyLiteral") return [{ fields: [{ id, name }], amounts: [value] }];
  const other = value.kind === "Path" ? findField(value, reading) : undefined;
  if (other === undefined || ![target, other].every(({ field }) => typeOf(field)?.type === "money"))
    return [];
  return [{ fields: [{ id, name }, other], amounts: [] }];
}

/** An amount that comes along to a follower is in the currency that it was in. */
function groupsComingAlong(node: ast.SubjectDeclaration, scope: Scope): readonly SameCurrency[] {
  const names = node.fields.filter((field) => typeOf(field)?.type === "money").map(({ name }) => name.text);
  return followedBy(node, scope.model).flatMap((followed) =>
    names
      .filter((name) => followed.fields.some((field) => field.name.text === name))
      .map((name) => ({
        fields: [node, followed].map((owner) => ({ id: moneyId(owner, name), name })),
        amounts: [],
      })),
  );
}

function groupsInExpression(found: ScopedNode): readonly SameCurrency[] {
  const site = expressionSiteOf(found);
  if (site === undefined) return [];
  const { value, target, owner } = site;
  const { open, closed } = gather(value, owner);
  if (typeOf(target)?.type !== "money" || value.kind === "MoneyLiteral") return closed;
  const name = target.name.text;
  return [...closed, { ...open, fields: [...open.fields, { id: moneyId(owner, name), name }] }];
}

/** `open`: what shares the currency of the result; `closed`: what a quotient has made a number of. */
interface Gathered {
  readonly open: SameCurrency;
  readonly closed: readonly SameCurrency[];
}

const NOTHING: SameCurrency = { fields: [], amounts: [] };

function gather(value: ast.Expression, owner: Owner): Gathered {
  if (value.kind === "MoneyLiteral") return { open: { fields: [], amounts: [value] }, closed: [] };
  if (value.kind === "Path") {
    const field = fieldIn(value, owner);
    if (field === undefined || typeOf(field)?.type !== "money") return { open: NOTHING, closed: [] };
    const name = field.name.text;
    return { open: { fields: [{ id: moneyId(owner, name), name }], amounts: [] }, closed: [] };
  }
  if (value.kind !== "Arithmetic") return { open: NOTHING, closed: [] };
  const left = gather(value.left, owner);
  const right = gather(value.right, owner);
  const both: SameCurrency = {
    fields: [...left.open.fields, ...right.open.fields],
    amounts: [...left.open.amounts, ...right.open.amounts],
  };
  const closed = [...left.closed, ...right.closed];
  const isMoney = quantityOf(value, owner) === "money";
  return isMoney ? { open: both, closed } : { open: NOTHING, closed: [...closed, both] };
}

// ── Sharing ───────────────────────────────────────────────────────────────────────────────────────────────

/** In the order of the source. An amount beside an amount alone is held to the field that it goes to, if any. */
function amountsIn(groups: readonly SameCurrency[]) {
  return groups.flatMap(({ fields: [field], amounts }) =>
    amounts.map((amount) => ({
      id: field?.id ?? `amount ${amounts[0]?.span.file} ${amounts[0]?.span.start}`,
      name: field?.name ?? "this",
      amount,
    })),
  );
}

/** Fields that share a currency, through however many others, answer the same name. */
function shareIds(groups: readonly SameCurrency[]): (id: string) => string {
  const parents = new Map<string, string>();
  const rootOf = (id: string): string => {
    const parent = parents.get(id);
    return parent === undefined ? id : rootOf(parent);
  };
  for (const { fields } of groups) {
    for (const { id } of fields.slice(1)) {
      const [root, other] = [rootOf(fields[0]?.id ?? id), rootOf(id)];
      if (root !== other) parents.set(other, root);
    }
  }
  return rootOf;
}
