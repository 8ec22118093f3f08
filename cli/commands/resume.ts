import { defineCommand } from "../command.ts";
import { wrongUsage } from "../failure.ts";
import {
  CHOOSING_OPTIONS,
  countFor,
  OPERATING_OPTIONS,
  operate,
  peopleWords,
  readChoice,
} from "../operate/operate.ts";

const SHIFT = "what was left of each wait and deadline is left, as if no time had passed";
const CATCH_UP = "what fell due meanwhile happens now, in its order: letters, reminders, escalations, moves";

export const resume = defineCommand({
  arguments: { journey: { summary: "name of the journey", optional: true } },
  options: {
    shift: { is: "flag", summary: SHIFT },
    catchUp: { is: "flag", summary: CATCH_UP },
    ...CHOOSING_OPTIONS,
    ...OPERATING_OPTIONS,
  },
  examples: ['baton resume nurture --shift --because "the letter is mended"'],
  async run(values, io) {
    const { journey, version, stage, for: audience, subject, shift, catchUp, ...operating } = values;
    const chosen = readChoice({ journey, version, stage, for: audience, subject });
    const body = { do: "resume", ...chosen } as const;
    if (shift && catchUp) throw wrongUsage("--shift and --catch-up are one or the other.");
    if (shift || catchUp)
      return await operate(operating, { ...body, clocks: shift ? "shift" : "catch up" }, io);
    const counted = await countFor(operating, body, io);
    const ways = `--shift: ${SHIFT}\n  --catch-up: ${CATCH_UP}`;
    const question = `How do the clocks of ${peopleWords(counted)} go on? It is asked, and not guessed:\n  ${ways}`;
    if (!io.answers) throw wrongUsage(question);
    io.talk(question);
    const clocks = (await io.confirm("Shift them, so that nothing falls due at once?")) ? "shift" : null;
    if (clocks === null && !(await io.confirm("Catch up, so that what fell due happens now?")))
      throw wrongUsage("Nothing was done: say --shift or --catch-up.");
    return await operate(operating, { ...body, clocks: clocks ?? "catch up" }, io);
  },
});
