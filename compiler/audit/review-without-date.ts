/** A review that says how often and never when it last was: it never falls due. */
import type { Name, Review, Span } from "../../language/ast.ts";
import { writeDuration } from "../types/literals.ts";
import { type AuditRule, find } from "./found.ts";

interface Reviewed {
  readonly name: Name;
  readonly owner?: Name;
  readonly review?: Review;
  readonly span: Span;
}

export const reviewWithoutDate: AuditRule = ({ journeys, scores, routes }) => [
  ...[...journeys.values()].flatMap((one) => undated("journey", one)),
  ...[...scores.values()].flatMap((one) => undated("score", one)),
  ...[...routes.values()].flatMap((one) => undated("route", one)),
];

function undated(kind: "journey" | "score" | "route", { name, owner, review, span }: Reviewed) {
  if (review === undefined || review.last !== undefined) return [];
  const what = `${kind} \`${name.text}\``;
  return [
    find(
      "review-without-date",
      { what, every: writeDuration(review.every) },
      {
        journeys: kind === "journey" ? [name.text] : [],
        owners: owner === undefined ? [] : [owner.text],
        place: { kind, name: name.text },
        span: review.span,
        reach: span,
      },
    ),
  ];
}
