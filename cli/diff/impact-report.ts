/** What a change does to those who are inside, as lines for a terminal and as Markdown for a review. */
import type { GroupImpact, ReleaseImpact, SharedImpact } from "../../compiler/diff/impact.ts";
import { groupBy } from "../../runtime/backtest/group-by.ts";
import type { Paint } from "../io.ts";
import { escapeMarkdown, markdownTable } from "../print/markdown.ts";
import { plain } from "../print/plain.ts";
import type { Column } from "../print/table.ts";
import type { FoundImpact } from "./people-inside.ts";
import { placeWords } from "./report.ts";

/** In one line: how many, who says so, and of when. */
export function insideWords(found: FoundImpact): string {
  if (found.is === "unknown") return `People inside: not known (${found.why.replace(/\.$/, "")}).`;
  const { at, inside } = found.impact;
  const source = found.is === "counted" ? `${found.server} counts them` : `${found.file} has them`;
  return `People inside: ${inside}, as ${source}, ${at.slice(0, 16).replace("T", " ")} UTC.`;
}

export function impactLines(found: FoundImpact, paint: Paint): readonly string[] {
  const head = plain(insideWords(found));
  if (found.is === "unknown") return [paint.yellow(head)];
  const { releases, shared } = found.impact;
  const concerned = releases.filter(({ isConcerned }) => isConcerned);
  return [
    paint.bold(head),
    ...concerned.flatMap((release) => [
      `  ${plain(releaseWords(release))}`,
      ...rowsOf(release).map(
        ({ count, where, fate, isBad }) =>
          `  ${String(count).padStart(7)}  ${plain(where)}: ${isBad ? paint.red(plain(fate)) : plain(fate)}`,
      ),
    ]),
    ...untouchedLines(releases).map((line) => `  ${paint.dim(plain(line))}`),
    ...shared.map((one) => `  ${plain(sharedWords(one))}`),
  ];
}

export function impactMarkdown(found: FoundImpact): string {
  const head = `**${escapeMarkdown(insideWords(found))}**`;
  if (found.is === "unknown") return escapeMarkdown(insideWords(found));
  const { releases, shared } = found.impact;
  return [
    head,
    ...releases
      .filter(({ isConcerned }) => isConcerned)
      .flatMap((release) => [escapeMarkdown(releaseWords(release)), markdownTable(COLUMNS, rowsOf(release))]),
    ...untouchedLines(releases).map(escapeMarkdown),
    ...(shared.length === 0 ? [] : [shared.map((one) => `- ${escapeMarkdown(sharedWords(one))}`).join("\n")]),
  ].join("\n\n");
}

const sharedWords = ({ change: { place, sentence }, inside }: SharedImpact): string =>
  `up to ${inside} feel it at once, in whatever version: ${placeWords(place)}: ${sentence}`;

interface Row {
  readonly count: number;
  readonly where: string;
  readonly fate: string;
  readonly isBad: boolean;
}

const COLUMNS: readonly Column<Row>[] = [
  { title: "inside", of: ({ count }) => count },
  { title: "where", of: ({ where }) => where },
  { title: "what becomes of them", of: ({ fate }) => fate },
];

function releaseWords({ journey, version, inside, next }: ReleaseImpact): string {
  const becomes = next === null ? ", whose text is gone" : next === version ? "" : `, whose text is v${next}`;
  return `${journey} v${version}${becomes}: ${inside} inside`;
}

/** Those of a stage of whom the same becomes are one row. */
function rowsOf(release: ReleaseImpact): readonly Row[] {
  const alike = groupBy(release.groups, ({ stage, will, to, why, mapFor }) =>
    JSON.stringify([stage, will, to, why, mapFor]),
  );
  return [...alike.values()].flatMap(([first, ...others]) =>
    first === undefined
      ? []
      : [
          {
            count: others.reduce((sum, { count }) => sum + count, first.count),
            where: first.stage ?? "about to begin",
            fate: fateWords(first, release),
            isBad: BAD.has(first.will),
          },
        ],
  );
}

const BAD: ReadonlySet<GroupImpact["will"]> = new Set(["needs a map", "has no release", "has another text"]);

function fateWords({ will, to, why, mapFor }: GroupImpact, { version, next }: ReleaseImpact): string {
  switch (will) {
    case "goes on":
      return `goes on in v${version}`;
    case "stays": {
      const map = mapFor === null ? "" : ` (a move at once would need a map: ${mapFor})`;
      return `stays in v${version} to its end${why === null ? "" : `: ${why}`}${map}`;
    }
    case "moves at its next stage":
      return `moves to v${next} at its next stage`;
    case "may move at once":
      return `may be moved to v${next} at once (\`baton migrate\`)${to === null ? "" : `, and goes on at ${to}`}`;
    case "needs a map":
      return `needs a map to move to v${next}, and stays in v${version}: ${why}`;
    case "has no release":
    case "has another text":
      return why ?? will;
  }
}

function untouchedLines(releases: readonly ReleaseImpact[]): readonly string[] {
  const others = releases.filter(({ isConcerned, inside }) => !isConcerned && inside > 0);
  if (others.length === 0) return [];
  const words = others.map(({ journey, version, inside }) => `${journey} v${version} (${inside})`);
  return [`nothing changes in the journey of ${words.join(", ")}`];
}
