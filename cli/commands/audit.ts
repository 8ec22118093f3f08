import { audit as auditLibrary } from "../../compiler/audit/audit.ts";
import { type Audit, hasWork } from "../../compiler/audit/audit-finding.ts";
import { verdictOf } from "../../compiler/audit/from-checks.ts";
import { THRESHOLDS } from "../../compiler/audit/inertia.ts";
import { type CheckedWorkspace, checkWorkspace } from "../../compiler/check.ts";
import type { Workspace } from "../../compiler/workspace.ts";
import { findFigures } from "../audit/find-figures.ts";
import { toMarkdown } from "../audit/report.ts";
import { tellAudit } from "../audit/report-text.ts";
import { defineCommand } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { CommandFailure, wrongUsage } from "../failure.ts";
import { GATEWAY_OPTIONS } from "../gateway/options.ts";
import type { Io } from "../io.ts";
import {
  DIRECTORY_ARGUMENT,
  isAboutText,
  openDirectory,
  showChecked,
  TODAY_OPTION,
} from "../journeys/check-directory.ts";
import { checkOptions } from "../journeys/check-options.ts";
import { diagnosticBlocks, summaryOf } from "../journeys/tell-diagnostics.ts";

export const audit = defineCommand({
  arguments: DIRECTORY_ARGUMENT,
  options: {
    markdown: { is: "flag", summary: "write it as Markdown" },
    days: {
      is: "text",
      value: "N",
      summary: "how far back to look at what journeys have done",
      default: "90",
    },
    people: {
      is: "text",
      value: "N",
      summary: "fewer people say nothing of a goal or a message",
      default: String(THRESHOLDS.people),
    },
    goal: {
      is: "text",
      value: "PERCENT",
      summary: "a journey of which fewer come to its goal is to be rebuilt",
      default: String(THRESHOLDS.goal),
    },
    figures: {
      is: "text",
      value: "FILE",
      summary: "what the journeys have done, as `GET /v1/figures` answered it, in place of asking",
    },
    ...TODAY_OPTION,
    ...GATEWAY_OPTIONS,
  },
  examples: [
    "baton audit",
    "baton audit --server https://baton.example.com --days 180",
    "baton audit journeys --markdown > audit.md",
  ],
  async run({ dir, markdown, days, people, goal, figures: file, today, server, asPerson }, io) {
    const thresholds = {
      people: readNumber("--people", people, 1, 1_000_000),
      goal: readNumber("--goal", goal, 0, 100),
    };
    const period = readNumber("--days", days, 1, 3650);
    const workspace = openDirectory(dir, io);
    const library = checkWorkspace(workspace, checkOptions(today, io.cwd));
    refuseBroken(workspace, library, io);
    const figures = await findFigures({ file, days: period, server, asPerson }, io);
    const { shownPath } = showChecked(workspace, library, io);
    const found = withPaths(auditLibrary(library, figures.observed, thresholds), shownPath);
    const report = { audit: found, model: library.model, figures: figures.said };
    if (io.json) io.out(JSON.stringify({ ...found, figures: figures.said }, null, 2));
    else if (markdown) io.out(toMarkdown(report));
    else tellAudit(report, io);
    // Half an audit is told, and is none: whoever names a server wants to know what runs there.
    if (figures.isMissing) {
      if (io.json || markdown) io.talk(figures.said);
      return EXIT.unreachable;
    }
    return hasWork(found) ? EXIT.findings : EXIT.ok;
  },
});

/** Texts with errors that are no matter of an audit cannot be asked together: names may be missing. */
function refuseBroken(workspace: Workspace, library: CheckedWorkspace, io: Io): void {
  const inTheWay = library.diagnostics.filter(
    (one) => one.severity === "error" && isAboutText(one) && verdictOf(one, library.model) === undefined,
  );
  if (inTheWay.length === 0) return;
  const checked = showChecked(workspace, { ...library, diagnostics: inTheWay }, io);
  io.talk(diagnosticBlocks(checked, io.paintTalk.isColorSupported) + summaryOf(checked));
  throw new CommandFailure(
    EXIT.findings,
    "journeys-have-errors",
    "The journeys have errors, so they cannot be audited.",
  );
}

const withPaths = (found: Audit, shown: (path: string) => string): Audit => ({
  ...found,
  findings: found.findings.map((one) => ({ ...one, at: { ...one.at, file: shown(one.at.file) } })),
});

function readNumber(option: string, text: string, from: number, to: number): number {
  const number = Number(text);
  const isFine = text.trim() !== "" && number >= from && number <= to;
  if (isFine && (option === "--goal" || Number.isInteger(number))) return number;
  throw wrongUsage(`${option} ${text} is no number from ${from} to ${to}.`);
}
