/** A graph in the language of Graphviz. */
import type { ComparedEdge, ComparedNode, GraphComparison, Standing } from "./compare-graphs.ts";
import { type ComparedLine, linesOfEdge, linesOfNode } from "./comparison-lines.ts";
import type { GraphEdge, GraphNode, JourneyGraph } from "./journey-graph.ts";

/** Graphviz knows how wide its letters are, though not of a list of fonts; what stands in its place is no wider. */
const FONT = "Verdana";

const SHAPES: Readonly<Record<GraphNode["kind"], string>> = {
  entry: 'shape=circle width=0.25 label="" style=filled fillcolor="#5b6770"',
  everywhere: 'shape=plaintext fontcolor="#5b6770"',
  stage: 'shape=box style="rounded,filled" fillcolor="#eef4fb" color="#2f6db3"',
  exit: 'shape=box style="filled" fillcolor="#f3f3f3" color="#5b6770" peripheries=2',
};

export function toDot({ name, title, nodes, edges }: JourneyGraph): string {
  return [
    `digraph ${quote(name)} {`,
    `  label=${quote(title === "" ? name : `${name}: ${title}`)} labelloc=t rankdir=LR fontname="${FONT}"`,
    ...DEFAULTS,
    ...nodes.map((node) => `  ${quote(node.id)} [${attributesOf(node)}]`),
    ...edges.map((edge) => `  ${quote(edge.from)} -> ${quote(edge.to)} [${attributesOfEdge(edge)}]`),
    "}",
    "",
  ].join("\n");
}

const DEFAULTS: readonly string[] = [
  `  node [fontname="${FONT}" fontsize=11 margin="0.16,0.08"]`,
  `  edge [fontname="${FONT}" fontsize=9 color="#5b6770"]`,
];

function attributesOf({ kind, id, name, detail }: GraphNode): string {
  const label = detail === "" ? name : `${name}\n${detail}`;
  const own = kind === "entry" ? "" : `label=${quote(label)} `;
  // Found again in the drawing, to be gone to.
  return `id=${quote(id)} ${own}${SHAPES[kind]}`;
}

function attributesOfEdge({ labels, through }: GraphEdge): string {
  const words = [...labels, ...(through === undefined ? [] : [`through ${through}`])];
  const bold = through === undefined ? "" : ' penwidth=2 color="#2f6db3"';
  return `label=${quote(words.join("\n"))}${bold}`;
}

/** Nothing of a text can end the quotes or begin a command of Graphviz's. */
function quote(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}

// ── Two states ────────────────────────────────────────────────────────────────────────────────────────────

/** What of a comparison is to be seen. Whatever is not keeps its place, so that two drawings lie one over the other. */
export type Shown = "before" | "after" | "both";

export function comparisonToDot({ name, nodes, edges }: GraphComparison, shown: Shown): string {
  return [
    `digraph ${quote(name)} {`,
    `  id=${quote(shown)} rankdir=LR bgcolor="transparent"`,
    ...DEFAULTS,
    ...nodes.map((node) => `  ${quote(node.id)} [${attributesOfCompared(node, shown)}]`),
    ...edges.map(
      (edge) =>
        `  ${quote(edge.from)} -> ${quote(edge.to)} [id=${quote(partId(shown, edge))} ${attributesOfComparedEdge(edge, shown)}]`,
    ),
    "}",
    "",
  ].join("\n");
}

/** Under which a part of a comparison is found again in the drawing. */
export const partId = (shown: Shown, part: ComparedNode | ComparedEdge): string =>
  "id" in part
    ? `${shown} ${part.id}`
    : `${shown} ${part.from} to ${part.to} ${part.through ?? ""}`.trimEnd();

export const INK: Readonly<Record<Standing, string>> = {
  same: "#1f2a37",
  added: "#1a7f37",
  removed: "#cf222e",
  changed: "#8a5a00",
};
const FILL: Readonly<Record<Exclude<Standing, "same">, string>> = {
  added: "#e6f4ea",
  removed: "#fdecec",
  changed: "#fff4d6",
};

function attributesOfCompared(node: ComparedNode, shown: Shown): string {
  const { kind, standing } = node;
  const base = `id=${quote(partId(shown, node))} ${SHAPES[kind]}${labelOf(linesOfNode(node))}`;
  if (!isSeen(standing, shown)) return `${base} style=invis`;
  return standing === "same" || kind === "entry" ? base : `${base} ${markOfNode(kind, standing)}`;
}

function markOfNode(kind: GraphNode["kind"], standing: Exclude<Standing, "same">): string {
  const round = kind === "stage" ? "rounded," : "";
  const dashed = standing === "removed" ? ",dashed" : "";
  const style = kind === "everywhere" ? "" : `style="${round}filled${dashed}" fillcolor="${FILL[standing]}" `;
  return `${style}color="${INK[standing]}" penwidth=${standing === "added" ? 2.5 : 1.5}`;
}

function attributesOfComparedEdge(edge: ComparedEdge, shown: Shown): string {
  const { standing, through } = edge;
  const label = labelOf(linesOfEdge(edge)).trimStart();
  if (!isSeen(standing, shown)) return `${label} style=invis`;
  const width = through === undefined ? 1 : 2;
  if (standing === "same")
    return `${label} penwidth=${width}${through === undefined ? "" : ' color="#2f6db3"'}`;
  const dashed = standing === "removed" ? " style=dashed" : "";
  return `${label} color="${INK[standing]}" penwidth=${standing === "added" ? width + 1 : width}${dashed}`;
}

export const isSeen = (standing: Standing, shown: Shown): boolean =>
  shown === "both" || standing !== (shown === "before" ? "added" : "removed");

const labelOf = (lines: readonly ComparedLine[]): string =>
  lines.length === 0 ? "" : ` label=${quote(lines.map(({ text }) => text).join("\n"))}`;
