import { setTimeout as pause } from "node:timers/promises";
import type { ForgettingAnswer, ForgettingReportView } from "../../runtime/gateway/api.ts";
import type { ApiClient } from "../../runtime/gateway/api-client.ts";
import { defineCommand } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { askGateway } from "../gateway/ask-gateway.ts";
import { GATEWAY_OPTIONS } from "../gateway/options.ts";
import { plain } from "../print/plain.ts";

export const forget = defineCommand({
  arguments: { subject: { summary: "key of the subject, such as an e-mail address, or their id" } },
  options: {
    because: {
      is: "text",
      value: "REASON",
      summary:
        "do it, for this reason, which is kept and must not name them; without one it is only said what there is",
    },
    ...GATEWAY_OPTIONS,
  },
  examples: [
    "baton forget maria@example.com",
    'baton forget maria@example.com --because "asked for it, ticket 4711"',
  ],
  async run({ subject, because, ...gateway }, io) {
    if (because === undefined) {
      const report = await askGateway(gateway, io, (client) => client.forgetPlan(subject));
      if (io.json) io.out(JSON.stringify({ state: "planned", report }, null, 2));
      else for (const line of planLines(report)) io.out(plain(line));
      io.talk('Nothing has been done: say why with --because "…" to do it.');
      return EXIT.ok;
    }
    const answer = await askGateway(gateway, io, async (client) =>
      untilDone(client, await client.forget(subject, because), io.talk),
    );
    if (io.json) io.out(JSON.stringify(answer, null, 2));
    else for (const line of doneLines(answer)) io.out(plain(line));
    return EXIT.ok;
  },
});

/** Milliseconds between two looks, and until which it is waited: what a relay had taken is out by then. */
const LOOK_EVERY = 1_000;
const PATIENCE = 60_000;

async function untilDone(
  client: ApiClient,
  begun: ForgettingAnswer,
  talk: (line: string) => void,
): Promise<ForgettingAnswer> {
  if (begun.state === "ending") talk("Out of the store; what runs in Temporal is being ended …");
  const end = Date.now() + PATIENCE;
  let answer = begun;
  while (answer.state === "ending" && Date.now() < end) {
    await pause(LOOK_EVERY);
    answer = await client.forgetting(begun.id);
  }
  return answer;
}

function planLines(report: ForgettingReportView): readonly string[] {
  return ["Would be forgotten:", ...whatLines(report), ...outsideLines(report)];
}

function doneLines({ id, state, encrypted, report }: ForgettingAnswer): readonly string[] {
  const histories = encrypted
    ? "Their histories in Temporal cannot be read any more: the key is destroyed."
    : "Their histories are deleted from Temporal, which takes the server up to a minute.";
  const rest =
    "Temporal has not answered yet: the gateway goes on by itself, and the audit record says when it is done.";
  return [
    "Forgotten:",
    ...whatLines(report),
    state === "done" ? histories : rest,
    `The audit record knows them as ${id}.`,
    ...outsideLines(report),
  ];
}

function whatLines(report: ForgettingReportView): readonly string[] {
  const { kinds, merged, journeys, rows, journal, suppressed } = report;
  const store = Object.entries(ROWS).flatMap(([name, words]) => {
    const number = rows[name] ?? 0;
    return number === 0 ? [] : [counted(number, ...words)];
  });
  return [
    `  ${kinds.join(" and ")}${merged === 0 ? "" : `, with ${merged} merged into it`}`,
    ...journeys.map(({ journey, open, ended }) => `  journey ${journey}: ${open} running, ${ended} ended`),
    `  in the store: ${store.join(", ")}`,
    `  in the journal: ${counted(journal, "entry", "entries")}, kept without whom it was about and without words`,
    ...(suppressed
      ? ["  they had opted out: a keyed hash of the address is kept, so that nobody writes to it"]
      : []),
  ];
}

const ROWS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  subjects: ["record", "records"],
  events: ["event", "events"],
  scores: ["score", "scores"],
  work: ["request to people", "requests to people"],
  letters: ["letter", "letters"],
  outbox: ["fact for Temporal", "facts for Temporal"],
};

const counted = (number: number, one: string, many: string): string =>
  `${number} ${number === 1 ? one : many}`;

function outsideLines({ outside, takesPartIn, sameAddress }: ForgettingReportView): readonly string[] {
  const known = outside.map(({ is, name, count }) => `  ${OUTSIDE[is](name, count)}`);
  return [
    ...(known.length === 0 ? [] : ["Still known outside, for you to see to:", ...known]),
    ...(takesPartIn === 0
      ? []
      : [
          `They took part in ${counted(takesPartIn, "journey", "journeys")} of others, where what they told stays until it is over.`,
        ]),
    ...sameAddress.map(({ kind, id }) => `The same address has also a ${kind}: baton forget ${id}`),
  ];
}

type Outside = ForgettingReportView["outside"][number]["is"];
const OUTSIDE: Readonly<Record<Outside, (name: string, count: number) => string>> = {
  mail: (name, count) => `${name}: ${counted(count, "letter", "letters")} went to their mailbox`,
  action: (name, count) => `action ${name}: was called ${counted(count, "time", "times")} for them`,
  source: (name, count) =>
    `${name}: reported ${counted(count, "event", "events")}; whatever it reports again is somebody new`,
};
