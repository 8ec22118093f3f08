/** Graphviz, in a process of no kind but this one: it is compiled to WebAssembly and opens nothing. */
import { instance, type Viz } from "@viz-js/viz";

let graphviz: Promise<Viz> | undefined;

/** @param dot in the language of Graphviz, written by `toDot` */
export async function drawSvg(dot: string): Promise<string> {
  const svg = (await load()).renderString(dot, { format: "svg", engine: "dot" });
  // The head of a file of its own has no place in a page.
  return svg.slice(svg.indexOf("<svg")).replaceAll('font-family="Verdana"', FAMILY);
}

/** What is as wide, where there is no Verdana. */
const FAMILY = 'font-family="Verdana, DejaVu Sans, sans-serif"';

/** The middle of each node in the drawing that `drawSvg` makes of the same text, in its own points. */
export async function placesOfNodes(
  dot: string,
): Promise<ReadonlyMap<string, { readonly x: number; readonly y: number }>> {
  const plain = (await load()).renderString(dot, { format: "plain", engine: "dot" });
  const height = Number(/^graph \S+ \S+ (\S+)/.exec(plain)?.[1] ?? 0);
  const nodes = [...plain.matchAll(/^node (?:"([^"]*)"|(\S+)) (\S+) (\S+)/gm)];
  return new Map(
    nodes.map(([, quoted, bare = "", x, y]) => [
      quoted ?? bare,
      { x: Number(x) * POINTS + PAD, y: (height - Number(y)) * POINTS + PAD },
    ]),
  );
}

/** In an inch; and what Graphviz leaves free around a drawing. */
const POINTS = 72;
const PAD = 4;

function load(): Promise<Viz> {
  graphviz ??= instance();
  return graphviz;
}
