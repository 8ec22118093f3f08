import { defineCommand } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { askGateway } from "../gateway/ask-gateway.ts";
import { GATEWAY_OPTIONS } from "../gateway/options.ts";
import { plain } from "../print/plain.ts";

export const why = defineCommand({
  arguments: { subject: { summary: "key of the subject, such as an e-mail address" } },
  options: GATEWAY_OPTIONS,
  examples: ["baton why maria@example.com"],
  async run({ subject, ...gateway }, io) {
    const answer = await askGateway(gateway, io, (client) => client.why(subject));
    if (io.json) {
      io.out(JSON.stringify(answer, null, 2));
      return EXIT.ok;
    }
    io.out(plain(answer.sentence));
    // The first is the sentence itself.
    for (const { sentence } of answer.journeys.slice(1)) io.out(plain(sentence));
    return EXIT.ok;
  },
});
