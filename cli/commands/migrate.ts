import type { MigrateAnswer } from "../../runtime/gateway/api.ts";
import { defineCommand } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { wrongUsage } from "../failure.ts";
import { askGateway } from "../gateway/ask-gateway.ts";
import { GATEWAY_OPTIONS } from "../gateway/options.ts";
import { plain } from "../print/plain.ts";
import { type Column, tableLines } from "../print/table.ts";

export const migrate = defineCommand({
  arguments: { journey: { summary: "name of the journey" } },
  options: {
    from: {
      is: "text",
      value: "VERSION",
      summary: "the version that they are in, such as v1 (default: the one that there is to go on from)",
    },
    to: {
      is: "text",
      value: "VERSION",
      summary: "the version that they go on by (default: the latest that says `migrate from` it)",
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
    "baton migrate nurture",
    "baton migrate nurture --from v1 --to v2 --plan",
    "baton migrate nurture --apply --at-most 50",
  ],
  async run({ journey, from, to, plan, apply, atMost, ...gateway }, io) {
    if (plan && apply) throw wrongUsage("Either --plan or --apply: the one says what the other does.");
    const asked = {
      journey,
      ...(from !== undefined && { from: versionOf("--from", from) }),
      ...(to !== undefined && { to: versionOf("--to", to) }),
      ...(atMost !== undefined && { atMost: wholeOf(atMost) }),
    };
    const answer = await askGateway(gateway, io, (client) => client.migrate({ ...asked, apply }));
    if (io.json) io.out(JSON.stringify(answer, null, 2));
    else for (const line of linesOf(answer, apply, io.paint.dim)) io.out(line);
    if (!io.json) for (const line of remarksOn(answer, apply)) io.talk(line);
    return answer.groups.some(isInTheWay) ? EXIT.findings : EXIT.ok;
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

// ── Telling ───────────────────────────────────────────────────────────────────────────────────────────────

type Group = MigrateAnswer["groups"][number];

const isInTheWay = ({ will }: Group): boolean => will === "needs a map" || will === "was refused";

function linesOf(answer: MigrateAnswer, isDone: boolean, dim: (text: string) => string): readonly string[] {
  const { journey, from, to, at, inside, moved, groups } = answer;
  const when = at === "once" ? "where they stand" : "at their next stage";
  const columns: readonly Column<Group>[] = [
    { title: "people", of: ({ count }) => count },
    { title: `inside v${from}, at`, of: (group) => plain(placeOf(group)) },
    { title: isDone ? "now" : "then", of: (group) => plain(FATES[group.will](group, answer)) },
  ];
  return [
    `${plain(journey)} v${from} -> v${to}, ${when}: ${inside === 0 ? "nobody" : inside} inside v${from}, ${moved} moved so far.`,
    ...(groups.length === 0 ? [] : tableLines(columns, groups, dim)),
  ];
}

/** As a line of the map names it. */
const placeOf = ({ stage, step }: Group): string =>
  step === null ? (stage ?? "the beginning") : dotted(step);
const dotted = (step: string): string => step.replaceAll("~", "_").replaceAll("/", ".");

const there = ({ to }: Group): string => (to === null ? "" : `, at ${dotted(to)}`);
const because = ({ why }: Group): string => (why === null ? "" : `: ${why}`);

const FATES: Readonly<Record<Group["will"], (group: Group, answer: MigrateAnswer) => string>> = {
  stays: (_, { from }) => `stay in v${from}`,
  "moves at its next stage": (_, { to }) => `go on by v${to} from their next stage on`,
  "moves now": (group, { to }) => `go on by v${to}${there(group)}`,
  "is on its way": (group, { to }) => `are on their way to v${to}${there(group)}`,
  "needs a map": (group, { from }) => `stay in v${from}${because(group)}`,
  "was refused": (group, { from }) => `were told, and stay in v${from}${because(group)}`,
};

function remarksOn({ at, asked, inside, told, groups }: MigrateAnswer, isDone: boolean): readonly string[] {
  const unknown = inside - asked;
  const isUnderWay = groups.some(({ will }) => will === "is on its way");
  const note = unknown > 0 ? [`Of ${unknown} only the stage is known: their runs did not answer.`] : [];
  if (at !== "once") return [...note, "Nobody need do anything: they are told by themselves."];
  if (!isDone && inside === 0) return ["Nobody is left to be moved."];
  if (!isDone)
    return [...note, "Nothing was changed; --apply does it, and --at-most N for no more than so many."];
  const done = told === 0 ? "Nobody else was to be told." : `${told} told now.`;
  return [...note, isUnderWay ? `${done} Without --apply the same command shows how far they are.` : done];
}
