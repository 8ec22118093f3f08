/**
 * What kind of name stands where the grammar asks for one. Keys are a rule and the count of the name in it; where a
 * rule serves many, `caller > rule` and the count of the call. A test asks that no name of the grammar is left out.
 */
import type { Fitting, Frame } from "../../language/what-fits.ts";

export type Slot =
  | "calendar"
  | "role"
  | "ladder"
  | "right"
  | "subject"
  | "event"
  | "route"
  | "action"
  | "journey"
  | "message"
  | "person"
  | "stage"
  | "exit"
  | "handover"
  | "task"
  | "request"
  | "split"
  | "field"
  | "type"
  | "holder"
  /** Who acts in a scenario, or the event that happens. */
  | "actor"
  /** What a condition may begin with: a field, a score, an audience, an event. */
  | "read"
  /** What a field or score before it may be. */
  | "value"
  | "answer"
  | "label"
  | "carried"
  | "moment"
  | "data"
  | "code"
  | "counted"
  | "channel"
  /** Chosen freely: nothing to offer. */
  | "new";

export const SLOTS: Readonly<Record<string, Slot>> = {
  "allow 0": "code",
  "who 0": "role",
  "who 1": "route",
  "onLadder 0": "ladder",
  "owner 0": "role",
  "ofSubject 0": "subject",
  "scenario > ofSubject 0": "journey",
  "path 0": "read",
  "path 1": "field",
  "value > path 0": "value",
  "undatedAnchor > path 0": "moment",
  "set > path 0": "field",
  "counts > path 0": "field",
  "counts 0": "new",
  "subject > path 0": "new",
  "journey > path 0": "field",
  "keeps > path 0": "event",
  "refinement > anyOf 0": "event",
  "event > anyOf 0": "event",
  "onHandler > anyOf 0": "role",
  "data 0": "data",
  "nothing 0": "event",
  "nothing 1": "new",
  "nothing 2": "field",
  "occurrence 0": "event",
  "move 0": "stage",
  "move 1": "handover",
  "exitStep 0": "exit",
  "result > names 0": "field",
  "label 0": "label",
  "send 0": "message",
  "recipient 0": "new",
  "boundedWait 0": "split",
  "split 0": "new",
  "split 1": "new",
  "task 0": "new",
  "task 1": "event",
  "decide 0": "right",
  "call 0": "action",
  "begin 0": "journey",
  "calendar 0": "new",
  "role 0": "new",
  "role 1": "field",
  "role 2": "calendar",
  "role 3": "role",
  "role 4": "field",
  "ladder 0": "new",
  "right 0": "new",
  "right > names 0": "field",
  "right > names 1": "role",
  "right > names 2": "new",
  "askLine 0": "role",
  "delegation > names 0": "role",
  "changes > allOf 0": "role",
  "subject 0": "new",
  "subject 1": "field",
  "follows 0": "subject",
  "follows 1": "event",
  "field 0": "new",
  "fieldType > names 0": "new",
  "fieldType 0": "type",
  "event 0": "new",
  "audience 0": "new",
  "action 0": "new",
  "score 0": "new",
  "validate 0": "event",
  "part 0": "new",
  "band 0": "new",
  "policyRule 0": "new",
  "policyRule 1": "role",
  "cap 0": "channel",
  "route 0": "new",
  "route > names 0": "field",
  "route > names 1": "field",
  "route 1": "role",
  "hygiene 0": "new",
  "hygieneRule 0": "field",
  "merge > names 0": "field",
  "askFor > names 0": "field",
  "stage 0": "new",
  "target 0": "counted",
  "onHandler 5": "new",
  "onHandler > names 0": "field",
  "handover 0": "new",
  "handover > names 0": "stage",
  "handover > names 1": "stage",
  "handover 1": "role",
  "handover 2": "role",
  "handover > names 2": "task",
  "carries 0": "carried",
  "gate 0": "event",
  "decline > names 0": "field",
  "journey 0": "new",
  "keyAsk 0": "role",
  "goal 0": "event",
  "exclusive 0": "new",
  "keeps 0": "new",
  "enter 0": "stage",
  "exit 0": "new",
  "everywhere > names 0": "stage",
  "afterwards 0": "exit",
  "act 0": "actor",
  "act 1": "handover",
  "act 2": "handover",
  "act 3": "answer",
  "act 4": "task",
  "act 5": "answer",
  "act 6": "right",
  "act 7": "answer",
  "act 8": "request",
  "act 9": "message",
  "act 10": "message",
  "act 11": "role",
  "act 12": "split",
  "expectation 0": "stage",
  "expectation 1": "holder",
  "expectation 2": "exit",
  "expectation 3": "holder",
  "expectation 4": "message",
  "expectHandover 0": "handover",
  "expectHandover 1": "holder",
  "expectTask 0": "task",
  "expectCount 0": "counted",
};

/** Undefined: a rule that this table does not know. */
export function slotOf({ frame, index }: Pick<Fitting, "frame" | "index">): Slot | undefined {
  const called = index === 0 ? calledKey(frame) : undefined;
  return (called === undefined ? undefined : SLOTS[called]) ?? SLOTS[`${frame.rule} ${index}`];
}

/** Only the first name of a rule that serves many depends on the caller. */
function calledKey({ rule, call, caller }: Frame): string | undefined {
  return caller === null ? undefined : `${caller.rule} > ${rule} ${call}`;
}
