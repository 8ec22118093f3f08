import { describe, expect, test } from "vitest";
import { drawComparison } from "../../../cli/graph/draw-comparison.ts";
import { compareWorkspaces } from "../../../compiler/diff/diff-workspaces.ts";
import {
  comparedJourneys,
  compareJourney,
  type GraphComparison,
} from "../../../compiler/graph/compare-graphs.ts";
import { linesOfEdge, linesOfNode } from "../../../compiler/graph/comparison-lines.ts";
import { comparisonToDot } from "../../../compiler/graph/to-dot.ts";
import { comparisonToMermaid } from "../../../compiler/graph/to-mermaid.ts";
import { loadWorkspace } from "../../../compiler/workspace.ts";

const BASE = loadWorkspace(new URL("../../../journeys", import.meta.url).pathname).files;
const LEAD = "journeys/lead_to_customer.journey";

type Edit = readonly [from: string | RegExp, to: string];

function edited(edits: readonly Edit[]) {
  return BASE.map(({ path, text }) => ({
    path,
    text: path === LEAD ? edits.reduce((now, [from, to]) => now.replaceAll(from, () => to), text) : text,
  }));
}

function compared(edits: readonly Edit[], backwards = false): GraphComparison {
  const [before, after] = backwards ? [edited(edits), BASE] : [BASE, edited(edits)];
  const { diff, sides } = compareWorkspaces({ files: before }, { files: after }, { year: 2026 });
  return compareJourney("lead_to_customer", sides, diff.changes);
}

const nodeIn = ({ nodes }: GraphComparison, id: string) => nodes.find((node) => node.id === id);
const linesAt = (comparison: GraphComparison, id: string): readonly string[] => {
  const node = nodeIn(comparison, id);
  return node === undefined ? [] : linesOfNode(node).map(({ text }) => text);
};
const others = ({ nodes, edges }: GraphComparison) => [
  ...nodes.filter(({ standing }) => standing !== "same").map(({ id, standing }) => `${standing} ${id}`),
  ...edges
    .filter(({ standing }) => standing !== "same")
    .map(({ from, to, standing }) => `${standing} ${from} > ${to}`),
];

const PARKED: readonly Edit[] = [
  [
    '  stage dormant "They',
    '  stage parked { owner marketing_manager  lasts at most 40 days, then -> nurture  stay }\n\n  stage dormant "They',
  ],
  ["lasts   at most 8 weeks, then -> dormant", "lasts   at most 8 weeks, then -> parked"],
];

describe("two states of a journey", () => {
  test("that say the same have nothing marked", () => {
    expect(others(compared([]))).toEqual([]);
    expect(others(compared([["// 1. Nurture:", "// One:"]]))).toEqual([]);
    expect(others(compared([["Demo, case studies, proposal", "Another title"]]))).toEqual([]);
  });

  test("show what is new, and the other way round what is gone", () => {
    expect(others(compared(PARKED))).toEqual([
      "changed stage nurture",
      "added stage parked",
      "removed stage nurture > stage dormant",
      "added stage nurture > stage parked",
      "added stage parked > stage nurture",
    ]);
    expect(others(compared(PARKED, true))).toEqual([
      "changed stage nurture",
      "removed stage parked",
      "removed stage nurture > stage parked",
      "added stage nurture > stage dormant",
      "removed stage parked > stage nurture",
    ]);
  });

  test("take a stage by another name for the same stage", () => {
    const renamed = compared([["qualification", "vetting"]]);
    expect(others(renamed)).toEqual(["changed stage vetting"]);
    expect(linesAt(renamed, "stage vetting")).toEqual(["− qualification", "+ vetting", "sdr"]);
  });

  test("say a handover by another name at each of its ways", () => {
    const renamed = compared([["back_to_marketing", "handed_back"]]);
    expect(new Set(others(renamed))).toEqual(
      new Set(["changed stage qualification > stage nurture", "changed stage evaluation > stage dormant"]),
    );
    expect(renamed.edges.flatMap(linesOfEdge).map(({ text }) => text)).toContain(
      "− through back_to_marketing",
    );
  });

  test("mark a stage in which only the steps are others", () => {
    const changed = compared([["wait 2 days", "wait 3 days"]]);
    expect(others(changed)).toEqual(["changed stage nurture"]);
    expect(nodeIn(changed, "stage nurture")?.changes).toHaveLength(1);
    expect(linesAt(changed, "stage nurture")).toEqual(["≠ nurture", "marketing_manager", "(1 change)"]);
  });

  test("show another bound at its way, and another owner at the stage", () => {
    const changed = compared([
      [
        "    owner  account_executive\n    lasts  at most 60",
        "    owner  sales_manager\n    lasts  at most 90",
      ],
    ]);
    expect(linesAt(changed, "stage evaluation")).toEqual([
      "≠ evaluation",
      "− account_executive",
      "+ sales_manager",
      "(2 changes)",
    ]);
    const bound = changed.edges.find(({ from }) => from === "stage evaluation");
    expect(bound?.labels).toEqual([
      { text: "after 60 days", standing: "removed" },
      { text: "after 90 days", standing: "added" },
    ]);
  });

  test("of a library name the journeys whose picture is another", () => {
    const { diff, sides } = compareWorkspaces({ files: BASE }, { files: edited(PARKED) }, { year: 2026 });
    expect(comparedJourneys(sides, diff.changes).map(({ name }) => name)).toEqual(["lead_to_customer"]);
  });

  test("a journey that is new is new in all its parts, and one that is gone is gone in all", () => {
    const without = BASE.filter(({ path }) => !/re_engagement|lead_to_customer|scenarios/.test(path));
    const standings = (before: typeof BASE, after: typeof BASE): ReadonlySet<string> => {
      const { diff, sides } = compareWorkspaces({ files: before }, { files: after }, { year: 2026 });
      const { nodes, edges } = compareJourney("re_engagement", sides, diff.changes);
      return new Set([...nodes, ...edges].map(({ standing }) => standing));
    };
    expect(standings(without, BASE)).toEqual(new Set(["added"]));
    expect(standings(BASE, without)).toEqual(new Set(["removed"]));
  });
});

describe("their picture", () => {
  const names = { before: "main <b>", after: "the work tree" };

  test("has each thing in one place, and only what is there at each state", async () => {
    const svg = await drawComparison(compared(PARKED), names);
    const [before = "", after = ""] = svg.split("After: the work tree");
    expect(before).not.toContain("parked");
    expect(after).toContain("+ parked");
    expect(before).toContain("Before: main &lt;b&gt;");
    const placeOf = (side: string, text: string): string | undefined =>
      new RegExp(`<text [^>]*(x="[^"]*" y="[^"]*")[^>]*>${text}<`).exec(side)?.[1];
    for (const stage of ["≠ nurture", "qualification", "evaluation", "dormant"]) {
      expect(placeOf(before, stage)).toBeDefined();
      expect(placeOf(after, stage)).toBe(placeOf(before, stage));
    }
  });

  test("has what is gone dashed and what is new thick, beside their colours and signs", async () => {
    const gone = comparisonToDot(compared(PARKED, true), "before");
    expect(gone).toMatch(/"stage parked" \[.*− parked.*style="rounded,filled,dashed"/);
    const fresh = comparisonToDot(compared(PARKED), "after");
    expect(fresh).toMatch(/"stage parked" \[.*\+ parked.*penwidth=2\.5/);
    expect(comparisonToDot(compared(PARKED), "before")).toMatch(/"stage parked" \[.*style=invis/);
  });

  test("takes whatever a text says for text", async () => {
    const hostile = '"</text><script>alert(1)</script> \\\\" & ]] %%{init: {}}%% `x` #35; \u0007"';
    const graph: GraphComparison = {
      name: hostile,
      title: hostile,
      nodes: [
        {
          id: `stage ${hostile}`,
          kind: "stage",
          standing: "added",
          after: { name: hostile, detail: hostile },
          changes: [],
        },
      ],
      edges: [
        {
          from: `stage ${hostile}`,
          to: `stage ${hostile}`,
          standing: "changed",
          labels: [{ text: hostile, standing: "added" }],
          changes: [],
        },
      ],
    };
    const svg = await drawComparison(graph, { before: hostile, after: hostile });
    expect(svg).not.toMatch(/<script|href/);
    const mermaid = comparisonToMermaid(graph);
    expect(mermaid).not.toMatch(/%%|<script|`|#35; /);
    expect(mermaid.split("\n").filter((line) => line.includes("alert"))).toHaveLength(2);
  });
});

describe("for Mermaid", () => {
  test("is one chart with a class for what has changed, and links that are drawn as it", () => {
    const mermaid = comparisonToMermaid(compared(PARKED));
    expect(mermaid).toMatch(/^flowchart LR\n/);
    expect(mermaid).toContain('("+ parked<br>marketing_manager")');
    expect(mermaid).toMatch(/\n {2}class n\d+ added\n/);
    expect(mermaid).toMatch(/\n {2}linkStyle \d+ stroke:#cf222e,stroke-width:2px,stroke-dasharray:5 4\n/);
    // Mermaid fails on an empty label.
    expect(mermaid).not.toContain('""');
  });
});
