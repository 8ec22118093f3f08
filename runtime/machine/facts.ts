/** What a run takes note of: events and fields, and what is kept of them. What follows from it is for `settle.ts`. */
import type { Condition, Fields, Instant, Instruction, Plan } from "../../compiler/plan.ts";
import { absenceKey, absencesIn, matches, matchesAny, read } from "./conditions.ts";
import { noteForGates } from "./offer.ts";
import { onceFor } from "./once-for.ts";
import type { Event } from "./protocol.ts";
import { patch, setFields, type Turn, view } from "./turn.ts";
import { startClocks } from "./work-clock.ts";

/** Takes over what an event says of the subject, and remembers it for absences, facts, gates and clocks. */
export function takeNote(turn: Turn, event: Event): void {
  learnFrom(turn, event);
  remark(turn, event);
}

/** What it says of the subject, and what the journey keeps of it: of the entry's before its stage begins, which may last by it. */
export function learnFrom(turn: Turn, event: Event): void {
  learn(turn, event.fields, event.at);
  keep(turn, event);
}

/** That it happened. */
export function remark(turn: Turn, event: Event, isEntry = false): void {
  startClocks(turn, event);
  const { lastInJourney, lastInStage } = turn.state;
  const keysOf = (since: "journey" | undefined): readonly string[] =>
    absencesOf(turn.plan)
      .filter((absence) => absence.since === since)
      .flatMap(({ events }) => events.filter((pattern) => matches(pattern, event, view(turn))))
      .map(absenceKey);
  patch(turn, { lastInStage: seenAt(lastInStage, keysOf(undefined), event.at) });
  if (isEntry || event.at >= turn.state.enteredAt)
    patch(turn, { lastInJourney: seenAt(lastInJourney, [event.kind, ...keysOf("journey")], event.at) });
  noteForGates(turn, event);
}

/** The first and the latest go by when they happened: what comes in late may still be the first. */
function keep(turn: Turn, event: Event): void {
  for (const { field, which, on, from } of turn.plan.keeps ?? []) {
    const now = { ...view(turn), event: event.fields };
    const value = matchesAny(on, event, now) ? read(from, now) : null;
    const since = turn.state.fieldsAt[field];
    const isIt = since === undefined || (which === "first" ? event.at < since : event.at >= since);
    if (value === null || !isIt) continue;
    setFields(turn, { [field]: value }, event.at);
    turn.commands.push({ do: "keep", fields: { [field]: value } });
  }
}

type Seen = Readonly<Record<string, Instant>>;
const seenAt = (seen: Seen, keys: readonly string[], at: Instant): Seen => ({
  ...seen,
  ...Object.fromEntries(keys.map((key) => [key, Math.max(seen[key] ?? 0, at)])),
});

const absencesOf = onceFor((plan) => conditionsOf(plan).flatMap(absencesIn));

/** Whatever a run of the plan may look at. */
function conditionsOf({ exits, stages, handovers, code }: Plan): readonly Condition[] {
  const found = [
    ...Object.values(exits).map(({ when }) => when),
    ...Object.values(stages).flatMap(({ handlers }) =>
      handlers.map((handler) => (handler.on === "state" ? handler.when : null)),
    ),
    ...Object.values(handovers).map(({ offerNeeds }) => offerNeeds?.when ?? null),
    ...Object.values(code).flatMap((instruction) => conditionsIn(instruction)),
  ];
  return found.filter((condition) => condition !== null);
}

function conditionsIn(instruction: Instruction): readonly (Condition | null)[] {
  if (instruction.do === "wait for state") return [instruction.when];
  return instruction.do === "choose" ? instruction.arms.map(({ when }) => when) : [];
}

/**
 * What happened earlier does not undo what was said later, and a blank nothing that has a default. What is worked out
 * follows from its parts, and nobody says it.
 */
export function learn(turn: Turn, fields: Fields, at: Instant): void {
  const { plan, state } = turn;
  const news = Object.entries(fields).filter(
    ([name, value]) =>
      plan.reads.fields.includes(name) &&
      plan.computed?.[name] === undefined &&
      (state.fieldsAt[name] ?? Number.NEGATIVE_INFINITY) <= at &&
      (value !== null || plan.defaults[name] === undefined),
  );
  if (news.length > 0) setFields(turn, Object.fromEntries(news), at);
}
