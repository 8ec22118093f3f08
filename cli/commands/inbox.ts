import type { InboxAnswer, ReviewView, WorkView } from "../../runtime/gateway/api.ts";
import { defineCommand } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { askGateway } from "../gateway/ask-gateway.ts";
import { GATEWAY_OPTIONS, type GatewayValues } from "../gateway/options.ts";
import type { Io, Paint } from "../io.ts";
import { plain } from "../print/plain.ts";
import { showInstant } from "../print/time.ts";
import { showValue } from "../print/value.ts";
import { answerLines, type Calling } from "../work/answer-lines.ts";
import { shortIds } from "../work/short-id.ts";

export const inbox = defineCommand({
  options: {
    person: { is: "text", value: "PERSON", summary: "whose inbox (default: whoever asks)" },
    subject: { is: "text", value: "KEY", summary: "only what is about this subject" },
    name: { is: "text", value: "NAME", summary: "only this handover, task or right" },
    ...GATEWAY_OPTIONS,
  },
  examples: ["baton inbox --person anna"],
  async run({ person, subject, name, ...gateway }, io) {
    const query = {
      ...(person === undefined ? {} : { person }),
      ...(subject === undefined ? {} : { subject }),
      ...(name === undefined ? {} : { name }),
    };
    const answer = await askGateway(gateway, io, (client) => client.inbox(query));
    const answering = { ...gateway, asPerson: person ?? gateway.asPerson };
    if (io.json) io.out(JSON.stringify(answer, null, 2));
    else {
      const calling = { command: commandOf(io), flags: repeatedFlags(answering, io) };
      for (const line of inboxLines(answer, calling, io.paint)) io.out(line);
    }
    return EXIT.ok;
  },
});

/** As whoever asks has called it: what npx has found is on no PATH. */
const commandOf = ({ env }: Io): readonly string[] =>
  env.npm_command === "exec" ? ["npx", "baton"] : ["baton"];

/** The flags without which an answer would reach another gateway, or come from another person. */
function repeatedFlags({ server, asPerson }: GatewayValues, io: Io): readonly string[] {
  return [
    ...(asPerson === undefined || asPerson === io.env.BATON_PERSON ? [] : ["--as-person", asPerson]),
    ...(server === undefined ? [] : ["--server", server]),
  ];
}

function* inboxLines({ now, person, work, reviews }: InboxAnswer, calling: Calling, paint: Paint) {
  const short = shortIds(work.map(({ id }) => id));
  const overdue = [...work.filter((one) => one.overdue), ...reviews.filter(isLate)].length;
  const late = overdue === 0 ? "" : `, ${paint.red(`${overdue} overdue`)}`;
  yield `${work.length + reviews.length} open for ${paint.bold(plain(person))}${late}  ${paint.dim(showInstant(now))}`;
  for (const view of work) {
    const shortId = short.get(view.id) ?? view.id;
    yield "";
    yield* workLines(view, shortId, paint);
    for (const line of answerLines(view, shortId, calling)) yield `    ${paint.cyan(line)}`;
  }
  for (const review of reviews) {
    yield "";
    yield* reviewLines(review, calling, paint);
  }
}

/** It is answered by the text, and has no id. */
function* reviewLines(review: ReviewView, { command }: Calling, paint: Paint) {
  const { kind, name, every, last } = review;
  yield `review ${paint.bold(`${kind} ${name}`)}  every ${every}, last ${last}`;
  yield `  as ${review.with.map(({ role }) => role).join(" and ")}`;
  yield `  ${isLate(review) ? paint.red(`OVERDUE, ${dueWords(review)}`) : dueWords(review)}, asked ${showInstant(review.openedAt)}`;
  if (kind === "journey") yield `    ${paint.cyan(`${command.join(" ")} review-pack ${name}`)}`;
  yield "    a build whose text has a later `last` closes it";
}

const isLate = ({ standing }: ReviewView): boolean => standing !== "due";

const dueWords = ({ due, until, standing }: ReviewView): string =>
  standing === "past its grace" ? `due ${due}, its grace ended on ${until}` : `due ${due}`;

function* workLines(view: WorkView, shortId: string, paint: Paint) {
  const about = view.subject.name === null ? view.subject.key : `${view.subject.name} <${view.subject.key}>`;
  // A handover has no words of its own.
  const title = view.title === view.name ? "" : `  ${plain(view.title)}`;
  yield `${paint.bold(shortId)}  ${view.kind} ${paint.bold(view.name)}${title}`;
  yield `  of ${plain(about)}, in ${view.journey}, stage ${view.stage}, as ${view.role}`;
  if (view.paused !== null) yield `  ${paint.yellow(plain(view.paused))}`;
  yield `  ${dueOf(view, paint)}`;
  const known = view.carries.filter(({ value }) => value !== null);
  if (known.length > 0) {
    yield `  ${known.map(({ name, value }) => `${name} ${plain(showValue(value))}`).join(", ")}`;
  }
}

function dueOf({ due, overdue, openedAt }: WorkView, paint: Paint): string {
  const when = due === null ? "its ladder has ended and it stays open" : `due ${showInstant(due)}`;
  return `${overdue ? paint.red(`OVERDUE, ${when}`) : when}, asked ${showInstant(openedAt)}`;
}
