/** Which journeys may run at the same time with one customer, and which goes first. */
import type * as ast from "../../language/ast.ts";
import type { Model } from "../model.ts";

/** About the same kind of subject, and not of one exclusive group. */
export const mayRunTogether = (one: ast.JourneyDeclaration, other: ast.JourneyDeclaration): boolean =>
  one !== other &&
  one.of.text === other.of.text &&
  (one.exclusive === undefined || one.exclusive.group.text !== other.exclusive?.group.text);

/** For the last place under a cap the higher one wins (docs/language.md, 6.1). */
export const priorityOf = ({ exclusive, priority }: ast.JourneyDeclaration): number =>
  exclusive?.priority ?? priority?.number ?? 0;

/** Each two that may run together, in the order of the files. */
export function pairsIn({
  journeys,
}: Model): readonly (readonly [earlier: ast.JourneyDeclaration, later: ast.JourneyDeclaration])[] {
  const all = [...journeys.values()];
  return all.flatMap((later, index) =>
    all
      .slice(0, index)
      .filter((earlier) => mayRunTogether(earlier, later))
      .map((earlier) => [earlier, later] as const),
  );
}

/** The roles that own them, each once. */
export const ownersOf = (journeys: readonly ast.JourneyDeclaration[]): readonly string[] => [
  ...new Set(journeys.flatMap(({ owner }) => owner?.text ?? [])),
];
