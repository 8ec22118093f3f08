import type { JournalEntryView } from "../../runtime/gateway/api.ts";
import { defineCommand } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { askGateway } from "../gateway/ask-gateway.ts";
import { GATEWAY_OPTIONS } from "../gateway/options.ts";
import { plain } from "../print/plain.ts";
import { showInstant } from "../print/time.ts";

export const why = defineCommand({
  arguments: { subject: { summary: "key of the subject, such as an e-mail address" } },
  options: {
    timeline: { is: "flag", summary: "show everything that is written down, from the beginning" },
    ...GATEWAY_OPTIONS,
  },
  examples: ["baton why maria@example.com --timeline"],
  async run({ subject, timeline, ...gateway }, io) {
    const answer = await askGateway(gateway, io, async (client) => ({
      ...(await client.why(subject)),
      ...(timeline ? { entries: (await client.timeline(subject)).entries } : {}),
    }));
    if (io.json) {
      io.out(JSON.stringify(answer, null, 2));
      return EXIT.ok;
    }
    io.out(plain(answer.sentence));
    // The first is the sentence itself.
    for (const { sentence } of answer.journeys.slice(1)) io.out(plain(sentence));
    for (const entry of answer.entries ?? []) io.out(entryLine(entry));
    return EXIT.ok;
  },
});

const entryLine = ({ at, sentence }: JournalEntryView): string => `${showInstant(at)}  ${plain(sentence)}`;
