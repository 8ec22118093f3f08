/** A graph in the language of Mermaid, which GitHub and GitLab draw in a page. */
import type { ComparedEdge, ComparedNode, GraphComparison, Standing } from "./compare-graphs.ts";
import { linesOfEdge, linesOfNode } from "./comparison-lines.ts";
import type { GraphEdge, GraphNode, JourneyGraph } from "./journey-graph.ts";

export function toMermaid({ nodes, edges }: JourneyGraph): string {
  const idOf = idsOf(nodes);
  return [
    "flowchart LR",
    ...nodes.map((node) => `  ${idOf(node.id)}${shapeOf(node.kind, labelOf(node))}`),
    ...edges.map((edge) => `  ${idOf(edge.from)} ${arrowOf(wordsOf(edge), edge.through)} ${idOf(edge.to)}`),
    "",
  ].join("\n");
}

const labelOf = ({ name, detail }: GraphNode): string => (detail === "" ? name : `${name}\n${detail}`);

const wordsOf = ({ labels, through }: GraphEdge): string =>
  [...labels, ...(through === undefined ? [] : [`through ${through}`])].join("\n");

/** Of two states one chart: what is gone stands in it, too. */
export function comparisonToMermaid({ nodes, edges }: GraphComparison): string {
  const idOf = idsOf(nodes);
  return [
    "flowchart LR",
    ...nodes.map((node) => `  ${idOf(node.id)}${shapeOf(node.kind, wordsOfCompared(node))}`),
    ...edges.map((edge) => `  ${idOf(edge.from)} ${comparedArrow(edge)} ${idOf(edge.to)}`),
    ...CLASSES,
    ...nodes.flatMap(({ id, kind, standing }) =>
      standing === "same" || kind === "entry" ? [] : [`  class ${idOf(id)} ${standing}`],
    ),
    ...edges.flatMap(({ standing }, index) =>
      standing === "same" ? [] : [`  linkStyle ${index} ${LINKS[standing]}`],
    ),
    "",
  ].join("\n");
}

/** Readable on a light page and on a dark one. */
const CLASSES: readonly string[] = [
  "  classDef added fill:#e6f4ea,stroke:#1a7f37,stroke-width:3px,color:#10491f",
  "  classDef removed fill:#fdecec,stroke:#cf222e,stroke-dasharray:5 4,color:#7d1119",
  "  classDef changed fill:#fff4d6,stroke:#9a6700,stroke-width:2px,color:#4d3400",
];

const LINKS: Readonly<Record<Exclude<Standing, "same">, string>> = {
  added: "stroke:#1a7f37,stroke-width:4px",
  removed: "stroke:#cf222e,stroke-width:2px,stroke-dasharray:5 4",
  changed: "stroke:#9a6700,stroke-width:3px",
};

const wordsOfCompared = (node: ComparedNode): string =>
  linesOfNode(node)
    .map(({ text }) => text)
    .join("\n");

const comparedArrow = (edge: ComparedEdge): string =>
  arrowOf(
    linesOfEdge(edge)
      .map(({ text }) => text)
      .join("\n"),
    edge.through,
  );

function idsOf(nodes: readonly { readonly id: string }[]): (id: string) => string {
  const ids = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
  return (id) => ids.get(id) ?? "n0";
}

function shapeOf(kind: GraphNode["kind"], words: string): string {
  const label = quote(words);
  switch (kind) {
    case "entry":
      // Mermaid does not read an empty label.
      return `((${quote(" ")}))`;
    case "everywhere":
      return `[/${label}/]`;
    case "exit":
      return `[[${label}]]`;
    case "stage":
      return `(${label})`;
  }
}

function arrowOf(words: string, through: string | undefined): string {
  const arrow = through === undefined ? "-->" : "==>";
  return words === "" ? arrow : `${arrow}|${quote(words)}|`;
}

/**
 * By Mermaid's own codes: nothing ends the quotes, becomes a tag, a list, a text in Markdown (backticks, stars), or a
 * directive (`%%{init}%%` counts wherever it stands).
 */
const quote = (text: string): string =>
  `"${text
    .replaceAll(/[&"<>#%`*\\{}[\]|;$~^@]/g, (sign) => `#${sign.charCodeAt(0)};`)
    .replaceAll(/[^\S\n]+/g, " ")
    .replaceAll("\n", "<br>")}"`;
