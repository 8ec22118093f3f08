/** Names that are declared twice: everywhere, or within the declaration that they stand in. */
import type * as ast from "../language/ast.ts";
import type { Diagnostic } from "../language/diagnostics/diagnostic.ts";
import { report } from "../language/diagnostics/report.ts";
import { type NamedDeclaration, ofKind } from "./collect.ts";
import type { MessageFile } from "./model.ts";
import { type NodeRules, saidOf, walk } from "./walk.ts";

type Group = readonly [what: string, names: readonly ast.Name[]];

export function findDuplicates(
  declarations: readonly ast.Declaration[],
  messages: readonly MessageFile[],
): readonly Diagnostic[] {
  const within = declarations.flatMap((one) => walk(one)).flatMap(({ node }) => saidOf(WITHIN, node));
  const found = [...globalNames(declarations), ...within, messageNames(messages)].flatMap(reportTwice);
  // What stands in every stage is looked at with each of them.
  return [...new Map(found.map((one) => [`${one.span.file}:${one.span.start}`, one])).values()];
}

const GLOBAL: Readonly<Record<NamedDeclaration["kind"], string>> = {
  CalendarDeclaration: "calendar",
  RoleDeclaration: "role",
  LadderDeclaration: "ladder",
  RightDeclaration: "right",
  SubjectDeclaration: "subject",
  EventDeclaration: "event",
  AudienceDeclaration: "audience",
  ActionDeclaration: "action",
  ScoreDeclaration: "score",
  RouteDeclaration: "route",
  HygieneDeclaration: "hygiene",
  JourneyDeclaration: "journey",
};

function globalNames(declarations: readonly ast.Declaration[]): readonly Group[] {
  const kinds = Object.entries(GLOBAL).map(([kind, what]): Group => {
    const named = declarations.filter((one): one is NamedDeclaration => one.kind === kind && "name" in one);
    return [what, named.map(({ name }) => name)];
  });
  // What data care asks for runs as a journey of its own, by the name of the care.
  const journeys = ofKind(declarations, "JourneyDeclaration").map(({ name }) => name);
  const cares = ofKind(declarations, "HygieneDeclaration").flatMap(({ name }) => {
    const first = journeys.find(({ text }) => text === name.text);
    return first === undefined ? [] : [["journey", [first, name]] as const];
  });
  return [
    ...kinds,
    ...cares,
    ["contact policy of", ofKind(declarations, "PolicyDeclaration").map(({ of }) => of)],
  ];
}

function messageNames(messages: readonly MessageFile[]): Group {
  return ["message", messages.map(({ name, span }): ast.Name => ({ kind: "Name", text: name, span }))];
}

const fieldsOf = (node: { readonly fields: readonly ast.Field[] }): Group => ["field", namesOf(node.fields)];
const labelsOf = (results: readonly ast.Result[]): Group => [
  "result",
  results.flatMap(({ labels }) => labels),
];
const resultsOf = (node: { readonly results?: readonly ast.Result[] }): readonly Group[] => [
  labelsOf(node.results ?? []),
];

/** Names that must differ within the node that they stand in. */
const WITHIN: NodeRules<Group> = {
  SubjectDeclaration: (subject) => [fieldsOf(subject)],
  EventDeclaration: (event) => [fieldsOf(event)],
  ScoreDeclaration: ({ bands, parts }) => [
    ["band", namesOf(bands)],
    ["part", namesOf(parts)],
  ],
  RightDeclaration: ({ answers, order }) => [
    ["answer", answers],
    ["role", order],
  ],
  JourneyDeclaration: (journey) => [
    ["stage", namesOf(journey.stages)],
    ["exit", namesOf(journey.exits)],
    ["handover", namesOf(journey.handovers)],
    ...journey.stages.map((stage): Group => ["request", requestsIn(journey, stage)]),
    ["what follows exit", journey.afterwards.map(({ exit }) => exit)],
    ...journey.stages.map((stage): Group => ["handler", holderLeftIn(stage.handlers)]),
    ...journey.stages.map((stage): Group => ["handler", holderLeftIn(sharedWith(journey, stage))]),
  ],
  OneOfType: ({ values }) => [["value", values]],
  SplitStep: ({ arms }) => [["arm", namesOf(arms)]],
  TaskStep: resultsOf,
  DecideStep: resultsOf,
  WaitStep: resultsOf,
  BeginStep: ({ wait }) => [labelsOf(wait?.results ?? [])],
  TogetherStep: ({ tracks }) => [["track", tracks.flatMap(({ labels }) => labels)]],
  Handover: ({ decline }) => [labelsOf(decline?.results ?? [])],
  Data: ({ entries }) => [["field", namesOf(entries)]],
};

/** Those of the stage itself, and those of every stage that it is one of. */
function requestsIn(journey: ast.JourneyDeclaration, stage: ast.Stage): readonly ast.Name[] {
  const handlers = [...sharedWith(journey, stage), ...stage.handlers];
  return namesOf(handlers.filter((handler) => handler.kind === "RequestHandler"));
}

const sharedWith = ({ everywhere }: ast.JourneyDeclaration, stage: ast.Stage): readonly ast.Handler[] =>
  everywhere
    .filter(({ except }) => !except.some(({ text }) => text === stage.name.text))
    .flatMap(({ handlers }) => handlers);

/** A second one would never be asked. */
const holderLeftIn = (handlers: readonly ast.Handler[]): readonly ast.Name[] =>
  handlers
    .filter(({ kind }) => kind === "HolderLeftHandler")
    .map(({ span }) => ({ kind: "Name", text: "on holder left", span }));

function namesOf(nodes: readonly { readonly name: ast.Name }[]): readonly ast.Name[] {
  return nodes.map(({ name }) => name);
}

function reportTwice([what, names]: Group): readonly Diagnostic[] {
  if (names.length < 2) return [];
  const first = new Map<string, ast.Name>();
  return names.flatMap((name) => {
    const before = first.get(name.text);
    first.set(name.text, before ?? name);
    if (before === undefined) return [];
    const related = [{ span: before.span, label: "declared first here" }];
    return [report("duplicate-name", { what, name: name.text }, name.span, { related })];
  });
}
