import type { InstanceView, StatusAnswer, StatusQuery } from "../../runtime/gateway/api.ts";
import { defineCommand } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { wrongUsage } from "../failure.ts";
import { askGateway } from "../gateway/ask-gateway.ts";
import { GATEWAY_OPTIONS } from "../gateway/options.ts";
import type { Paint } from "../io.ts";
import { plain } from "../print/plain.ts";
import { type Column, tableLines } from "../print/table.ts";
import { showInstant } from "../print/time.ts";
import { placeholder, quoteForShell } from "../work/answer-lines.ts";

const MOST = 500;

export const status = defineCommand({
  options: {
    journey: { is: "text", value: "NAME", summary: "only this journey" },
    stage: { is: "text", value: "NAME", summary: "only this stage" },
    holder: { is: "text", value: "NAME", summary: "only what this person or role holds" },
    subject: { is: "text", value: "KEY", summary: "only this subject" },
    state: {
      is: "choice",
      value: "STATE",
      of: ["open", "paused", "stuck", "ended", "all"],
      summary: "which journeys (default: those that have not ended)",
    },
    limit: { is: "text", value: "N", summary: `how many journeys to list, up to ${MOST}`, default: "20" },
    after: { is: "text", value: "PAGE", summary: "continue where the page before ended" },
    ...GATEWAY_OPTIONS,
  },
  examples: ["baton status --stage qualification --holder anna"],
  async run({ server, asPerson, limit, ...filters }, io) {
    const query: StatusQuery = { ...onlyGiven(filters), limit: readLimit(limit) };
    const answer = await askGateway({ server, asPerson }, io, (client) => client.status(query));
    if (io.json) io.out(JSON.stringify(answer, null, 2));
    else {
      for (const line of statusLines(answer, io.paint)) io.out(line);
      // Of one subject there is also what people may do with it.
      if (filters.subject !== undefined) for (const line of requestLines(answer, io.paint)) io.out(line);
    }
    return EXIT.ok;
  },
});

function readLimit(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= MOST) return limit;
  throw wrongUsage(`--limit ${text} is no number from 1 to ${MOST}.`);
}

/** What was not said is left out of the question. */
function onlyGiven<T extends object>(values: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { [Name in keyof T]?: Exclude<T[Name], undefined> };
}

function* statusLines({ now, counts, instances, next }: StatusAnswer, paint: Paint) {
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  yield `${total} ${total === 1 ? "journey" : "journeys"}  ${paint.dim(showInstant(now))}`;
  if (total === 0) return;
  yield "";
  yield* tableLines(COUNT_COLUMNS, counts, paint.dim);
  yield "";
  yield* tableLines(instanceColumns(now, paint), instances, paint.dim);
  if (next !== null) yield paint.dim(`More: add --after ${next}`);
}

function* requestLines({ instances }: StatusAnswer, paint: Paint) {
  for (const { subject, journey, requests } of instances) {
    if (requests.length === 0) continue;
    yield "";
    yield `What may be requested in ${journey}:`;
    for (const { name, by, needs } of requests) {
      const evidence = needs.flatMap((need) => ["--with", `${need.field}=${placeholder(need)}`]);
      const line = ["baton", "request", name, "--subject", subject.key, ...evidence]
        .map(quoteForShell)
        .join(" ");
      yield `  by ${by.join(" or ")}`;
      yield `    ${paint.cyan(plain(line))}`;
    }
  }
}

type Count = StatusAnswer["counts"][number];

const COUNT_COLUMNS: readonly Column<Count>[] = [
  { title: "journey", of: ({ journey, version }) => `${journey} v${version}` },
  { title: "state", of: ({ state }) => state },
  { title: "stage", of: ({ stage }) => stage ?? "-" },
  { title: "holder", of: ({ holder }) => showHolder(holder) },
  { title: "count", of: ({ count }) => count },
];

function instanceColumns(now: string, paint: Paint): readonly Column<InstanceView>[] {
  const isLate = ({ until, state }: InstanceView): boolean =>
    state !== "ended" && until !== null && until < now;
  return [
    { title: "subject", of: ({ subject }) => plain(subject.key) },
    {
      title: "journey",
      of: ({ journey, version, key }) => `${journey} v${version}${key === null ? "" : ` ${plain(key)}`}`,
    },
    {
      title: "stage",
      of: ({ stage, state, exit }) => (state === "ended" ? `exit ${exit}` : (stage ?? "-")),
      paint: (text, { state }) => (state === "stuck" ? paint.red(text) : text),
    },
    { title: "holder", of: ({ holder }) => showHolder(holder) },
    {
      title: "until",
      of: (view) => (view.until === null ? "-" : showInstant(view.until) + (isLate(view) ? " overdue" : "")),
      paint: (text, view) => (isLate(view) ? paint.red(text) : text),
    },
    {
      title: "awaits",
      of: ({ state, awaits }) => (state === "stuck" ? `STUCK: ${plain(awaits ?? "")}` : plain(awaits ?? "-")),
    },
  ];
}

function showHolder(holder: InstanceView["holder"]): string {
  if (holder === null) return "-";
  return holder.person === null ? holder.role : `${holder.person} (${holder.role})`;
}
