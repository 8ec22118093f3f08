/**
 * Leaving one version of a plan for a later one (docs/language.md, rule 14): at the next stage, between leaving one and
 * entering the other, or at once, where it stands. What it takes along of the earlier plan is packed here; the later
 * version unpacks it in `take-over.ts`.
 */
import { invariant } from "../../compiler/invariant.ts";
import type { Plan, StepName, VersionMove } from "../../compiler/plan.ts";
import { goOnBy, stepsAfter, stepsAfterTracks } from "../../compiler/ways.ts";
import { boundOfEntry } from "./bound.ts";
import { withoutAhead } from "./did.ts";
import { enterStage } from "./stage.ts";
import type { Arrival, Moving, State, Track, Was } from "./state.ts";
import { advance, awaitedIn } from "./tracks.ts";
import { isLeaving, patch, rootOf, type Turn, write } from "./turn.ts";

/** It goes by neither version: it is about to enter a stage by another one, or to take over what it stands in. */
export const isBetween = ({ moving }: State): boolean =>
  moving?.arrival !== undefined || moving?.was !== undefined;

/** Takes note of the later version; what it says holds until another one says otherwise. */
export function takeMove(turn: Turn, move: VersionMove): void {
  const { plan, state } = turn;
  const why = move.from === plan.version ? whyNot(plan, state, move) : `it is in version ${plan.version}`;
  if (why !== null) return refuse(turn, move, why);
  patch(turn, { moving: { move } });
}

function refuse(turn: Turn, { to }: VersionMove, why: string): void {
  write(turn, { what: "ignored", name: `version ${to}`, result: "not migrated", why });
  turn.commands.push({ do: "version", is: "refused", to, why });
}

/** Why whoever stands so cannot go on by the later version; `null`: it can. */
export function whyNot(plan: Plan, state: State, move: VersionMove): string | null {
  const { exit, stage } = state;
  if (exit !== null || stage === null) return "the journey has ended";
  const on = goOnBy(move, stage, awaitedSteps(plan, state));
  return "why" in on ? on.why : null;
}

/** The steps at which it waits, that of the main track first; what is done on the way out of a stage is none. */
export function awaitedSteps(plan: Plan, { tracks }: Pick<State, "tracks">): readonly StepName[] {
  const awaiting = tracks.filter((track) => isAwaiting(track) && !isLeaving(plan, track.id));
  return awaiting
    .toSorted((one, other) => Number(other.id === "main") - Number(one.id === "main"))
    .flatMap(({ at }) => at ?? []);
}

/** An offer goes by what it is itself, wherever the track stands that made it. */
const isAwaiting = ({ at, waits }: Track): boolean => at !== null && waits?.on !== "offer";

/** A move by which the later version is taken over: answers whether the subject waits for that. */
export function setsOff(turn: Turn, arrival: Arrival): boolean {
  const { moving } = turn.state;
  if (moving === undefined) return false;
  if (moving.move.stages[arrival.stage] === null) {
    refuse(turn, moving.move, `its next stage ${arrival.stage} is gone, and nothing stands in its place`);
    return false;
  }
  // Whoever accepted did so for the role that owns the stage here.
  const as = arrival.as ?? turn.plan.stages[arrival.stage]?.owner;
  patch(turn, { moving: { ...moving, arrival: { ...arrival, as } }, boundAt: null });
  return true;
}

/** What is done on the way out goes on; nothing else does until the next stage is entered. */
export function finishLeaving(turn: Turn): void {
  for (const { id } of turn.state.tracks) if (isLeaving(turn.plan, id)) advance(turn, id);
}

/** Enters the stage in this version after all. */
export function arriveAfterAll(turn: Turn): void {
  const { moving } = turn.state;
  if (moving?.arrival === undefined) return;
  patch(turn, { moving: { move: moving.move } });
  enterStage(turn, moving.arrival);
}

/** How the run goes on by another version from here. */
export interface SettingOff {
  readonly workflowType: string;
  readonly state: State;
}

/** `null`: not now. To be asked between two inputs, when nothing is asked of the world. */
export function settingOff(plan: Plan, state: State): SettingOff | null {
  const { moving, stage } = state;
  if (moving === undefined || moving.move.from !== plan.version || stage === null) return null;
  // Of what stands still nothing is withdrawn either: it goes on by the later version once it goes on.
  if (state.paused !== null) return null;
  // Where it stood before it left its stage does not matter any more.
  const isDue =
    moving.arrival !== undefined || (moving.move.at === "once" && whyNot(plan, state, moving.move) === null);
  if (!isDue) return null;
  const packed: Moving = { ...moving, was: pack(plan, state, stage) };
  return { workflowType: moving.move.workflowType, state: { ...state, moving: packed } };
}

// ── What is taken along ───────────────────────────────────────────────────────────────────────────────────

function pack(plan: Plan, state: State, name: string): Was {
  const { code, ladders, reads, stages } = plan;
  const stage = stages[name];
  invariant(stage !== undefined, `the plan has no stage ${name}`);
  const handlers = Object.values(stages).flatMap((one) => one.handlers);
  const standing = state.tracks.flatMap(({ at }) => at ?? []);
  return {
    owner: stage.owner,
    bound: stage.bound,
    isBoundOfEntry: state.boundAt === boundOfEntry(plan, state, stage),
    steps: pick(code, standing),
    ladders: pick(
      ladders,
      state.work.map(({ ladder }) => ladder),
    ),
    schedules: Object.fromEntries(
      handlers.flatMap((handler) => (handler.on === "time" ? [[handler.id, handler.schedule]] : [])),
    ),
    heard: reads.events,
    awaited: [...awaitedIn(plan).keys()],
    done: Object.fromEntries(
      state.tracks.flatMap((track): [string, Was["done"][string]][] => {
        const done = doneBy(plan, state, track);
        return Object.keys(done).length === 0 ? [] : [[track.id, done]];
      }),
    ),
  };
}

const pick = <T>(all: Readonly<Record<string, T>>, names: readonly string[]): Readonly<Record<string, T>> =>
  Object.fromEntries(
    [...new Set(names)].flatMap((name): [string, T][] => {
      const one = all[name];
      return one === undefined ? [] : [[name, one]];
    }),
  );

/** What none of the tracks that belong together comes to again by this version. */
function doneBy(plan: Plan, { tracks }: State, { id, did = {} }: Track): Was["done"][string] {
  const together = tracks.filter((track) => rootOf(track.id) === rootOf(id));
  const all = Object.fromEntries(
    [...together.map((track) => track.did ?? {}), did].flatMap((one) => Object.entries(one)),
  );
  const ahead = new Set<StepName>(
    together.flatMap(({ at, waits }) => {
      if (at === null) return [];
      return [at, ...(waits?.on === "tracks" ? stepsAfterTracks(plan, at) : stepsAfter(plan, at))];
    }),
  );
  return withoutAhead(all, (step) => ahead.has(step));
}
