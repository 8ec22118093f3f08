import { describeJourney } from "../../compiler/describe/describe-journey.ts";
import { renderLines, renderMarkdown } from "../../compiler/describe/render-page.ts";
import type { Model } from "../../compiler/model.ts";
import { suggest } from "../../language/diagnostics/suggest.ts";
import { defineCommand } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { wrongUsage } from "../failure.ts";
import { checkDirectory } from "../journeys/check-directory.ts";
import { diagnosticBlocks, summaryOf } from "../journeys/tell-diagnostics.ts";
import { plain } from "../print/plain.ts";

/** A line that is longer is tiring to read. */
const WIDTH = 96;

export const describe = defineCommand({
  arguments: { journey: { summary: "the journey, such as lead_to_customer" } },
  options: {
    markdown: { is: "flag", summary: "print the page as Markdown" },
    dir: { is: "text", value: "DIR", summary: "folder of the journeys", default: "journeys" },
  },
  examples: ["baton describe lead_to_customer", "baton describe lead_to_customer --markdown > page.md"],
  async run({ journey: name, markdown, dir }, io) {
    if (markdown && io.json) throw wrongUsage("--markdown and --json are two forms; ask for one of them.");
    const checked = checkDirectory({ dir, today: undefined }, io);
    if (checked.textsHaveErrors) {
      io.talk(diagnosticBlocks(checked, io.paintTalk.isColorSupported) + summaryOf(checked));
      return EXIT.findings;
    }
    const page = describeJourney(findJourney(name, checked.model), checked.model);
    if (io.json) io.out(JSON.stringify(page, null, 2));
    else if (markdown) io.write(renderMarkdown(page));
    else {
      const ink = { title: io.paint.bold, lead: io.paint.dim };
      for (const line of renderLines(page, ink, plain, WIDTH)) io.out(line);
    }
    return EXIT.ok;
  },
});

/** @throws CommandFailure when there is none of that name. */
function findJourney(name: string, { journeys }: Model) {
  const found = journeys.get(name);
  if (found !== undefined) return found;
  const nearest = suggest(name, [...journeys.keys()]);
  throw wrongUsage(`There is no journey ${name}.${nearest === undefined ? "" : ` Did you mean ${nearest}?`}`);
}
