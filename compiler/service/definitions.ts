/** Where names are declared, one row a kind of node. */
import type * as ast from "../../language/ast.ts";
import type { Kind, Node, NodeOf } from "../walk.ts";
import type { Meaning, MeaningKind } from "./meaning.ts";

export interface Definition {
  readonly name: ast.Name;
  readonly meaning: Meaning;
}

type Rows = { readonly [K in Kind]?: (node: NodeOf<K>, around: readonly Node[]) => readonly Definition[] };

const define = (kind: MeaningKind, name: ast.Name, of?: string): Definition => ({
  name,
  meaning: { kind, name: name.text, ...(of !== undefined && { of }) },
});
const global =
  (kind: MeaningKind) =>
  ({ name }: { readonly name: ast.Name }): readonly Definition[] => [define(kind, name)];
const ofJourney =
  (kind: MeaningKind) =>
  ({ name }: { readonly name: ast.Name }, around: readonly Node[]): readonly Definition[] => {
    const [journey] = around;
    return journey?.kind === "JourneyDeclaration" ? [define(kind, name, journey.name.text)] : [];
  };

const ROWS: Rows = {
  CalendarDeclaration: global("calendar"),
  RoleDeclaration: global("role"),
  LadderDeclaration: global("ladder"),
  RightDeclaration: ({ name, answers }) => [
    define("right", name),
    ...answers.map((answer) => define("answer", answer, name.text)),
  ],
  SubjectDeclaration: global("subject"),
  EventDeclaration: global("event"),
  AudienceDeclaration: global("audience"),
  ActionDeclaration: global("action"),
  ScoreDeclaration: ({ name, bands }) => [
    define("score", name),
    ...bands.map((band) => define("band", band.name, name.text)),
  ],
  RouteDeclaration: global("route"),
  HygieneDeclaration: global("hygiene"),
  JourneyDeclaration: global("journey"),
  Stage: ofJourney("stage"),
  Exit: ofJourney("exit"),
  Handover: ofJourney("handover"),
  TaskStep: ofJourney("task"),
  RequestHandler: ofJourney("request"),
  SplitStep: ofJourney("split"),
  Field: ({ name }, around) => {
    const owner = around.at(-1);
    if (owner?.kind === "SubjectDeclaration") return [define("field", name, owner.name.text)];
    if (owner?.kind === "EventDeclaration") return [define("field", name, owner.of?.text ?? owner.name.text)];
    return owner?.kind === "ActionDeclaration" ? [define("parameter", name, owner.name.text)] : [];
  },
};

export function definitionsIn<K extends Kind>(
  node: NodeOf<K>,
  around: readonly Node[],
): readonly Definition[] {
  // The row of a kind takes nodes of that kind; the compiler cannot see that across the union of all kinds.
  const row = ROWS[node.kind as K] as
    | ((node: NodeOf<K>, around: readonly Node[]) => readonly Definition[])
    | undefined;
  return row?.(node, around) ?? [];
}
