import type { StuckAnswer } from "../../runtime/gateway/api.ts";
import { defineCommand } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { askGateway } from "../gateway/ask-gateway.ts";
import { GATEWAY_OPTIONS } from "../gateway/options.ts";
import type { Paint } from "../io.ts";
import { plain } from "../print/plain.ts";
import { showInstant } from "../print/time.ts";

export const stuck = defineCommand({
  options: {
    journey: { is: "text", value: "NAME", summary: "only this journey" },
    ...GATEWAY_OPTIONS,
  },
  examples: ["baton stuck", "baton stuck --journey nurture --json"],
  async run({ journey, ...gateway }, io) {
    const answer = await askGateway(gateway, io, (client) =>
      client.stuck(journey === undefined ? {} : { journey }),
    );
    if (io.json) io.out(JSON.stringify(answer, null, 2));
    else for (const line of stuckLines(answer, io.paint)) io.out(line);
    return answer.waiting.length === 0 ? EXIT.ok : EXIT.findings;
  },
});

type Waiting = StuckAnswer["waiting"][number];

function* stuckLines({ now, waiting, counts }: StuckAnswer, paint: Paint) {
  const { overdue, stuck, noWorker } = counts;
  yield `${overdue} overdue, ${stuck} stuck, ${noWorker} without a worker  ${paint.dim(showInstant(now))}`;
  for (const [who, ones] of byHolder(waiting)) {
    yield "";
    yield paint.bold(plain(who));
    for (const one of ones) yield* waitingLines(one, now, paint);
  }
}

/** Whoever has waited longest comes first, and with them all that waits for the same person. */
function byHolder(waiting: readonly Waiting[]): ReadonlyMap<string, readonly Waiting[]> {
  const groups = new Map<string, Waiting[]>();
  for (const one of waiting) {
    const who = one.person === null ? (one.role ?? "nobody") : `${one.person} (${one.role ?? "no role"})`;
    groups.set(who, [...(groups.get(who) ?? []), one]);
  }
  return groups;
}

function* waitingLines(
  { is, since, subject, journey, version, stage, words, troubles }: Waiting,
  now: string,
  paint: Paint,
) {
  const where = `${journey} v${version}${stage === null ? "" : `, ${stage}`}`;
  yield `  ${paint.red(is)} for ${lengthOf(since, now)}  ${plain(subject.key)}  ${paint.dim(where)}`;
  if (troubles.length === 0) yield `    ${plain(words)}`;
  for (const trouble of troubles) yield `    ${plain(trouble.words)}`;
  if (troubles.some(({ retry, skip }) => retry !== null || skip !== null))
    yield `    ${paint.cyan(`baton repair ${plain(subject.key)}`)}`;
}

const HOUR = 3_600_000;

function lengthOf(since: string, now: string): string {
  const hours = Math.floor((Date.parse(now) - Date.parse(since)) / HOUR);
  if (hours < 1) return "less than an hour";
  if (hours < 48) return `${hours} ${hours === 1 ? "hour" : "hours"}`;
  return `${Math.floor(hours / 24)} days`;
}
