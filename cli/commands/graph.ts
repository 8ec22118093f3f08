import { graphOf } from "../../compiler/graph/journey-graph.ts";
import { toDot } from "../../compiler/graph/to-dot.ts";
import { toMermaid } from "../../compiler/graph/to-mermaid.ts";
import { modelOf } from "../../compiler/resolve.ts";
import { suggest } from "../../language/diagnostics/suggest.ts";
import { defineCommand } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { wrongUsage } from "../failure.ts";
import { drawSvg } from "../graph/draw-svg.ts";
import { openDirectory } from "../journeys/check-directory.ts";

export const graph = defineCommand({
  arguments: { journey: { summary: "name of the journey" } },
  options: {
    dir: { is: "text", value: "DIR", summary: "folder of the journeys", default: "journeys" },
    svg: { is: "flag", summary: "draw it, as an SVG image" },
    mermaid: { is: "flag", summary: "write it for Mermaid, which GitHub draws in a page" },
  },
  examples: [
    "baton graph lead_to_customer --svg > lead_to_customer.svg",
    "baton graph lead_to_customer --mermaid",
    "baton graph lead_to_customer | dot -Tpdf    # without an option: for Graphviz",
  ],
  async run({ journey: name, dir, svg, mermaid }, io) {
    if (svg && mermaid) throw wrongUsage("--svg and --mermaid are two pictures: ask for one.");
    const { journeys, files } = modelOf(openDirectory(dir, io));
    const journey = journeys.get(name);
    if (journey === undefined) throw wrongUsage(noJourney(name, [...journeys.keys()]));
    const text = files.find(({ path }) => path === journey.span.file)?.text ?? "";
    const found = graphOf(journey, text);
    if (io.json) io.out(JSON.stringify(found, undefined, 2));
    else if (mermaid) io.out(toMermaid(found).trimEnd());
    else io.out(svg ? (await drawSvg(toDot(found))).trimEnd() : toDot(found).trimEnd());
    return EXIT.ok;
  },
});

function noJourney(name: string, known: readonly string[]): string {
  const nearest = suggest(name, known);
  const help = nearest === undefined ? `There are: ${known.join(", ")}.` : `Did you mean ${nearest}?`;
  return `There is no journey named ${name}. ${help}`;
}
