/**
 * What comes from outside while journeys run: events and changes, each when its cause has come or at its rate, as the
 * assumptions say. What a subject does is drawn for it alone, so that it does the same in each run.
 */
import type { Library } from "../../../compiler/library.ts";
import type { Fields, StepName, Value } from "../../../compiler/plan.ts";
import type { JournalEntry, WorkRecord } from "../../machine/protocol.ts";
import type { State, Track } from "../../machine/state.ts";
import { RANK } from "../agenda.ts";
import type { Instance, VirtualSubject, World } from "../virtual-state.ts";
import { sayFields, schedule, takeEvent } from "../virtual-world.ts";
import { drawFor } from "./assume.ts";
import type { Assumptions, Cause, Draw, Happening } from "./assumptions.ts";
import { drawGap, drawShare, drawSpread, drawValue, type Source, type Whose } from "./draw.ts";
import { WEEK } from "./level.ts";

/** Somebody of the cohort. */
export interface Member extends Whose {
  /** How often each happening has been drawn for them, by its place in the assumptions. */
  readonly drawn: Map<string, number>;
  lastMessage: string | null;
  /** Things that are still to come for them. */
  pending: number;
}

export interface DoingsOptions {
  readonly library: Library;
  readonly assumptions: Assumptions;
  readonly memberOf: (subject: VirtualSubject) => Member;
  /** Of the how-manieth draw for somebody. */
  readonly sourceOf: (subject: VirtualSubject, purpose: string, count: number) => Source;
}

export class Doings {
  private readonly options: DoingsOptions;
  private readonly rates: readonly Indexed[];
  private readonly reactions: readonly Indexed[];

  constructor(options: DoingsOptions) {
    this.options = options;
    const all = options.assumptions.happenings.map((happening, index) => ({ happening, index }));
    this.rates = all.filter(({ happening }) => happening.when.is === "rate");
    this.reactions = all.filter(({ happening }) => happening.when.is === "after");
  }

  /** @param before the state until then */
  stepped(world: World, instance: Instance, before: State | null): void {
    for (const event of newlyAwaited(instance, before))
      this.cause(world, instance.subject, instance, { what: "wait", name: event, result: null });
  }

  wrote(world: World, instance: Instance, entry: JournalEntry): void {
    const { subject } = instance;
    switch (entry.what) {
      case "entered":
      case "moved":
        this.cause(world, subject, instance, { what: "stage", name: entry.name, result: null });
        return this.beginRates(world, instance, entry.name);
      case "exited":
        return this.cause(world, subject, instance, { what: "exit", name: entry.name, result: null });
      case "completed":
        return this.cause(world, subject, instance, { what: "task", name: entry.name, result: entry.result });
      case "accepted":
        return this.cause(world, subject, instance, { what: "handover", name: entry.name, result: null });
      case "message":
        if (entry.result !== "sent") return;
        this.options.memberOf(subject).lastMessage = entry.name;
        return this.cause(world, subject, instance, { what: "message", name: entry.name, result: null });
      default:
        return;
    }
  }

  /** An event comes in from outside. */
  report(world: World, subject: VirtualSubject, kind: string, fields: Fields): void {
    takeEvent(world, subject, kind, fields);
    this.cause(world, subject, null, { what: "event", name: kind, result: null });
  }

  /** Somebody does something of their own accord, with what is drawn of it. */
  bring(world: World, subject: VirtualSubject, kind: string): void {
    const fields = this.fieldsOf(subject, `brought ${kind}`, this.drawsOf(kind), kind);
    if (fields !== null) this.report(world, subject, kind, fields);
  }

  /** What a person brings about when a request asks for nothing but that it happens. */
  bringAbout(world: World, instance: Instance, { name }: WorkRecord): void {
    const { plan, subject, state } = instance;
    const { events = [], anyOf = [] } = plan.handovers[name]?.movesAfter ?? {};
    const some = anyOf.flatMap(({ events: kinds }) => kinds.slice(0, 1));
    for (const kind of [...events, ...some]) {
      if (state.offer?.happened.includes(kind) === true) continue;
      this.bring(world, subject, kind);
    }
  }

  /** What somebody says when a field is asked for. */
  evidence(subject: VirtualSubject, field: string): Value {
    const { library, assumptions, memberOf } = this.options;
    const declared = library.subjects[subject.kind]?.fields[field];
    if (declared === undefined) return `${field} as simulated`;
    const member = memberOf(subject);
    const draw = assumptions.fields[subject.kind]?.[field];
    const source = this.next(subject, `says ${field}`);
    const said = draw === undefined ? null : drawValue(source, draw, member, true);
    const usual = said === null ? drawFor(field, declared, [], 0) : null;
    const value = usual === null ? said : drawValue(source, usual, member, true);
    return value ?? (declared.type === "time_zone" ? "Europe/Copenhagen" : null);
  }

  // ── Causes ──────────────────────────────────────────────────────────────────────────────────────────────

  private cause(world: World, subject: VirtualSubject, instance: Instance | null, cause: Cause): void {
    for (const { happening, index } of this.reactions) {
      const { when } = happening;
      if (when.is !== "after" || !fits(when.cause, cause) || !this.isAbout(happening, subject)) continue;
      // Of two waits, or two stages, each is of its own event.
      if (cause.what === "wait" && !("event" in happening.does && happening.does.event === cause.name))
        continue;
      const source = this.next(subject, `happening ${index}`);
      if (drawShare(source) >= when.chance) continue;
      const mustLast = cause.what === "stage" || cause.what === "wait";
      const visit = mustLast && instance !== null ? visitOf(instance) : null;
      this.plan(world, subject, drawSpread(source, when.delay), () => {
        if (visit === null || instance === null || visitOf(instance) === visit)
          this.come(world, subject, happening, index);
      });
    }
  }

  private beginRates(world: World, instance: Instance, stage: string): void {
    for (const { happening, index } of this.rates) {
      const { when } = happening;
      if (when.is === "rate" && when.stages.includes(stage) && this.isAbout(happening, instance.subject))
        this.comeAgain(world, instance, visitOf(instance), { happening, index }, when.perWeek);
    }
  }

  private comeAgain(world: World, instance: Instance, visit: string, one: Indexed, perWeek: number): void {
    if (perWeek <= 0) return;
    const { subject } = instance;
    const source = this.next(subject, `happening ${one.index}`);
    this.plan(world, subject, drawGap(source, perWeek / WEEK), () => {
      if (visitOf(instance) !== visit) return;
      this.come(world, subject, one.happening, one.index);
      // What came may have led elsewhere, where the rate begins anew or not at all.
      if (visitOf(instance) === visit) this.comeAgain(world, instance, visit, one, perWeek);
    });
  }

  private plan(world: World, subject: VirtualSubject, after: number, run: () => void): void {
    const member = this.options.memberOf(subject);
    member.pending += 1;
    schedule(world, RANK.event, world.now + Math.round(after), () => {
      member.pending -= 1;
      run();
    });
  }

  private come(world: World, subject: VirtualSubject, { does }: Happening, index: number): void {
    if ("set" in does) return sayFields(world, subject, does.set);
    const fields = this.fieldsOf(subject, `fields ${index}`, does.fields, does.event);
    if (fields !== null) this.report(world, subject, does.event, fields);
  }

  private isAbout({ does }: Happening, { kind }: VirtualSubject): boolean {
    const { events, subjects } = this.options.library;
    if ("event" in does) return events[does.event]?.subject === kind;
    return Object.keys(does.set).every((field) => subjects[kind]?.fields[field] !== undefined);
  }

  // ── Values ──────────────────────────────────────────────────────────────────────────────────────────────

  /** `null`: it is a reaction to a message, and there was none. */
  private fieldsOf(
    subject: VirtualSubject,
    purpose: string,
    draws: Readonly<Record<string, Draw>>,
    event?: string,
  ): Fields | null {
    const member = this.options.memberOf(subject);
    const source = this.next(subject, purpose);
    const drawn: Record<string, Value> = {};
    for (const [name, draw] of Object.entries(draws)) drawn[name] = drawValue(source, draw, member);
    const declared = Object.entries(this.options.library.events[event ?? ""]?.fields ?? {});
    for (const [name, { type, optional }] of declared) {
      if (type !== "message" || drawn[name] !== undefined) continue;
      if (member.lastMessage === null && !optional) return null;
      drawn[name] = member.lastMessage;
    }
    return drawn;
  }

  /** As a happening has it, else as its type allows. */
  private drawsOf(event: string): Readonly<Record<string, Draw>> {
    const { assumptions, library } = this.options;
    for (const { does } of assumptions.happenings)
      if ("event" in does && does.event === event) return does.fields;
    const fields = Object.entries(library.events[event]?.fields ?? {});
    return Object.fromEntries(
      fields.flatMap(([name, field]) => {
        const draw =
          field.default === null && field.computed === undefined ? drawFor(name, field, [], 0) : null;
        return draw === null ? [] : [[name, draw] as const];
      }),
    );
  }

  private next(subject: VirtualSubject, purpose: string): Source {
    const { drawn } = this.options.memberOf(subject);
    const count = (drawn.get(purpose) ?? 0) + 1;
    drawn.set(purpose, count);
    return this.options.sourceOf(subject, purpose, count);
  }
}

interface Indexed {
  readonly happening: Happening;
  readonly index: number;
}

const fits = (asked: Cause, cause: Cause): boolean =>
  asked.what === cause.what &&
  (asked.name === null || asked.name === cause.name) &&
  (asked.result === null || asked.result === cause.result);

/** A second visit of a stage is another one. */
const visitOf = ({ state }: Instance): string => `${state.stage}/${state.visit}`;

/** Events that a track waits for from now on. */
function newlyAwaited({ plan, state }: Instance, before: State | null): readonly string[] {
  const waiting = state.tracks.filter(
    (track) => track.waits?.on === "event" && !before?.tracks.some((other) => isSameWait(track, other)),
  );
  return waiting.flatMap(({ at }) => awaitedAt(plan.code, at));
}

const isSameWait = (one: Track, other: Track): boolean =>
  other.id === one.id && other.at === one.at && other.waits?.on === "event";

function awaitedAt(code: Instance["plan"]["code"], at: StepName | null): readonly string[] {
  const step = at === null ? undefined : code[at];
  return step?.do === "wait for event" ? [...new Set(step.events.map(({ event }) => event))] : [];
}
