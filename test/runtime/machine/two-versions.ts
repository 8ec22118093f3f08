/** Somebody inside the first of two versions of a small journey, who is told of the second (rule 14). */
import type { Fields, Migration, Plan, VersionMove } from "../../../compiler/plan.ts";
import { versionMove } from "../../../compiler/versions/version-move.ts";
import type { Command, JournalEntry } from "../../../runtime/machine/protocol.ts";
import type { State, Track, Work } from "../../../runtime/machine/state.ts";
import { messagesOf } from "../../../runtime/machine/turn.ts";
import { cast, type Desk, openDesk, type World } from "./play.ts";

export interface Edit {
  readonly old: string;
  readonly next: string;
  readonly map?: Migration["map"];
  /** What is declared beside the journey, in the first and in the second version. */
  readonly more?: string;
  readonly moreNext?: string;
  readonly world?: Partial<World>;
  readonly fields?: Fields;
  /** What no text can say of the first version, or of the second. */
  readonly alter?: (plan: Plan) => Plan;
  readonly alterNext?: (plan: Plan) => Plan;
  /** What a step leaves behind on its way to the next one. */
  readonly carry?: (state: State) => State;
}

export interface Inside {
  readonly desk: Desk;
  readonly plan: Plan;
  readonly later: Plan;
  readonly versions: VersionMove;
  /** Tells of the second version, and answers with what that led to there and then. */
  move(): Moved;
}

export interface Moved {
  readonly commands: readonly Command[];
  readonly journal: readonly JournalEntry[];
  /** In a line each, as `shown` has them. */
  readonly did: readonly string[];
  readonly wrote: readonly string[];
}

const plans = new Map<string, Plan>();

/** Of one text there is one plan: the compiler is not what is tried here. */
export function planOf(stages: string, more = ""): Plan {
  const text = JSON.stringify([stages, more]);
  const plan = plans.get(text) ?? cast(stages, more).plan;
  plans.set(text, plan);
  return plan;
}

export function inside(edit: Edit, at: Migration["at"] = "once"): Inside {
  const { old, next, map = [], more = "", moreNext = more, world = {}, fields = {} } = edit;
  const { alter = (one) => one, alterNext = (one) => one, carry = (one) => one } = edit;
  const plan = alter(planOf(old, more));
  const migrations = [{ from: 1, at, map }];
  const later = alterNext({
    ...planOf(next, moreNext),
    version: 2,
    workflowType: "small_v2",
    migrations,
  });
  const versions = versionMove(plan, later);
  if (versions === null) throw new Error("the second version says nothing of the first");
  const desk = openDesk(plan, { later: [later], world, fields, carry });
  const move = (): Moved =>
    during(desk, () => desk.put({ is: "moves", id: `v2 at ${desk.now}`, move: versions }));
  return { desk, plan, later, versions, move };
}

/** What comes of something that is done at a desk. */
export function during(desk: Desk, act: () => void): Moved {
  const { commands, journal } = desk;
  const before = { commands: commands.length, journal: journal.length };
  const names = namesIn(desk);
  act();
  const since = { commands: commands.slice(before.commands), journal: journal.slice(before.journal) };
  return {
    ...since,
    did: since.commands.flatMap((command) => shown(command, names) ?? []),
    wrote: since.journal.map(written),
  };
}

type Names = ReadonlyMap<string, string>;

/** What ids stand for: of requests their names, of messages and calls the steps of their tracks. */
const namesIn = ({ state: { work, tracks, unsent } }: Desk): Names =>
  new Map([
    ...unsent.map(({ key, track }) => [key, `what ${track} sent`] as const),
    ...tracks.flatMap((track) => [
      ...messagesOf(track).map(({ key }) => [key, track.at ?? ""] as const),
      ...(track.waits?.on === "call" ? [[track.waits.key, track.at ?? ""] as const] : []),
    ]),
    ...work.map(({ record }) => [record.id, record.name] as const),
  ]);

// ── In a line each ────────────────────────────────────────────────────────────────────────────────────────

/** What a command asks of the world; `null`: for whoever looks on, or for the move itself. */
function shown(command: Command, names: Names): string | null {
  const nameOf = (id: string): string => names.get(id) ?? "what was begun meanwhile";
  switch (command.do) {
    case "assign":
      return `find ${command.role} for ${command.work.name}`;
    case "open work": {
      const { name, person, role, title, answers } = command.work;
      return `ask ${person ?? role} for ${name}: ${title} (${Object.keys(answers).join(", ")})`;
    }
    case "close work":
      return `close ${nameOf(command.work)} as ${command.result ?? command.how}`;
    case "tell":
      return `tell ${"role" in command.to ? command.to.role : command.to.person}: ${command.text}`;
    case "drop":
      return `drop ${command.keys.map(nameOf).join(", ")}`;
    case "send":
      return `send ${command.message}`;
    case "call":
      return `call ${command.action}`;
    case "begin":
      return `begin ${command.journey}`;
    case "set":
    case "keep":
      return `${command.do} ${JSON.stringify(command.fields)}`;
    case "version":
      return command.is === "refused" ? `stay in 1: ${command.why}` : null;
    case "end":
      return `end as ${command.exit}`;
    default:
      return null;
  }
}

const written = ({ what, name, result, to, why }: JournalEntry): string =>
  [
    `${what} ${name}`,
    ...(result === null ? [] : [`as ${result}`]),
    ...(to === null ? [] : [`to ${to}`]),
    ...(why === null ? [] : [`because ${why}`]),
  ].join(" ");

// ── Looking ───────────────────────────────────────────────────────────────────────────────────────────────

export const sent = ({ commands }: Desk): readonly string[] =>
  commands.flatMap((command) => (command.do === "send" ? [command.message] : []));

export const openWork = ({ state }: Desk): readonly string[] => state.work.map(({ record }) => record.name);

export function workNamed({ state }: Desk, name: string): Work {
  const work = state.work.find(({ record }) => record.name === name);
  if (work === undefined) throw new Error(`${name} is not open`);
  return work;
}

export function trackNamed({ state }: Desk, id = "main"): Track {
  const track = state.tracks.find((one) => one.id === id);
  if (track === undefined) throw new Error(`there is no track ${id}`);
  return track;
}

/** Until when a track waits by the clock. */
export function untilOf(desk: Desk, id = "main"): number {
  const { waits } = trackNamed(desk, id);
  if (waits === null || !("until" in waits)) throw new Error(`${id} does not wait by the clock`);
  return waits.until;
}

// ── Journeys ──────────────────────────────────────────────────────────────────────────────────────────────

/** The stage in which they stand. */
export const first = (
  content: string,
  {
    owner = "marketing_manager",
    bound = "lasts at most 60 days, then exit gone",
    name = "first",
  }: { readonly owner?: string; readonly bound?: string; readonly name?: string } = {},
): string => `stage ${name} { owner ${owner}  ${bound}  ${content} }`;

/** Where they may go from there. */
export const SECOND = `stage second { owner sdr  lasts at most 10 days, then exit gone  task visit "Visit {name}" by the holder, on daily  stay }`;
