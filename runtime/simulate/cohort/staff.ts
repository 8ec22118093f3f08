/**
 * People at work: each has a desk, on which requests wait until it is their turn. Somebody looks at a request after a
 * while, does one thing at a time, in open hours and not while away, and answers as the assumptions say. What is taken
 * away from them meanwhile, they have not done.
 */
import { addDuration, dayOfDate, openTimeBetween } from "../../../compiler/calendar-time.ts";
import { invariant } from "../../../compiler/invariant.ts";
import type { People, Person } from "../../../compiler/library.ts";
import type { Calendar, Fields, Instant } from "../../../compiler/plan.ts";
import type { Act, Answer, PersonId, WorkId, WorkRecord } from "../../machine/protocol.ts";
import { HOUR } from "../../policy/exact-time.ts";
import { RANK } from "../agenda.ts";
import type { Instance, World } from "../virtual-state.ts";
import { schedule, takeAct } from "../virtual-world.ts";
import type { Assumptions, Pace, Weights } from "./assumptions.ts";
import { drawLabel, drawShare, drawSpread, type Source } from "./draw.ts";

export interface StaffOptions {
  readonly assumptions: Assumptions;
  readonly people: People;
  readonly calendarOf: (role: string) => Calendar;
  /** Of the draws of a request: the same in each run for the same subject. */
  readonly sourceOf: (instance: Instance, work: WorkRecord, purpose: string) => Source;
  /** What somebody says when a field is asked for. */
  readonly evidenceFor: (instance: Instance, field: string) => Fields[string];
  /** What a request without answers waits for is done: an introduction, a plan. */
  readonly bringAbout: (instance: Instance, work: WorkRecord) => void;
}

interface Desk {
  readonly person: Person;
  /** With the days away closed; by role, since each may have hours of its own. */
  readonly calendars: Map<string, Calendar>;
  readonly waiting: Paper[];
  isBusy: boolean;
  /** Open milliseconds spent. */
  spent: number;
  done: number;
}

/** A request on somebody's desk. */
interface Paper {
  readonly instance: Instance;
  readonly work: WorkRecord;
  readonly pace: Pace;
  /** Left lying until a reminder. */
  isOverlooked: boolean;
}

export interface DeskReport {
  readonly person: PersonId;
  readonly done: number;
  /** Of their open hours so far, the share that was spent on what they were asked. */
  readonly busy: number;
}

const DAYS_WORK = 8 * HOUR;

export class Staff {
  private readonly options: StaffOptions;
  private readonly desks: ReadonlyMap<PersonId, Desk>;
  /** What is with somebody, by its id; taken off when it is done or passed on. */
  private readonly papers = new Map<WorkId, Paper>();

  constructor(options: StaffOptions) {
    this.options = options;
    this.desks = new Map(
      options.people.people.map((person) => [
        person.id,
        { person, calendars: new Map(), waiting: [], isBusy: false, spent: 0, done: 0 },
      ]),
    );
  }

  ask(world: World, instance: Instance, work: WorkRecord): void {
    const desk = work.person === null ? undefined : this.desks.get(work.person);
    const isAnswered = work.kind !== "hold" && work.kind !== "request";
    const before = this.papers.get(work.id);
    if (before?.work.person === work.person) return;
    this.papers.delete(work.id);
    if (desk === undefined || !isAnswered) return;
    const pace = this.options.assumptions.people[work.role];
    invariant(pace !== undefined, `nothing is assumed of ${work.role}`);
    const source = this.options.sourceOf(instance, work, "notice");
    const after = drawSpread(source, pace.answers);
    const paper: Paper = { instance, work, pace, isOverlooked: drawShare(source) < pace.overlooks };
    this.papers.set(work.id, paper);
    if (!paper.isOverlooked) this.notice(world, desk, paper, after);
  }

  /** Whoever is reminded looks at what they overlooked. */
  remind(world: World, instance: Instance, person: PersonId | null, name: string): void {
    const desk = person === null ? undefined : this.desks.get(person);
    if (desk === undefined) return;
    for (const { record } of instance.state.work) {
      const paper = record.name === name ? this.papers.get(record.id) : undefined;
      if (paper?.isOverlooked !== true || paper.work.person !== person) continue;
      paper.isOverlooked = false;
      const source = this.options.sourceOf(instance, paper.work, "reminded");
      this.notice(world, desk, paper, drawSpread(source, paper.pace.answers));
    }
  }

  close(id: WorkId): void {
    this.papers.delete(id);
  }

  /** @param since when the simulation began */
  report(since: Instant, now: Instant): readonly DeskReport[] {
    return [...this.desks.values()].map((desk) => {
      const [role = ""] = desk.person.roles;
      const open = openTimeBetween(this.calendarFor(desk, role), since, now);
      return {
        person: desk.person.id,
        done: desk.done,
        busy: open === 0 ? 0 : Math.min(1, desk.spent / open),
      };
    });
  }

  private notice(world: World, desk: Desk, paper: Paper, after: number): void {
    const at = this.addOpen(desk, paper.work.role, world.now, after);
    schedule(world, RANK.act, at, () => {
      desk.waiting.push(paper);
      this.takeNext(world, desk);
    });
  }

  private takeNext(world: World, desk: Desk): void {
    if (desk.isBusy) return;
    const paper = desk.waiting.shift();
    if (paper === undefined) return;
    if (!this.isStillAsked(paper)) return this.takeNext(world, desk);
    const takes = DAYS_WORK / paper.pace.perDay;
    desk.isBusy = true;
    schedule(world, RANK.act, this.addOpen(desk, paper.work.role, world.now, takes), () => {
      desk.isBusy = false;
      desk.spent += takes;
      if (this.isStillAsked(paper)) this.answer(world, desk, paper);
      this.takeNext(world, desk);
    });
  }

  private isStillAsked(paper: Paper): boolean {
    return this.papers.get(paper.work.id) === paper;
  }

  private answer(world: World, desk: Desk, paper: Paper): void {
    const { instance, work } = paper;
    desk.done += 1;
    if (Object.keys(work.answers).length === 0) {
      this.papers.delete(work.id);
      return this.options.bringAbout(instance, work);
    }
    const act = this.actOn(instance, work);
    takeAct(world, instance, desk.person.id, act);
    this.papers.delete(work.id);
  }

  private actOn(instance: Instance, work: WorkRecord): Act {
    const labels = Object.keys(work.answers);
    const weights = weightsFor(this.options.assumptions.answers[work.name], labels);
    const label = drawLabel(this.options.sourceOf(instance, work, "answer"), weights) ?? labels[0] ?? "";
    const needs = work.answers[label] ?? [];
    const said = needs.map((field) => [field, this.options.evidenceFor(instance, field)] as const);
    return toAct(work, label, Object.fromEntries(said));
  }

  private addOpen(desk: Desk, role: string, from: Instant, ms: number): Instant {
    return addDuration(this.calendarFor(desk, role), from, { businessMs: Math.max(1, Math.round(ms)) });
  }

  private calendarFor(desk: Desk, role: string): Calendar {
    const known = desk.calendars.get(role);
    if (known !== undefined) return known;
    const calendar = withoutDays(this.options.calendarOf(role), desk.person.away);
    desk.calendars.set(role, calendar);
    return calendar;
  }
}

/** Only labels that this request has; of those that nothing is said of, none, unless nothing is said of any. */
function weightsFor(stated: Weights | undefined, labels: readonly string[]): Weights {
  const known = labels.filter((label) => (stated?.[label] ?? 0) > 0);
  if (known.length === 0) return Object.fromEntries(labels.map((label) => [label, 1]));
  return Object.fromEntries(known.map((label) => [label, stated?.[label] ?? 0]));
}

function toAct({ id, kind }: WorkRecord, label: string, evidence: Fields): Answer {
  switch (kind) {
    case "accept":
      return label === "accept"
        ? { do: "accept", work: id }
        : { do: "decline", work: id, reason: label, evidence };
    case "decide":
      return { do: "decide", work: id, answer: label, evidence };
    default:
      return { do: "complete", work: id, result: label, evidence };
  }
}

function withoutDays(calendar: Calendar, away: Person["away"]): Calendar {
  if (away.length === 0) return calendar;
  const days = away.flatMap(({ from, to }) => {
    const first = dayOfDate(from);
    return Array.from({ length: dayOfDate(to) - first + 1 }, (_, index) => first + index);
  });
  return {
    ...calendar,
    closed: [...new Set([...calendar.closed, ...days])].sort((one, other) => one - other),
  };
}
