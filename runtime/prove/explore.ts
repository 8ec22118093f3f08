/**
 * Explores a journey breadth first: each state that is new is a run of the real machine, the shortest that leads there,
 * and from each everything that may happen is tried, at once and at the last moment before the next deadline.
 */
import type { Instant } from "../../compiler/plan.ts";
import { allDeadlines } from "../machine/deadlines.ts";
import type { State } from "../machine/state.ts";
import type { Arena } from "./arena.ts";
import { circlesOf } from "./circles-of.ts";
import { keyOf, keyOfOffer } from "./key-of.ts";
import { beginnings, type Kind, nextTick, type Occurrence, occurrencesAt } from "./occurrences.ts";
import { nowOf, type Run, type Standing, waysOf } from "./runs.ts";

export type { Kind };

export interface Node extends Standing {
  readonly index: number;
  readonly now: Instant;
  /** What led here first, and so in the fewest steps. */
  readonly cause: Cause;
  /** An offer as it was tried before, with the main track elsewhere: only what people may answer is tried again. */
  readonly isEcho: boolean;
  /** Everything has been tried from here. */
  expanded: boolean;
}

export interface Cause {
  /** `null`: the beginning. */
  readonly from: Node | null;
  readonly kind: Kind;
  readonly run: Run;
}

export interface Edge {
  readonly from: number;
  readonly to: number;
  /** `same`: what may happen to what is offered was tried there. */
  readonly kind: Kind | "same";
  /** An event that an exit waits for: whether it ever comes is the customer's affair. */
  readonly isExitEvent: boolean;
  /** Milliseconds from the one to the other, as they were seen. */
  readonly takes: number;
  /** Messages that went out on the way. */
  readonly sent: number;
}

export interface Graph {
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
  readonly steps: number;
  /** Nothing was left out. */
  readonly isWhole: boolean;
  /** Why it is not, in words; empty when it is. */
  readonly limits: readonly string[];
}

export interface Budget {
  readonly states: number;
  /** Told now and then how far it has come; answers whether to go on. */
  readonly goOn: (states: number, steps: number) => boolean;
}

/** Called with every run that is seen for the first time in its kind: checks look at each. */
export type Watch = (from: Node | null, kind: Kind, run: Run) => void;

export function explore(arena: Arena, budget: Budget, watch: Watch): Graph {
  return new Exploration(arena, budget, watch).run();
}

/** After so many deadlines in a row that change nothing else, nothing will. */
const MOST_TICKS = 1_500;

/** States between two questions whether to go on: a fraction of a second. */
const ASKED_EVERY = 16;

class Exploration {
  private readonly nodes: Node[] = [];
  private readonly byKey = new Map<string, Node>();
  private readonly edges: Edge[] = [];
  /** The first state in which an offer stands as it does. */
  private readonly offers = new Map<string, number>();
  /** Circles that have been left, by their first state and their size. */
  private readonly left = new Set<string>();
  private readonly done = new Set<string>();
  private readonly limits = new Set<string>();
  private steps = 0;

  private readonly arena: Arena;
  private readonly budget: Budget;
  private readonly watch: Watch;

  constructor(arena: Arena, budget: Budget, watch: Watch) {
    this.arena = arena;
    this.budget = budget;
    this.watch = watch;
  }

  run(): Graph {
    for (const beginning of beginnings(this.arena)) this.follow(null, beginning);
    let next = 0;
    do {
      for (; next < this.nodes.length && this.mayGoOn(next); next += 1) {
        const node = this.nodes[next];
        if (node === undefined) break;
        this.expand(node);
        node.expanded = true;
      }
    } while (this.limits.size === 0 && this.leaveCircles());
    const { nodes, edges, steps } = this;
    return { nodes, edges, steps, isWhole: this.limits.size === 0, limits: [...this.limits] };
  }

  private mayGoOn(expanded: number): boolean {
    if (this.nodes.length > this.budget.states) this.limits.add(`more than ${this.budget.states} states`);
    else if (expanded % ASKED_EVERY === 0 && !this.budget.goOn(this.nodes.length, this.steps))
      this.limits.add("its time was over");
    return this.limits.size === 0;
  }

  private expand(node: Node): void {
    if (node.state.stage === null) return;
    const tick = nextTick(this.arena.plan, node.state);
    if (tick !== null && !node.isEcho) this.follow(node, tick);
    for (const occurrence of occurrencesAt(this.arena, node, node.now)) {
      if (node.isEcho && !isAnswer(occurrence)) continue;
      const runs = this.follow(node, occurrence);
      if (tick !== null && runs.some((run) => setsClocks(this.arena, node.state, run)))
        this.late(node, occurrence, tick);
    }
  }

  /** The same at the last moment: what it sets going then ends later than what was under way before. */
  private late(node: Node, { input, onceFor, ...occurrence }: Occurrence, tick: Occurrence): void {
    const { now } = tick.input;
    if (now <= input.now || onceFor !== undefined) return;
    const isOnTime = input.is === "event" && input.event.at === input.now;
    const moved = isOnTime ? { ...input, now, event: { ...input.event, at: now } } : { ...input, now };
    this.follow(node, { ...occurrence, input: moved });
  }

  private follow(node: Node | null, occurrence: Occurrence): readonly Run[] {
    const { onceFor, kind } = occurrence;
    if (onceFor !== undefined) {
      if (this.done.has(onceFor)) return [];
      this.done.add(onceFor);
    }
    const { runs, isWhole, steps } = waysOf(this.arena, node, occurrence);
    this.steps += steps;
    if (!isWhole)
      this.limits.add(`one step has too many outcomes in stage ${node?.state.stage ?? "of entry"}`);
    for (const run of runs) this.arrive(node, kind, run);
    return runs;
  }

  private arrive(from: Node | null, kind: Kind, run: Run): void {
    this.watch(from, kind, run);
    if (run.crash !== null) return;
    const to = this.placeOf(from, kind, run);
    if (from !== null) this.link(from, to, kind, run);
  }

  private placeOf(from: Node | null, kind: Kind, run: Run): Node {
    const key = keyOf(this.arena, run.state, run.decided);
    const known = this.byKey.get(key);
    if (known !== undefined) return known;
    const { state, decided } = run;
    const now = nowOf(run, this.arena.start);
    const offer = keyOfOffer(this.arena, state, decided);
    const node: Node = {
      index: this.nodes.length,
      state,
      decided,
      now,
      cause: { from, kind, run },
      isEcho: offer !== null && this.offers.has(offer),
      expanded: false,
    };
    const first = offer === null ? undefined : this.offers.get(offer);
    if (first !== undefined) this.edges.push({ from: node.index, to: first, ...SAME });
    else if (offer !== null) this.offers.set(offer, node.index);
    this.nodes.push(node);
    this.byKey.set(key, node);
    return node;
  }

  private link(from: Node, to: Node, kind: Kind, run: Run): void {
    this.edges.push({
      from: from.index,
      to: to.index,
      kind,
      isExitEvent: kind === "event" && from.state.exit === null && run.state.exit !== null && isByExit(run),
      takes: nowOf(run, from.now) - from.now,
      sent: run.journal.filter(({ what, result }) => what === "message" && result === "sent").length,
    });
  }

  /**
   * Time that leads back to a state that looks the same has still gone by, and leads out in the end: what comes again
   * and again is followed until something else is due. Answers whether there was such a thing.
   */
  private leaveCircles(): boolean {
    const before = this.left.size;
    const next = new Map<number, number[]>();
    for (const { from, to, kind } of this.edges) {
      if (kind !== "time") continue;
      const known = next.get(from);
      if (known === undefined) next.set(from, [to]);
      else known.push(to);
    }
    for (const circle of circlesOf(this.nodes.length, next)) {
      const first = this.nodes[Math.min(...circle)];
      // A way out may lead back in: then the circle is a larger one, and is left anew.
      const name = `${first?.index} ${circle.length}`;
      if (first === undefined || this.left.has(name)) continue;
      this.left.add(name);
      this.letTimePass(first, new Set(circle));
    }
    return this.left.size > before;
  }

  /** Goes from deadline to deadline, in the plain way, until the circle is left. */
  private letTimePass(from: Node, circle: ReadonlySet<number>): void {
    let run: Run = { ...from, assigned: [], inputs: [], journal: [], commands: [], crash: null };
    for (let ticks = 0; ticks < MOST_TICKS; ticks += 1) {
      const tick = nextTick(this.arena.plan, run.state);
      if (tick === null || tick.input.now > this.arena.start + LONGEST) return;
      const { runs, steps } = waysOf(this.arena, run, tick);
      this.steps += steps;
      const [next] = runs;
      if (next === undefined) return;
      this.watch(from, "time", next);
      if (next.crash !== null) return;
      run = {
        ...next,
        inputs: [...run.inputs, ...next.inputs],
        journal: [...run.journal, ...next.journal],
        assigned: [...run.assigned, ...next.assigned],
      };
      const known = this.byKey.get(keyOf(this.arena, next.state, next.decided));
      if (known !== undefined && circle.has(known.index)) continue;
      this.link(from, this.placeOf(from, "time", run), "time", run);
      return;
    }
  }
}

/** What somebody says to a request, other than that they take what is offered: that leads to the same wherever it was. */
const isAnswer = ({ input }: Occurrence): boolean =>
  input.is === "act" && input.act.do !== "request" && input.act.do !== "accept";

const SAME = { kind: "same", isExitEvent: false, takes: 0, sent: 0 } as const;

/** The longest that a journey is followed without anybody doing anything. */
const LONGEST = 4 * 366 * 86_400_000;

const isByExit = ({ journal }: Run): boolean =>
  journal.some(({ what, why }) => what === "exited" && why?.startsWith("on ") === true);

/** Whether something was set going whose end may be sooner or later than another's: then it matters when it began. */
function setsClocks({ plan }: Arena, before: State, { state, crash }: Run): boolean {
  if (crash !== null || state.stage === null || state.visit !== before.visit) return false;
  const known = new Set(allDeadlines(plan, before).map(({ at }) => at));
  return allDeadlines(plan, state).some(({ at }) => !known.has(at));
}
