/** A batch, a wait and a place in the journey's own words, for `temporal workflow show` and the Temporal console. */
import type { Instant } from "../../compiler/plan.ts";
import type { Command, JournalEntry, JournalKind, Place, WorkRecord } from "../machine/protocol.ts";
import type { State } from "../machine/state.ts";
import type { Fact, Stuck } from "./contract.ts";
import { isInstant } from "./shape.ts";

/** Temporal takes 400 bytes; a line that is longer is not read. */
const LINE = 120;

/** What happened and what is asked for: `anna accepted sales_ready, moved to qualification: send case_studies`. */
export function describeBatch(commands: readonly Command[], journal: readonly JournalEntry[]): string {
  const happened = journal.flatMap((entry) => HAPPENED[entry.what]?.(entry) ?? []);
  const asked = commands.map(describeCommand).filter((part) => part !== null);
  const parts = [happened, asked].filter((words) => words.length > 0);
  const line = parts.map((words) => [...new Set(words)].join(", ")).join(": ");
  return cut(line === "" ? "write the journal" : line);
}

/** What a reader follows the story by; the rest stands in the journal. The exit is a command too. */
const HAPPENED: Readonly<Partial<Record<JournalKind, (entry: JournalEntry) => string | readonly string[]>>> =
  {
    entered: ({ name }) => `entered ${name}`,
    moved: ({ name }) => `moved to ${name}`,
    accepted: ({ name, by }) => `${by ?? "the clock"} accepted ${name}`,
    declined: ({ name, by, result }) => `${by ?? "the clock"} declined ${name}${as(result)}`,
    given: ({ name, to }) => `${name} given to ${to ?? "nobody"}`,
    breached: ({ name, to }) => `${to ?? "nobody"} missed ${name}`,
    asked: ({ name, to }) => `${to ?? "nobody"} is asked for ${name}`,
    completed: ({ name, by, result }) => `${by ?? "the clock"} completed ${name}${as(result)}`,
    left: ({ to }) => `${to ?? "its holder"} has left`,
    requested: ({ name, by }) => `${by ?? "somebody"} requested ${name}`,
    decided: ({ name, by, result }) => `${by ?? "the clock"} decided ${name}${as(result)}`,
    called: ({ name, result }) => (result === null ? [] : `${name} ${result}`),
    stuck: () => "stuck",
  };

const as = (result: string | null): string => (result === null ? "" : ` as ${result}`);

/** Facts that met the end of the journey, and go back to where they came from. */
export const describeUnread = (facts: readonly Fact[]): string =>
  cut(
    `return ${[...new Set(facts.map((fact) => (fact.is === "event" ? fact.event.kind : fact.is)))].join(", ")}`,
  );

/** The instant is on the journey's clock, which may run faster than Temporal's. @param state `null` before the entry. */
export const describeTimer = (
  deadline: Instant,
  place: Place | null,
  state: Pick<State, "work" | "boundAt"> | null,
): string => {
  const at = showTime(deadline);
  if (place?.until === deadline) return cut(`wait for ${place.awaits}, until ${at}`);
  const rung = state?.work.find(({ rungAt }) => rungAt === deadline)?.record;
  if (rung !== undefined) return cut(`wait for ${describeAsked(rung)}, until its ladder goes on at ${at}`);
  const due = state?.work.find(({ breached, record }) => !breached && record.due === deadline)?.record;
  if (due !== undefined) return cut(`wait for ${describeAsked(due)}, due ${at}`);
  const stage = place?.stage ?? "the journey";
  return cut(
    `wait for ${state?.boundAt === deadline ? `the end of ${stage}` : `the next moment in ${stage}`}, at ${at}`,
  );
};

const describeAsked = ({ person, role, name }: WorkRecord): string => `${person ?? role} to answer ${name}`;

/** Markdown, as Temporal's pages show it: lines of one paragraph, for which their pane has room. */
export function describePlace(place: Place): string {
  const until = place.until === null ? "" : `, until ${showTime(place.until)}`;
  return [
    `Stage: ${place.stage}`,
    `Holder: ${describeHolder(place)}`,
    `Awaits: ${place.awaits}${until}`,
  ].join("  \n");
}

export const describeStuck = (stuck: Stuck): string =>
  `STUCK since ${showTime(stuck.since)}, after ${stuck.attempts} ${stuck.attempts === 1 ? "attempt" : "attempts"}: ` +
  `the ${stuck.cause} failed with "${stuck.why}". Nothing is lost; the next fact tries again.`;

const describeHolder = ({ holder }: Place): string =>
  holder.person === null ? holder.role : `${holder.person} (${holder.role})`;

/** UTC, to the minute, without `Intl`. Words must not fail, and an instant past all dates would. */
const showTime = (instant: Instant): string =>
  isInstant(instant)
    ? new Date(instant).toISOString().replace(/T(\d\d:\d\d).*$/, " $1 UTC")
    : String(instant);

const ASKED: Readonly<Record<WorkRecord["kind"], string>> = {
  accept: "offer",
  task: "ask for",
  decide: "ask to decide",
  approve: "ask to approve",
  data: "ask for the data of",
  request: "write down",
  hold: "find a holder for",
};

/** `null`: what follows from something else that is told. */
function describeCommand(command: Command): string | null {
  switch (command.do) {
    case "assign":
      return `${ASKED[command.work.kind]} ${command.work.name}`;
    case "send":
      return `send ${command.message}`;
    case "tell":
      return `tell ${"role" in command.to ? command.to.role : command.to.person}`;
    case "set":
      return `set ${Object.keys(command.fields).join(" and ")}`;
    case "call":
      return `call ${command.action}`;
    case "begin":
      return `begin ${command.journey}`;
    case "find":
      return `look for each ${command.kind} of the account`;
    case "judge":
      return `ask for the winner of ${command.split}`;
    case "zone":
      return "ask for their time zone";
    case "sum":
      return `sum ${command.field}`;
    case "version":
      return command.is === "taken over"
        ? `take over from version ${command.from}`
        : `stay, and not take over version ${command.to}`;
    case "recall":
      return "ask for what the version before did not keep";
    case "end":
      return `exit ${command.exit}`;
    case "open work":
    case "close work":
    case "drop":
    case "keep":
    case "place":
      return null;
  }
}

const cut = (line: string): string => (line.length <= LINE ? line : `${line.slice(0, LINE - 1)}…`);
