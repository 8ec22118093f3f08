import { mapOf, type Touchpoint, type TouchpointMap } from "../../compiler/map/touchpoints.ts";
import type { Model } from "../../compiler/model.ts";
import type * as ast from "../../language/ast.ts";
import { suggest } from "../../language/diagnostics/suggest.ts";
import { groupBy } from "../../runtime/backtest/group-by.ts";
import { defineCommand } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { wrongUsage } from "../failure.ts";
import type { Io } from "../io.ts";
import { openJourneysAt } from "../journeys/open-journeys-at.ts";
import { markdownTable } from "../print/markdown.ts";
import { plain } from "../print/plain.ts";
import { type Column, tableLines } from "../print/table.ts";

export const map = defineCommand({
  arguments: { journey: { summary: "name of a journey (default: all of them)", optional: true } },
  options: {
    dir: { is: "text", value: "DIR", summary: "folder of the journeys", default: "journeys" },
    markdown: { is: "flag", summary: "write it as Markdown" },
  },
  examples: ["baton map", "baton map lead_to_customer --markdown"],
  async run({ journey, dir, markdown }, io) {
    const { model } = await openJourneysAt(dir, undefined, io);
    const found = mapOf(asked(journey, model), model);
    if (io.json) io.out(JSON.stringify(dataOf(found), null, 2));
    else if (markdown) io.out(toMarkdown(found));
    else tellMap(found, io);
    return EXIT.ok;
  },
});

function asked(name: string | undefined, { journeys }: Model): readonly ast.JourneyDeclaration[] {
  if (name === undefined) return [...journeys.values()];
  const journey = journeys.get(name);
  if (journey !== undefined) return [journey];
  const nearest = suggest(name, [...journeys.keys()]);
  throw wrongUsage(`There is no journey ${name}.${nearest === undefined ? "" : ` Did you mean ${nearest}?`}`);
}

// ── What is told ──────────────────────────────────────────────────────────────────────────────────────────

const COLUMNS: readonly Column<Touchpoint>[] = [
  { title: "where", of: ({ where }) => where },
  { title: "class", of: (one) => one.class },
  { title: "what", of: ({ kind, name }) => `${kind} ${name}` },
  { title: "owner", of: ({ owner }) => owner ?? "" },
  { title: "because", of: ({ because }) => because ?? "" },
];

function tellMap({ touchpoints, retired }: TouchpointMap, io: Io): void {
  for (const [journey, all] of groupBy(touchpoints, (one) => one.journey)) {
    io.out(io.paint.bold(`${journey}: ${ratioWords(all)}`));
    for (const line of tableLines(COLUMNS, all, io.paint.dim)) io.out(line);
    io.out("");
  }
  for (const { message, why } of retired) io.out(`retired: ${message}: ${plain(why)}`);
  io.talk(`In all: ${ratioWords(touchpoints)}, ${retired.length} retired.`);
}

/** `14 automated, 7 left to people (2.0 to 1)`. */
function ratioWords(all: readonly Touchpoint[]): string {
  const { automated, human } = counts(all);
  const ratio = human === 0 ? "" : ` (${(automated / human).toFixed(1)} to 1)`;
  return `${automated} automated, ${human} left to people${ratio}`;
}

function counts(all: readonly Touchpoint[]): { readonly automated: number; readonly human: number } {
  const automated = all.filter((one) => one.class === "automated").length;
  return { automated, human: all.length - automated };
}

const dataOf = ({ touchpoints, retired }: TouchpointMap) => ({
  touchpoints: touchpoints.map(({ span: _, ...one }) => one),
  retired,
  journeys: Object.fromEntries(
    [...groupBy(touchpoints, (one) => one.journey)].map(([journey, all]) => [journey, counts(all)]),
  ),
});

const toMarkdown = ({ touchpoints, retired }: TouchpointMap): string =>
  [
    ...[...groupBy(touchpoints, (one) => one.journey)].flatMap(([journey, all]) => [
      `### ${journey}: ${ratioWords(all)}`,
      markdownTable(COLUMNS, all),
    ]),
    ...(retired.length === 0
      ? []
      : [
          "### Retired",
          markdownTable(
            [
              { title: "message", of: ({ message }: (typeof retired)[number]) => message },
              { title: "why", of: ({ why }: (typeof retired)[number]) => why },
            ],
            retired,
          ),
        ]),
  ].join("\n\n");
