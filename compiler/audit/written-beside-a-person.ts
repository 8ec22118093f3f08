/**
 * A stage that somebody has accepted, in which a machine writes to the customer: without being asked, and without a
 * reason beside the step. What a person's answer leads to is theirs.
 */
import type * as ast from "../../language/ast.ts";
import type { Model } from "../model.ts";
import { type Kind, walk } from "../walk.ts";
import { type AuditRule, find } from "./found.ts";
import { ownersOf } from "./together.ts";

export const writtenBesideAPerson: AuditRule = (model) =>
  [...model.journeys.values()].flatMap((journey) =>
    journey.stages.flatMap((stage) => {
      const receiver = receiverOf(stage, journey);
      if (receiver === undefined) return [];
      const sends = unaskedIn(stage, journey, model);
      const [first] = sends;
      if (first === undefined) return [];
      const messages = [...new Set(sends.map(({ message }) => message.text))];
      return [
        find(
          "written-beside-a-person",
          { stage: stage.name.text, role: receiver, messages },
          {
            journeys: [journey.name.text],
            owners: [...new Set([stage.owner?.text ?? receiver, ...ownersOf([journey])])],
            place: {
              kind: "journey",
              name: journey.name.text,
              part: { kind: "stage", name: stage.name.text },
            },
            span: first.span,
            reach: stage.span,
          },
        ),
      ];
    }),
  );

/** Who has accepted it, by name of their role. */
function receiverOf(stage: ast.Stage, { handovers }: ast.JourneyDeclaration): string | undefined {
  const accepted = handovers.find(
    ({ to, accept }) => accept !== undefined && to.some(({ text }) => text === stage.name.text),
  );
  const who = accepted?.receiver?.who;
  return who?.kind === "RoleWho" ? who.role.text : accepted && stage.owner?.text;
}

const BY_PEOPLE: readonly Kind[] = ["TaskStep", "DecideStep", "RequestHandler"];

function unaskedIn(
  stage: ast.Stage,
  { of }: ast.JourneyDeclaration,
  { policies, messages }: Model,
): readonly ast.SendStep[] {
  const rules = policies.get(of.text)?.rules ?? [];
  const isExempt = ({ message }: ast.SendStep): boolean =>
    rules.some(
      (rule) =>
        rule.kind === "ExemptRule" && rule.purpose.text === messages.get(message.text)?.message.purpose,
    );
  return walk([stage.steps, stage.handlers]).flatMap(({ node, around }) => {
    if (node.kind !== "SendStep" || node.onceApprovedBy !== undefined || node.because !== undefined)
      return [];
    if (isExempt(node) || around.some(({ kind }) => BY_PEOPLE.includes(kind))) return [];
    return [node];
  });
}
