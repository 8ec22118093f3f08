import type { Change, Line } from "../../compiler/diff/change.ts";
import { diffWorkspaces } from "../../compiler/diff/diff-workspaces.ts";
import { defineCommand } from "../command.ts";
import { type DiffReport, toMarkdown } from "../diff/report.ts";
import { tellDiff } from "../diff/report-text.ts";
import { EXIT } from "../exit-code.ts";
import { wrongUsage } from "../failure.ts";
import { type JourneysAt, openJourneysAt } from "../journeys/open-journeys-at.ts";
import { mergeBase } from "../journeys/read-revision.ts";
import { showPath } from "../journeys/show-path.ts";

export const diff = defineCommand({
  arguments: {
    range: {
      summary: "BASE..HEAD, BASE...HEAD from where they parted, or BASE alone to compare the work tree with",
    },
    dir: { summary: "folder of the journeys", default: "journeys" },
  },
  options: {
    markdown: { is: "flag", summary: "write it for a review" },
  },
  examples: ["baton diff main", "baton diff origin/main...HEAD --markdown", "baton diff v1.4..v1.5 --json"],
  async run({ range, dir, markdown }, io) {
    const asked = await readRange(range, io.cwd);
    const before = await openJourneysAt(dir, asked.base, io);
    const after = await openJourneysAt(dir, asked.head, io);
    const found = diffWorkspaces(before.workspace, after.workspace, { year: new Date().getUTCFullYear() });
    const report: DiffReport = { base: before.name, head: after.name, diff: found, model: after.model };
    if (io.json) io.out(JSON.stringify(dataOf(report, before, after, io.cwd), null, 2));
    else if (markdown) io.out(toMarkdown(report));
    else tellDiff(report, io);
    return EXIT.ok;
  },
});

interface Range {
  readonly base: string;
  /** `undefined`: the work tree. */
  readonly head: string | undefined;
}

async function readRange(text: string, cwd: string): Promise<Range> {
  const [, base = "", dots = "", head = ""] = /^(.*?)(?:(\.{2,3})(.*))?$/.exec(text) ?? [];
  if (base === "") throw wrongUsage(`\`${text}\` is no range: write BASE..HEAD, such as main..HEAD.`);
  if (dots !== "...") return { base, head: head === "" ? undefined : head };
  return {
    base: await mergeBase(base, head === "" ? "HEAD" : head, cwd),
    head: head === "" ? undefined : head,
  };
}

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
