import type { Model } from "../../compiler/model.ts";
import { suggest } from "../../language/diagnostics/suggest.ts";
import type { ReviewView } from "../../runtime/gateway/api.ts";
import { defineCommand } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { wrongUsage } from "../failure.ts";
import { askGateway } from "../gateway/ask-gateway.ts";
import { GATEWAY_OPTIONS, type GatewayValues } from "../gateway/options.ts";
import type { Io } from "../io.ts";
import { DIRECTORY_ARGUMENT } from "../journeys/check-directory.ts";
import { reviewGrace } from "../journeys/check-options.ts";
import { openJourneysAt } from "../journeys/open-journeys-at.ts";
import { readToday } from "../journeys/read-today.ts";
import { showPath } from "../journeys/show-path.ts";
import { plain } from "../print/plain.ts";
import { type Column, tableLines } from "../print/table.ts";
import { showInstant } from "../print/time.ts";
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
    running: { is: "flag", summary: "what the running installation asks for, and who has it" },
    ...GATEWAY_OPTIONS,
  },
  examples: [
    "baton reviews",
    "baton reviews --due --on 2027-01-04",
    "baton reviews --owner revops_lead --markdown",
    "baton reviews --running    # whose inbox they are in",
  ],
  async run({ dir, on, owner, due, markdown, running, ...gateway }, io) {
    if (running) {
      if (on !== undefined || due || markdown)
        throw wrongUsage(
          "--running shows what is asked for now: give it without --on, --due and --markdown.",
        );
      return await tellRunning(owner, gateway, io);
    }
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

/** What is past its grace there is a finding here, too. */
async function tellRunning(
  owner: string | undefined,
  gateway: GatewayValues,
  io: Io,
): Promise<typeof EXIT.ok | typeof EXIT.findings> {
  const { reviews: all } = await askGateway(gateway, io, (client) => client.reviews());
  const shown = owner === undefined ? all : all.filter((review) => review.owner === owner);
  if (io.json) io.out(JSON.stringify({ reviews: shown }, null, 2));
  else if (shown.length > 0) for (const line of tableLines(OPEN, shown, io.paint.dim)) io.out(line);
  io.talk(shown.length === 0 ? "No review is asked for." : `${shown.length} asked for.`);
  return shown.some(({ standing }) => standing === "past its grace") ? EXIT.findings : EXIT.ok;
}

const OPEN: readonly Column<ReviewView>[] = [
  { title: "review", of: ({ kind, name }) => `${kind} ${name}` },
  { title: "owner", of: ({ owner }) => owner },
  { title: "due", of: ({ due }) => due },
  { title: "standing", of: ({ standing }) => standing },
  { title: "asked", of: ({ openedAt }) => showInstant(openedAt) },
  { title: "with", of: withWords },
];

function withWords(review: ReviewView): string {
  if (review.with.length === 0) return "nobody: no role up from the owner's is filled";
  return review.with.map(({ role, people }) => `${role} (${people.map(plain).join(", ")})`).join(" and ");
}

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
