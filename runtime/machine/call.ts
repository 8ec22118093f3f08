/**
 * Calls of actions. A connector may take minutes and be tried several times, so the instance does not wait for it as
 * it waits for the store: the call goes out, and what came of it comes in as an input like any other. One that its
 * stage has left behind is not tried again.
 */
import type { Body, Fields, Instruction } from "../../compiler/plan.ts";
import { read } from "./conditions.ts";
import { instructionOf, stepOf } from "./present.ts";
import type { CallOutcome, Command } from "./protocol.ts";
import type { Track } from "./state.ts";
import { actionOf, change, nextId, setTrack, type Turn, takeBack, view, write } from "./turn.ts";
import { askFor } from "./work.ts";

type Call = Extract<Instruction, { do: "call" }>;

export function startCall(turn: Turn, track: Track, step: string, call: Call): void {
  const now = view(turn);
  const { within, attempts } = actionOf(turn.plan, call.action);
  const key = nextId(turn, "c");
  setTrack(turn, track.id, { waits: { on: "call", key } });
  write(turn, { what: "called", name: call.action, step });
  turn.commands.push({
    do: "call",
    key,
    action: call.action,
    step,
    visit: turn.state.visit,
    with: Object.fromEntries(Object.entries(call.with).map(([name, operand]) => [name, read(operand, now)])),
    within,
    attempts,
  });
}

/** The track that goes on, and where. */
export interface Called {
  readonly track: Track;
  readonly body: Body;
}

/** What came of a call. It counts also when nobody waits for it any more: what was done is done. */
export function called(turn: Turn, key: string, action: string, outcome: CallOutcome): Called | null {
  const track = turn.state.tracks.find(({ waits }) => waits?.on === "call" && waits.key === key);
  const why = track === undefined ? "nobody waits for it any more" : null;
  if (outcome.is === "failed") {
    write(turn, {
      what: "called",
      name: action,
      step: track?.at ?? null,
      result: "failed",
      why: outcome.why,
    });
    return track === undefined ? null : failed(turn, track);
  }
  change(turn, outOf(turn, action, outcome.out), null);
  write(turn, { what: "called", name: action, step: track?.at ?? null, result: "done", why });
  return track === undefined ? null : { track, body: instructionOf(turn.plan, track, "call").done };
}

const outOf = (turn: Turn, action: string, out: Fields): Fields => {
  // An action that a later version of the plan has no more was called by the earlier one.
  const names = turn.plan.actions?.[action]?.out ?? [];
  return Object.fromEntries(
    Object.entries(out).filter(([name, value]) => names.includes(name) && value !== null),
  );
};

/** After the last attempt: what the call says, else a person by hand, else its owner is told and the track goes on. */
function failed(turn: Turn, track: Track): Called | null {
  const call = instructionOf(turn.plan, track, "call");
  if (call.failed !== null) return { track, body: call.failed };
  const action = actionOf(turn.plan, call.action);
  if (action.ask === null) {
    tellOwner(turn, track, call.action);
    return { track, body: call.done };
  }
  const work = askFor(turn, {
    kind: "task",
    name: call.action,
    step: stepOf(track),
    title: `By hand: ${action.title}`,
    who: action.ask.who,
    asker: track.actor,
    ladder: action.ask.ladder,
    track: track.id,
    answers: { done: action.always },
    event: track.event,
  });
  setTrack(turn, track.id, { waits: { on: "work", work } });
  return null;
}

function tellOwner(turn: Turn, track: Track, name: string): void {
  const { owner, title } = actionOf(turn.plan, name);
  write(turn, { what: "told", name, step: track.at, to: owner, why: `${name} failed` });
  turn.commands.push({
    do: "tell",
    key: nextId(turn, "l"),
    to: { role: owner },
    text: `${name} has failed and is not tried again: ${title}`,
    event: track.event,
    why: "step",
  });
}

/** Calls of the tracks that are left are not tried again, and one of this very turn does not go out. */
export function dropCalls(turn: Turn, isLeft: (track: string) => boolean, why: string): void {
  const keys: string[] = [];
  for (const track of turn.state.tracks) {
    if (track.waits?.on !== "call" || !isLeft(track.id)) continue;
    keys.push(track.waits.key);
    const { action } = instructionOf(turn.plan, track, "call");
    write(turn, { what: "called", name: action, step: track.at, result: "dropped", why });
  }
  const isDropped = (command: Command): command is Extract<Command, { do: "call" }> =>
    command.do === "call" && keys.includes(command.key);
  const unmade = takeBack(turn, isDropped).map(({ key }) => key);
  const made = keys.filter((key) => !unmade.includes(key));
  if (made.length > 0) turn.commands.push({ do: "drop", keys: made });
}
