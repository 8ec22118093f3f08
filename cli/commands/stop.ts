import { defineCommand } from "../command.ts";
import { CHOOSING_OPTIONS, OPERATING_OPTIONS, operate, readChoice } from "../operate/operate.ts";

export const stop = defineCommand({
  arguments: { journey: { summary: "name of the journey", optional: true } },
  options: {
    exit: {
      is: "text",
      value: "NAME",
      summary: "leave by this exit, and do what stands in it (default: end outright, as stopped by hand)",
    },
    ...CHOOSING_OPTIONS,
    ...OPERATING_OPTIONS,
  },
  examples: [
    'baton stop nurture --subject maria@example.com --because "entered by mistake"',
    'baton stop nurture --version 2 --exit lost --because "the product is withdrawn" --yes',
  ],
  async run({ journey, version, stage, for: audience, subject, exit, ...operating }, io) {
    const chosen = readChoice({ journey, version, stage, for: audience, subject });
    const body = { do: "stop", ...chosen, ...(exit !== undefined && { exit }) } as const;
    return await operate(operating, body, io);
  },
});
