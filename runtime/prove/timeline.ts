/** The run that shows a finding, told from its beginning: when, and what, in the words of `baton why`. */
import type { Calendar, Instant, Plan } from "../../compiler/plan.ts";
import type { Input, JournalKind } from "../machine/protocol.ts";
import { sentenceOf } from "../policy/journal-words.ts";
import { valueWords } from "../policy/words.ts";
import type { Arena } from "./arena.ts";
import type { Node } from "./explore.ts";
import type { Shown } from "./finding.ts";
import type { Assigned, Run } from "./runs.ts";

export interface Moment {
  readonly at: Instant;
  readonly what: string;
}

/** The runs from the beginning on, in order. */
export function runsTo({ from, run }: Shown): readonly Run[] {
  const runs = run === null ? [] : [run];
  for (let node: Node | null = from; node !== null; node = node.cause.from) runs.unshift(node.cause.run);
  return runs;
}

/** Whose local times a run is told in: those of the owner of the stage that it begins in. */
export function calendarOfEntry({ entries, stages, roles, calendars, owner }: Plan): Calendar | null {
  const first = stages[entries[0]?.stage ?? ""]?.owner ?? owner;
  return calendars[roles[first]?.calendar ?? ""] ?? null;
}

/** More moments than this in a row are told by the first and the last. */
const MOST_ALIKE = 40;

export function timelineOf(arena: Arena, shown: Shown): readonly Moment[] {
  const moments = runsTo(shown).flatMap((run, index) => momentsIn(arena, run, index === 0));
  if (moments.length <= MOST_ALIKE) return moments;
  const [first, last] = [moments.slice(0, MOST_ALIKE - 12), moments.slice(-12)];
  const left = moments.length - first.length - last.length;
  return [...first, { at: last[0]?.at ?? 0, what: `(and ${left} things more, then)` }, ...last];
}

function momentsIn(arena: Arena, { inputs, journal, assigned }: Run, isFirst: boolean): readonly Moment[] {
  const [input] = inputs;
  if (input === undefined) return [];
  const at = input.now;
  const known = assigned.flatMap((one) => knownWords(arena, one)).map((what) => ({ at, what }));
  const told = journal.flatMap((entry) => {
    const quiet = QUIET.has(entry.what) || (entry.what === "waited" && entry.result !== "bound");
    return quiet ? [] : [{ at: entry.at, what: sentenceOf(entry) }];
  });
  const came = cameWords(input).map((what) => ({ at, what }));
  return [...(isFirst ? [] : known), ...came, ...(isFirst ? known : []), ...told];
}

/** What the reader can tell from what else is said. */
const QUIET: ReadonlySet<JournalKind> = new Set(["withdrawn", "told", "ignored", "split"]);

/** What is as one would think is not worth a line: the first value that is known, and no band. */
function knownWords({ plan, variables }: Arena, { variable, value }: Assigned): readonly string[] {
  const known = variables.get(variable);
  if (known === undefined)
    return variable.startsWith("split ")
      ? [`${variable.slice("split ".length)} is drawn: ${valueWords(value)}`]
      : [];
  const { of, is, values } = known;
  const usual = is === "band" ? null : (plan.defaults[of] ?? values.find((one) => one !== null) ?? null);
  if (known.kindOf(value) === known.kindOf(usual)) return [];
  return [value === null ? `${of} is blank` : `${of} is ${valueWords(value)}`];
}

function cameWords(input: Input): readonly string[] {
  switch (input.is) {
    case "event":
      return [input.event.kind];
    case "start":
      return input.event === null ? [] : [input.event.kind];
    case "fields":
      return Object.entries(input.fields).map(([name, value]) => `${name} becomes ${valueWords(value)}`);
    case "band":
      return [`${input.score} turns ${input.band ?? "to none of its bands"}`];
    case "released":
      return ["the contact policy lets the message go"];
    case "gives way":
      return ["another journey of its group begins"];
    case "goes on":
      return ["the other journey has ended"];
    case "left":
      return [`${input.person} leaves`];
    case "journey ended":
      return ["the journey that was begun has ended"];
    default:
      return [];
  }
}
