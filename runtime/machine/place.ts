/** Where an instance stands, in words: its stage, its holder, what is awaited and until when. */
import type { Instant, Plan } from "../../compiler/plan.ts";
import type { Place } from "./protocol.ts";
import { isBetween } from "./set-off.ts";
import type { Paused, State, Track, Work } from "./state.ts";
import { waitsUntil } from "./tracks.ts";

interface Awaited {
  readonly what: string;
  readonly until: Instant | null;
}

export function placeOf(plan: Plan, state: State): Place {
  if (state.paused !== null) return pausedPlace(state, state.paused);
  if (isBetween(state))
    return { stage: state.stage ?? "", holder: state.holder, awaits: "the version to change", until: null };
  const [first] = [
    ...state.work.map(ofWork),
    ...state.tracks.flatMap((track) => ofTrack(plan, state, track)),
    ...ofBound(plan, state),
  ];
  return {
    stage: state.stage ?? "",
    holder: state.holder,
    awaits: first?.what ?? "",
    until: first?.until ?? null,
  };
}

function pausedPlace({ stage, holder }: State, { reasons }: Paused): Place {
  const awaits = reasons.map((one) =>
    one.is === "gives way" ? `${one.to} to end` : `${one.by} to resume it`,
  );
  const [to] = reasons.flatMap((one) => (one.is === "gives way" ? [one.to] : []));
  const [by] = reasons.flatMap((one) => (one.is === "by hand" ? [one.by] : []));
  return {
    stage: stage ?? "",
    holder,
    ...(to !== undefined && { paused: to }),
    ...(by !== undefined && { pausedBy: by }),
    awaits: awaits.join(" and "),
    until: null,
  };
}

const VERBS: Readonly<Partial<Record<Work["record"]["kind"], string>>> = { accept: "accept", hold: "hold" };

/** A person's answer comes before a clock: it is what the reader can do something about. */
const ofWork = ({ record }: Work): Awaited => {
  const who = record.person ?? record.role;
  return { what: `${who} to ${VERBS[record.kind] ?? "answer"} ${record.name}`, until: record.due };
};

function ofTrack(plan: Plan, state: State, track: Track): readonly Awaited[] {
  const { at, waits } = track;
  if (waits === null || at === null) return [];
  switch (waits.on) {
    case "time":
      return [{ what: "time to pass", until: waits.until }];
    case "moment":
      return [{ what: "the moment to come", until: waitsUntil(plan, state, track) }];
    case "event": {
      const instruction = plan.code[at];
      const events =
        instruction?.do === "wait for event"
          ? [...new Set(instruction.events.map(({ event }) => event))]
          : [];
      return [{ what: events.join(" or "), until: waits.until }];
    }
    case "state":
      return [{ what: "a condition to hold", until: waits.until }];
    case "winner":
      return [{ what: "a winner", until: waits.until }];
    case "journey": {
      const instruction = plan.code[at];
      const other = instruction?.do === "begin" ? instruction.journey : "another journey";
      return [{ what: `${other} to end`, until: waits.until }];
    }
    case "call": {
      const instruction = plan.code[at];
      return instruction?.do === "call" ? [{ what: `the action ${instruction.action}`, until: null }] : [];
    }
    case "message": {
      const instruction = plan.code[at];
      return waits.message.ref !== null || instruction?.do !== "send"
        ? []
        : [{ what: `the time to send ${instruction.message}`, until: waits.message.until }];
    }
    case "messages": {
      const instruction = plan.code[at];
      const untils = waits.messages.flatMap(({ until }) => until ?? []);
      return waits.ref !== null || instruction?.do !== "send"
        ? []
        : [
            {
              what: `the time to send ${instruction.message}`,
              until: untils.length > 0 ? Math.min(...untils) : null,
            },
          ];
    }
    default:
      return [];
  }
}

function ofBound(plan: Plan, { stage, boundAt }: State): readonly Awaited[] {
  const bound = plan.stages[stage ?? ""]?.bound;
  const rests = bound !== undefined && "reviewedEvery" in bound;
  return boundAt === null
    ? []
    : [{ what: rests ? "the next review" : "the end of the stage", until: boundAt }];
}
