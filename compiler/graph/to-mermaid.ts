/** A graph in the language of Mermaid, which GitHub and GitLab draw in a page. */
import type { GraphEdge, GraphNode, JourneyGraph } from "./journey-graph.ts";

export function toMermaid({ nodes, edges }: JourneyGraph): string {
  const ids = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
  const idOf = (id: string) => ids.get(id) ?? "n0";
  return [
    "flowchart LR",
    ...nodes.map((node) => `  ${idOf(node.id)}${shapeOf(node)}`),
    ...edges.map((edge) => `  ${idOf(edge.from)} ${arrowOf(edge)} ${idOf(edge.to)}`),
    "",
  ].join("\n");
}

function shapeOf({ kind, name, detail }: GraphNode): string {
  const label = quote(detail === "" ? name : `${name}\n${detail}`);
  switch (kind) {
    case "entry":
      return `((${quote("")}))`;
    case "everywhere":
      return `[/${label}/]`;
    case "exit":
      return `[[${label}]]`;
    case "stage":
      return `(${label})`;
  }
}

function arrowOf({ labels, through }: GraphEdge): string {
  const words = [...labels, ...(through === undefined ? [] : [`through ${through}`])].join("\n");
  const arrow = through === undefined ? "-->" : "==>";
  return words === "" ? arrow : `${arrow}|${quote(words)}|`;
}

const quote = (text: string): string =>
  `"${text
    .replaceAll("&", "&amp;")
    .replaceAll('"', "&quot;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("\n", "<br>")}"`;
