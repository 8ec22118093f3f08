/**
 * The picture of a simulation: the journey with the number of people on each way, wide where many go, and beneath it
 * the queue of each role over the weeks. Graphviz lays out the journey; the rest is drawn around it.
 */
import { durationWords } from "../../runtime/policy/words.ts";
import type { CohortReport, Place, RoleReport, StageReport } from "../../runtime/simulate/cohort/report.ts";
import { drawSvg, placesOfNodes } from "../graph/draw-svg.ts";
import { numberWords, percentWords, timeWords } from "./words.ts";

const FONT = "Helvetica, Arial, sans-serif";
const INK = "#1f2a37";
const SOFT = "#5b6770";
const BLUE = "#2f6db3";
const FILLS = { success: "#e6f4ea", failure: "#fbeaea", neutral: "#f3f3f3" } as const;
const LINES = { success: "#2e7d4f", failure: "#b3423f", neutral: "#5b6770" } as const;

const WIDTH = 1200;
const MARGIN = 40;
const HEAD = 130;
const CHART = { width: 260, height: 70, gap: 26, label: 40 } as const;

/** @param what the run is of, where it is not of things as they are */
export async function drawPicture(report: CohortReport, what: string | null): Promise<string> {
  const dot = toDot(report);
  const places = await placesOfNodes(dot);
  const { width, height, inner } = partsOf(await drawSvg(dot));
  const scale = Math.min(1.15, (WIDTH - 2 * MARGIN) / width);
  const roles = report.roles
    .filter(({ asked }) => asked > 0)
    .sort((one, other) => other.queue.mean - one.queue.mean);
  // One scale for all: the tall ones are where it hurts.
  const top = niceAbove(Math.max(1, ...roles.flatMap(({ queue }) => queue.weeks)));
  const chartsTop = HEAD + height * scale + 50;
  const perRow = Math.floor((WIDTH - 2 * MARGIN + CHART.gap) / (CHART.width + CHART.gap));
  const rows = Math.ceil(roles.length / perRow);
  const total = Math.ceil(chartsTop + 30 + rows * (CHART.height + CHART.label + CHART.gap) + 10);
  const left = MARGIN + (WIDTH - 2 * MARGIN - width * scale) / 2;
  const labels = boxesOf(report).flatMap(({ id, rows: words }) => {
    const place = places.get(id);
    return place === undefined ? [] : labelAt(place.x, place.y, words);
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${total}" width="${WIDTH}" height="${total}" font-family="${FONT}" fill="${INK}">`,
    '<rect width="100%" height="100%" fill="#ffffff"/>',
    ...headOf(report, what),
    `<svg x="${round(left)}" y="${HEAD}" width="${round(width * scale)}" height="${round(height * scale)}" viewBox="0 0 ${width} ${height}">${inner}${labels.join("")}</svg>`,
    text(MARGIN, chartsTop, 15, "Open requests, week by week", { weight: 600 }),
    ...roles.flatMap((role, index) =>
      chartOf(
        role,
        top,
        MARGIN + (index % perRow) * (CHART.width + CHART.gap),
        chartsTop + 24 + Math.floor(index / perRow) * (CHART.height + CHART.label + CHART.gap),
      ),
    ),
    "</svg>",
    "",
  ].join("\n");
}

// ── The head ──────────────────────────────────────────────────────────────────────────────────────────────

function headOf(report: CohortReport, what: string | null): readonly string[] {
  const { entries, goal, messages, open } = report;
  const days = Math.round((report.until - report.start) / 86_400_000);
  const won = report.exits
    .filter(({ outcome }) => outcome === "success")
    .reduce((sum, { count }) => sum + count, 0);
  const late = report.roles.reduce((sum, { breaches }) => sum + breaches, 0);
  const figures: readonly (readonly [string, string])[] = [
    [numberWords(entries), `entries in ${days} days`],
    [`${numberWords(won)} (${percentWords(won, entries)})`, "ended in success"],
    [percentWords(goal.reached, entries), `${goal.event} within ${durationWords(goal.within)}`],
    [numberWords(open), "still under way"],
    [numberWords(late), "requests answered too late"],
    [
      messages.perSubject === null ? "0" : `${messages.perSubject.median} / ${messages.perSubject.p95}`,
      "messages each: half / 95 of 100",
    ],
  ];
  const each = (WIDTH - 2 * MARGIN) / figures.length;
  return [
    text(MARGIN, 42, 22, report.title === "" ? report.journey : report.title, { weight: 600 }),
    text(
      MARGIN,
      62,
      12,
      `${report.journey} v${report.version}, ${what === null ? "" : `with ${what}, `}simulated with seed ${report.seed}`,
      { color: SOFT },
    ),
    ...figures.flatMap(([figure, words], index) => [
      text(MARGIN + index * each, 100, 20, figure, { weight: 600, color: BLUE }),
      text(MARGIN + index * each, 116, 11, words, { color: SOFT }),
    ]),
  ];
}

// ── The journey ───────────────────────────────────────────────────────────────────────────────────────────

const idOf = (place: Place): string => (place.is === "entry" ? "entry" : `${place.is} ${place.name}`);

/** Wide where many go: a tenth of the way of most is as thin as a line can be seen. */
function toDot(report: CohortReport): string {
  const most = Math.max(1, ...report.flows.map(({ count }) => count));
  const taken = report.flows.filter(({ count }) => count > 0);
  return [
    "digraph {",
    `  rankdir=LR bgcolor="transparent" nodesep=0.35 ranksep=1.0 fontname="${FONT}"`,
    `  node [fontname="${FONT}" fontsize=12 fontcolor="${INK}" margin="0.18,0.1"]`,
    `  edge [fontname="${FONT}" fontsize=11 fontcolor="${INK}" color="#9bb8d8" arrowsize=0.7]`,
    `  entry [shape=circle width=0.3 label="" style=filled fillcolor="${SOFT}" color="${SOFT}"]`,
    ...boxesOf(report).map(({ id, look, rows }) => {
      const letters = Math.max(...rows.map(({ words, isHead }) => words.length * (isHead ? 1.25 : 1)));
      return `  ${quote(id)} [shape=box label="" ${look} width=${round(0.25 + letters * 0.088)} height=${round(0.15 + rows.length * 0.185)} fixedsize=true]`;
    }),
    ...taken.map(({ from, to, count }) => {
      const width = 0.8 + 9 * (count / most);
      return `  ${quote(idOf(from))} -> ${quote(idOf(to))} [label=" ${numberWords(count)} " penwidth=${round(width)} weight=${Math.ceil((10 * count) / most)} arrowsize=${round(0.6 + 0.5 / width)}]`;
    }),
    "}",
  ].join("\n");
}

interface Row {
  readonly words: string;
  readonly isHead?: true;
}
interface Box {
  readonly id: string;
  readonly look: string;
  readonly rows: readonly Row[];
}

/** Stages and exits, with what is written in them. */
function boxesOf(report: CohortReport): readonly Box[] {
  return [
    ...report.stages.map((stage) => stageBox(stage, report.roles)),
    ...report.exits.map(({ exit, outcome, count, time }) => ({
      id: `exit ${exit}`,
      look: `style=filled fillcolor="${FILLS[outcome]}" color="${LINES[outcome]}"`,
      rows: [
        { words: exit, isHead: true as const },
        { words: `${numberWords(count)} (${percentWords(count, report.entries)})` },
        ...(time === null ? [] : [{ words: `half after ${timeWords(time.median)}` }]),
      ],
    })),
  ];
}

function stageBox({ stage, owner, entered, inIt, time }: StageReport, roles: readonly RoleReport[]): Box {
  const queue = roles.find(({ role }) => role === owner)?.queue.mean ?? 0;
  const open = queue < 0.05 ? "" : `, ${numberWords(queue)} open`;
  return {
    id: `stage ${stage}`,
    look: `style="rounded,filled" fillcolor="#eef4fb" color="${BLUE}"`,
    rows: [
      { words: stage, isHead: true },
      { words: `${owner}${open}` },
      { words: `${numberWords(entered)} entered, ${numberWords(inIt)} in it` },
      ...(time === null ? [] : [{ words: `${timeWords(time.median)}; nine of ten ${timeWords(time.p90)}` }]),
    ],
  };
}

/** Around the middle of a box. */
function labelAt(x: number, y: number, rows: readonly Row[]): readonly string[] {
  const first = y - ((rows.length - 1) * 13) / 2 + 4;
  return rows.map(({ words, isHead }, index) =>
    text(x, first + index * 13, isHead ? 12.5 : 10, words, {
      anchor: "middle",
      ...(isHead ? { weight: 600 } : { color: SOFT }),
    }),
  );
}

const quote = (id: string): string => `"${id.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;

/** What Graphviz drew, without its own frame, in points. */
function partsOf(svg: string): { readonly width: number; readonly height: number; readonly inner: string } {
  const [, width = "100", height = "100"] = /viewBox="[\d.-]+ [\d.-]+ ([\d.]+) ([\d.]+)"/.exec(svg) ?? [];
  const inner = svg.slice(svg.indexOf(">") + 1, svg.lastIndexOf("</svg>"));
  return { width: Number(width), height: Number(height), inner };
}

// ── Queues ────────────────────────────────────────────────────────────────────────────────────────────────

function chartOf(
  { role, people, queue, waiting, breaches }: RoleReport,
  top: number,
  x: number,
  y: number,
): readonly string[] {
  const { weeks } = queue;
  const bottom = y + CHART.label + CHART.height;
  const step = CHART.width / Math.max(1, weeks.length);
  const at = (week: number, value: number) =>
    `${round(x + week * step)},${round(bottom - (value / top) * CHART.height)}`;
  const outline = weeks.flatMap((value, week) => [at(week, value), at(week + 1, value)]).join(" ");
  const wait =
    waiting === null
      ? ""
      : `; half answered within ${timeWords(waiting.median)}, nine of ten ${timeWords(waiting.p90)}`;
  return [
    text(x, y + 12, 12, `${role}, ${people} ${people === 1 ? "person" : "people"}`, { weight: 600 }),
    text(
      x,
      y + 27,
      10,
      `on average ${numberWords(queue.mean)}, at most ${numberWords(queue.highest)}; ${numberWords(breaches)} too late`,
      { color: SOFT },
    ),
    `<title>${escapeXml(role + wait)}</title>`,
    `<line x1="${x}" y1="${bottom}" x2="${x + CHART.width}" y2="${bottom}" stroke="#c9d1d8"/>`,
    `<line x1="${x}" y1="${bottom - CHART.height}" x2="${x + CHART.width}" y2="${bottom - CHART.height}" stroke="#eceff2"/>`,
    text(x + CHART.width, bottom - CHART.height - 3, 9, numberWords(top), { color: SOFT, anchor: "end" }),
    text(x, bottom + 11, 9, "week 1", { color: SOFT }),
    text(x + CHART.width, bottom + 11, 9, `week ${weeks.length}`, { color: SOFT, anchor: "end" }),
    `<polygon points="${x},${bottom} ${outline} ${round(x + CHART.width)},${bottom}" fill="#cfe0f3"/>`,
    `<polyline points="${outline}" fill="none" stroke="${BLUE}" stroke-width="1.5"/>`,
  ];
}

/** A round number at or above. */
function niceAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 5, 10].find((one) => one * power >= value) ?? 10;
  return step * power;
}

// ── Signs ─────────────────────────────────────────────────────────────────────────────────────────────────

interface Style {
  readonly weight?: number;
  readonly color?: string;
  readonly anchor?: "end" | "middle";
}

const text = (
  x: number,
  y: number,
  size: number,
  words: string,
  { weight, color, anchor }: Style = {},
): string =>
  `<text x="${round(x)}" y="${round(y)}" font-size="${size}"${weight ? ` font-weight="${weight}"` : ""}${color ? ` fill="${color}"` : ""}${anchor ? ` text-anchor="${anchor}"` : ""}>${escapeXml(words)}</text>`;

const round = (value: number): number => Math.round(value * 100) / 100;

const escapeXml = (words: string): string =>
  words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
