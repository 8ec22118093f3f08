import type { StuckAnswer } from "../../runtime/gateway/api.ts";
import { defineCommand } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { wrongUsage } from "../failure.ts";
import { askGateway } from "../gateway/ask-gateway.ts";
import { OPERATING_OPTIONS, type Operating, operate } from "../operate/operate.ts";
import { plain } from "../print/plain.ts";
import { showInstant } from "../print/time.ts";

export const repair = defineCommand({
  arguments: {
    which: {
      summary: "key of a subject, or id of an instance; left out: with --journey or --for",
      optional: true,
    },
  },
  options: {
    retry: { is: "flag", summary: "try again what it is stuck in, as it is" },
    skip: { is: "flag", summary: "leave out what it is stuck in; that is written down" },
    journey: { is: "text", value: "NAME", summary: "all that are stuck in this journey" },
    for: { is: "text", value: "AUDIENCE", summary: "only those of whom this audience's condition holds" },
    ...OPERATING_OPTIONS,
  },
  examples: [
    "baton repair maria@example.com",
    'baton repair maria@example.com --retry --because "the worker is mended"',
  ],
  async run({ which, retry, skip, journey, for: audience, ...operating }, io) {
    if (retry && skip) throw wrongUsage("--retry and --skip are one or the other.");
    const isInstance = which?.includes("/") === true;
    const chosen = {
      ...(which === undefined ? {} : isInstance ? { instance: which } : { subject: which }),
      ...(journey !== undefined && { journey }),
      ...(audience !== undefined && { audience }),
    };
    if (Object.keys(chosen).length === 0)
      throw wrongUsage("Say which: a subject, an instance, or --journey.");
    if (retry || skip)
      return await operate(operating, { do: "repair", ...chosen, how: retry ? "retry" : "skip" }, io);
    requireNothingToDo(operating, audience);
    const query = {
      ...(which === undefined ? {} : isInstance ? { instance: which } : { subject: which }),
      ...(journey !== undefined && { journey }),
    };
    const answer = await askGateway(operating, io, (client) => client.stuck(query));
    const found = answer.waiting.filter((one) => one.is === "stuck");
    if (io.json) io.out(JSON.stringify(found, null, 2));
    else for (const line of repairLines(found)) io.out(line);
    return found.length === 0 ? EXIT.ok : EXIT.findings;
  },
});

/** Without a way it is only looked at: what is for doing it must not be passed over. */
function requireNothingToDo({ because, yes }: Operating, audience: string | undefined): void {
  const given = [
    ...(because === undefined ? [] : ["--because"]),
    ...(yes ? ["--yes"] : []),
    ...(audience === undefined ? [] : ["--for"]),
  ];
  if (given.length > 0) throw wrongUsage(`${given.join(" and ")}: say how as well, with --retry or --skip.`);
}

function* repairLines(found: StuckAnswer["waiting"]) {
  if (found.length === 0) yield "Nothing is stuck.";
  for (const { subject, journey, version, troubles } of found) {
    yield `${plain(subject.key)} in ${journey} v${version}`;
    for (const { words, since, retry, skip } of troubles) {
      yield `  since ${showInstant(since)}: ${plain(words)}`;
      yield retry === null ? "    --retry can do nothing about it" : `    --retry ${plain(retry)}`;
      yield skip === null ? "    --skip can do nothing about it" : `    --skip ${plain(skip)}`;
    }
  }
}
