/** Counts what happens in a world as it happens, and keeps nothing else of it. */
import { byCodeUnit } from "../../../compiler/by-code-unit.ts";
import { addDuration } from "../../../compiler/calendar-time.ts";
import { invariant } from "../../../compiler/invariant.ts";
import type { Library, People } from "../../../compiler/library.ts";
import type { Instant, Plan } from "../../../compiler/plan.ts";
import type {
  Command,
  Input,
  JournalEntry,
  StepOutcome,
  WorkId,
  WorkRecord,
} from "../../machine/protocol.ts";
import type { State } from "../../machine/state.ts";
import type { Instance } from "../virtual-state.ts";
import { Level, quantilesOf } from "./level.ts";
import type {
  CohortReport,
  CostKind,
  ExitReport,
  Flow,
  HandoverReport,
  MessageOutcome,
  MessageReport,
  MessagesReport,
  PersonReport,
  Place,
  RoleReport,
  StageReport,
} from "./report.ts";
import { COST_KINDS, MESSAGE_OUTCOMES } from "./report.ts";
import type { DeskReport } from "./staff.ts";

interface StageTally {
  entered: number;
  readonly times: number[];
  readonly level: Level;
}

interface RoleTally {
  asked: number;
  done: number;
  withdrawn: number;
  breaches: number;
  reassigned: number;
  readonly waiting: number[];
  readonly level: Level;
}

interface HandoverTally {
  offered: number;
  accepted: number;
  given: number;
  timedOut: number;
  readonly declined: Map<string, number>;
  readonly times: number[];
}

/** Of an instance, for as long as it runs. */
interface Running {
  stage: string | null;
  stageAt: Instant;
  hasReachedGoal: boolean;
  /** The instant that its timer is armed for. */
  armed: Instant | null;
  /** What it is indexed under, and where it stands by now. */
  indexed: string;
  placed: string;
}

interface OpenWork {
  readonly record: WorkRecord;
  readonly since: Instant;
}

export class Tally {
  private readonly plan: Plan;
  private readonly library: Library;
  private readonly people: People;
  private readonly start: Instant;
  private readonly stages: ReadonlyMap<string, StageTally>;
  private readonly roles = new Map<string, RoleTally>();
  private readonly loads = new Map<string, Level>();
  private readonly handovers: ReadonlyMap<string, HandoverTally>;
  private readonly flows = new Map<string, { readonly from: Place; readonly to: Place; count: number }>();
  private readonly exits = new Map<string, { count: number; readonly times: number[] }>();
  private readonly running = new Map<Instance, Running>();
  private readonly counted = new WeakSet<Instance>();
  private readonly work = new Map<WorkId, OpenWork>();
  private readonly messages = new Map<string, Record<MessageOutcome, number>>();
  private readonly reasons = new Map<
    string,
    { readonly outcome: string; readonly why: string; count: number }
  >();
  /** By subject that entered: messages sent to it, of whatever journey. */
  private readonly sentTo = new Map<string, number>();
  private readonly journeys = new Map<string, { entries: number; open: number }>();
  private readonly cost: Record<CostKind, number> = {
    starts: 0,
    signals: 0,
    updates: 0,
    activities: 0,
    timers: 0,
    attributes: 0,
  };
  private reached = 0;
  private stuck = 0;

  constructor(plan: Plan, library: Library, people: People, start: Instant) {
    this.plan = plan;
    this.library = library;
    this.people = people;
    this.start = start;
    this.stages = new Map(
      Object.keys(plan.stages).map((name) => [name, { entered: 0, times: [], level: new Level(start) }]),
    );
    this.handovers = new Map(
      Object.keys(plan.handovers).map((name) => [
        name,
        { offered: 0, accepted: 0, given: 0, timedOut: 0, declined: new Map(), times: [] },
      ]),
    );
    for (const { id, capacity } of people.people) this.loads.set(id, new Level(start, capacity ?? undefined));
  }

  // ── What happens ────────────────────────────────────────────────────────────────────────────────────────

  stepped(instance: Instance, input: Input, outcome: StepOutcome<State>): void {
    const { commands } = outcome;
    const running = this.runningOf(instance);
    this.count(instance, running, input, commands);
    for (const command of commands) if (command.do === "close work") this.closed(command, input.now);
    if (input.is === "event" || input.is === "start") this.lookForGoal(instance, running, input);
    if (instance.state.stage === null) this.over(instance, input.now);
  }

  wrote(instance: Instance, entry: JournalEntry): void {
    const isLooked = instance.plan.journey === this.plan.journey;
    switch (entry.what) {
      case "entered":
        if (isLooked) this.arrive(this.runningOf(instance), cameFrom(instance), entry);
        return;
      case "moved":
        if (isLooked) this.arrive(this.runningOf(instance), { is: "stage", name: entry.result ?? "" }, entry);
        return;
      case "exited": {
        this.runningOf(instance);
        // What follows an exit is not of the journey any more.
        const journey = this.journeys.get(instance.plan.journey);
        if (journey !== undefined) journey.open -= 1;
        if (isLooked) this.exited(instance, entry);
        return;
      }
      case "message":
        return this.messaged(instance, entry);
      case "breached": {
        const work = instance.state.work.find(
          ({ record }) => record.name === entry.name && (record.person ?? record.role) === entry.to,
        );
        if (work !== undefined) this.roleOf(work.record.role).breaches += 1;
        const handover = this.handoverOf(instance, work?.record);
        if (handover !== undefined) handover.timedOut += 1;
        return;
      }
      case "stuck":
        this.stuck += 1;
        return;
      case "declined": {
        const { declined } = this.handovers.get(isLooked ? entry.name : "") ?? {};
        declined?.set(entry.result ?? "", (declined.get(entry.result ?? "") ?? 0) + 1);
        return;
      }
      default:
        return;
    }
  }

  /** A request is with somebody, or with somebody else than before; as long as nobody is found, with who was meant. */
  asked(instance: Instance, record: WorkRecord, now: Instant): void {
    if (record.kind === "request") return;
    const before = this.work.get(record.id);
    if (before === undefined) {
      const handover = this.handoverOf(instance, record);
      if (handover !== undefined) handover.offered += 1;
      this.roleOf(record.role).asked += 1;
      this.load(record, 1, now);
      this.work.set(record.id, { record, since: now });
      return;
    }
    const isElsewhere = before.record.person !== record.person || before.record.role !== record.role;
    if (!isElsewhere || record.person === null) return;
    if (before.record.person !== null) this.roleOf(before.record.role).reassigned += 1;
    if (before.record.role !== record.role) this.roleOf(record.role).asked += 1;
    this.load(before.record, -1, now);
    this.load(record, 1, now);
    this.work.set(record.id, { record, since: before.since });
  }

  private runningOf(instance: Instance): Running {
    const known = this.running.get(instance);
    if (known !== undefined) return known;
    const { enteredAt: stageAt } = instance;
    const running: Running = {
      stage: null,
      stageAt,
      hasReachedGoal: false,
      armed: null,
      indexed: "",
      placed: "",
    };
    this.running.set(instance, running);
    // The last answers of one that is over come after its end.
    if (!this.counted.has(instance)) this.entered(instance);
    this.counted.add(instance);
    return running;
  }

  private entered(instance: Instance): void {
    const journey = this.journeys.get(instance.plan.journey) ?? { entries: 0, open: 0 };
    this.journeys.set(instance.plan.journey, journey);
    journey.entries += 1;
    journey.open += 1;
    this.cost.starts += 1;
    if (instance.plan.journey === this.plan.journey && !this.sentTo.has(instance.subject.id))
      this.sentTo.set(instance.subject.id, 0);
  }

  private over(instance: Instance, now: Instant): void {
    const running = this.running.get(instance);
    if (running !== undefined && instance.plan.journey === this.plan.journey) this.depart(running, now);
    this.running.delete(instance);
  }

  private arrive(running: Running, from: Place, { name, at }: JournalEntry): void {
    this.depart(running, at);
    this.flow(from, { is: "stage", name });
    const stage = this.stages.get(name);
    running.stage = name;
    running.stageAt = at;
    if (stage === undefined) return;
    stage.entered += 1;
    stage.level.add(1, at);
  }

  private depart(running: Running, at: Instant): void {
    const stage = this.stages.get(running.stage ?? "");
    running.stage = null;
    stage?.times.push(at - running.stageAt);
    stage?.level.add(-1, at);
  }

  /** What follows the exit is in the stage that it names. */
  private exited(instance: Instance, { name, stage, at }: JournalEntry): void {
    this.depart(this.runningOf(instance), at);
    this.flow({ is: "stage", name: stage }, { is: "exit", name });
    const exit = this.exits.get(name) ?? { count: 0, times: [] };
    this.exits.set(name, exit);
    exit.count += 1;
    exit.times.push(at - instance.enteredAt);
  }

  private flow(from: Place, to: Place): void {
    const key = [from, to]
      .map((place) => (place.is === "entry" ? "entry" : `${place.is} ${place.name}`))
      .join("\n");
    const flow = this.flows.get(key) ?? { from, to, count: 0 };
    flow.count += 1;
    this.flows.set(key, flow);
  }

  private lookForGoal(
    instance: Instance,
    running: Running,
    input: Extract<Input, { is: "event" | "start" }>,
  ): void {
    const { goal, journey, owner } = this.plan;
    const isGoal = input.event?.kind === goal.event && instance.plan.journey === journey;
    if (!isGoal || running.hasReachedGoal) return;
    const calendar = this.plan.calendars[this.plan.roles[owner]?.calendar ?? ""];
    invariant(calendar !== undefined, `${journey} has no calendar of its owner`);
    if (input.now > addDuration(calendar, instance.enteredAt, goal.within)) return;
    running.hasReachedGoal = true;
    this.reached += 1;
  }

  // ── Requests ────────────────────────────────────────────────────────────────────────────────────────────

  private closed({ work, how, result }: Extract<Command, { do: "close work" }>, now: Instant): void {
    const open = this.work.get(work);
    if (open === undefined) return;
    this.work.delete(work);
    this.load(open.record, -1, now);
    const role = this.roleOf(open.record.role);
    role[how] += 1;
    if (how === "done") role.waiting.push(now - open.since);
    const handover = open.record.kind === "accept" ? this.handovers.get(open.record.name) : undefined;
    if (handover === undefined || how !== "done") return;
    if (result === "given") handover.given += 1;
    else if (result === "accept") handover.accepted += 1;
    else return;
    handover.times.push(now - open.since);
  }

  private load({ role, person, kind }: WorkRecord, change: number, now: Instant): void {
    this.roleOf(role).level.add(change, now);
    if (person !== null && (kind === "accept" || kind === "task")) this.loads.get(person)?.add(change, now);
  }

  private roleOf(name: string): RoleTally {
    const known = this.roles.get(name);
    if (known !== undefined) return known;
    const level = new Level(this.start);
    const role: RoleTally = {
      asked: 0,
      done: 0,
      withdrawn: 0,
      breaches: 0,
      reassigned: 0,
      waiting: [],
      level,
    };
    this.roles.set(name, role);
    return role;
  }

  private handoverOf(instance: Instance, record: WorkRecord | undefined): HandoverTally | undefined {
    const isOffer = record?.kind === "accept" && instance.plan.journey === this.plan.journey;
    return isOffer ? this.handovers.get(record.name) : undefined;
  }

  // ── Messages ────────────────────────────────────────────────────────────────────────────────────────────

  private messaged(instance: Instance, { name, result, why }: JournalEntry): void {
    const outcome = MESSAGE_OUTCOMES.find((one) => one === result);
    if (outcome === undefined) return;
    const message = this.messages.get(name) ?? {
      sent: 0,
      deferred: 0,
      held: 0,
      ask: 0,
      dropped: 0,
      suppressed: 0,
    };
    this.messages.set(name, message);
    message[outcome] += 1;
    if (outcome === "sent") {
      const { id } = instance.subject;
      if (this.sentTo.has(id)) this.sentTo.set(id, (this.sentTo.get(id) ?? 0) + 1);
    } else for (const rule of rulesIn(why ?? "")) this.reason(outcome, rule);
  }

  private reason(outcome: string, why: string): void {
    const key = `${outcome}\n${why}`;
    const reason = this.reasons.get(key) ?? { outcome, why, count: 0 };
    reason.count += 1;
    this.reasons.set(key, reason);
  }

  // ── Cost ────────────────────────────────────────────────────────────────────────────────────────────────

  /** By the rules of the driver: what comes in, one activity for a step with commands, a timer for an earlier deadline. */
  private count(instance: Instance, running: Running, input: Input, commands: readonly Command[]): void {
    const { cost } = this;
    if (input.is === "start") {
      // It is given at the start, which costs nothing.
      const owner = instance.plan.stages[input.stage]?.owner ?? "";
      running.indexed = indexOf({ stage: input.stage, holder: { role: owner } });
      running.placed = running.indexed;
    } else if (input.is !== "results") this.rested(running);
    if (input.is === "act") cost.updates += 1;
    else if (input.is !== "start" && input.is !== "tick" && input.is !== "results") cost.signals += 1;
    // What it was waiting for until now; the answers of a step are waited for by nothing.
    const deadline = input.is === "results" ? null : (instance.due?.at ?? null);
    if (running.armed !== null && running.armed <= input.now) {
      if (deadline !== null && deadline > running.armed) cost.timers += 1;
      running.armed = null;
    }
    if (deadline !== null && (running.armed === null || deadline < running.armed)) {
      cost.timers += 1;
      running.armed = deadline > input.now ? deadline : null;
    }
    // The answers of a step are taken in within the task of that step, whose local activities are one action.
    if (commands.length > 0 && input.is !== "results") cost.activities += 1;
    for (const command of commands) {
      if (command.do === "call") cost.activities += 1;
      if (command.do === "place") running.placed = indexOf(command.place);
    }
  }

  /** What a stage is passed through for within one task is not indexed. */
  private rested(running: Running): void {
    if (running.placed !== running.indexed) this.cost.attributes += 1;
    running.indexed = running.placed;
  }

  // ── The report ──────────────────────────────────────────────────────────────────────────────────────────

  report(
    now: Instant,
    desks: readonly DeskReport[],
    rest: Pick<CohortReport, "seed" | "arrived" | "assumptions">,
  ): CohortReport {
    const { plan } = this;
    const own = this.journeys.get(plan.journey) ?? { entries: 0, open: 0 };
    for (const running of this.running.values()) this.rested(running);
    const actions = COST_KINDS.reduce((sum, kind) => sum + this.cost[kind], 0);
    const entries = [...this.journeys.values()].reduce((sum, journey) => sum + journey.entries, 0);
    return {
      journey: plan.journey,
      version: plan.version,
      title: plan.title,
      seed: rest.seed,
      start: this.start,
      until: now,
      arrived: rest.arrived,
      entered: this.sentTo.size,
      entries: own.entries,
      open: own.open,
      goal: { event: plan.goal.event, within: plan.goal.within, reached: this.reached },
      stages: this.stageReports(now),
      flows: [...this.flows.values()].map((flow): Flow => flow),
      exits: this.exitReports(),
      handovers: this.handoverReports(),
      roles: this.roleReports(now),
      people: this.personReports(now, desks),
      messages: this.messagesReport(),
      cost: { actions, perEntry: entries === 0 ? 0 : actions / entries, by: this.cost },
      stuck: this.stuck,
      others: [...this.journeys]
        .filter(([journey]) => journey !== plan.journey)
        .map(([journey, counts]) => ({ journey, ...counts })),
      assumptions: rest.assumptions,
    };
  }

  private stageReports(now: Instant): readonly StageReport[] {
    return [...this.stages].map(([stage, { entered, times, level }]) => ({
      stage,
      owner: this.plan.stages[stage]?.owner ?? "",
      entered,
      inIt: entered - times.length,
      time: quantilesOf(times),
      weeks: level.report(now).weeks,
    }));
  }

  /** Those of the journey, and those that it has of giving way. */
  private exitReports(): readonly ExitReport[] {
    const names = [...new Set([...this.plan.exitOrder, ...this.exits.keys()])];
    return names.map((exit) => {
      const { count = 0, times = [] } = this.exits.get(exit) ?? {};
      return { exit, outcome: this.plan.exits[exit]?.outcome ?? "neutral", count, time: quantilesOf(times) };
    });
  }

  private handoverReports(): readonly HandoverReport[] {
    return [...this.handovers]
      .filter(([name]) => this.plan.handovers[name]?.atOnce !== true)
      .map(([handover, { times, declined, ...counts }]) => ({
        handover,
        ...counts,
        declined: Object.fromEntries(declined),
        time: quantilesOf(times),
      }));
  }

  private roleReports(now: Instant): readonly RoleReport[] {
    return Object.keys(this.library.roles).flatMap((role): RoleReport[] => {
      const tally = this.roles.get(role);
      if (tally === undefined) return [];
      const { waiting, level, ...counts } = tally;
      const { mean, highest, weeks } = level.report(now);
      const people = this.people.people.filter(({ roles }) => roles.includes(role)).length;
      return [{ role, people, ...counts, waiting: quantilesOf(waiting), queue: { mean, highest, weeks } }];
    });
  }

  private personReports(now: Instant, desks: readonly DeskReport[]): readonly PersonReport[] {
    return this.people.people.map(({ id, roles, capacity }) => {
      const desk = desks.find(({ person }) => person === id);
      const load = this.loads.get(id)?.report(now);
      return {
        person: id,
        roles,
        done: desk?.done ?? 0,
        busy: desk?.busy ?? 0,
        capacity,
        mostOpen: load?.highest ?? 0,
        overCapacity: load?.over ?? 0,
      };
    });
  }

  private messagesReport(): MessagesReport {
    const byMessage = [...this.messages].map(([message, counts]): MessageReport => ({ message, ...counts }));
    return {
      sent: byMessage.reduce((sum, { sent }) => sum + sent, 0),
      perSubject: quantilesOf([...this.sentTo.values()]),
      byMessage: byMessage.sort(
        (one, other) => other.sent - one.sent || byCodeUnit(one.message, other.message),
      ),
      reasons: [...this.reasons.values()].sort(
        (one, other) => other.count - one.count || byCodeUnit(one.why, other.why),
      ),
    };
  }
}

/** What follows an exit is entered from there. */
/** As search attributes have it (`runtime/workflows/show-place.ts`). */
const indexOf = ({
  stage,
  holder,
}: {
  readonly stage: string;
  readonly holder: { readonly role: string };
}): string => `${stage}/${holder.role}`;

const cameFrom = ({ state }: Instance): Place =>
  state.exit === null ? { is: "entry" } : { is: "exit", name: state.exit };

/** The rules that a reason names, without what was so of this one message. */
export const rulesIn = (why: string): readonly string[] =>
  why
    .split("; ")
    .map((rule) =>
      rule.startsWith("at most") ? (rule.split(": ")[0] ?? rule) : rule.replace(/ by \d.*$/, " by then"),
    );
