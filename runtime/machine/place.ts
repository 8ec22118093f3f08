/** Where an instance stands, in words: its stage, its holder, what is awaited and until when. */
import { invariant } from "../../compiler/invariant.ts";
import type { Instant, Plan } from "../../compiler/plan.ts";
import { instructionOf } from "./present.ts";
import type { Place } from "./protocol.ts";
import { isBetween } from "./set-off.ts";
import type { Paused, SendState, State, Track, Work } from "./state.ts";
import { waitsUntil } from "./tracks.ts";

interface Awaited {
  readonly what: string;
  readonly until: Instant | null;
}

const NOTHING: Awaited = { what: "", until: null };

/** What is awaited by a run that goes by neither version. */
export const VERSION_CHANGE = "the version to change";

/** Of an instance that has not ended: it is in a stage. */
export function placeOf(plan: Plan, state: State): Place {
  const { stage, holder, paused } = state;
  invariant(stage !== null, "the journey has ended");
  if (paused !== null) return { stage, holder, ...pausedBy(paused) };
  if (isBetween(state)) return { stage, holder, awaits: VERSION_CHANGE, until: null };
  const [first = NOTHING] = [
    ...state.work.map(ofWork),
    ...state.tracks.flatMap((track) => ofTrack(plan, state, track)),
    ...ofBound(plan, stage, state.boundAt),
  ];
  return { stage, holder, awaits: first.what, until: first.until };
}

/** One reason is shown beside the other; there is at most one of each kind. */
function pausedBy({ reasons }: Paused): Omit<Place, "stage" | "holder"> {
  const whom = reasons.map((one) => (one.is === "gives way" ? { paused: one.to } : { pausedBy: one.by }));
  const awaits = reasons.map((one) =>
    one.is === "gives way" ? `${one.to} to end` : `${one.by} to resume it`,
  );
  return { ...whom[0], ...whom[1], awaits: awaits.join(" and "), until: null };
}

const VERBS: Readonly<Partial<Record<Work["record"]["kind"], string>>> = { accept: "accept", hold: "hold" };

/** A person's answer comes before a clock: it is what the reader can do something about. */
const ofWork = ({ record }: Work): Awaited => {
  const who = record.person ?? record.role;
  return { what: `${who} to ${VERBS[record.kind] ?? "answer"} ${record.name}`, until: record.due };
};

function ofTrack(plan: Plan, state: State, track: Track): readonly Awaited[] {
  const { waits } = track;
  switch (waits?.on) {
    case "time":
      return [{ what: "time to pass", until: waits.until }];
    case "moment":
      return [{ what: "the moment to come", until: waitsUntil(plan, state, track) }];
    case "event": {
      const kinds = instructionOf(plan, track, "wait for event").events.map(({ event }) => event);
      return [{ what: [...new Set(kinds)].join(" or "), until: waits.until }];
    }
    case "state":
      return [{ what: "a condition to hold", until: waits.until }];
    case "winner":
      return [{ what: "a winner", until: waits.until }];
    case "journey":
      return [{ what: `${instructionOf(plan, track, "begin").journey} to end`, until: waits.until }];
    case "call":
      return [{ what: `the action ${instructionOf(plan, track, "call").action}`, until: null }];
    case "message":
      return waits.message.ref === null ? [ofMessages(plan, track, [waits.message])] : [];
    case "messages":
      return waits.ref === null ? [ofMessages(plan, track, waits.messages)] : [];
    default:
      return [];
  }
}

function ofMessages(plan: Plan, track: Track, messages: readonly SendState[]): Awaited {
  const untils = messages.flatMap(({ until }) => until ?? []);
  const what = `the time to send ${instructionOf(plan, track, "send").message}`;
  return { what, until: untils.length > 0 ? Math.min(...untils) : null };
}

function ofBound(plan: Plan, stage: string, boundAt: Instant | null): readonly Awaited[] {
  if (boundAt === null) return [];
  const bound = plan.stages[stage]?.bound;
  invariant(bound !== undefined, `the plan has no stage ${stage}`);
  return [{ what: "reviewedEvery" in bound ? "the next review" : "the end of the stage", until: boundAt }];
}
