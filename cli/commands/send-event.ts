import { randomUUID } from "node:crypto";
import type { EventRequest, EventResult } from "../../runtime/gateway/api.ts";
import { nearestName } from "../../runtime/ingest/nearest-name.ts";
import { defineCommand } from "../command.ts";
import { findKnownEvent, type KnownEvent, typedPart } from "../events/known-events.ts";
import { readTime } from "../events/read-time.ts";
import { EXIT } from "../exit-code.ts";
import { CommandFailure, wrongUsage } from "../failure.ts";
import { askGateway } from "../gateway/ask-gateway.ts";
import { GATEWAY_OPTIONS } from "../gateway/options.ts";
import { readPairs } from "../pairs.ts";
import { plain } from "../print/plain.ts";
import { readJsonObject } from "../read-json-object.ts";

export const sendEvent = defineCommand({
  arguments: { kind: { summary: "the event, such as demo_requested" } },
  options: {
    subject: {
      is: "list",
      value: "KEY",
      summary: "whom it is about: the key, or FIELD=VALUE for it and for other fields",
    },
    data: { is: "list", value: "FIELD=VALUE", summary: "a field of the event" },
    dataFile: { is: "text", value: "FILE", summary: "the event's fields as a JSON object; - is stdin" },
    id: {
      is: "text",
      value: "ID",
      summary: "makes it the same event as another of this id (default: a new one)",
    },
    at: {
      is: "text",
      value: "TIME",
      summary: "when it happened, in UTC unless it names an offset (default: now)",
    },
    ...GATEWAY_OPTIONS,
  },
  examples: [
    "baton send-event demo_requested --subject maria@example.com",
    "baton send-event content_downloaded --subject email=kim@example.com --subject name=Kim --data title='Fees guide' --data topic=payments",
  ],
  async run({ kind, subject, data, dataFile, id, at, ...gateway }, io) {
    const known = await findKnownEvent(kind, io.cwd);
    const event: EventRequest = {
      id: id ?? randomUUID(),
      event: kind,
      ...(at === undefined ? {} : { at: requireTime(at) }),
      subject: subjectOf(kind, subject, known),
      data: {
        ...(dataFile === undefined ? {} : await readJsonObject(dataFile, io)),
        ...typedPart(known, "data", readPairs("--data", data)),
      },
    };
    const { results } = await askGateway(gateway, io, (client) => client.sendEvents(event));
    if (io.json) io.out(JSON.stringify({ event, results }, null, 2));
    else for (const result of results) io.out(resultLine(event, result));
    return results.some(({ status }) => status === "refused") ? EXIT.findings : EXIT.ok;
  },
});

function subjectOf(kind: string, texts: readonly string[], known: KnownEvent): EventRequest["subject"] {
  if (texts.length === 0) throw wrongUsage("Say with --subject whom the event is about.");
  const pairs = texts.map((text) =>
    /^[a-z][a-z0-9_]*=/.test(text) ? text : `${requireKey(kind, text, known)}=${text}`,
  );
  return typedPart(known, "subject", readPairs("--subject", pairs));
}

function requireKey(kind: string, text: string, known: KnownEvent): string {
  if (known.key !== null) return known.key;
  if (known.events !== null) throw unknownEvent(kind, known.events);
  throw wrongUsage(
    `There is no build here that says which field identifies the subject of ${kind}; name it, as in --subject email=${text}.`,
  );
}

function unknownEvent(kind: string, events: readonly string[]): CommandFailure {
  const near = nearestName(kind, events);
  const instead = near === null ? `There are: ${events.join(", ")}.` : `Did you mean \`${near}\`?`;
  return new CommandFailure(
    EXIT.findings,
    "unknown-event",
    `There is no event \`${plain(kind)}\`. ${instead}`,
  );
}

function requireTime(text: string): string {
  const at = readTime(text, "Z");
  if (at === null) throw wrongUsage(`--at ${text} is no time; one looks like 2026-11-23T09:00:00+01:00.`);
  return at;
}

function resultLine({ event, id }: EventRequest, { status, started, informed, error }: EventResult): string {
  if (status === "refused") return `${event} was refused: ${plain(error?.message ?? "no reason was given")}`;
  if (status === "repeated")
    return `${event} was taken before under the id ${plain(id)}; nothing runs twice.`;
  const effects = [
    ...started.map((instance) => `started ${instance}`),
    ...informed.map((instance) => `told ${instance}`),
  ];
  return `${event} taken${effects.length === 0 ? ", and no journey listens to it now" : `: ${effects.join(", ")}`}.`;
}
