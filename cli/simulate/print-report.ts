/** A cohort's report as text, for a terminal. */
import { durationWords } from "../../runtime/policy/words.ts";
import type { Quantiles } from "../../runtime/simulate/cohort/level.ts";
import { COST_KINDS, type CohortReport, type Flow } from "../../runtime/simulate/cohort/report.ts";
import type { Paint } from "../io.ts";
import { type Column, tableLines } from "../print/table.ts";
import { numberWords, percentWords, timeWords } from "./words.ts";

export function reportLines(report: CohortReport, paint: Paint): readonly string[] {
  const { journey, version, seed, entered, entries, open, arrived, goal } = report;
  const days = Math.round((report.until - report.start) / 86_400_000);
  const again = entries > entered ? `, ${numberWords(entries - entered)} of them again` : "";
  return [
    paint.bold(`${journey} v${version}, ${days} days from ${dateOf(report.start)}, seed ${seed}`),
    `${numberWords(arrived)} came in; ${numberWords(entries)} entries${again}; ${numberWords(open)} are still under way at the end.`,
    `Goal: ${goal.event} within ${durationWords(goal.within)}: ${numberWords(goal.reached)} (${percentWords(goal.reached, entries)}).`,
    ...section("Stages", stageColumns(report), report.stages, paint),
    ...section("Exits", exitColumns(report), report.exits, paint),
    ...section("Handovers", HANDOVERS, report.handovers, paint),
    ...section(
      "Roles",
      ROLES,
      report.roles.filter(({ asked }) => asked > 0),
      paint,
    ),
    ...section(
      "People",
      PEOPLE,
      report.people.filter(({ done, mostOpen }) => done + mostOpen > 0),
      paint,
    ),
    ...messageLines(report, paint),
    ...costLines(report, paint),
    ...othersLines(report),
  ];
}

/** Local days of the installation do not matter here: a report begins with a day, whatever the zone. */
const dateOf = (instant: number): string => new Date(instant + 12 * 3_600_000).toISOString().slice(0, 10);

function section<Row>(
  title: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  paint: Paint,
): readonly string[] {
  if (rows.length === 0) return [];
  return ["", paint.bold(title), ...tableLines(columns, rows, paint.dim).map((line) => `  ${line}`)];
}

const half = (of: Quantiles | null): string => (of === null ? "" : timeWords(of.median));
const nine = (of: Quantiles | null): string => (of === null ? "" : timeWords(of.p90));

type Row<K extends "stages" | "exits" | "handovers" | "roles" | "people"> = CohortReport[K][number];

const stageColumns = ({ flows }: CohortReport): readonly Column<Row<"stages">>[] => [
  { title: "stage", of: ({ stage }) => stage },
  { title: "owner", of: ({ owner }) => owner },
  { title: "entered", of: ({ entered }) => entered },
  { title: "in it now", of: ({ inIt }) => inIt },
  { title: "half within", of: ({ time }) => half(time) },
  { title: "nine of ten", of: ({ time }) => nine(time) },
  { title: "and from there", of: ({ stage, entered }) => waysOn(flows, stage, entered) },
];

/** Of all who entered the stage, where they went. */
const waysOn = (flows: readonly Flow[], stage: string, entered: number): string =>
  flows
    .filter(({ from }) => from.is === "stage" && from.name === stage)
    .sort((one, other) => other.count - one.count)
    .map(({ to, count }) => `${to.is === "entry" ? "" : to.name} ${percentWords(count, entered)}`)
    .join(", ");

const exitColumns = ({ entries }: CohortReport): readonly Column<Row<"exits">>[] => [
  { title: "exit", of: ({ exit }) => exit },
  { title: "as", of: ({ outcome }) => outcome },
  { title: "ended", of: ({ count }) => count },
  { title: "of entries", of: ({ count }) => percentWords(count, entries) },
  { title: "half within", of: ({ time }) => half(time) },
  { title: "nine of ten", of: ({ time }) => nine(time) },
];

const HANDOVERS: readonly Column<Row<"handovers">>[] = [
  { title: "handover", of: ({ handover }) => handover },
  { title: "offered", of: ({ offered }) => offered },
  { title: "accepted", of: ({ accepted }) => accepted },
  { title: "given", of: ({ given }) => given },
  { title: "timed out", of: ({ timedOut }) => timedOut },
  { title: "half within", of: ({ time }) => half(time) },
  { title: "nine of ten", of: ({ time }) => nine(time) },
  {
    title: "declined",
    of: ({ declined }) =>
      Object.entries(declined)
        .map(([reason, count]) => `${reason} ${count}`)
        .join(", "),
  },
];

const ROLES: readonly Column<Row<"roles">>[] = [
  { title: "role", of: ({ role }) => role },
  { title: "people", of: ({ people }) => people },
  { title: "asked", of: ({ asked }) => asked },
  { title: "answered", of: ({ done }) => done },
  { title: "too late", of: ({ breaches }) => breaches },
  { title: "half within", of: ({ waiting }) => half(waiting) },
  { title: "nine of ten", of: ({ waiting }) => nine(waiting) },
  { title: "open: mean", of: ({ queue }) => numberWords(queue.mean) },
  { title: "most", of: ({ queue }) => queue.highest },
];

const PEOPLE: readonly Column<Row<"people">>[] = [
  { title: "who", of: ({ person }) => person },
  { title: "roles", of: ({ roles }) => roles.join(", ") },
  { title: "did", of: ({ done }) => done },
  { title: "of their time", of: ({ busy }) => percentWords(busy, 1) },
  { title: "most open", of: ({ mostOpen }) => mostOpen },
  { title: "capacity", of: ({ capacity }) => (capacity === null ? "" : String(capacity)) },
  {
    title: "time over it",
    of: ({ capacity, overCapacity }) => (capacity === null ? "" : percentWords(overCapacity, 1)),
  },
];

const WHAT: Readonly<Record<string, string>> = {
  deferred: "put off",
  held: "held back",
  ask: "a person was asked first",
  dropped: "dropped",
  suppressed: "not sent",
};

function messageLines({ messages }: CohortReport, paint: Paint): readonly string[] {
  const { sent, perSubject, byMessage, reasons } = messages;
  if (byMessage.length === 0) return [];
  const each =
    perSubject === null
      ? ""
      : ` Half of the subjects got at most ${perSubject.median}, 95 of 100 at most ${perSubject.p95}, one ${perSubject.max}.`;
  return [
    ...section(
      "Messages",
      [
        { title: "message", of: ({ message }) => message },
        { title: "sent", of: (row) => row.sent },
        { title: "put off", of: (row) => row.deferred },
        { title: "held", of: (row) => row.held },
        { title: "dropped", of: (row) => row.dropped },
        { title: "not sent", of: (row) => row.suppressed },
      ],
      byMessage,
      paint,
    ),
    `  ${numberWords(sent)} sent.${each}`,
    ...section(
      "What kept them back",
      [
        { title: "times", of: ({ count }) => count },
        { title: "what", of: ({ outcome }) => WHAT[outcome] ?? outcome },
        { title: "why", of: ({ why }) => why },
      ],
      reasons,
      paint,
    ),
  ];
}

function costLines({ cost, stuck }: CohortReport, paint: Paint): readonly string[] {
  const parts = COST_KINDS.filter((kind) => cost.by[kind] > 0).map(
    (kind) => `${kind} ${numberWords(cost.by[kind])}`,
  );
  return [
    "",
    paint.bold("Cost"),
    `  ${numberWords(cost.actions)} Temporal actions, ${numberWords(cost.perEntry)} for each entry: ${parts.join(", ")}.`,
    ...(stuck > 0
      ? [paint.yellow(`  ${numberWords(stuck)} times nobody could be found for something.`)]
      : []),
  ];
}

const othersLines = ({ others }: CohortReport): readonly string[] =>
  others.length === 0
    ? []
    : [
        "",
        `Meanwhile also entered: ${others.map(({ journey, entries }) => `${journey} ${numberWords(entries)} times`).join(", ")}.`,
      ];

// ── Beside another ────────────────────────────────────────────────────────────────────────────────────────

interface Compared {
  readonly what: string;
  readonly base: string;
  readonly other: string;
  readonly change: string;
}

/** The figures that a change of people moves, beside each other. */
export function comparisonLines(
  base: CohortReport,
  other: CohortReport,
  title: string,
  paint: Paint,
): readonly string[] {
  const rows = comparison(base, other).filter(({ what, change }) => change !== "" || what.startsWith("goal"));
  const columns: readonly Column<Compared>[] = [
    { title: "", of: ({ what }) => what },
    { title: "as it is", of: (row) => row.base },
    { title, of: (row) => row.other },
    { title: "change", of: ({ change }) => change },
  ];
  return [
    "",
    paint.bold(`What if: ${title}`),
    ...tableLines(columns, rows, paint.dim).map((line) => `  ${line}`),
  ];
}

function comparison(base: CohortReport, other: CohortReport): readonly Compared[] {
  const roleIn = (report: CohortReport, role: string) => report.roles.find((one) => one.role === role);
  return [
    counted(`goal reached: ${base.goal.event}`, base.goal.reached, other.goal.reached),
    ...base.exits.map(({ exit, count }) =>
      counted(`exit ${exit}`, count, other.exits.find((one) => one.exit === exit)?.count ?? 0),
    ),
    counted("still under way", base.open, other.open),
    ...base.stages.map(({ stage, time }) =>
      timed(
        `${stage}: half within`,
        time?.median,
        other.stages.find((one) => one.stage === stage)?.time?.median,
      ),
    ),
    ...base.roles
      .filter(({ asked }) => asked > 0)
      .flatMap((before) => {
        const after = roleIn(other, before.role);
        return [
          timed(`${before.role}: answered, half within`, before.waiting?.median, after?.waiting?.median),
          timed(`${before.role}: nine of ten within`, before.waiting?.p90, after?.waiting?.p90),
          counted(`${before.role}: too late`, before.breaches, after?.breaches ?? 0),
          counted(`${before.role}: open on average`, before.queue.mean, after?.queue.mean ?? 0),
        ];
      }),
    counted("messages sent", base.messages.sent, other.messages.sent),
  ];
}

function counted(what: string, base: number, other: number): Compared {
  const difference = other - base;
  const change =
    Math.abs(difference) < 0.05 ? "" : `${difference > 0 ? "+" : "-"}${numberWords(Math.abs(difference))}`;
  return { what, base: numberWords(base), other: numberWords(other), change };
}

function timed(what: string, base: number | undefined, other: number | undefined): Compared {
  const known = base !== undefined && other !== undefined;
  const difference = known ? other - base : 0;
  const change =
    Math.abs(difference) < 60_000 ? "" : `${difference > 0 ? "+" : "-"}${timeWords(Math.abs(difference))}`;
  const words = (ms: number | undefined) => (ms === undefined ? "" : timeWords(ms));
  return { what, base: words(base), other: words(other), change };
}
