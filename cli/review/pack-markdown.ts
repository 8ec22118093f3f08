/** A review pack as Markdown, for the pull request in which the owner says what they have come to. Nobody is named. */
import type { BandFigures, BandStep, Calibration } from "../../runtime/review/calibrate.ts";
import { ENOUGH } from "../../runtime/review/calibrate.ts";
import type { AskedFigures, Count, StageFigures, TrackRecord } from "../../runtime/review/track-record.ts";
import { escapeMarkdown, markdownTable } from "../print/markdown.ts";
import type { Column } from "../print/table.ts";
import { numberWords, percentWords, timeWords } from "../simulate/words.ts";
import { daysWords } from "./due-report.ts";
import type { Pack, PackRelease } from "./gather-pack.ts";

export const packMarkdown = (pack: Pack): string =>
  [
    `## Review of \`${pack.journey}\``,
    introduction(pack),
    ...(pack.figures.noted === 0 ? [NOTHING] : evidence(pack.figures)),
    ...pack.calibrations.flatMap(calibrationSection),
    ...decisionSection(pack),
    ...insideSection(pack),
    ...releaseSection(pack),
    ...editSection(pack),
    JUDGMENT,
  ].join("\n\n");

const NOTHING =
  "**Nothing of this journey was written down in this time.** There are no figures to judge it by; that nobody enters it is a finding of its own.";

// ── What it is about ──────────────────────────────────────────────────────────────────────────────────────

function introduction({ title, version, review, standing, period, source }: Pack): string {
  const last = review.last === null ? "never reviewed before" : `last on ${review.last}`;
  const due = {
    undated: "",
    "to come": `, due on ${review.due}`,
    due: ", due today",
    overdue: `, due on ${review.due}`,
    "past its grace": `, due on ${review.due}, its grace over since ${review.until}`,
  }[standing.is];
  const over = "over" in standing ? ` (${daysWords(standing.over)} over)` : "";
  const days = `${period.from ?? "the beginning"} to ${period.until}`;
  const from =
    source.is === "running"
      ? "written down by the running installation"
      : `${escapeMarkdown(source.file)}, played through the text of today: people answer as they did then, and who was under way before begins anew${source.refused === 0 ? "" : `; ${plural(source.refused, "fact")} could not come in`}`;
  return [
    `${escapeMarkdown(title)}. Version ${version}, owned by ${review.owner ?? "nobody"}, reviewed every ${review.every}: ${last}${due}${over}.`,
    `Figures: ${days}, ${from}. They name nobody.`,
  ].join("\n");
}

const plural = (count: number, one: string): string =>
  `${numberWords(count)} ${one}${count === 1 ? "" : "s"}`;

// ── The figures ───────────────────────────────────────────────────────────────────────────────────────────

function evidence(figures: TrackRecord): readonly string[] {
  const { stages, exits, asked, breaches, messages, reasons, stuck } = figures;
  return [
    "### What came of it",
    goalWords(figures),
    ...table(EXITS, exits),
    ...section("### Stage by stage", STAGES, stages, TIMES_NOTE),
    ...section(
      "### Handovers",
      ASKED,
      asked.filter(({ kind }) => kind === "handover"),
    ),
    ...section(
      "### What else people were asked",
      ASKED,
      asked.filter(({ kind }) => kind !== "handover"),
    ),
    ...section("### Promised times that were not kept", BREACHES, breaches),
    ...section("### Messages", MESSAGES, messages),
    ...section("### Why messages did not go out at once", REASONS, reasons),
    ...(stuck === 0 ? [] : [`Runs stood still ${plural(stuck, "time")} until somebody looked.`]),
  ];
}

function goalWords({ entered, goal }: TrackRecord): string {
  const { event, over, reached, running, reachedSoFar } = goal;
  if (entered === 0) return "Nobody entered in this time; what follows is of those who were inside.";
  const judged =
    over === 0
      ? "of none of them the time for it is over"
      : `of ${numberWords(over)} whose time for it is over, ${numberWords(reached)} reached it (${percentWords(reached, over)})`;
  const open =
    running === 0
      ? ""
      : `; of ${numberWords(running)} whose time still runs, ${numberWords(reachedSoFar)} so far`;
  return `${entered === 1 ? "One entry" : `${numberWords(entered)} entries`}. The goal is \`${event}\`: ${judged}${open}.`;
}

const EXITS: readonly Column<TrackRecord["exits"][number]>[] = [
  { title: "exit", of: ({ exit }) => exit },
  { title: "as", of: ({ outcome }) => outcome },
  { title: "times taken", of: ({ count }) => count },
];

/** Shares are those of all who came in, whoever is still there among them. */
const leftWords = ({ left, visits }: StageFigures): string =>
  left
    .map(
      ({ is, to, count }) => `${is === "exit" ? `exit ${to}` : to} ${count} (${percentWords(count, visits)})`,
    )
    .join(", ");

const STAGES: readonly Column<StageFigures>[] = [
  { title: "stage", of: ({ stage }) => stage },
  { title: "owner", of: ({ owner }) => owner ?? "an earlier version" },
  { title: "came in", of: ({ visits }) => visits },
  { title: "went on to", of: leftWords },
  { title: "still there", of: ({ there }) => there },
  { title: "half left within", of: ({ time }) => (time === null ? "" : timeWords(time.median)) },
  { title: "nine of ten within", of: ({ time }) => (time === null ? "" : timeWords(time.p90)) },
];
const TIMES_NOTE =
  "<sub>Visits that began in this time. The times are those of visits that have ended; who is still there is in none.</sub>";

const ASKED: readonly Column<AskedFigures>[] = [
  { title: "what", of: ({ kind, name }) => (kind === "handover" ? name : `${kind} ${name}`) },
  { title: "of", of: ({ roles }) => roles.join(", ") },
  { title: "asked", of: ({ asked }) => asked },
  { title: "answers", of: ({ answers }) => countWords(answers) },
  { title: "what silence led to", of: ({ silence }) => countWords(silence) },
  { title: "withdrawn", of: ({ withdrawn }) => withdrawn },
  { title: "half answered within", of: ({ time }) => (time === null ? "" : timeWords(time.median)) },
  { title: "nine of ten within", of: ({ time }) => (time === null ? "" : timeWords(time.p90)) },
];

const BREACHES: readonly Column<TrackRecord["breaches"][number]>[] = [
  { title: "role", of: ({ role }) => role },
  { title: "of", of: ({ of }) => of },
  { title: "times", of: ({ count }) => count },
];

const MESSAGES: readonly Column<TrackRecord["messages"][number]>[] = [
  { title: "message", of: ({ message }) => message },
  { title: "what became of it", of: ({ became }) => countWords(became) },
];

const REASONS: readonly Column<TrackRecord["reasons"][number]>[] = [
  { title: "became", of: ({ became }) => became },
  { title: "by the rule", of: ({ why }) => (why === "" ? "none given" : why) },
  { title: "times", of: ({ count }) => count },
];

const countWords = (counts: readonly Count[]): string =>
  counts.map(({ name, count }) => `${name} ${numberWords(count)}`).join(", ");

const table = <Row>(columns: readonly Column<Row>[], rows: readonly Row[]): readonly string[] =>
  rows.length === 0 ? [] : [markdownTable(columns, rows)];

const section = <Row>(
  title: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  note?: string,
): readonly string[] =>
  rows.length === 0 ? [] : [title, markdownTable(columns, rows), ...(note === undefined ? [] : [note])];

// ── Scores ────────────────────────────────────────────────────────────────────────────────────────────────

function calibrationSection({ score, event, within, bands, steps }: Calibration): readonly string[] {
  return [
    `### Score \`${score}\`: does a higher band reach \`${event}\` within ${within} more often?`,
    ...(bands.every(({ people, running }) => people + running === 0)
      ? ["Nobody's time for it ran out in this time, and nobody's runs: there is nothing to say."]
      : [
          markdownTable(BANDS, bands),
          steps.map((step) => `- ${stepWords(step)}`).join("\n"),
          `<sub>Each person counts once, in the highest band that they came to before they reached it, from when they came there; those whose ${within} ran out in this time. The interval holds the true share in 95 of 100 such samples (Wilson). Fewer than ${ENOUGH} say nothing.</sub>`,
        ]),
  ];
}

const BANDS: readonly Column<BandFigures>[] = [
  { title: "band", of: ({ band }) => band ?? "below the first" },
  { title: "people", of: ({ people }) => people },
  { title: "reached it", of: ({ reached }) => reached },
  { title: "share", of: ({ people, reached }) => (people === 0 ? "" : percentWords(reached, people)) },
  {
    title: "between",
    of: ({ interval }) =>
      interval === null ? "" : `${percentWords(interval[0], 1)} and ${percentWords(interval[1], 1)}`,
  },
  { title: "enough to say", of: ({ isTooFew }) => (isTooFew ? "no" : "yes") },
  {
    title: "time still runs",
    of: ({ running, reachedSoFar }) => (running === 0 ? "" : `${running}, ${reachedSoFar} reached it so far`),
  },
];

function stepWords({ lower, higher, says }: BandStep): string {
  const [low, high] = [lower === null ? "whoever is below the first band" : `\`${lower}\``, `\`${higher}\``];
  switch (says) {
    case "more often":
      return `${high} reached it more often than ${low}: the score holds there.`;
    case "less often":
      return `${high} reached it **less often** than ${low}: the score misleads there.`;
    case "cannot be told apart":
      return `${high} and ${low} cannot be told apart: what goes by the difference goes by chance.`;
    case "too few":
      return `Of ${high} and ${low} there are too few to say.`;
  }
}

// ── What stands beside ────────────────────────────────────────────────────────────────────────────────────

const decisionSection = ({ rights }: Pack): readonly string[] =>
  rights.length === 0
    ? []
    : [
        "### Who may decide",
        rights
          .map(({ right, asks }) => [`- \`${right}\``, ...asks.map((line) => `  - \`${line}\``)].join("\n"))
          .join("\n"),
      ];

function insideSection({ inside, version }: Pack): readonly string[] {
  if (inside === null)
    return ["### Inside now", "A history does not say who is inside: ask the running installation."];
  if (inside.length === 0) return ["### Inside now", "Nobody."];
  return [
    "### Inside now",
    markdownTable(
      [
        {
          title: "version",
          of: (row: (typeof inside)[number]) =>
            `v${row.version}${row.version === version ? "" : " (not that of the text)"}`,
        },
        { title: "stage", of: ({ stage }) => stage ?? "on the way to its first, or behind an exit" },
        { title: "people", of: ({ count }) => count },
      ],
      inside,
    ),
  ];
}

function releaseSection({ releases, review }: Pack): readonly string[] {
  const title = "### What has changed since";
  if (releases.length === 0)
    return [title, "Nothing of this journey was ever released: there is no record of changes."];
  const since = releases.filter(({ isSince }) => isSince);
  const before = releases.filter(({ isSince }) => !isSince).at(-1);
  const last = review.last === null ? "" : ` since ${review.last}`;
  const compare =
    before?.revision == null
      ? []
      : [
          `\`baton diff ${before.revision.slice(0, 12)}\` says in sentences what is another since v${before.version}.`,
        ];
  if (since.length === 0) return [title, `No version was released${last}.`, ...compare];
  return [
    title,
    since.flatMap((release) => [releaseLine(release), ...changeLines(release)]).join("\n"),
    ...compare,
  ];
}

/** So many sentences of a release: the rest is for whoever looks closer. */
const MOST_CHANGES = 8;

function changeLines({ version, follows, changes }: PackRelease): readonly string[] {
  if (follows === null) return ["  - the first version"];
  if (changes === null)
    return [`  - what it changed since v${follows} cannot be told: the commits of both are not here`];
  if (changes.length === 0) return [`  - nothing that runs is another than in v${follows}`];
  const rest = changes.length - MOST_CHANGES;
  return [
    ...changes
      .slice(0, MOST_CHANGES)
      .map(({ place, sentence }) => `  - ${escapeMarkdown(`${place}: ${sentence}`)}`),
    ...(rest > 0
      ? [`  - and ${rest} more: \`baton diff\` of the commits of v${follows} and v${version} tells them`]
      : []),
  ];
}

const releaseLine = ({ version, on, revision, agreed, waived }: PackRelease): string => {
  const commit = revision === null ? "" : ` (${revision.slice(0, 12)})`;
  const by = agreed.length === 0 ? "" : `, agreed by ${agreed.join(", ")}`;
  const without =
    waived === null ? "" : `, without ${waived.missing.join(", ")}: ${escapeMarkdown(waived.because)}`;
  return `- v${version} on ${on}${commit}${by}${without}`;
};

const editSection = ({ edit }: Pack): readonly string[] => [
  "### The edit that is the review",
  `\`${edit.file}\`, line ${edit.line}:`,
  ["```diff", `-${edit.before}`, `+${edit.after}`, "```"].join("\n"),
];

const JUDGMENT = `### Judgment

- [ ] **keep**: it does what it is for
- [ ] **change**: what, and by when
- [ ] **retire**: nobody is to enter it any more

Because:

<!-- The reviewer's own words: what the figures above say, and what they do not. -->`;
