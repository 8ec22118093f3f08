/** What of a review is folded: each part with its items, so that a comment that grows too long loses whole items. */
import type { AuditFinding } from "../../compiler/audit/audit-finding.ts";
import type { Change } from "../../compiler/diff/change.ts";
import { comparisonToMermaid } from "../../compiler/graph/to-mermaid.ts";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { positionsIn } from "../../language/diagnostics/positions.ts";
import { markdownBlocks } from "../backtest/report.ts";
import { impactMarkdown } from "../diff/impact-report.ts";
import { groupsOf, MARKS, others, placeWords, scenarioWords } from "../diff/report.ts";
import { reasonFor, rolesIn } from "../diff/report-data.ts";
import type { JunitCase } from "../journeys/junit.ts";
import type { JourneyCoverage } from "../journeys/tell-coverage.ts";
import { clip, escapeHtml, escapeMarkdown, markdownTableLines } from "../print/markdown.ts";
import type { Column } from "../print/table.ts";
import { frame, item, type Part, type PartLine } from "./fit-comment.ts";
import { isError, isFailed, missingRoles, type Review, type ReviewedChange } from "./review.ts";
import { countWords } from "./words.ts";

/** Letters of one item: a text may be as long as a file. */
const LONGEST = 700;

const say = (text: string): string => escapeMarkdown(clip(text, LONGEST));

/** In the order in which they are asked for; what has nothing to say is left out. */
export function partsOf(review: Review): readonly Part[] {
  const { change } = review;
  return [
    ...("why" in change ? [] : changesPart(change)),
    ...("why" in change ? [] : peoplePart(change)),
    ...("why" in change ? [] : agreementPart(change)),
    ...findingsPart(review),
    ...auditPart(review),
    ...scenariosPart(review),
    ...coveragePart(review),
    ...backtestPart(review),
    ...("why" in change ? [] : picturesPart(change)),
  ];
}

/** `lead_to_customer, stage nurture: it lasts at most 8 weeks becomes 6 weeks`. */
export const changeWords = (change: Change): string => `${placeWords(change.place)}: ${change.sentence}`;

function changesPart({ report }: ReviewedChange): readonly Part[] {
  const { changes, scenarios, onlyText } = report.diff;
  if (changes.length + scenarios.length + onlyText.length === 0) return [];
  const lines: readonly PartLine[] = [
    ...groupsOf(report).flatMap(({ title, changes: all }) => [
      frame(`\n#### ${say(title)}\n`),
      ...all.map((one) => item(`- **${MARKS[one.effect]}** ${say(changeWords(one) + others(one))}`)),
    ]),
    ...listed("\n#### Scenarios\n", scenarios.map(scenarioWords)),
    ...listed("\n#### Texts that say the same as before\n", onlyText),
  ];
  return [{ summary: `All changes (${changes.length})`, lines, item: "line", all: "baton diff" }];
}

function listed(heading: string, texts: readonly string[]): readonly PartLine[] {
  return texts.length === 0 ? [] : [frame(heading), ...texts.map((text) => item(`- ${say(text)}`))];
}

function peoplePart({ people }: ReviewedChange): readonly Part[] {
  if (people === null) return [];
  const blocks = impactMarkdown(people).split("\n\n");
  return [
    {
      summary:
        people.is === "unknown" ? "People inside: not known" : `People inside: ${people.impact.inside}`,
      lines: blocks.map((block) => item(`${block}\n`)),
      item: "table",
      all: "baton diff --people-inside",
    },
  ];
}

function agreementPart({ verdict }: ReviewedChange): readonly Part[] {
  const { agreements, heard, unknown } = verdict;
  if (agreements.length === 0) return [];
  const lines = rolesIn(agreements).flatMap((role) => {
    const speakers = heard.filter(({ roles }) => roles.includes(role)).map(({ person }) => person);
    const asked = agreements.filter(({ roles }) => roles.includes(role));
    const isMissing = asked.some((one) => one.missing.includes(role));
    const state = isMissing ? "missing" : `agreed: ${[...new Set(speakers)].join(", ")}`;
    return [
      frame(`\n**${say(role)}**: ${say(state)}, asked for ${countWords(asked.length, "change")}\n`),
      ...asked.map((one) => item(`- ${say(changeWords(one.change) + reasonFor(role, one))}`)),
    ];
  });
  const alone = agreements
    .filter(({ isAlone, missing }) => isAlone && missing.length === 0)
    .map(({ change, gainers }) => `${placeWords(change.place)}: ${gainers.join(", ")} may decide more by it`);
  const missing = missingRoles(verdict);
  return [
    {
      summary: `Who must agree: ${countWords(rolesIn(agreements).length, "role")}, ${missing.length} missing`,
      lines: [
        ...listed("\n**Somebody else must agree as well**\n", alone),
        ...lines,
        ...listed("\n**Nobody in people.yaml; a `login` there says who it is**\n", unknown),
      ],
      item: "line",
      all: "baton approvals",
    },
  ];
}

function findingsPart({ findings, checked }: Review): readonly Part[] {
  const { fresh, known, gone } = findings;
  const shown = [...fresh, ...known.filter(isError)].sort((a, b) => Number(isError(b)) - Number(isError(a)));
  if (shown.length + gone.length === 0) return [];
  const isFresh = new Set(fresh);
  const words = ({ code, span, message, help, severity }: Diagnostic): string => {
    const { line } = positionsIn(checked.sources)(span.file).at(span.start);
    return `${severity} ${code}, ${span.file}:${line}: ${message}${help === undefined ? "" : ` ${help}`}`;
  };
  return [
    {
      summary: `Findings: ${fresh.length} new, ${known.length} as before, ${gone.length} gone`,
      lines: [
        ...shown.map((one) => item(`- **${isFresh.has(one) ? "new" : "as before"}** ${say(words(one))}`)),
        ...listed(
          "\n#### Gone\n",
          gone.map(({ code, span, message }) => `${code}, ${span.file}: ${message}`),
        ),
      ],
      item: "finding",
      all: "baton check",
    },
  ];
}

function auditPart({ audit }: Review): readonly Part[] {
  if (audit === null || audit.fresh.length + audit.gone.length === 0) return [];
  const { fresh, known, gone } = audit;
  const words = ({ code, at, sentence, help, owners }: AuditFinding): string =>
    `${code}, ${at.file}:${at.line}: ${sentence}${help === null ? "" : ` ${help}`}${owners.length === 0 ? "" : ` (${owners.join(", ")})`}`;
  return [
    {
      summary: `Audit of all journeys: ${fresh.length} new, ${known.length} as before, ${gone.length} gone`,
      lines: [
        ...fresh.map((one) => item(`- **new, ${one.verdict}** ${say(words(one))}`)),
        ...listed(
          "\n#### Gone\n",
          gone.map(({ code, sentence }) => `${code}: ${sentence}`),
        ),
      ],
      item: "finding",
      all: "baton audit",
    },
  ];
}

function scenariosPart({ scenarios }: Review): readonly Part[] {
  if ("why" in scenarios) return [];
  const { cases } = scenarios;
  const failed = cases.filter(isFailed);
  if (cases.length === 0) return [];
  const title = ({ played: { scenario } }: JunitCase): string => `${scenario.journey}: ${scenario.title}`;
  return [
    {
      summary: `Scenarios: ${cases.length - failed.length} of ${cases.length} hold`,
      lines: [
        ...failed.map((one) => item(`- ✗ **${say(title(one))}**: ${say(firstFailure(one))}`)),
        ...cases.filter((one) => !isFailed(one)).map((one) => item(`- ✓ ${say(title(one))}`)),
      ],
      item: "scenario",
      all: "baton test",
    },
  ];
}

/** What comes after it has mostly come of it. */
function firstFailure({ failures: [first = "", ...more] }: JunitCase): string {
  return more.length === 0 ? first : `${first} (and ${more.length} more)`;
}

const COVERAGE: readonly Column<JourneyCoverage>[] = [
  { title: "journey", of: ({ journey }) => journey },
  { title: "covered", of: ({ percent }) => `${percent} of 100` },
  { title: "parts that no scenario has been through", of: ({ missing }) => missing.length },
];

function coveragePart({ scenarios }: Review): readonly Part[] {
  if ("why" in scenarios || scenarios.coverage.length === 0) return [];
  const least = Math.min(...scenarios.coverage.map(({ percent }) => percent));
  const [head = "", rule = "", ...rows] = markdownTableLines(COVERAGE, scenarios.coverage);
  return [
    {
      summary: `Coverage by scenarios: ${least} %${scenarios.coverage.some(({ percent }) => percent > least) ? " or more" : ""}`,
      lines: [frame(head), frame(rule), ...rows.map(item)],
      item: "journey",
      all: "baton test --coverage",
    },
  ];
}

function backtestPart({ backtest }: Review): readonly Part[] {
  if (backtest === null) return [];
  const { people, differ } = backtest.backtest.comparison;
  return [
    {
      summary: `Back-test: ${differ} of ${countWords(people, "course")} would have been another`,
      lines: markdownBlocks(backtest).map((block) => item(`${block}\n`)),
      item: "table",
      all: "baton backtest",
    },
  ];
}

/** Pictures that a page can draw without going slow. */
const LARGEST_PICTURE = 12_000;

function picturesPart({ pictures }: ReviewedChange): readonly Part[] {
  return pictures.map((picture): Part => {
    const chart = comparisonToMermaid(picture);
    const text =
      chart.length > LARGEST_PICTURE
        ? `It is too large to be drawn here: \`baton graph ${picture.name} BASE..HEAD --svg\` draws it.`
        : `\`\`\`mermaid\n${chart}\`\`\``;
    return {
      summary: `${escapeHtml(picture.name)}, before and after: + new, − gone, ≠ changed`,
      lines: [item(text)],
      item: "picture",
      all: `baton graph ${picture.name} --svg`,
    };
  });
}
