/** An audit as a report: by whoever must act, and the same as Markdown for a review. */
import type { Audit, AuditFinding, JourneyVerdict, Verdict } from "../../compiler/audit/audit-finding.ts";
import type { Pressure, PressureShare } from "../../compiler/audit/pressure.ts";
import type { Model } from "../../compiler/model.ts";
import { groupBy } from "../../runtime/backtest/group-by.ts";
import { placeWords } from "../diff/report.ts";
import { escapeMarkdown, markdownTable } from "../print/markdown.ts";
import type { Column } from "../print/table.ts";

export interface AuditReport {
  readonly audit: Audit;
  /** For the titles of roles. */
  readonly model: Model;
  /** Where the figures are from and of which days; or why there are none. One sentence. */
  readonly figures: string;
}

export interface Group {
  /** Such as `sdr (Sales Development Rep)`. */
  readonly title: string;
  readonly findings: readonly AuditFinding[];
}

/** What somebody has to do, by who must begin. */
export function groupsOf({ audit: { findings }, model }: AuditReport): readonly Group[] {
  const open = findings.filter(({ verdict }) => verdict !== "keep");
  return [...groupBy(open, ({ owners }) => owners[0] ?? "")]
    .toSorted(([a], [b]) => Number(a === "") - Number(b === ""))
    .map(([role, all]) => ({ title: titleOf(role, model), findings: all }));
}

function titleOf(role: string, { roles }: Model): string {
  if (role === "") return "Nobody is named as owner";
  const title = roles.get(role)?.title?.text;
  return title === undefined ? role : `${role} (${title})`;
}

/** The one sentence that a reader reads first. */
export function headline({ findings }: Audit): string {
  const count = (verdict: Verdict): number => findings.filter((one) => one.verdict === verdict).length;
  const kept = count("keep");
  const open = [
    ["gap", "gap", "gaps"],
    ["rebuild", "to rebuild", "to rebuild"],
    ["retire", "to retire", "to retire"],
  ] as const;
  const words = open.flatMap(([verdict, one, more]) => {
    const number = count(verdict);
    return number === 0 ? [] : [`${number} ${number === 1 ? one : more}`];
  });
  const keeping = kept === 0 ? "" : ` ${kept} kept with a reason.`;
  return words.length === 0 ? `Nothing to do.${keeping}` : `${words.join(", ")}.${keeping}`;
}

/** Others who must agree to what is done, beside the one whose group it stands in. */
export const others = ({ owners }: AuditFinding): string =>
  owners.length < 2 ? "" : ` [also ${owners.slice(1).join(", ")}]`;

/** What one person has allowed for one reason, in one place. */
export interface Kept {
  readonly place: string;
  readonly code: string;
  readonly count: number;
  readonly because: string;
}

export function keptIn({ findings }: Audit): readonly Kept[] {
  const kept = findings.flatMap(({ verdict, place, code, because }) =>
    verdict === "keep" ? [{ place: placeWords(place), code, because: because ?? "" }] : [],
  );
  return [
    ...groupBy(kept, ({ place, code, because }) => JSON.stringify([place, code, because])).values(),
  ].flatMap((all) => all.slice(0, 1).map((one) => ({ ...one, count: all.length })));
}

export const PRESSURE: readonly Column<Pressure>[] = [
  { title: "contact policy", of: ({ subject }) => subject },
  { title: "counts", of: ({ channel }) => channel },
  { title: "within", of: ({ window }) => window },
  { title: "may go out", of: ({ cap }) => cap },
  { title: "at worst", of: ({ atWorst }) => atWorst },
  { title: "who has the places", of: ({ shares }) => shares.map(shareWords).join("; ") },
];

/** `lead_to_customer 1 of 3 (priority 20, in stage nurture)`. */
function shareWords({ journey, messages, places, priority, where, others }: PressureShare): string {
  const has = places === null ? `? of ${messages}` : `${places} of ${messages}`;
  // Which of one group runs is a matter of its priorities; counted is the one that sends most.
  const instead = others.length === 0 ? "" : `, never beside ${others.join(" or ")}`;
  return `${journey} ${has} (priority ${priority}, ${where.replaceAll("`", "")}${instead})`;
}

export const PRESSURE_MEANS =
  "At worst: somebody is in all journeys at once that do not exclude each other, each in its busiest stage, and all that is waited for happens at once. `?`: of one priority, whoever came first has the place.";

export const JOURNEYS: readonly Column<JourneyVerdict>[] = [
  { title: "journey", of: ({ journey }) => journey },
  { title: "verdict", of: ({ verdict }) => verdict },
  { title: "why", of: ({ reason }) => reason.replaceAll("`", "") },
];

// ── Markdown ──────────────────────────────────────────────────────────────────────────────────────────────

export function toMarkdown(report: AuditReport): string {
  const { audit, figures } = report;
  const kept = keptIn(audit);
  return [
    `### Audit: ${headline(audit)}`,
    ...groupsOf(report).flatMap(({ title, findings }) => [
      `**${escapeMarkdown(title)}**`,
      findings.map(findingLine).join("\n"),
    ]),
    ...(audit.pressure.length === 0
      ? []
      : ["#### Messages at worst", markdownTable(PRESSURE, audit.pressure), `<sub>${PRESSURE_MEANS}</sub>`]),
    "#### What the journeys have done",
    ...(audit.journeys === null ? [] : [markdownTable(JOURNEYS, audit.journeys)]),
    escapeMarkdown(figures),
    ...(kept.length === 0 ? [] : ["#### Kept, with a reason", markdownTable(KEPT, kept)]),
  ].join("\n\n");
}

function findingLine(finding: AuditFinding): string {
  const { verdict, sentence, code, at, help } = finding;
  const where = `\`${at.file}:${at.line}\`, \`${code}\``;
  const todo = help === null ? "" : ` ${withCode(help)}`;
  return `- **${verdict}** ${withCode(sentence)}${escapeMarkdown(others(finding))} (${where})${todo}`;
}

/** Our own sentences: names stand in them as code, and whatever a file says between is words. */
const withCode = (sentence: string): string =>
  sentence
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith("`") && part.length > 1 ? part : escapeMarkdown(part)))
    .join("");

export const KEPT: readonly Column<Kept>[] = [
  { title: "where", of: ({ place }) => place },
  { title: "what", of: ({ code, count }) => (count === 1 ? code : `${code}, ${count} times`) },
  { title: "because", of: ({ because }) => because },
];
