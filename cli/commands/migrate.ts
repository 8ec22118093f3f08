import type { MigrateAnswer } from "../../runtime/gateway/api.ts";
import { defineCommand } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { wrongUsage } from "../failure.ts";
import { askGateway } from "../gateway/ask-gateway.ts";
import { GATEWAY_OPTIONS } from "../gateway/options.ts";
import { plain } from "../print/plain.ts";

export const migrate = defineCommand({
  arguments: { journey: { summary: "name of the journey" } },
  options: {
    from: {
      is: "text",
      value: "VERSION",
      summary: "the version that they are in, such as v1",
      required: true,
    },
    to: {
      is: "text",
      value: "VERSION",
      summary: "the version that they go on by, such as v2",
      required: true,
    },
    plan: { is: "flag", summary: "say what would become of whom, and change nothing (the default)" },
    apply: { is: "flag", summary: "do it; who was told before is not told again" },
    atMost: {
      is: "text",
      value: "N",
      summary: "no more than so many in all, who entered first before the others",
    },
    ...GATEWAY_OPTIONS,
  },
  examples: [
    "baton migrate nurture --from v1 --to v2 --plan",
    "baton migrate nurture --from v1 --to v2 --apply --at-most 50",
  ],
  async run({ journey, from, to, plan, apply, atMost, ...gateway }, io) {
    if (plan && apply) throw wrongUsage("Either --plan or --apply: the one says what the other does.");
    const asked = {
      journey,
      from: versionOf("--from", from),
      to: versionOf("--to", to),
      ...(atMost !== undefined && { atMost: wholeOf(atMost) }),
    };
    const answer = await askGateway(gateway, io, (client) => client.migrate({ ...asked, apply }));
    io.out(io.json ? JSON.stringify(answer, null, 2) : plain(wordsOf(answer, apply)));
    return answer.groups.some(({ will }) => will === "needs a map" || will === "was refused")
      ? EXIT.findings
      : EXIT.ok;
  },
});

function versionOf(option: string, text: string): number {
  const [, digits] = /^v?([1-9]\d*)$/.exec(text) ?? [];
  if (digits === undefined) throw wrongUsage(`${option} ${text} is no version: write v1.`);
  return Number(digits);
}

function wholeOf(text: string): number {
  if (!/^\d+$/.test(text)) throw wrongUsage(`--at-most ${text} is no whole number.`);
  return Number(text);
}

function wordsOf(
  { journey, from, to, at, inside, told, moved, groups, asked }: MigrateAnswer,
  isDone: boolean,
): string {
  const head = `${journey} v${from} -> v${to}, ${at === "once" ? "at once" : "at the next stage"}: ${people(inside)} inside v${from}, ${moved} moved so far.`;
  const rows = groups.map(({ stage, step, count, will, why, to: there }) => {
    const place = [stage ?? "(begins)", ...(step === null ? [] : [`at ${step}`])].join(" ");
    const where = there === null ? "" : ` to ${there}`;
    return `  ${String(count).padStart(5)}  ${place}: ${will}${where}${why === null ? "" : ` (${why})`}`;
  });
  const unknown = inside - asked;
  const note = unknown > 0 ? [`  Of ${unknown} only the stage is known: their runs did not answer.`] : [];
  const done = isDone
    ? [`${told} told now.`]
    : at === "once"
      ? ["Nothing was changed; --apply does it."]
      : ["They are told by themselves."];
  return [head, ...rows, ...note, ...done].join("\n");
}

const people = (count: number): string => (count === 1 ? "1 is" : `${count} are`);
