/**
 * What scenarios have been through of a journey, and what they have not: its stages, exits and handlers, the branches of
 * its steps, the rungs of its ladders, the reasons of declines, the answers of decisions. Read from what was written
 * down, and from what the machine says that it reached where nothing is.
 */
import type { Handover, Instruction, Plan, StepName } from "../../compiler/plan.ts";
import type { JournalEntry, Reached } from "../machine/protocol.ts";

export const COVERED_KINDS = ["stage", "exit", "handler", "branch", "rung", "decline", "answer"] as const;
export type CoveredKind = (typeof COVERED_KINDS)[number];

export interface CoverageItem {
  readonly kind: CoveredKind;
  /** In words: `first_call: no_answer`. */
  readonly name: string;
  readonly at: CoverageAt;
  readonly covered: boolean;
}

/** Where it stands: a name of the plan's source map, or a part of the text that has none. */
export type CoverageAt =
  | { readonly source: string }
  | { readonly exit: string }
  | { readonly ladder: string; readonly rung: number }
  | { readonly handover: string; readonly reason: string };

/** What one scenario left behind of the instances of one journey. */
export interface Trace {
  readonly journal: readonly JournalEntry[];
  readonly reached: readonly Reached[];
}

/** All that there is to cover, in the order of the plan, with what the traces have covered. */
export function coverageOf(plan: Plan, traces: readonly Trace[]): readonly CoverageItem[] {
  const seen = new Set(
    traces.flatMap(({ journal, reached }) => [...journal.map(keyOfEntry), ...reached.map(keyOf)]),
  );
  return [
    ...stagesOf(plan),
    ...Object.keys(plan.exits).map((exit) => ({
      kind: "exit" as const,
      name: exit,
      at: { exit },
      key: entryKey("exited", exit),
    })),
    ...handlersOf(plan),
    ...Object.entries(plan.code).flatMap(([step, instruction]) => branchesOf(step, instruction)),
    ...rungsOf(plan),
    ...Object.entries(plan.handovers).flatMap(([name, handover]) => declinesOf(name, handover)),
  ].map(({ key, ...one }) => ({ ...one, covered: seen.has(key) }));
}

/** Covered of all, as a whole percent, rounded down so that 100 means all; 100 where there is nothing to cover. */
export const percentOf = (items: readonly CoverageItem[]): number =>
  items.length === 0 ? 100 : Math.floor((100 * items.filter(({ covered }) => covered).length) / items.length);

// ── Keys ──────────────────────────────────────────────────────────────────────────────────────────────────

type Wanted = Omit<CoverageItem, "covered"> & { readonly key: string };

const item = (kind: CoveredKind, name: string, source: string, key: string): Wanted => ({
  kind,
  name,
  at: { source },
  key,
});

const entryKey = (what: string, name: string, result = ""): string => `${what} ${name} ${result}`;
const keyOf = ({ at, way }: Reached): string => entryKey("reached", at, way);

/** By the step, where it is one of several of its name; moves and exits by theirs. */
function keyOfEntry({ what, name, step, result }: JournalEntry): string {
  switch (what) {
    case "entered":
    case "moved":
      return entryKey("stage", name);
    case "exited":
      return entryKey(what, name);
    case "declined":
      return entryKey(what, name, result ?? "");
    case "requested":
      return entryKey(what, step ?? "");
    default:
      return entryKey(what, step ?? "", result ?? "");
  }
}

// ── What there is ─────────────────────────────────────────────────────────────────────────────────────────

const stagesOf = ({ stages }: Plan): readonly Wanted[] =>
  Object.keys(stages).map((stage) => item("stage", stage, stage, entryKey("stage", stage)));

/** The same handler of several stages is one. */
function handlersOf({ stages }: Plan): readonly Wanted[] {
  const handlers = new Map(
    Object.values(stages).flatMap((stage) => stage.handlers.map((one) => [one.id, one] as const)),
  );
  return [...handlers.values()].map(({ id, on }) =>
    item("handler", id, id, on === "request" ? entryKey("requested", id) : entryKey("reached", id, "fired")),
  );
}

function branchesOf(step: StepName, instruction: Instruction): readonly Wanted[] {
  const branch = (label: string, key: string): Wanted => item("branch", `${step}: ${label}`, step, key);
  const results = (what: string, labels: readonly string[]): readonly Wanted[] =>
    labels.map((label) => branch(label, entryKey(what, step, label)));
  switch (instruction.do) {
    case "choose":
      return instruction.arms.map(({ when }, nth) =>
        branch(when === null ? "otherwise" : `when ${nth + 1}`, entryKey("reached", step, String(nth))),
      );
    case "wait for event":
      return [branch("got", entryKey("reached", step, "got")), ...results("waited", ["none"])];
    case "wait for state":
      return results("waited", ["got", "none"]);
    case "wait for winner":
      return results("waited", [...Object.keys(instruction.arms), "none"]);
    case "begin":
      return instruction.wait === undefined ? [] : results("waited", ["ended", "none"]);
    case "together":
      return results("waited", [instruction.until, "none"]);
    case "split":
      return results(
        "split",
        instruction.arms.map(({ name }) => name),
      );
    case "task":
      return results("completed", Object.keys(instruction.results));
    case "send":
      return instruction.approval === undefined ? [] : results("completed", ["approved", "withheld"]);
    case "call":
      return results("called", ["done", "failed"]);
    case "decide":
      return Object.keys(instruction.results).map((answer) =>
        item("answer", `${step}: ${answer}`, step, entryKey("decided", step, answer)),
      );
    default:
      return [];
  }
}

const rungsOf = ({ ladders }: Plan): readonly Wanted[] =>
  Object.entries(ladders).flatMap(([ladder, { rungs }]) =>
    rungs.map(({ actions }, rung) => ({
      kind: "rung" as const,
      name: `${ladder}: ${actions.map((action) => action.do).join(" and ")}`,
      at: { ladder, rung },
      key: entryKey("reached", `ladder ${ladder}`, String(rung)),
    })),
  );

const declinesOf = (handover: string, { decline }: Handover): readonly Wanted[] =>
  Object.keys(decline?.reasons ?? {}).map((reason) => ({
    kind: "decline" as const,
    name: `${handover}: ${reason}`,
    at: { handover, reason },
    key: entryKey("declined", handover, reason),
  }));
