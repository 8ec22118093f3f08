/** A graph in the language of Graphviz. */
import type { GraphEdge, GraphNode, JourneyGraph } from "./journey-graph.ts";

const SHAPES: Readonly<Record<GraphNode["kind"], string>> = {
  entry: 'shape=circle width=0.25 label="" style=filled fillcolor="#5b6770"',
  everywhere: 'shape=plaintext fontcolor="#5b6770"',
  stage: 'shape=box style="rounded,filled" fillcolor="#eef4fb" color="#2f6db3"',
  exit: 'shape=box style="filled" fillcolor="#f3f3f3" color="#5b6770" peripheries=2',
};

export function toDot({ name, title, nodes, edges }: JourneyGraph): string {
  return [
    `digraph ${quote(name)} {`,
    `  label=${quote(title === "" ? name : `${name}: ${title}`)} labelloc=t rankdir=LR fontname="sans-serif"`,
    '  node [fontname="sans-serif" fontsize=11]',
    '  edge [fontname="sans-serif" fontsize=9 color="#5b6770"]',
    ...nodes.map((node) => `  ${quote(node.id)} [${attributesOf(node)}]`),
    ...edges.map((edge) => `  ${quote(edge.from)} -> ${quote(edge.to)} [${attributesOfEdge(edge)}]`),
    "}",
    "",
  ].join("\n");
}

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
