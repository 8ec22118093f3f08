import type { Model } from "../../compiler/model.ts";
import { suggest } from "../../language/diagnostics/suggest.ts";
import { defineCommand } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { wrongUsage } from "../failure.ts";
import { DIRECTORY_ARGUMENT } from "../journeys/check-directory.ts";
import { reviewGrace } from "../journeys/check-options.ts";
import { openJourneysAt } from "../journeys/open-journeys-at.ts";
import { readToday } from "../journeys/read-today.ts";
import { showPath } from "../journeys/show-path.ts";
import { dueMarkdown, summaryWords, tellDue } from "../review/due-report.ts";
import { type DueReview, dueReviews, isDue, isPastGrace } from "../review/due-reviews.ts";

export const reviews = defineCommand({
  arguments: DIRECTORY_ARGUMENT,
  options: {
    on: {
      is: "text",
      value: "DATE",
      summary: "the day for which they are told (default: today, where each owner works)",
    },
    owner: { is: "text", value: "ROLE", summary: "only what this role owns" },
    due: { is: "flag", summary: "only what is due" },
    markdown: { is: "flag", summary: "write it as Markdown" },
  },
  examples: [
    "baton reviews",
    "baton reviews --due --on 2027-01-04",
    "baton reviews --owner revops_lead --markdown",
  ],
  async run({ dir, on, owner, due, markdown }, io) {
    const { model, workspace } = await openJourneysAt(dir, undefined, io);
    const all = dueReviews(model, {
      on: on === undefined ? undefined : readToday(on, "--on"),
      now: new Date(),
      graceDays: reviewGrace(io.cwd).reviewGraceDays,
    });
    const asked =
      owner === undefined ? all : all.filter((review) => review.owner === knownRole(owner, model));
    const shown = due ? asked.filter(isDue) : asked;
    const path = showPath(workspace.root, io.cwd);
    if (io.json) io.out(JSON.stringify({ reviews: shown.map((one) => dataOf(one, path)) }, null, 2));
    else if (markdown) io.out(dueMarkdown(shown, asked));
    else tellDue(shown, io);
    io.talk(summaryWords(asked));
    return asked.some(isPastGrace) ? EXIT.findings : EXIT.ok;
  },
});

function knownRole(name: string, { roles }: Model): string {
  if (roles.has(name)) return name;
  const nearest = suggest(name, [...roles.keys()]);
  throw wrongUsage(`There is no role ${name}.${nearest === undefined ? "" : ` Did you mean ${nearest}?`}`);
}

const dataOf = ({ of, standing, file, ...review }: DueReview, path: (path: string) => string) => ({
  kind: of,
  ...review,
  file: path(file),
  standing: standing.is,
  ...("left" in standing && { daysLeft: standing.left }),
  ...("over" in standing && { daysOver: standing.over }),
});
