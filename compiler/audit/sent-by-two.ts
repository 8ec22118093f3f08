/** One message in two journeys that may run at the same time: each sends it without knowing of the other. */
import type * as ast from "../../language/ast.ts";
import { findAll } from "../walk.ts";
import { type AuditRule, find } from "./found.ts";
import { ownersOf, pairsIn } from "./together.ts";

export const sentByTwo: AuditRule = (model) =>
  pairsIn(model).flatMap(([earlier, later]) => {
    const known = new Set(sendsIn(earlier).map(({ message }) => message.text));
    const again = sendsIn(later).filter(({ message }) => known.has(message.text));
    // However often a journey sends it, it is one thing to settle.
    return [...new Map(again.map((send) => [send.message.text, send])).values()].map((send) => {
      const journeys = [earlier.name.text, later.name.text];
      return find(
        "sent-by-two",
        { message: send.message.text, journeys, subject: later.of.text },
        {
          journeys,
          owners: ownersOf([later, earlier]),
          place: { kind: "journey", name: later.name.text },
          span: send.span,
          reach: later.span,
        },
      );
    });
  });

/** To the customer themselves. */
const sendsIn = (journey: ast.JourneyDeclaration): readonly ast.SendStep[] =>
  findAll(journey, "SendStep").filter(({ to }) => to === undefined);
