import type { Model } from "../../compiler/model.ts";
import { suggest } from "../../language/diagnostics/suggest.ts";
import { defineCommand } from "../command.ts";
import { readTime } from "../events/read-time.ts";
import { EXIT } from "../exit-code.ts";
import { wrongUsage } from "../failure.ts";
import { GATEWAY_OPTIONS } from "../gateway/options.ts";
import { reviewGrace } from "../journeys/check-options.ts";
import { openJourneysAt } from "../journeys/open-journeys-at.ts";
import { readToday } from "../journeys/read-today.ts";
import { showPath } from "../journeys/show-path.ts";
import { gatherPack } from "../review/gather-pack.ts";
import { packMarkdown } from "../review/pack-markdown.ts";

export const reviewPack = defineCommand({
  arguments: { journey: { summary: "name of a journey" } },
  options: {
    dir: { is: "text", value: "DIR", summary: "folder of the journeys", default: "journeys" },
    events: {
      is: "text",
      value: "FILE",
      summary: "what happened, as JSON Lines (default: what the running installation has written down)",
    },
    from: {
      is: "text",
      value: "TIME",
      summary: "beginning of the period, in UTC unless it names an offset (default: the last review)",
    },
    until: { is: "text", value: "TIME", summary: "its end (default: now, or the last thing that happened)" },
    on: { is: "text", value: "DATE", summary: "the day of the review (default: today)" },
    withoutScores: {
      is: "flag",
      summary: "leave out how scores have held, for which all that ever happened is played",
    },
    ...GATEWAY_OPTIONS,
  },
  examples: [
    "baton review-pack lead_to_customer > review.md",
    "baton review-pack lead_to_customer --events last-quarter.jsonl --json",
  ],
  async run({ journey, dir, on, from, until, events, withoutScores, ...gateway }, io) {
    const { model, workspace } = await openJourneysAt(dir, undefined, io);
    const pack = await gatherPack(
      {
        ...gateway,
        journey: knownJourney(journey, model),
        model,
        dir,
        shownPath: showPath(workspace.root, io.cwd),
        on: readToday(on, "--on"),
        graceDays: reviewGrace(io.cwd).reviewGraceDays,
        events,
        from: readInstant("--from", from),
        until: readInstant("--until", until),
        leavesScoresOut: withoutScores,
      },
      io,
    );
    io.out(io.json ? JSON.stringify(pack, null, 2) : packMarkdown(pack));
    if (pack.figures.noted === 0) io.talk("Nothing of this journey was written down in this time.");
    return EXIT.ok;
  },
});

function knownJourney(name: string, { journeys }: Model): string {
  const journey = journeys.get(name);
  if (journey !== undefined && journey.review !== undefined) return name;
  if (journey !== undefined)
    throw wrongUsage(`Journey ${name} has no \`review\` line, and so nobody who looks at it again.`);
  const nearest = suggest(name, [...journeys.keys()]);
  throw wrongUsage(`There is no journey ${name}.${nearest === undefined ? "" : ` Did you mean ${nearest}?`}`);
}

function readInstant(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const read = readTime(text, "Z");
  if (read === null)
    throw wrongUsage(`${option} ${text} is no time; one looks like 2026-07-01 or 2026-07-01T09:00+01:00.`);
  return Date.parse(read);
}
