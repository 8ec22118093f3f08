import { renderGithub } from "../../language/diagnostics/render-github.ts";
import { renderSarif } from "../../language/diagnostics/render-sarif.ts";
import { defineCommand } from "../command.ts";
import { RANGE_ARGUMENTS } from "../diff/compare-range.ts";
import { INSIDE_OPTIONS } from "../diff/people-inside.ts";
import { EXIT } from "../exit-code.ts";
import type { Io } from "../io.ts";
import { TODAY_OPTION } from "../journeys/check-directory.ts";
import { junitOf } from "../journeys/junit.ts";
import { failuresOf } from "../journeys/scenario-cases.ts";
import { writeNamed } from "../named-file.ts";
import { packageVersion } from "../package.ts";
import { commentOf } from "../review/comment.ts";
import { gatherReview } from "../review/gather-review.ts";
import { type Review, stopsOf } from "../review/review.ts";
import { reviewData } from "../review/review-data.ts";

export const review = defineCommand({
  arguments: RANGE_ARGUMENTS,
  options: {
    approvedBy: {
      is: "text",
      value: "FILE",
      summary: "who has approved, as the code host reports it (default: nobody yet)",
    },
    ...INSIDE_OPTIONS,
    events: { is: "text", value: "FILE", summary: "what happened, as JSON Lines: tries the change on it" },
    comment: { is: "text", value: "FILE", summary: "write the comment to this file as well" },
    sarif: { is: "text", value: "FILE", summary: "write findings and failed scenarios as SARIF 2.1.0" },
    junit: {
      is: "text",
      value: "FILE",
      summary: "write scenarios and checks for whatever shows a build's tests",
    },
    annotations: {
      is: "flag",
      summary: "print what is new as annotations for GitHub Actions, in place of the comment",
    },
    ...TODAY_OPTION,
  },
  examples: [
    "baton review main...HEAD                     # the comment for the pull request",
    "baton review origin/main...HEAD --approved-by reviews.json --comment comment.md --sarif baton.sarif",
    "baton review main --json                     # of the work tree, for programs",
  ],
  async run({ comment, sarif, junit, annotations, ...asked }, io) {
    const found = await gatherReview(asked, io);
    const text = commentOf(found);
    if (comment !== undefined) await writeNamed(comment, `${text}\n`, io.cwd);
    if (sarif !== undefined) await writeNamed(sarif, sarifOf(found), io.cwd);
    if (junit !== undefined) await writeNamed(junit, junitOfReview(found), io.cwd);
    if (io.json) io.out(JSON.stringify(reviewData(found, io.cwd), null, 2));
    else if (annotations) tellAnnotations(found, io);
    else io.out(text);
    const stops = stopsOf(found);
    io.talk(stops.length === 0 ? "Nothing stands against it." : `Not to be merged yet: ${stops.join("; ")}.`);
    return stops.length === 0 ? EXIT.ok : EXIT.findings;
  },
});

const failedIn = ({ scenarios, checked }: Review) =>
  "why" in scenarios ? [] : scenarios.cases.flatMap(({ played }) => failuresOf(played, checked));

/** Errors first: a code host shows only so many. */
function tellAnnotations(found: Review, io: Io): void {
  const { findings, checked } = found;
  const errors = findings.known.filter(({ severity }) => severity === "error");
  const all = [...findings.fresh, ...errors, ...failedIn(found)].sort(
    (a, b) => Number(b.severity === "error") - Number(a.severity === "error"),
  );
  if (all.length > 0) io.out(renderGithub(all, checked.sources));
}

function sarifOf(found: Review): string {
  const { checked, findings } = found;
  const known = new Set(findings.known);
  return renderSarif([...checked.diagnostics, ...failedIn(found)], checked.sources, {
    version: packageVersion,
    known,
  });
}

function junitOfReview({ scenarios, checked }: Review): string {
  return junitOf("why" in scenarios ? [] : scenarios.cases, {
    files: [...checked.sources.keys()],
    diagnostics: checked.diagnostics,
    sources: checked.sources,
  });
}
