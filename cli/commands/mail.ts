import { defineCommand } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { askGateway } from "../gateway/ask-gateway.ts";
import { GATEWAY_OPTIONS } from "../gateway/options.ts";
import { plain } from "../print/plain.ts";
import { showInstant } from "../print/time.ts";

export const mail = defineCommand({
  options: {
    to: { is: "text", value: "ADDRESS", summary: "only letters to this address" },
    full: { is: "flag", summary: "with their text" },
    ...GATEWAY_OPTIONS,
  },
  examples: ["baton mail --to maria.lund@example.com --full"],
  async run({ to, full, ...gateway }, io) {
    const answer = await askGateway(gateway, io, (client) => client.mail());
    const letters = answer.mail.filter((letter) => to === undefined || letter.to === to);
    if (io.json) {
      io.out(JSON.stringify({ mail: letters }, null, 2));
      return EXIT.ok;
    }
    for (const letter of letters) {
      io.out(
        `${io.paint.dim(showInstant(letter.at))}  ${plain(letter.to)}  ${io.paint.bold(plain(letter.subject))}`,
      );
      if (full) io.out(`${indented(letter.text)}\n`);
    }
    io.talk(letters.length === 1 ? "1 letter." : `${letters.length} letters.`);
    return EXIT.ok;
  },
});

/** The text as it was written, line by line: an end of line is no sign to hide. */
const indented = (text: string): string =>
  text
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => `    ${plain(line)}`.trimEnd())
    .join("\n");
