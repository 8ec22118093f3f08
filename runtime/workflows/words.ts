/** A batch, a wait and a place in the journey's own words, for `temporal workflow show` and the Temporal console. */
import type { Instant } from "../../compiler/plan.ts";
import type { Command, Place, WorkRecord } from "../machine/protocol.ts";
import type { Stuck } from "./contract.ts";

/** Temporal takes 400 bytes; a line that is longer is not read. */
const LINE = 120;

/** `offer sales_ready, send welcome_guide`. */
export function describeCommands(commands: readonly Command[]): string {
  const words = commands.map(describeCommand).filter((part) => part !== null);
  return cut(words.length === 0 ? "write the journal" : [...new Set(words)].join(", "));
}

export const describeDelivery = (commands: readonly Command[], keys: readonly string[]): string =>
  cut(
    `deliver ${[...new Set(commands.filter((one) => isLetter(one, keys)).map(letterName))].join(", ") || "letters"}`,
  );

export const describeTimer = (deadline: Instant, place: Place | null): string =>
  cut(
    place?.until === deadline
      ? `wait for ${place.awaits}`
      : `wait for the next deadline in ${place?.stage ?? "the journey"}`,
  );

export function describePlace(place: Place): string {
  const until = place.until === null ? "" : `, until ${isoTime(place.until)}`;
  return [
    `Stage: ${place.stage}`,
    `Holder: ${describeHolder(place)}`,
    `Awaits: ${place.awaits}${until}`,
  ].join("\n\n");
}

export const describeStuck = (stuck: Stuck): string =>
  `STUCK since ${isoTime(stuck.since)}, after ${stuck.attempts} ${stuck.attempts === 1 ? "attempt" : "attempts"}: ` +
  `the ${stuck.cause} failed with "${stuck.why}". Nothing is lost; the next fact tries again.`;

const describeHolder = ({ holder }: Place): string =>
  holder.person === null ? holder.role : `${holder.person} (${holder.role})`;

/** UTC, without `Intl`. */
const isoTime = (instant: Instant): string => new Date(instant).toISOString();

const ASKED: Readonly<Record<WorkRecord["kind"], string>> = {
  accept: "offer",
  task: "ask for",
  decide: "ask to decide",
  approve: "ask to approve",
  data: "ask for the data of",
};

/** `null`: nothing that a reader of the history misses. */
function describeCommand(command: Command): string | null {
  switch (command.do) {
    case "assign":
      return `${ASKED[command.work.kind]} ${command.work.name}`;
    case "open work":
      return `keep ${command.work.name} open`;
    case "close work":
      return `close work as ${command.how}`;
    case "send":
      return `send ${command.message}`;
    case "drop":
      return "drop what is unsent";
    case "tell":
      return `tell ${letterName(command)}`;
    case "set":
      return `set ${Object.keys(command.fields).join(" and ")}`;
    case "begin":
      return `begin ${command.journey}`;
    case "sum":
      return `sum ${command.field}`;
    case "end":
      return `exit ${command.exit}`;
    case "place":
      return null;
  }
}

type Letter = Extract<Command, { readonly do: "send" | "tell" }>;
const isLetter = (command: Command, keys: readonly string[]): command is Letter =>
  (command.do === "send" || command.do === "tell") && keys.includes(command.key);
const letterName = (letter: Letter): string =>
  letter.do === "send" ? letter.message : "role" in letter.to ? letter.to.role : letter.to.person;

const cut = (line: string): string => (line.length <= LINE ? line : `${line.slice(0, LINE - 1)}…`);
