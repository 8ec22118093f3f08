/** Graphviz, in a process of no kind but this one: it is compiled to WebAssembly and opens nothing. */
import { instance, type Viz } from "@viz-js/viz";

let graphviz: Promise<Viz> | undefined;

/** @param dot in the language of Graphviz, written by `toDot` */
export async function drawSvg(dot: string): Promise<string> {
  graphviz ??= instance();
  const svg = (await graphviz).renderString(dot, { format: "svg", engine: "dot" });
  // The head of a file of its own has no place in a page.
  return svg.slice(svg.indexOf("<svg"));
}
