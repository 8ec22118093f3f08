import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { drawSvg } from "../../../cli/graph/draw-svg.ts";
import { graphOf, type JourneyGraph } from "../../../compiler/graph/journey-graph.ts";
import { toDot } from "../../../compiler/graph/to-dot.ts";
import { toMermaid } from "../../../compiler/graph/to-mermaid.ts";
import { parse } from "../../../language/parse.ts";

function read(text: string): JourneyGraph {
  const [journey] = parse("a.journey", text).file.declarations.flatMap((one) =>
    one.kind === "JourneyDeclaration" ? [one] : [],
  );
  if (journey === undefined) throw new Error("The text has no journey.");
  return graphOf(journey, text);
}

const SMALL = `journey trial v1 of lead "A \\"trial\\" <b>" {
  enter on visited -> first
  exit done as success
  exit gone as failure on left
  in every stage { on asked -> second }
  handover hand from first to second { decline needs reason { bad -> first } }
  stage first {
    owner sales
    lasts at most 30 days, then exit done
    when interest is hot -> second through hand
    task call "Call" by sales, on daily { yes, maybe -> second through hand  no_answer { exit done } }
  }
  stage second { owner head  if size over 3 { -> third }  stay }
}`;

const edges = ({ edges }: JourneyGraph) =>
  edges.map(
    ({ from, to, labels, through }) =>
      `${from} > ${to}: ${labels.join("; ")}${through ? ` (${through})` : ""}`,
  );

describe("the graph of a journey", () => {
  test("leads from stage to stage by results, handlers, bounds, declines and exits", () => {
    expect(edges(read(SMALL))).toEqual([
      "entry > stage first: on visited",
      "stage first > stage second: yes, maybe; when interest is hot (hand)",
      "stage first > exit done: no_answer; after 30 days",
      "stage second > stage third: if size over 3",
      "stage first > stage first: hand declined: bad",
      "in every stage > stage second: on asked",
      "in every stage > exit gone: on left",
    ]);
  });

  test("shows a stage that is named and not declared", () => {
    expect(read(SMALL).nodes.find(({ id }) => id === "stage third")?.detail).toBe("unknown");
  });

  test("of a journey that is half written has what is there", () => {
    const half = SMALL.slice(0, SMALL.indexOf("task call"));
    expect(read(half).nodes.map(({ id }) => id)).toContain("stage first");
  });
});

describe("a drawing", () => {
  test("of the shipped journey names every stage, and holds nothing that runs", async () => {
    const graph = read(readFileSync("journeys/lead_to_customer.journey", "utf8"));
    const svg = await drawSvg(toDot(graph));
    for (const { kind, name } of graph.nodes) if (kind === "stage") expect(svg).toContain(name);
    expect(svg).toMatch(/^<svg[\s\S]*<\/svg>\s*$/);
    expect(svg).not.toMatch(/<script|javascript:|href/i);
  });

  test("takes whatever a text says for text", async () => {
    const hostile = SMALL.replace('"A \\"trial\\" <b>"', '"<script>alert(1)</script> \\\\\\" ] evil [URL=x"');
    const svg = await drawSvg(toDot(read(hostile)));
    expect(svg).not.toContain("<script");
    expect(svg).not.toContain("href");
  });

  test("for Mermaid quotes what it would read", () => {
    const mermaid = toMermaid(read(SMALL));
    expect(mermaid).toContain("flowchart LR");
    expect(mermaid).toContain('("first<br>sales")');
    expect(mermaid).toContain('==>|"yes, maybe<br>when interest is hot<br>through hand"|');
  });
});
