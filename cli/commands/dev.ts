import { join, resolve } from "node:path";
import { pino } from "pino";
import { DATA_DIRECTORY } from "../../runtime/dev-info.ts";
import type { DeploymentAnswer } from "../../runtime/gateway/api.ts";
import { openPeople } from "../../runtime/people.ts";
import { openStack, refuseSecond } from "../../runtime/stack/open-stack.ts";
import { defineCommand } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { wrongUsage } from "../failure.ts";
import { buildJourneys } from "../journeys/build-journeys.ts";
import { DIRECTORY_ARGUMENT } from "../journeys/check-directory.ts";
import { keepClock } from "../keep-clock.ts";
import { packageVersion } from "../package.ts";
import { readPort } from "../processes/read-port.ts";
import { endableWhile, untilInterrupted } from "../until-interrupted.ts";

export const dev = defineCommand({
  arguments: DIRECTORY_ARGUMENT,
  options: {
    port: { is: "text", value: "PORT", summary: "of the HTTP API (default: any that is free)" },
    scale: {
      is: "text",
      value: "N",
      summary:
        "let time run N times as fast, for trying things out (default: as the data here has it, else 1)",
    },
    start: { is: "text", value: "DATE", summary: "what the clock shows at the first start, with --scale" },
  },
  examples: ["baton dev journeys --port 7400", "baton dev journeys --scale 3600"],
  async run({ dir, port, scale, start }, io) {
    const dataDir = join(io.cwd, DATA_DIRECTORY);
    // Before the build that the other one runs is replaced.
    await refuseSecond(dataDir);
    const clock = await keepClock(dataDir, scale === undefined ? null : readScale(scale), start);
    const from = new Date(clock.scale === 1 ? Date.now() : clock.origin).getUTCFullYear();
    const library = await buildJourneys({ dir, out: join(dataDir, "build"), from }, io);
    const stack = await endableWhile(() =>
      openStack({
        projectDir: io.cwd,
        buildDir: join(dataDir, "build"),
        people: openPeople({
          path: join(resolve(io.cwd, dir), "people.yaml"),
          roles: new Set(Object.keys(library.roles)),
          onProblem: io.talk,
        }),
        dataDir,
        infoDir: dataDir,
        clock,
        apiPort: port === undefined ? undefined : readPort(port),
        env: io.env,
        what: "baton dev",
        version: packageVersion,
        log: pino({ level: "info" }, pino.destination(join(dataDir, "baton.log"))),
        report: (line) => io.talk(io.paintTalk.dim(line)),
      }),
    );
    const interrupted = untilInterrupted();
    try {
      if (clock.scale !== 1) io.talk(`Clock        ${clock.scale} times as fast as real time`);
      io.talk(`API          ${stack.url}`);
      io.talk(`Temporal     ${stack.temporalUi ?? stack.temporalAddress}`);
      io.talk(
        `Mail         ${stack.sink === null ? "sent by the server that SMTP_URL names" : `kept in ${stack.sink.directory}; npx baton mail lists it`}`,
      );
      for (const line of enteredOtherwise(await stack.api.deployment())) io.talk(line);
      io.talk("Ctrl-C ends it; everything is kept in .baton.");
      await Promise.race([interrupted.promise, stack.stopped]);
      return EXIT.ok;
    } finally {
      await stack.stop();
    }
  },
});

/** After a deploy people enter what it says, though a later version is released. */
function enteredOtherwise({ number, entered, releases }: DeploymentAnswer): readonly string[] {
  if (number === 0) return [];
  return Object.entries(entered).flatMap(([journey, { version }]) => {
    const latest = Math.max(...releases.map((one) => (one.journey === journey ? one.version : 0)));
    if (latest <= version) return [];
    return [
      `Entered      ${journey} v${version}, by deployment ${number}; v${latest} once \`baton deploy\` says so`,
    ];
  });
}

function readScale(text: string): number {
  const scale = Number(text);
  if (scale > 0 && scale <= 1_000_000) return scale;
  throw wrongUsage(`--scale ${text} is no number above 0 and up to 1000000.`);
}
