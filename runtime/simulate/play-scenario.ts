/**
 * Plays a scenario line by line in a theatre: virtual time here, the real server elsewhere. Time is let run to each
 * line; what people do at an instant comes before timers of that instant, expectations after them.
 */
import { addDuration, dateOfDay, dayOfDate, instantOf, localOf } from "../../compiler/calendar-time.ts";
import { invariant } from "../../compiler/invariant.ts";
import type { Calendar, Fields, Instant, Plan } from "../../compiler/plan.ts";
import type { Scenario, ScenarioAct, ScenarioLine } from "../../compiler/scenario.ts";
import type { Expectation, Span } from "../../language/ast.ts";
import type { Edit } from "../../language/diagnostics/diagnostic.ts";
import type { Refusal } from "../machine/protocol.ts";
import type { Trace } from "./coverage.ts";
import { type ExpectContext, unmet } from "./expectations.ts";
import type { Observation } from "./observation.ts";

/** Where a scenario is played. */
export interface Theatre {
  /** The subject of the scenario, as it is at the start. */
  begin(subject: string, fields: Fields, start: Instant): Promise<void>;
  /** Lets time run until the clock shows `instant`; `before`: without the timers of that very instant. */
  reach(instant: Instant, before: boolean): Promise<void>;
  /** Does what a line says; a refusal is the answer to an act that does not count. */
  act(act: ScenarioAct): Promise<Refusal | null>;
  observe(): Promise<Observation>;
  /** When something falls due next, where the theatre knows. */
  due?(): Instant | null;
  /** What all instances of each journey have been through, where the theatre sees that. */
  traces?(): ReadonlyMap<string, Trace>;
  /** Real milliseconds in which what is expected may yet come true; 0 where nothing takes time. */
  readonly patience: number;
  /** How late the clock has run in this theatre so far, ms. */
  lag(): number;
}

export interface Played {
  readonly scenario: Scenario;
  readonly failures: readonly Failure[];
  /** What its lines did, and when. */
  readonly acts: readonly { readonly at: Instant; readonly span: Span }[];
  readonly last: Observation;
  /** By journey; empty where the theatre does not see it. */
  readonly traces: ReadonlyMap<string, Trace>;
  /** An instant on the clock of the scenario. */
  readonly show: (instant: Instant) => string;
}

/** A line that does not hold, and when that was seen. */
export interface Failure {
  readonly at: Instant;
  readonly span: Span;
  readonly message: string;
  /** What the expectation would have to say to hold; absent where nothing would, and of an act. */
  readonly instead?: Edit;
}

export async function playScenario(scenario: Scenario, plan: Plan, theatre: Theatre): Promise<Played> {
  const calendar = calendarOfEntry(plan);
  const start = startOf(scenario, plan);
  const failures: Failure[] = [];
  const acts: { at: Instant; span: Span }[] = [];
  await theatre.begin(scenario.begins, scenario.given, start);
  let now = start;
  for (const line of scenario.lines) {
    now = timeOf(line, calendar, start, now);
    const failed = await playLine(line, now, theatre, contextOf(calendar, theatre));
    const at = now;
    if (line.is === "at" && line.act !== null) acts.push({ at, span: line.span });
    failures.push(...failed.map((failure) => ({ at, span: line.span, ...failure })));
  }
  const show = (instant: Instant): string => showLocal(calendar, instant);
  return {
    scenario,
    failures,
    acts,
    last: await theatre.observe(),
    show,
    traces: theatre.traces?.() ?? new Map(),
  };
}

/** When something is done at the very instant at which something falls due: in time, and only just. */
export async function closeCalls(
  scenario: Scenario,
  plan: Plan,
  theatre: Theatre,
): Promise<ReadonlySet<Instant>> {
  const found = new Set<Instant>();
  await playScenario(scenario, plan, {
    ...theatre,
    async reach(instant, before) {
      await theatre.reach(instant, before);
      if (before && theatre.due?.() === instant) found.add(instant);
    },
  });
  return found;
}

async function playLine(
  line: ScenarioLine,
  now: Instant,
  theatre: Theatre,
  context: ExpectContext,
): Promise<readonly Failed[]> {
  if (line.is === "then") {
    await theatre.reach(now, false);
    return await waitFor(line.expectations, theatre, context);
  }
  const act = line.is === "at" ? line.act : null;
  await theatre.reach(now, act !== null);
  if (act === null) return [];
  const refused = await theatre.act(act);
  // What did not come to pass ends without a full stop; a refusal is a sentence of its own.
  return refused === null ? [] : [{ message: refused.message.replace(/\.$/, "") }];
}

type Failed = Pick<Failure, "message" | "instead">;

async function waitFor(
  expectations: readonly Expectation[],
  theatre: Theatre,
  context: ExpectContext,
): Promise<readonly Failed[]> {
  const until = Date.now() + theatre.patience;
  for (;;) {
    const seen = await theatre.observe();
    const failures = expectations.flatMap((expectation) => failedOf(expectation, seen, context));
    if (failures.length === 0 || Date.now() >= until) return failures;
    await new Promise((resolve) => setTimeout(resolve, POLL));
  }
}

function failedOf(expectation: Expectation, seen: Observation, context: ExpectContext): readonly Failed[] {
  const found = unmet(expectation, seen, context);
  if (found === null) return [];
  const { message, instead } = found;
  return [{ message, ...(instead !== null && { instead: { span: expectation.span, text: instead } }) }];
}

/** Real milliseconds between two looks. */
const POLL = 50;

/** When the scenario begins on its clock. */
export const startOf = ({ start }: Scenario, plan: Plan): Instant =>
  instantOf(calendarOfEntry(plan), dayOfDate(start.date), start.minute);

/** How long the scenario takes on its clock, ms. */
export function spanOf(scenario: Scenario, plan: Plan): number {
  const calendar = calendarOfEntry(plan);
  const start = startOf(scenario, plan);
  return scenario.lines.reduce((now, line) => timeOf(line, calendar, start, now), start) - start;
}

function timeOf(line: ScenarioLine, calendar: Calendar, start: Instant, now: Instant): Instant {
  if (line.is === "then") return now;
  if (line.is === "after") return addDuration(calendar, now, line.lasting);
  if ("afterStart" in line.at) return addDuration(calendar, start, line.at.afterStart);
  return instantOf(calendar, dayOfDate(line.at.date), line.at.minute);
}

/** A scenario's local times are those of the owner of the first stage. */
function calendarOfEntry(plan: Plan): Calendar {
  const owner = plan.stages[plan.entries[0]?.stage ?? ""]?.owner;
  const calendar = owner === undefined ? undefined : plan.calendars[plan.roles[owner]?.calendar ?? ""];
  invariant(calendar !== undefined, `${plan.journey} has no calendar for its first stage`);
  return calendar;
}

const contextOf = (calendar: Calendar, theatre: Theatre): ExpectContext => ({
  instantOf(date, time) {
    const [hours = 0, minutes = 0] = time?.split(":").map(Number) ?? [];
    return instantOf(calendar, dayOfDate(date), hours * 60 + minutes);
  },
  show: (instant) => showLocal(calendar, instant),
  tolerance: theatre.lag(),
});

/** `2026-11-25 10:00`, as the calendar's zone shows it. */
export function showLocal(calendar: Calendar, instant: Instant): string {
  const { day, minute } = localOf(calendar, instant);
  const two = (number: number): string => String(number).padStart(2, "0");
  return `${dateOfDay(day)} ${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}
