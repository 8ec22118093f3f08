import { defineCommand } from "../command.ts";
import { wrongUsage } from "../failure.ts";
import {
  CHOOSING_OPTIONS,
  countFor,
  isNothing,
  notAgreed,
  nothing,
  OPERATING_OPTIONS,
  operate,
  peopleWords,
  readChoice,
  requireReason,
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
    requireReason(operating);
    const counted = await countFor(operating, body, io);
    if (isNothing(counted)) return nothing(counted, io);
    // Nobody's clocks go on; only the pause of who enters ends.
    if (counted.concerns.instances === 0) return await operate(operating, { ...body, clocks: "shift" }, io);
    const ways = `--shift: ${SHIFT}\n  --catch-up: ${CATCH_UP}`;
    const question = `How do the clocks of ${peopleWords(counted)} go on? It is asked, and not guessed:\n  ${ways}`;
    if (!io.answers) throw wrongUsage(question);
    io.talk(question);
    const clocks =
      WAYS[(await io.ask("Shift them, or catch up? [s/c, else nothing is done] ")).toLowerCase()];
    if (clocks === undefined) throw notAgreed();
    return await operate(operating, { ...body, clocks }, io);
  },
});

const WAYS: Readonly<Record<string, "shift" | "catch up">> = {
  s: "shift",
  shift: "shift",
  c: "catch up",
  "catch up": "catch up",
};
