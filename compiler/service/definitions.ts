/** Where names are declared, one row a kind of node. */
import type * as ast from "../../language/ast.ts";
import type { Kind, Node, NodeOf } from "../walk.ts";
import { innerName, type Meaning, type MeaningKind } from "./meaning.ts";

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
  JourneyDeclaration: ({ name, keeps }) => [
    define("journey", name),
    ...keeps.map((keep) => define("kept", keep.name, name.text)),
  ],
  Stage: ofJourney("stage"),
  Exit: ofJourney("exit"),
  Handover: ({ name, decline }, around) => [
    ...ofJourney("handover")({ name }, around),
    ...within("reason", labelsOf(decline?.results), name, around),
  ],
  TaskStep: ({ name, results }, around) => [
    ...ofJourney("task")({ name }, around),
    ...within("result", labelsOf(results), name, around),
  ],
  RequestHandler: ofJourney("request"),
  SplitStep: ({ name, arms }, around) => [
    ...ofJourney("split")({ name }, around),
    // A holdout is left alone: its name says so.
    ...within(
      "arm",
      arms.map((arm) => arm.name).filter(({ text }) => text !== "holdout"),
      name,
      around,
    ),
  ],
  Field: ({ name, type }, around) => {
    const owner = around.at(-1);
    const field = owner === undefined ? undefined : definedIn(owner, name);
    if (field === undefined) return [];
    const of = innerName(field.meaning.of ?? "", name.text);
    const values = type.kind === "OneOfType" ? type.values.map((value) => define("value", value, of)) : [];
    return [field, ...values];
  },
};

function definedIn(owner: Node, field: ast.Name): Definition | undefined {
  if (owner.kind === "SubjectDeclaration") return define("field", field, owner.name.text);
  if (owner.kind === "EventDeclaration") return define("field", field, owner.of?.text ?? owner.name.text);
  return owner.kind === "ActionDeclaration" ? define("parameter", field, owner.name.text) : undefined;
}

const labelsOf = (results: readonly ast.Result[] | undefined): readonly ast.Name[] =>
  results?.flatMap(({ labels }) => labels) ?? [];

/** Names within a task, a handover or a split of a journey: `trial.call`. */
function within(
  kind: MeaningKind,
  names: readonly ast.Name[],
  of: ast.Name,
  [journey]: readonly Node[],
): readonly Definition[] {
  if (journey?.kind !== "JourneyDeclaration") return [];
  return names.map((name) => define(kind, name, innerName(journey.name.text, of.text)));
}

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
