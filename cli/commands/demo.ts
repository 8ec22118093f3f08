import { join } from "node:path";
import { pino } from "pino";
import { DATA_DIRECTORY } from "../../runtime/dev-info.ts";
import type { JournalEntryView } from "../../runtime/gateway/api.ts";
import { openPeople } from "../../runtime/people.ts";
import { openStack, refuseSecond, type Stack } from "../../runtime/stack/open-stack.ts";
import { defineCommand } from "../command.ts";
import { CAST, type Lead } from "../demo/cast.ts";
import { narrate, narrateRefusal } from "../demo/narrate.ts";
import { playDemo } from "../demo/play-demo.ts";
import { beginDemo, mondayMorning, rememberDemo } from "../demo/run-of-the-demo.ts";
import { type SummaryLine, summarise } from "../demo/summary.ts";
import { EXIT } from "../exit-code.ts";
import { wrongUsage } from "../failure.ts";
import type { Io } from "../io.ts";
import { buildJourneys } from "../journeys/build-journeys.ts";
import { packageRoot, packageVersion } from "../package.ts";
import { tableLines } from "../print/table.ts";
import { endableWhile, untilInterrupted } from "../until-interrupted.ts";

/** After the demo a minute takes two seconds, so that a person has time to try what the cast did. */
const UNHURRIED = 30;

export const demo = defineCommand({
  options: {
    day: { is: "text", value: "SECONDS", summary: "real seconds that a day of the demo takes", default: "2" },
    leads: {
      is: "text",
      value: "N",
      summary: "only the first N of the cast",
      default: `${CAST.length}`,
    },
    fresh: { is: "flag", summary: "begin anew, also when an earlier demo was interrupted" },
    stay: { is: "flag", summary: "keep everything running afterwards (what happens anyway at a terminal)" },
  },
  examples: ["baton demo", "baton demo --day 4 --stay"],
  async run({ day, leads, fresh, stay }, io) {
    const infoDir = join(io.cwd, DATA_DIRECTORY);
    const dataDir = join(infoDir, "demo");
    const cast = CAST.slice(0, readLeads(leads));
    const wanted = { secondsPerDay: readSeconds(day), leads: cast.length, fresh };
    // Before the place is cleared for a new demo: somebody may be at work in it.
    await refuseSecond(infoDir);
    const begun = await beginDemo(dataDir, wanted);
    const journeys = join(packageRoot, "journeys");
    await buildJourneys({ dir: journeys, out: join(dataDir, "build"), from: 2026 }, io);
    const stack = await endableWhile(() =>
      openStack({
        projectDir: io.cwd,
        buildDir: join(dataDir, "build"),
        people: openPeople({ path: join(journeys, "people.yaml"), onProblem: io.talk }),
        dataDir,
        infoDir,
        clock: begun.clock,
        // Its leads are invented and its data is thrown away: neither is for somebody's database or mail server.
        env: {},
        what: "baton demo",
        version: packageVersion,
        log: pino({ level: "warn" }, pino.destination(join(dataDir, "baton.log"))),
        report: (line) => io.talk(io.paintTalk.dim(line)),
      }),
    );
    const interrupted = untilInterrupted();
    try {
      // Nothing runs yet, so the time that it took to come up need not count.
      const clock = begun.resumed ? begun.clock : mondayMorning(begun.clock.scale);
      stack.setClock(clock);
      await rememberDemo(dataDir, { clock, leads: cast.length, finished: false });
      tellBegin(io, stack, cast, begun.resumed, day);
      const entries = await play(io, stack, cast, clock.origin, interrupted.signal);
      if (interrupted.signal.aborted) return EXIT.ok;
      await rememberDemo(dataDir, { clock, leads: cast.length, finished: true });
      tellEnd(io, stack, entries);
      if (stay || (process.stdout.isTTY === true && !io.json)) await stayOpen(io, stack, interrupted.promise);
      return EXIT.ok;
    } finally {
      await stack.stop();
    }
  },
});

function readSeconds(text: string): number {
  const seconds = Number(text);
  if (seconds >= 0.5 && seconds <= 86_400) return seconds;
  throw wrongUsage(`--day ${text} is no number of seconds from 0.5 to 86400.`);
}

function readLeads(text: string): number {
  const leads = Number(text);
  if (Number.isInteger(leads) && leads >= 1 && leads <= CAST.length) return leads;
  throw wrongUsage(`--leads ${text} is no number from 1 to ${CAST.length}.`);
}

function tellBegin(io: Io, stack: Stack, cast: readonly Lead[], resumed: boolean, day: string): void {
  io.talk("");
  if (resumed) io.talk("Going on with the demo that was interrupted; --fresh begins anew.");
  io.talk(`${cast.length} leads go through lead_to_customer; a day takes ${day} s.`);
  io.talk("Times are UTC, and go back a little where much happens at once.");
  io.talk(`Temporal ${stack.temporalUi ?? stack.temporalAddress}   API ${stack.url}`);
  io.talk("In a second terminal, in this folder:");
  io.talk("  npx baton status");
  io.talk("  npx baton inbox --person anna");
  io.talk("  npx baton why maria.lund@example.com");
  io.talk("");
}

async function play(
  io: Io,
  stack: Stack,
  cast: readonly Lead[],
  start: number,
  signal: AbortSignal,
): Promise<readonly JournalEntryView[]> {
  // A terminal that does not know its width says 0.
  const width = process.stdout.columns || 140;
  return playDemo({
    cast,
    journey: "lead_to_customer",
    start,
    now: stack.now,
    api: stack.api,
    apiAs: stack.apiAs,
    people: stack.people().people.map(({ id }) => id),
    tell(entry) {
      const line = narrate(entry, io.paint, width);
      if (line !== null && !io.json) io.out(line);
    },
    refused(act) {
      if (!io.json) io.out(narrateRefusal(act, io.paint, width));
    },
    warn: (line) => io.talk(io.paintTalk.dim(line)),
    signal,
  });
}

function tellEnd(io: Io, stack: Stack, entries: readonly JournalEntryView[]): void {
  const { exits, handovers, work, messages } = summarise(entries);
  if (io.json)
    return io.out(
      JSON.stringify(
        { exits, handovers, work, messages, temporalUi: stack.temporalUi, api: stack.url },
        null,
        2,
      ),
    );
  io.out("");
  for (const line of summaryLines([exits, handovers, work, messages], io)) io.out(line);
  io.out("");
  io.out(`Temporal UI  ${stack.temporalUi ?? stack.temporalAddress}`);
  io.out(`API          ${stack.url}`);
}

/** One table of all the groups, with an empty line between them. */
function summaryLines(groups: readonly (readonly SummaryLine[])[], io: Io): readonly string[] {
  const [title = "", ...lines] = tableLines<SummaryLine>(
    [
      { title: "what happened", of: ({ what }) => what },
      { title: "times", of: ({ count }) => count },
    ],
    groups.flat(),
    io.paint.dim,
  );
  const rest = [...lines];
  return [
    title,
    ...groups.flatMap(({ length }, at) => [...(at === 0 ? [] : [""]), ...rest.splice(0, length)]),
  ];
}

/** One more lead comes, on a slower clock, and waits for whoever sits at the terminal. */
async function stayOpen(io: Io, stack: Stack, interrupted: Promise<void>): Promise<void> {
  stack.setClock({ startedAt: Date.now(), origin: stack.now(), scale: UNHURRIED });
  const lead = {
    email: "you@example.com",
    name: "Your Lead",
    company: "Yours",
    // Where nobody but anna sells: the commands below, and those of README.md, name her.
    country: "SE",
    job_title: "Founder",
  };
  await stack.api.sendEvents([
    { id: `you-${stack.now()}`, source: "demo", event: "demo_requested", subject: lead },
  ]);
  io.talk("");
  io.talk(
    "One more lead asked for a demo, and nobody of the cast looks at it. A minute takes two seconds now.",
  );
  io.talk("In a second terminal, in this folder:");
  io.talk("  npx baton why you@example.com");
  io.talk("  npx baton inbox --person anna");
  io.talk("  npx baton accept sales_ready --subject you@example.com --as-person anna");
  io.talk("Ctrl-C ends everything.");
  await Promise.race([interrupted, stack.stopped]);
}
