/** Several journeys that ask for the last places under a cap, with one priority: whoever came first has them. */
import type { Model } from "../model.ts";
import { type AuditRule, type Found, find } from "./found.ts";
import { type PressureOn, pressureIn } from "./pressure.ts";
import { ownersOf } from "./together.ts";

export const capsWithoutPriority: AuditRule = (model) =>
  // Of several caps of one policy the tightest for its time says it for all.
  [...new Map(undecidedIn(model).map((one) => [one.policy, one] as const)).values()].map((one) =>
    undecided(one, model),
  );

const undecidedIn = (model: Model): readonly PressureOn[] =>
  pressureIn(model)
    .filter(({ shares }) => shares.some(({ places }) => places === null))
    .toSorted((a, b) => a.atWorst / a.cap - b.atWorst / b.cap);

function undecided(one: PressureOn, model: Model): Found {
  const rivals = one.shares.filter(({ places }) => places === null);
  const journeys = rivals.map(({ journey }) => journey);
  const declared = journeys.flatMap((name) => model.journeys.get(name) ?? []);
  const { subject, atWorst, window, cap } = one;
  return find(
    "caps-without-priority",
    { subject, atWorst, window, cap, journeys, priority: rivals[0]?.priority ?? 0 },
    {
      journeys,
      owners: ownersOf(declared),
      place: { kind: "contact policy", name: subject },
      span: one.rule.span,
      reach: one.policy.span,
    },
  );
}
