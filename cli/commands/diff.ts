import { defineCommand } from "../command.ts";
import { compareRange, RANGE_ARGUMENTS } from "../diff/compare-range.ts";
import { type DiffReport, toMarkdown } from "../diff/report.ts";
import { diffData } from "../diff/report-data.ts";
import { tellDiff } from "../diff/report-text.ts";
import { EXIT } from "../exit-code.ts";

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
    if (io.json) io.out(JSON.stringify(diffData(report, before, after, io.cwd), null, 2));
    else if (markdown) io.out(toMarkdown(report));
    else tellDiff(report, io);
    return EXIT.ok;
  },
});
