/**
 * Counts a journey's entries in the journal as they come, whether they were written down when they happened or in virtual
 * time, and keeps of each person no more than where they are.
 */
import type { People } from "../../compiler/library.ts";
import type { Instant, Plan } from "../../compiler/plan.ts";
import type { JournalEntry } from "../machine/protocol.ts";
import { quantilesOf } from "../simulate/cohort/level.ts";
import { rulesIn } from "../simulate/cohort/tally.ts";
import { rolesAsked } from "./roles-asked.ts";
import {
  ASKED_KINDS,
  type AskedFigures,
  type AskedKind,
  type Count,
  type TrackRecord,
} from "./track-record.ts";

export type Noted = Pick<JournalEntry, "at" | "what" | "name" | "stage" | "step" | "to" | "result" | "why">;

/** Whose entry it is. */
export interface Whose {
  readonly instance: string;
  readonly subject: string;
  readonly version: number;
}

export interface TallyOptions {
  /** All versions that are known; the last one says in which order things are told. At least one. */
  readonly plans: readonly Plan[];
  readonly people: People;
  readonly from: Instant;
  readonly until: Instant;
  /** The end of a subject's time for the goal, from its entry. */
  readonly goalUntil: (entered: Instant) => Instant;
}

interface Asked {
  readonly kind: AskedKind;
  readonly name: string;
  readonly roles: Set<string>;
  asked: number;
  withdrawn: number;
  breached: number;
  readonly answers: Counter;
  readonly silence: Counter;
  readonly times: number[];
}

type Counter = Map<string, number>;

export class RecordTally {
  private readonly options: TallyOptions;
  private readonly latest: Plan;
  /** Stages that follow an exit: who is in one has left the journey. */
  private readonly afterwards: ReadonlySet<string>;
  private readonly visits = new Map<string, { readonly stage: string; readonly at: Instant }>();
  private readonly stages = new Map<
    string,
    { visits: number; readonly left: Counter; readonly times: number[] }
  >();
  private readonly exits = new Map<string, { readonly outcome: string; count: number }>();
  private readonly asked = new Map<string, Asked>();
  /** By instance and name: what is open, since when. */
  private readonly open = new Map<string, { readonly asked: Asked; readonly at: Instant }>();
  private readonly breaches: Counter = new Map();
  private readonly messages = new Map<string, Counter>();
  private readonly reasons: Counter = new Map();
  private readonly entries: { readonly subject: string; readonly at: Instant }[] = [];
  private noted = 0;
  private stuck = 0;

  constructor(options: TallyOptions) {
    const latest = options.plans.at(-1);
    if (latest === undefined) throw new Error("TrackRecord are those of a journey with a plan.");
    this.options = options;
    this.latest = latest;
    this.afterwards = new Set(
      options.plans.flatMap(({ exits }) => Object.values(exits).flatMap(({ after }) => after ?? [])),
    );
  }

  /** In the order in which they were written down. */
  note(whose: Whose, entry: Noted): void {
    if (entry.at < this.options.from || entry.at > this.options.until) return;
    this.noted += 1;
    switch (entry.what) {
      case "entered":
      case "moved":
        return this.arrive(whose, entry);
      case "exited":
        return this.exit(whose, entry);
      case "offered":
      case "asked":
        return this.ask(whose, entry);
      case "accepted":
        return this.answer(whose, entry, "accepted");
      case "declined":
      case "completed":
      case "decided":
        return this.answer(whose, entry, entry.result ?? "done");
      case "withdrawn":
        return this.withdraw(whose, entry);
      case "breached":
        return this.breach(whose, entry);
      case "reminded":
      case "reassigned":
      case "escalated":
      case "given":
      case "noted":
        return this.silence(whose, entry);
      case "message":
        return this.message(entry);
      case "stuck":
        this.stuck += 1;
        return;
      default:
        return;
    }
  }

  // ── Where they are ──────────────────────────────────────────────────────────────────────────────────────

  private arrive({ instance, subject }: Whose, { what, name, at }: Noted): void {
    if (this.afterwards.has(name)) return;
    this.leave(instance, `stage ${name}`, at);
    if (what === "entered") this.entries.push({ subject, at });
    this.stage(name).visits += 1;
    this.visits.set(instance, { stage: name, at });
  }

  private exit({ instance }: Whose, { name, result, at }: Noted): void {
    this.leave(instance, `exit ${name}`, at);
    const exit = this.exits.get(name) ?? { outcome: result ?? "neutral", count: 0 };
    this.exits.set(name, exit);
    exit.count += 1;
  }

  /** A visit that began before the period is none of it. */
  private leave(instance: string, to: string, at: Instant): void {
    const visit = this.visits.get(instance);
    if (visit === undefined) return;
    this.visits.delete(instance);
    const stage = this.stage(visit.stage);
    stage.times.push(at - visit.at);
    add(stage.left, to);
  }

  private stage(name: string) {
    const known = this.stages.get(name) ?? { visits: 0, left: new Map<string, number>(), times: [] };
    this.stages.set(name, known);
    return known;
  }

  // ── What people were asked ──────────────────────────────────────────────────────────────────────────────

  private ask(whose: Whose, entry: Noted): void {
    const asked = this.askedAs(entry.what === "offered" ? "offer" : "question", whose, entry);
    if (asked === null) return;
    asked.asked += 1;
    this.open.set(keyOf(whose, entry), { asked, at: entry.at });
  }

  private withdraw(whose: Whose, entry: Noted): void {
    const open = this.open.get(keyOf(whose, entry));
    if (open === undefined) return;
    open.asked.withdrawn += 1;
    this.open.delete(keyOf(whose, entry));
  }

  private answer(whose: Whose, entry: Noted, label: string): void {
    const key = keyOf(whose, entry);
    const asked = this.askedFor(whose, entry);
    if (asked === null) return;
    add(asked.answers, label);
    const open = this.open.get(key);
    if (open === undefined) return;
    asked.times.push(entry.at - open.at);
    // A decline may pass it on to somebody else: that is the same request, and goes on.
    if (entry.what !== "declined") this.open.delete(key);
  }

  private silence(whose: Whose, entry: Noted): void {
    const asked = this.askedFor(whose, entry);
    if (asked !== null) add(asked.silence, this.silenceWords(entry));
  }

  private silenceWords({ what, to }: Noted): string {
    if (what === "escalated") return to !== null && to in this.latest.roles ? `told ${to}` : "told somebody";
    if (what === "reassigned") return "passed on";
    return what === "given" ? "given by the ladder" : what;
  }

  private breach(whose: Whose, entry: Noted): void {
    const asked = this.askedFor(whose, entry);
    if (asked !== null) asked.breached += 1;
    add(this.breaches, `${this.roleOf(whose, entry, asked?.kind)}\n${entry.name}`);
  }

  /** The one in which they were asked, of several that they may fill as far as people.yaml tells. */
  private roleOf(whose: Whose, entry: Noted, kind: AskedKind | undefined): string {
    const { to } = entry;
    const plan = this.planOf(whose);
    if (to !== null && to in plan.roles) return to;
    const may = rolesAsked(plan, entry, kind === "data" ? "question" : "offer");
    const fills = this.options.people.people.find(({ id }) => id === to)?.roles ?? [];
    const both = may.filter((role) => fills.includes(role));
    return (both.length > 0 ? both : may).join(" or ") || "unknown";
  }

  /** What is open by that name, else, of what was asked before the period, as the plan has it. */
  private askedFor(whose: Whose, entry: Noted): Asked | null {
    return this.open.get(keyOf(whose, entry))?.asked ?? this.askedAs("offer", whose, entry);
  }

  /** `null`: it is nothing that the figures tell of, such as somebody who is looked for to hold a subject. */
  private askedAs(as: "offer" | "question", whose: Whose, entry: Noted): Asked | null {
    const plan = this.planOf(whose);
    const kind = kindOf(plan, as, entry);
    if (kind === null) return null;
    const key = `${kind}\n${entry.name}`;
    const known = this.asked.get(key) ?? newlyAsked(kind, entry.name);
    this.asked.set(key, known);
    for (const role of rolesAsked(plan, entry, as)) known.roles.add(role);
    return known;
  }

  private planOf({ version }: Whose): Plan {
    return this.options.plans.find((plan) => plan.version === version) ?? this.latest;
  }

  // ── Messages ────────────────────────────────────────────────────────────────────────────────────────────

  private message({ name, result, why }: Noted): void {
    const became = result ?? "asked for";
    const counts = this.messages.get(name) ?? new Map<string, number>();
    this.messages.set(name, counts);
    add(counts, became);
    if (became !== "sent") for (const rule of rulesIn(why ?? "")) add(this.reasons, `${became}\n${rule}`);
  }

  // ── The figures ─────────────────────────────────────────────────────────────────────────────────────────

  /** @param goals when each subject has reached the goal's event, as far as it is known */
  figures(goals: ReadonlyMap<string, readonly Instant[]>): TrackRecord {
    const { from, until } = this.options;
    return {
      journey: this.latest.journey,
      from: new Date(from).toISOString(),
      until: new Date(until).toISOString(),
      noted: this.noted,
      entered: this.entries.length,
      goal: this.goalFigures(goals),
      stages: this.inOrder(Object.keys(this.latest.stages), this.stages).map(([stage, counted]) => ({
        stage,
        owner: this.latest.stages[stage]?.owner ?? null,
        visits: counted.visits,
        left: countsOf(counted.left).map(({ name, count }) => ({ ...placeOf(name), count })),
        there: counted.visits - counted.times.length,
        time: quantilesOf(counted.times),
      })),
      exits: this.inOrder(this.latest.exitOrder, this.exits).map(([exit, counted]) => ({ exit, ...counted })),
      asked: [...this.asked.values()].map(shownAsked).sort(byKind),
      breaches: countsOf(this.breaches).map(({ name, count }) => {
        const [role = "", of = ""] = name.split("\n");
        return { role, of, count };
      }),
      messages: [...this.messages]
        .map(([message, counts]) => ({ message, became: countsOf(counts) }))
        .sort((a, b) => total(b.became) - total(a.became)),
      reasons: countsOf(this.reasons).map(({ name, count }) => {
        const [became = "", why = ""] = name.split("\n");
        return { became, why, count };
      }),
      stuck: this.stuck,
    };
  }

  private goalFigures(goals: ReadonlyMap<string, readonly Instant[]>): TrackRecord["goal"] {
    const { until, goalUntil } = this.options;
    const entries = this.entries.map(({ subject, at }) => {
      const end = goalUntil(at);
      const reached = (goals.get(subject) ?? []).some((one) => at <= one && one <= Math.min(end, until));
      return { isOver: end <= until, reached };
    });
    const over = entries.filter(({ isOver }) => isOver);
    const reached = over.filter((one) => one.reached).length;
    return {
      event: this.latest.goal.event,
      over: over.length,
      reached,
      running: entries.length - over.length,
      reachedSoFar: entries.filter((one) => one.reached).length - reached,
    };
  }

  /** What the plan names, as it does; what only an earlier version had, behind it. */
  private inOrder<T>(
    names: readonly string[],
    counted: ReadonlyMap<string, T>,
  ): readonly (readonly [string, T])[] {
    const order = [...names, ...counted.keys()];
    return [...counted].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
  }
}

const keyOf = ({ instance }: Whose, { name }: Noted): string => `${instance}\n${name}`;

/** A handover is offered; what is asked under its name is for what it waits for. */
function kindOf(plan: Plan, as: "offer" | "question", { name, step }: Noted): AskedKind | null {
  if (plan.handovers[name] !== undefined) return as === "question" ? "data" : "handover";
  if (plan.rights[name] !== undefined) return "decision";
  const does = step === null ? undefined : plan.code[step]?.do;
  if (does === "send") return "approval";
  return does === "task" || does === "call" ? "task" : null;
}

const newlyAsked = (kind: AskedKind, name: string): Asked => ({
  kind,
  name,
  roles: new Set(),
  asked: 0,
  withdrawn: 0,
  breached: 0,
  answers: new Map(),
  silence: new Map(),
  times: [],
});

const shownAsked = ({ roles, answers, silence, times, ...asked }: Asked): AskedFigures => ({
  ...asked,
  roles: [...roles],
  answers: countsOf(answers),
  silence: countsOf(silence),
  time: quantilesOf(times),
});

const byKind = (a: AskedFigures, b: AskedFigures): number =>
  ASKED_KINDS.indexOf(a.kind) - ASKED_KINDS.indexOf(b.kind);

const placeOf = (name: string): { readonly is: "stage" | "exit"; readonly to: string } =>
  name.startsWith("exit ")
    ? { is: "exit", to: name.slice("exit ".length) }
    : { is: "stage", to: name.slice("stage ".length) };

const add = (counter: Counter, name: string): void => void counter.set(name, (counter.get(name) ?? 0) + 1);

/** Most first; of as many, as they came. */
const countsOf = (counter: Counter): readonly Count[] =>
  [...counter].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count);

const total = (counts: readonly Count[]): number => counts.reduce((sum, { count }) => sum + count, 0);
