/**
 * Two states of a journey in one picture, each thing in the same place of both: one beside the other where the journey
 * is tall, one above the other where it is wide.
 */
import type { GraphComparison } from "../../compiler/graph/compare-graphs.ts";
import { linesOfEdge, linesOfNode, SIGN_WORDS } from "../../compiler/graph/comparison-lines.ts";
import { comparisonToDot, INK, isSeen, partId, type Shown } from "../../compiler/graph/to-dot.ts";
import { drawSvg } from "./draw-svg.ts";

const FONT = "Verdana, DejaVu Sans, sans-serif";
const MARGIN = 24;
const TITLE = 56;
const CAPTION = 30;
const LEGEND = 44;
const NARROWEST = 620;

/** @param names of the two states, such as `main (a9ee750c09)` and `the work tree` */
export async function drawComparison(
  comparison: GraphComparison,
  names: { readonly before: string; readonly after: string },
): Promise<string> {
  const [before, after] = [await drawSide(comparison, "before"), await drawSide(comparison, "after")];
  const isWide = before.width > before.height;
  const step = isWide ? { x: 0, y: before.height + CAPTION + MARGIN } : { x: before.width + MARGIN, y: 0 };
  const width = Math.max(NARROWEST, 2 * MARGIN + step.x + after.width);
  const height = TITLE + step.y + CAPTION + after.height + LEGEND;
  const words = comparison.title === "" ? comparison.name : `${comparison.name}: ${comparison.title}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="${FONT}" fill="${INK.same}" role="img">`,
    `<title>${escapeXml(`${words}, before and after`)}</title>`,
    '<rect width="100%" height="100%" fill="#ffffff"/>',
    textAt(MARGIN, 34, 16, words, INK.same, "600"),
    ...sideAt(before, MARGIN, TITLE, `Before: ${names.before}`),
    ...sideAt(after, MARGIN + step.x, TITLE + step.y, `After: ${names.after}`),
    ...legendAt(MARGIN, height - 18),
    "</svg>",
  ].join("\n");
}

interface Drawn {
  /** Points. */
  readonly width: number;
  readonly height: number;
  readonly inner: string;
}

async function drawSide(comparison: GraphComparison, shown: Shown): Promise<Drawn> {
  const svg = await drawSvg(comparisonToDot(comparison, shown));
  const [, width = "0", height = "0"] = /viewBox="[\d.-]+ [\d.-]+ ([\d.]+) ([\d.]+)"/.exec(svg) ?? [];
  // Graphviz names in a comment what it leaves out, too.
  const inner = svg.slice(svg.indexOf(">") + 1, svg.lastIndexOf("</svg>")).replaceAll(/<!--.*?-->\n?/gs, "");
  return {
    width: Math.ceil(Number(width)),
    height: Math.ceil(Number(height)),
    inner: dyed(inner, comparison, shown),
  };
}

/** Lines have the colour of what became of them; those of the other state only kept their place free. */
function dyed(svg: string, { nodes, edges }: GraphComparison, shown: Shown): string {
  const lines = new Map([
    ...nodes.map((node) => [escapeXml(partId(shown, node)), linesOfNode(node)] as const),
    ...edges.map((edge) => [escapeXml(partId(shown, edge)), linesOfEdge(edge)] as const),
  ]);
  return svg.replaceAll(/<g id="([^"]*)" class="(?:node|edge)">[\s\S]*?<\/g>/g, (group, id: string) => {
    const own = (lines.get(id) ?? []).values();
    return group.replaceAll(/<text [^>]*>[^<]*<\/text>\n?/g, (text) => {
      const line = own.next().value;
      if (line === undefined) return text;
      return isSeen(line.standing, shown) ? inkOf(text, INK[line.standing]) : "";
    });
  });
}

/** Some have a colour of Graphviz's already, and no XML may say it twice. */
const inkOf = (text: string, colour: string): string =>
  text.replace(/ fill="[^"]*"/, "").replace("<text ", `<text fill="${colour}" `);

const sideAt = (
  { width, height, inner }: Drawn,
  x: number,
  y: number,
  caption: string,
): readonly string[] => [
  textAt(x, y + 14, 13, caption, "#5b6770", "600"),
  `<svg x="${x}" y="${y + CAPTION}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${inner}</svg>`,
];

const LEGEND_STEP = 180;

const legendAt = (x: number, y: number): readonly string[] =>
  SIGN_WORDS.map(([standing, words], index) =>
    textAt(x + index * LEGEND_STEP, y, 12, words, INK[standing], "400"),
  );

const textAt = (x: number, y: number, size: number, words: string, colour: string, weight: string): string =>
  `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${colour}">${escapeXml(words)}</text>`;

const escapeXml = (text: string): string =>
  text
    .replaceAll(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, " ")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
