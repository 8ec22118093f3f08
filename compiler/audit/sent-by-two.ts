/** One message in journeys that may run at the same time: each sends it without knowing of the others. */
import type * as ast from "../../language/ast.ts";
import type { Model } from "../model.ts";
import { findAll } from "../walk.ts";
import { type AuditRule, type Found, find } from "./found.ts";
import { mayRunTogether, ownersOf } from "./together.ts";

export const sentByTwo: AuditRule = (model) =>
  // However many send it, it is one thing to settle.
  [...model.messages.keys()].flatMap((message) => bySeveral(message, model));

function bySeveral(message: string, { journeys }: Model): readonly Found[] {
  const sending = [...journeys.values()].flatMap((journey) => {
    const send = findAll(journey, "SendStep").find((step) => step.message.text === message && isTheirs(step));
    return send === undefined ? [] : [{ journey, send }];
  });
  const beside = sending.filter(({ journey }) =>
    sending.some((other) => mayRunTogether(journey, other.journey)),
  );
  const last = beside.at(-1);
  if (last === undefined) return [];
  const names = beside.map(({ journey }) => journey.name.text);
  return [
    find(
      "sent-by-two",
      { message, journeys: names, subject: last.journey.of.text },
      {
        journeys: names,
        owners: ownersOf(beside.map(({ journey }) => journey).reverse()),
        place: { kind: "journey", name: last.journey.name.text },
        span: last.send.span,
        reach: last.journey.span,
      },
    ),
  ];
}

/** To the customer themselves. */
const isTheirs = ({ to }: ast.SendStep): boolean => to === undefined;
