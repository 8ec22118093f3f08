/** A score that is kept of everybody, and that nothing asks for. */
import { nodesOf } from "../scopes.ts";
import { type AuditRule, find } from "./found.ts";

export const scoreUnread: AuditRule = (model) => {
  const asked = new Set([
    ...nodesOf(model, ["Test"]).flatMap(({ node }) => node.subject.names.map(({ text }) => text)),
    // What travels in a handover is read by a person.
    ...nodesOf(model, ["Handover"]).flatMap(({ node }) => node.carries.map(({ name }) => name.text)),
    ...nodesOf(model, ["Placeholder"]).map(({ node }) => node.path),
  ]);
  return [...model.scores.values()]
    .filter(({ name }) => !asked.has(name.text))
    .map(({ name, owner, span }) =>
      find(
        "score-unread",
        { score: name.text },
        {
          journeys: [],
          owners: owner === undefined ? [] : [owner.text],
          place: { kind: "score", name: name.text },
          span: name.span,
          reach: span,
        },
      ),
    );
};
