import { defineCommand } from "../command.ts";
import { CHOOSING_OPTIONS, OPERATING_OPTIONS, operate, readChoice } from "../operate/operate.ts";

export const pause = defineCommand({
  arguments: { journey: { summary: "name of the journey", optional: true } },
  options: { ...CHOOSING_OPTIONS, ...OPERATING_OPTIONS },
  examples: [
    'baton pause nurture --because "a wrong price in a letter"',
    'baton pause --subject maria@example.com --because "they are in talks with us"',
  ],
  async run({ journey, version, stage, for: audience, subject, ...operating }, io) {
    const chosen = readChoice({ journey, version, stage, for: audience, subject });
    return await operate(operating, { do: "pause", ...chosen }, io);
  },
});
