/**
 * From what was written down so far to what the cast does next. Pure, and without memory of its own: started again
 * after a crash it comes to the same events with the same ids, and the gateway ignores those that it has.
 */
import type { Fields, Instant } from "../../compiler/plan.ts";
import type { Answer, Lead, Planned } from "./cast.ts";

const DAY = 86_400_000;

/** What the script knows of an entry of the journal. */
export interface Seen {
  readonly lead: string;
  readonly at: Instant;
  readonly what: string;
  readonly name: string;
  readonly result: string | null;
}

export interface DueEvent {
  readonly id: string;
  readonly lead: Lead;
  readonly at: Instant;
  readonly event: string;
  readonly data: Fields;
  readonly fields: Fields;
}

/** All events of the story as far as it is known, in order of time. */
export function eventsOf(cast: readonly Lead[], start: Instant, seen: readonly Seen[]): readonly DueEvent[] {
  return cast.flatMap((lead) => eventsOfLead(lead, start, seen)).sort((a, b) => a.at - b.at);
}

function eventsOfLead(lead: Lead, start: Instant, seen: readonly Seen[]): readonly DueEvent[] {
  const planned = lead.events.map((event, index) => dueEvent(lead, `${index}`, start, event));
  const reacted = lead.reactions.flatMap((reaction, index) => {
    const cause = seen.find(
      (entry) =>
        entry.lead === lead.id &&
        entry.what === reaction.to.what &&
        entry.name === reaction.to.name &&
        (reaction.to.result === undefined || reaction.to.result === entry.result),
    );
    return cause === undefined ? [] : [dueEvent(lead, `r${index}`, cause.at, reaction)];
  });
  return [...planned, ...reacted];
}

const dueEvent = (
  lead: Lead,
  id: string,
  from: Instant,
  { day, event, data, fields }: Planned,
): DueEvent => ({
  id: `${lead.id}-${id}`,
  lead,
  at: Math.round(from + day * DAY),
  event,
  data: data ?? {},
  fields: fields ?? {},
});

const ANSWERED = ["accepted", "declined", "completed", "decided"];

/** What is done with a request about a lead; `null`: nobody reacts. */
export function answerOf(
  lead: Lead,
  name: string,
  seen: readonly Seen[],
): Exclude<Answer, { do: "ignore" }> | null {
  const answers = lead.answers[name] ?? [];
  const before = seen.filter(
    (entry) => entry.lead === lead.id && entry.name === name && ANSWERED.includes(entry.what),
  ).length;
  const answer = answers[Math.min(before, answers.length - 1)];
  return answer === undefined || answer.do === "ignore" ? null : answer;
}
