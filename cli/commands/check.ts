import { renderGithub } from "../../language/diagnostics/render-github.ts";
import { renderJson } from "../../language/diagnostics/render-json.ts";
import { defineCommand } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { wrongUsage } from "../failure.ts";
import type { Io } from "../io.ts";
import {
  type CheckedDirectory,
  checkDirectory,
  DIRECTORY_ARGUMENT,
  TODAY_OPTION,
} from "../journeys/check-directory.ts";
import { fixDirectory } from "../journeys/fix-directory.ts";
import { diagnosticBlocks, summaryOf } from "../journeys/tell-diagnostics.ts";

const FORMATS = ["text", "json", "github"] as const;

export const check = defineCommand({
  arguments: DIRECTORY_ARGUMENT,
  options: {
    format: { is: "choice", value: "FORMAT", of: FORMATS, summary: "how findings are told", default: "text" },
    fix: { is: "flag", summary: "mend what can only be meant in one way, and tell what is left" },
    dryRun: { is: "flag", summary: "with --fix: show what would be mended, and change nothing" },
    ...TODAY_OPTION,
  },
  examples: [
    "baton check journeys",
    "baton check --format github    # findings as annotations of a pull request",
    "baton check --fix --dry-run    # the commas and words that can be mended",
  ],
  async run({ format, fix, dryRun, ...directory }, io) {
    const what = { ...directory, notes: true } as const;
    if (dryRun && !fix) throw wrongUsage("--dry-run says what --fix would do: give both.");
    const checked = fix ? fixDirectory(what, { dryRun }, io) : checkDirectory(what, io);
    const product = render(checked, io.json ? "json" : format, io);
    if (product !== "") io.out(product);
    io.talk(summaryOf(checked));
    if (!io.json && format === "text") tellOfPages(checked, io);
    return checked.hasErrors ? EXIT.findings : EXIT.ok;
  },
});

function render(checked: CheckedDirectory, format: (typeof FORMATS)[number], io: Io): string {
  switch (format) {
    case "json":
      return renderJson(checked.diagnostics, checked.sources);
    case "github":
      return renderGithub(checked.diagnostics, checked.sources);
    case "text":
      return diagnosticBlocks(checked, io.paint.isColorSupported);
  }
}

/** Where more is said of what was found; with several codes, of the first. */
function tellOfPages({ diagnostics }: CheckedDirectory, io: Io): void {
  const [first, another] = new Set(diagnostics.map(({ code }) => code));
  if (first === undefined) return;
  const all = another === undefined ? "" : " (and so for each code)";
  io.talk(`\`baton explain ${first}\` says why, with an example${all}.`);
}
