/** A journey as a graph: its entry, stages and exits, and what leads from one to the other. */
import type * as ast from "../../language/ast.ts";
import { type Found, walk } from "../walk.ts";

export interface GraphNode {
  readonly id: string;
  readonly kind: "entry" | "everywhere" | "stage" | "exit";
  readonly name: string;
  /** The owner of a stage, the outcome of an exit. */
  readonly detail: string;
  /** Where it is declared. */
  readonly span: ast.Span;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** What makes it happen, in the words of the file; several ways there are several labels. */
  readonly labels: readonly string[];
  /** The handover that it goes through. */
  readonly through?: string;
}

export interface JourneyGraph {
  readonly name: string;
  readonly title: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

const ENTRY = "entry";
const EVERYWHERE = "in every stage";
const stageId = (name: string): string => `stage ${name}`;
const exitId = (name: string): string => `exit ${name}`;

/** @param text of the file that the journey stands in, since labels are its words */
export function graphOf(journey: ast.JourneyDeclaration, text: string): JourneyGraph {
  const edges = mergeEdges([
    ...journey.enters.map((enter) => edge(ENTRY, enter.stage, wordsOf(enter.trigger.span, text))),
    ...journey.stages.flatMap((stage) => edgesOfStage(stage, text)),
    ...journey.handovers.flatMap((handover) => edgesOfDecline(handover)),
    ...journey.everywhere.flatMap(({ handlers }) => leavesIn(handlers, EVERYWHERE, text)),
    ...journey.exits.flatMap((exit) => edgesToExit(exit, text)),
  ]);
  const used = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const declared = nodesOf(journey);
  // A stage that does not exist is drawn too: that it is missing is what the diagram should show.
  const missing = [...used].filter((id) => !declared.some((node) => node.id === id));
  return {
    name: journey.name.text,
    title: journey.title?.text ?? "",
    nodes: [
      ...declared.filter(({ kind, id }) => kind !== "everywhere" || used.has(id)),
      ...missing.map((id) => missingNode(id, journey)),
    ],
    edges,
  };
}

function nodesOf({ name, stages, exits }: ast.JourneyDeclaration): readonly GraphNode[] {
  return [
    { id: ENTRY, kind: "entry", name: ENTRY, detail: "", span: name.span },
    { id: EVERYWHERE, kind: "everywhere", name: EVERYWHERE, detail: "", span: name.span },
    ...stages.map(
      (stage): GraphNode => ({
        id: stageId(stage.name.text),
        kind: "stage",
        name: stage.name.text,
        detail: stage.owner?.text ?? "",
        span: stage.name.span,
      }),
    ),
    ...exits.map(
      (exit): GraphNode => ({
        id: exitId(exit.name.text),
        kind: "exit",
        name: exit.name.text,
        detail: exit.outcome,
        span: exit.name.span,
      }),
    ),
  ];
}

function missingNode(id: string, { name }: ast.JourneyDeclaration): GraphNode {
  const kind = id.startsWith("exit ") ? "exit" : "stage";
  return { id, kind, name: id.slice(kind.length + 1), detail: "unknown", span: name.span };
}

// ── Edges ─────────────────────────────────────────────────────────────────────────────────────────────────

function edge(from: string, stage: ast.Name, label: string, through?: ast.Name): GraphEdge {
  const labels = label === "" ? [] : [label];
  return { from, to: stageId(stage.text), labels, ...(through && { through: through.text }) };
}

function edgesOfStage(stage: ast.Stage, text: string): readonly GraphEdge[] {
  const from = stageId(stage.name.text);
  const { handlers, steps, lasts } = stage;
  const bound = lasts === undefined ? [] : [leaveEdge(from, lasts.then, boundLabel(lasts, text))];
  return [...leavesIn(steps, from, text), ...leavesIn(handlers, from, text), ...bound];
}

function boundLabel(bound: ast.StageBound, text: string): string {
  return bound.kind === "AtMostBound"
    ? `after ${wordsOf(bound.lasting.span, text)}`
    : `at ${wordsOf(bound.until.span, text)}`;
}

function leavesIn(root: unknown, from: string, text: string): readonly GraphEdge[] {
  return walk(root).flatMap(({ node, around }) =>
    node.kind === "Move" || node.kind === "ExitStep" ? [leaveEdge(from, node, reasonFor(around, text))] : [],
  );
}

function leaveEdge(from: string, leave: ast.Leave, label: string): GraphEdge {
  if (leave.kind === "Move") return edge(from, leave.stage, label, leave.through);
  return { from, to: exitId(leave.exit.text), labels: label === "" ? [] : [label] };
}

/** The nearest thing that decides: a result, a handler, a condition. */
function reasonFor(around: Found["around"], text: string): string {
  for (const node of [...around].reverse()) {
    switch (node.kind) {
      case "Result":
        return node.labels.map((label) => label.text).join(", ");
      case "EventHandler":
        return `on ${node.events.map(({ span }) => wordsOf(span, text)).join(" or ")}`;
      case "WhenHandler":
        return `when ${wordsOf(node.state.span, text)}`;
      case "AtHandler":
        return `at ${wordsOf(node.moment.span, text)}`;
      case "RequestHandler":
        return `${node.name.text} (asked for)`;
      case "IfStep":
        return `if ${wordsOf(node.condition.span, text)}`;
      case "RetryStep":
        return "after the last try";
    }
  }
  return "";
}

function edgesOfDecline({ name, from, decline }: ast.Handover): readonly GraphEdge[] {
  const leaves = walk(decline?.results ?? []).flatMap(({ node, around }) => {
    const result = around.findLast(({ kind }) => kind === "Result");
    const reason = result?.kind === "Result" ? result.labels.map(({ text }) => text).join(", ") : "";
    return node.kind === "Move" || node.kind === "ExitStep" ? [{ node, reason }] : [];
  });
  return from.flatMap((stage) =>
    leaves.map(({ node, reason }) =>
      leaveEdge(stageId(stage.text), node, `${name.text} declined: ${reason}`),
    ),
  );
}

/** An exit on an event or a condition is taken from wherever the subject stands. */
function edgesToExit({ name, on, when }: ast.Exit, text: string): readonly GraphEdge[] {
  const labels = [
    ...(on ?? []).map(({ span }) => `on ${wordsOf(span, text)}`),
    ...(when === undefined ? [] : [`when ${wordsOf(when.span, text)}`]),
  ];
  return labels.length === 0 ? [] : [{ from: EVERYWHERE, to: exitId(name.text), labels }];
}

/** Characters; a longer condition is in the file, where it can be read. */
const LONGEST = 48;

function wordsOf({ start, end }: ast.Span, text: string): string {
  const words = text
    .slice(start, end)
    .replaceAll(/\/\/[^\n]*/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
  return words.length > LONGEST ? `${words.slice(0, LONGEST - 1)}…` : words;
}

/** Several ways from one place to another, through one handover, are one edge. */
function mergeEdges(edges: readonly GraphEdge[]): readonly GraphEdge[] {
  const merged = new Map<string, GraphEdge>();
  for (const one of edges) {
    const key = [one.from, one.to, one.through ?? ""].join("\n");
    const labels = [...(merged.get(key)?.labels ?? []), ...one.labels];
    merged.set(key, { ...one, labels: [...new Set(labels)] });
  }
  return [...merged.values()];
}
