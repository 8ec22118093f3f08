/** What happened to a subject, over all journeys and versions. */
import type { JournalEntryView, TimelineAnswer, WhyAnswer } from "../../runtime/gateway/api.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { askGateway } from "../gateway/ask-gateway.ts";
import type { GatewayValues } from "../gateway/options.ts";
import type { Io, Paint } from "../io.ts";
import { plain } from "../print/plain.ts";
import { showInstant } from "../print/time.ts";

export async function showStory(gateway: GatewayValues, subject: string, io: Io): Promise<ExitCode> {
  const [why, timeline] = await askGateway(gateway, io, (client) =>
    Promise.all([client.why(subject), client.timeline(subject)]),
  );
  if (io.json) io.out(JSON.stringify({ ...timeline, journeys: why.journeys }, null, 2));
  else for (const line of showLines(why, timeline, io.paint)) io.out(line);
  return EXIT.ok;
}

/** What happened, oldest first, over all journeys and versions; and below it where each of them stands now. */
function* showLines(
  { journeys, sentence }: WhyAnswer,
  { subject, entries, now }: TimelineAnswer,
  paint: Paint,
) {
  const name = subject.name === null ? subject.key : `${subject.name} <${subject.key}>`;
  yield `${paint.bold(plain(name))}, a ${subject.kind}  ${paint.dim(showInstant(now))}`;
  let before: string | null = null;
  for (const entry of entries) {
    const where = placeOf(entry);
    if (where !== before) {
      yield "";
      yield paint.bold(where);
      before = where;
    }
    yield `  ${paint.dim(showInstant(entry.at))}  ${plain(entry.sentence)}${byWords(entry)}`;
  }
  yield "";
  yield paint.bold("Now");
  if (journeys.length === 0) yield `  ${plain(sentence)}`;
  for (const { sentence: one } of journeys) yield `  ${plain(one)}`;
}

function placeOf({ journey, version, instance }: JournalEntryView): string {
  if (journey === null) return "In no journey";
  const number = instance?.split("/").at(-1);
  const again = number === undefined || number === "1" ? "" : `, for the ${number}. time`;
  return `${journey} v${version ?? "?"}${again}`;
}

const byWords = ({ by, sentence }: JournalEntryView): string =>
  by === null || sentence.includes(by) ? "" : ` (${plain(by)})`;
