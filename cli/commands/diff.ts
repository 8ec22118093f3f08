import type { Change, Line } from "../../compiler/diff/change.ts";
import { defineCommand } from "../command.ts";
import { compareRange, RANGE_ARGUMENTS } from "../diff/compare-range.ts";
import { type DiffReport, toMarkdown } from "../diff/report.ts";
import { tellDiff } from "../diff/report-text.ts";
import { EXIT } from "../exit-code.ts";
import type { JourneysAt } from "../journeys/open-journeys-at.ts";
import { showPath } from "../journeys/show-path.ts";

export const diff = defineCommand({
  arguments: RANGE_ARGUMENTS,
  options: {
    markdown: { is: "flag", summary: "write it for a review" },
  },
  examples: ["baton diff main", "baton diff origin/main...HEAD --markdown", "baton diff v1.4..v1.5 --json"],
  async run({ range, dir, markdown }, io) {
    const { before, after, compared } = await compareRange(range, dir, io);
    const report: DiffReport = {
      base: before.name,
      head: after.name,
      diff: compared.diff,
      model: after.model,
    };
    if (io.json) io.out(JSON.stringify(dataOf(report, before, after, io.cwd), null, 2));
    else if (markdown) io.out(toMarkdown(report));
    else tellDiff(report, io);
    return EXIT.ok;
  },
});

function dataOf({ diff: found }: DiffReport, before: JourneysAt, after: JourneysAt, cwd: string) {
  const state = ({ name, commit }: JourneysAt) => ({ name, commit });
  return {
    base: state(before),
    head: state(after),
    changes: found.changes.map((change) => changeData(change, before, after, cwd)),
    scenarios: found.scenarios,
    onlyText: found.onlyText.map(showPath(after.workspace.root, cwd)),
  };
}

function changeData({ before, after, ...change }: Change, was: JourneysAt, is: JourneysAt, cwd: string) {
  const shown = (line: Line, { workspace }: JourneysAt): Line => ({
    ...line,
    file: showPath(workspace.root, cwd)(line.file),
  });
  return {
    ...change,
    ...(before && { before: shown(before, was) }),
    ...(after && { after: shown(after, is) }),
  };
}
