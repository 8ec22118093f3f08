/** The plans of a build, by what intake asks of them: which is current, and what each must be told of. */
import type { Fields, Pattern, Plan } from "../../compiler/plan.ts";
import { matchesAny, type View } from "../machine/conditions.ts";
import type { Event } from "../machine/protocol.ts";

export interface PlanIndex {
  /** The latest version of each journey: what a subject enters. */
  readonly current: readonly IndexedPlan[];
  of(journey: string, version: number): IndexedPlan | undefined;
  currentOf(journey: string): IndexedPlan | undefined;
}

export interface IndexedPlan {
  readonly plan: Plan;
  /** Whether an open instance must be told of the event. */
  listensFor(event: Event, view: View): boolean;

  /** Of an event's fields, those that the plan reads. */
  readOf(fields: Fields): Fields;
}

export function indexPlans(plans: readonly Plan[]): PlanIndex {
  const indexed = new Map<string, IndexedPlan>();
  const current = new Map<string, IndexedPlan>();
  for (const plan of [...plans].sort((one, other) => one.version - other.version)) {
    const entry = indexPlan(plan);
    indexed.set(keyOf(plan.journey, plan.version), entry);
    current.set(plan.journey, entry);
  }
  return {
    current: [...current.values()],
    of: (journey, version) => indexed.get(keyOf(journey, version)),
    currentOf: (journey) => current.get(journey),
  };
}

const keyOf = (journey: string, version: number): string => `${journey} v${version}`;

function indexPlan(plan: Plan): IndexedPlan {
  // What opens an instance is no news to one that is open, and a list of what is read says nothing of when.
  const { entries: _, reads, ...running } = plan;
  const parts = [...partsOf(running)];
  const patterns = parts.filter(isPattern);
  const whole = new Set(parts.flatMap(kindsNamed));
  const fields = new Set([...reads.fields, ...parts.flatMap(eventFieldNamed)]);

  return {
    plan,
    listensFor: (event, view) => {
      if (!reads.events.includes(event.kind)) return false;
      return whole.has(event.kind) || matchesAny(patterns, event, view);
    },

    readOf: (all) => Object.fromEntries(Object.entries(all).filter(([name]) => fields.has(name))),
  };
}

// A plan is plain data and is looked through whole: an instruction that is added later is not forgotten here.

type Part = Readonly<Record<string, unknown>>;

function* partsOf(value: unknown): Generator<Part> {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) yield value as Part;
  for (const member of Object.values(value)) yield* partsOf(member);
}

const isPattern = (part: Part): part is Part & Pattern => typeof part.event === "string" && "where" in part;

/** Kinds that are listened for as such: `has happened`, the gates of a move. What is carried, the store knows. */
function kindsNamed(part: Part): readonly string[] {
  if (!Array.isArray(part.events) || part.kind === "events") return [];
  return part.events.filter((kind) => typeof kind === "string");
}

const eventFieldNamed = (part: Part): readonly string[] =>
  part.of === "event" && typeof part.field === "string" ? [part.field] : [];
