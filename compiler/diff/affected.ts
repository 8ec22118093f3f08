/** Whom a change concerns: roles, and the subject where the customer feels it. */
import type * as ast from "../../language/ast.ts";
import type { Model } from "../model.ts";
import { findAll, type Node } from "../walk.ts";
import type { Difference } from "./differences.ts";
import type { Sides } from "./sides.ts";

/** The one that it concerns most comes first; none twice. */
export function affectedBy(
  { around, before, after }: Difference,
  { before: b, after: a }: Sides,
): readonly string[] {
  const now = [...around.map((pair) => pair.after), ...(isNode(after) ? [after] : [])];
  const then = [...around.map((pair) => pair.before), ...(isNode(before) ? [before] : [])];
  return [
    ...new Set([
      ...rolesNamed([after, before], a.model),
      ...concernedBy(now, a.model),
      ...concernedBy(then, b.model),
    ]),
  ];
}

/** Whoever must agree, or no longer must, is named by the change itself. */
const rolesNamed = (values: readonly unknown[], { roles }: Model): readonly string[] =>
  values.flatMap((value) =>
    isNode(value) && value.kind === "Name" && roles.has(value.text) ? [value.text] : [],
  );

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "kind" in value && "span" in value;

/** From the innermost to the outermost: whoever is named nearest to the change is concerned most. */
function concernedBy(nodes: readonly Node[], model: Model): readonly string[] {
  return [...nodes].reverse().flatMap((node) => namedBy(node, nodes, model));
}

function namedBy(node: Node, nodes: readonly Node[], model: Model): readonly string[] {
  switch (node.kind) {
    case "TaskStep":
      return node.by.flatMap((who) => rolesOf(who, nodes));
    case "TellStep":
      return rolesOf(node.who, nodes);
    case "SendStep":
    case "Enter":
      return subjectAround(nodes);
    case "Handover":
      return [
        ...(node.receiver === undefined ? [] : rolesOf(node.receiver.who, nodes)),
        ...namesOf([node.giver, node.accountable]),
      ];
    case "Stage":
    case "RouteDeclaration":
    case "ScoreDeclaration":
    case "AudienceDeclaration":
    case "ActionDeclaration":
    case "HygieneDeclaration":
      return namesOf([node.owner]);
    case "EventDeclaration":
      return namesOf([node.owner ?? model.subjects.get(node.of?.text ?? "")?.owner]);
    case "SubjectDeclaration":
    case "JourneyDeclaration":
      return namesOf([node.owner]);
    case "PolicyDeclaration":
      return [node.of.text, ...namesOf([node.owner])];
    case "RightDeclaration":
      return namesOf([...node.asks.map(({ role }) => role), node.owner]);
    case "RoleDeclaration":
      return [node.name.text];
    case "LadderDeclaration":
      return climbersOf(node.name.text, model);
    case "CalendarDeclaration":
      return [...model.roles.values()]
        .filter(({ hours }) => hours?.text === node.name.text)
        .map(({ name }) => name.text);
    case "RoleWho":
      return [node.role.text];
    default:
      return [];
  }
}

const namesOf = (names: readonly (ast.Name | undefined)[]): readonly string[] =>
  names.flatMap((name) => name?.text ?? []);

function subjectAround(nodes: readonly Node[]): readonly string[] {
  const [journey] = nodes;
  return journey?.kind === "JourneyDeclaration" ? [journey.of.text] : [];
}

/** The holder is of the role that owns the stage, as far as the text says. */
function rolesOf(who: ast.Who, nodes: readonly Node[]): readonly string[] {
  if (who.kind === "RoleWho") return [who.role.text];
  const stage = nodes.find((node) => node.kind === "Stage");
  return stage?.kind === "Stage" ? namesOf([stage.owner]) : [];
}

/** Whoever is asked for something on this ladder. */
function climbersOf(ladder: string, model: Model): readonly string[] {
  const isOn = (name: ast.Name | undefined): boolean => name?.text === ladder;
  const journeys = [...model.journeys.values()];
  return [
    ...journeys.flatMap((journey) =>
      findAll(journey, "Handover")
        .filter(({ accept }) => isOn(accept))
        .flatMap((handover) => (handover.receiver === undefined ? [] : rolesOf(handover.receiver.who, []))),
    ),
    ...journeys.flatMap((journey) =>
      journey.stages.flatMap((stage) =>
        findAll(stage, "TaskStep")
          .filter((task) => isOn(task.ladder))
          .flatMap((task) => task.by.flatMap((who) => rolesOf(who, [stage]))),
      ),
    ),
    ...[...model.rights.values()]
      .filter((right) => isOn(right.ladder))
      .flatMap(({ asks }) => namesOf(asks.map(({ role }) => role))),
  ];
}
