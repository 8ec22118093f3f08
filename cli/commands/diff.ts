import { defineCommand } from "../command.ts";
import { compareRange, RANGE_ARGUMENTS } from "../diff/compare-range.ts";
import { impactLines, impactMarkdown } from "../diff/impact-report.ts";
import { findImpact, INSIDE_OPTIONS } from "../diff/people-inside.ts";
import { type DiffReport, toMarkdown } from "../diff/report.ts";
import { diffData } from "../diff/report-data.ts";
import { tellDiff } from "../diff/report-text.ts";
import { EXIT } from "../exit-code.ts";

export const diff = defineCommand({
  arguments: RANGE_ARGUMENTS,
  options: {
    markdown: { is: "flag", summary: "write it for a review" },
    ...INSIDE_OPTIONS,
  },
  examples: [
    "baton diff main",
    "baton diff origin/main...HEAD --markdown --people-inside inside.json",
    "baton diff v1.4..v1.5 --json",
  ],
  async run({ range, dir, markdown, ...asking }, io) {
    const { before, after, compared } = await compareRange(range, dir, io);
    const report: DiffReport = {
      base: before.name,
      head: after.name,
      diff: compared.diff,
      model: after.model,
    };
    const states = { before: before.model, after: after.model };
    const people = await findImpact(compared.diff, states, asking, io);
    if (io.json) io.out(JSON.stringify({ ...diffData(report, before, after, io.cwd), people }, null, 2));
    else if (markdown) io.out([toMarkdown(report), ...(people ? [impactMarkdown(people)] : [])].join("\n\n"));
    else {
      tellDiff(report, io);
      if (people !== null) io.out(["", ...impactLines(people, io.paint)].join("\n"));
    }
    return EXIT.ok;
  },
});
