/**
 * An exclusive group keeps apart those that are in it. Alone in its group, a journey is kept apart from itself at most,
 * where a customer may be in it several times.
 */
import type * as ast from "../../language/ast.ts";
import { type AuditRule, find } from "./found.ts";
import { ownersOf } from "./together.ts";

export const groupOfOne: AuditRule = ({ journeys }) =>
  [...journeys.values()].flatMap((journey) => {
    const { exclusive } = journey;
    if (exclusive === undefined || mayBeSeveral(journey)) return [];
    const others = [...journeys.values()].filter((one) => one !== journey && one.of.text === journey.of.text);
    const inGroup = others.some((one) => one.exclusive?.group.text === exclusive.group.text);
    if (inGroup || others.length === 0) return [];
    const facts = {
      group: exclusive.group.text,
      journey: journey.name.text,
      others: others.map(({ name }) => name.text),
    };
    return [
      find("group-of-one", facts, {
        journeys: [facts.journey, ...facts.others],
        owners: ownersOf([journey]),
        place: { kind: "journey", name: facts.journey },
        span: exclusive.span,
        reach: journey.span,
      }),
    ];
  });

const mayBeSeveral = ({ per, ifOpen }: ast.JourneyDeclaration): boolean =>
  per !== undefined || ifOpen?.then === "start another";
