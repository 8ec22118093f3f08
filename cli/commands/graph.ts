import {
  comparedJourneys,
  compareJourney,
  type GraphComparison,
} from "../../compiler/graph/compare-graphs.ts";
import { graphOf } from "../../compiler/graph/journey-graph.ts";
import { comparisonToDot, toDot } from "../../compiler/graph/to-dot.ts";
import { comparisonToMermaid, toMermaid } from "../../compiler/graph/to-mermaid.ts";
import { modelOf } from "../../compiler/resolve.ts";
import { suggest } from "../../language/diagnostics/suggest.ts";
import { defineCommand } from "../command.ts";
import { type ComparedRange, compareRange } from "../diff/compare-range.ts";
import { EXIT } from "../exit-code.ts";
import { wrongUsage } from "../failure.ts";
import { drawComparison } from "../graph/draw-comparison.ts";
import { drawSvg } from "../graph/draw-svg.ts";
import type { Io } from "../io.ts";
import { openDirectory } from "../journeys/check-directory.ts";

export const graph = defineCommand({
  arguments: {
    journey: {
      summary: "name of the journey; may be left out with a range in which one journey changes",
      optional: true,
    },
    range: { summary: "BASE..HEAD: before and after, what has changed marked", optional: true },
  },
  options: {
    dir: { is: "text", value: "DIR", summary: "folder of the journeys", default: "journeys" },
    base: { is: "text", value: "REV", summary: "compare the work tree with this revision" },
    svg: { is: "flag", summary: "draw it, as an SVG image" },
    mermaid: { is: "flag", summary: "write it for Mermaid, which GitHub draws in a page" },
  },
  examples: [
    "baton graph lead_to_customer --svg > lead_to_customer.svg",
    "baton graph lead_to_customer --mermaid",
    "baton graph lead_to_customer | dot -Tpdf    # without an option: for Graphviz",
    "baton graph lead_to_customer main..HEAD --svg > change.svg    # before and after",
    "baton graph --base main --mermaid           # the one journey that has changed since",
  ],
  async run({ journey, range, dir, base, svg, mermaid }, io) {
    if (svg && mermaid) throw wrongUsage("--svg and --mermaid are two pictures: ask for one.");
    const asked = readAsked({ journey, range, base });
    const form = io.json ? "json" : svg ? "svg" : mermaid ? "mermaid" : "dot";
    const product =
      asked.range === undefined
        ? await oneState(asked.journey, dir, form, io)
        : await twoStates(asked.journey, asked.range, dir, form, io);
    if (product !== null) io.out(product.trimEnd());
    return EXIT.ok;
  },
});

type Form = "json" | "svg" | "mermaid" | "dot";

type Asked =
  | { readonly journey: string; readonly range: undefined }
  | { readonly journey: string | undefined; readonly range: string };

/** A journey has no dots in its name, and a range has two. */
function readAsked(given: {
  readonly journey: string | undefined;
  readonly range: string | undefined;
  readonly base: string | undefined;
}): Asked {
  const isRange = given.range === undefined && given.journey?.includes("..") === true;
  const journey = isRange ? undefined : given.journey;
  const range = isRange ? given.journey : given.range;
  if (range !== undefined && given.base !== undefined)
    throw wrongUsage("A range and --base both name what to compare with: give one of them.");
  const compared = range ?? given.base;
  if (compared !== undefined) return { journey, range: compared };
  if (journey === undefined) throw wrongUsage("Say which journey to draw, or with --base what to compare.");
  return { journey, range: undefined };
}

async function oneState(name: string, dir: string, form: Form, io: Io): Promise<string> {
  const { journeys, files } = modelOf(openDirectory(dir, io));
  const journey = journeys.get(name);
  if (journey === undefined) throw wrongUsage(noJourney(name, [...journeys.keys()]));
  const text = files.find(({ path }) => path === journey.span.file)?.text ?? "";
  const found = graphOf(journey, text);
  switch (form) {
    case "json":
      return JSON.stringify(found, undefined, 2);
    case "mermaid":
      return toMermaid(found);
    case "svg":
      return await drawSvg(toDot(found));
    case "dot":
      return toDot(found);
  }
}

/** `null`: nothing of what could be drawn has changed, which is told. */
async function twoStates(
  journey: string | undefined,
  range: string,
  dir: string,
  form: Form,
  io: Io,
): Promise<string | null> {
  const compared = await compareRange(range, dir, io);
  const found = journey === undefined ? theOneChanged(compared, io) : theNamed(journey, compared);
  if (found === null) return null;
  const { before, after } = compared;
  switch (form) {
    case "json":
      return JSON.stringify({ before: before.name, after: after.name, ...found }, undefined, 2);
    case "mermaid":
      return comparisonToMermaid(found);
    case "svg":
      return await drawComparison(found, { before: before.name, after: after.name });
    case "dot":
      return comparisonToDot(found, "both");
  }
}

function theNamed(name: string, { compared: { diff, sides } }: ComparedRange): GraphComparison {
  const known = [sides.after, sides.before].flatMap(({ model }) => [...model.journeys.keys()]);
  if (!known.includes(name)) throw wrongUsage(noJourney(name, [...new Set(known)]));
  return compareJourney(name, sides, diff.changes);
}

function theOneChanged({ compared: { diff, sides } }: ComparedRange, io: Io): GraphComparison | null {
  const [first, ...more] = comparedJourneys(sides, diff.changes);
  if (first === undefined) io.talk("No journey looks different: there is nothing to draw.");
  if (more.length > 0)
    throw wrongUsage(
      `Several journeys have changed (${[first, ...more].map((one) => one?.name).join(", ")}): name the one to draw.`,
    );
  return first ?? null;
}

function noJourney(name: string, known: readonly string[]): string {
  const nearest = suggest(name, known);
  const help = nearest === undefined ? `There are: ${known.join(", ")}.` : `Did you mean ${nearest}?`;
  return `There is no journey named ${name}. ${help}`;
}
