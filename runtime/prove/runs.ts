/** Everything that one thing that comes in may lead to: the machine's own steps, for each value and each answer. */
import { invariant } from "../../compiler/invariant.ts";
import { messageOf } from "../../compiler/message-of.ts";
import type { Instant, Value } from "../../compiler/plan.ts";
import { bucketOf } from "../machine/bucket.ts";
import type {
  Command,
  CommandResult,
  Input,
  JournalEntry,
  SendOutcome,
  StepOutcome,
} from "../machine/protocol.ts";
import { givenFor } from "../machine/reckon.ts";
import type { State } from "../machine/state.ts";
import { step } from "../machine/step.ts";
import { answersTo } from "./answers.ts";
import type { Arena } from "./arena.ts";
import { listenedIn } from "./listened.ts";
import { productOf } from "./product-of.ts";
import { fieldVariable, type VariableName, valueIn, withValue } from "./variables.ts";
import { NotDecided, splitVariable } from "./watched-plan.ts";

/** Where a run stands, and what of its data is decided. */
export interface Standing {
  readonly state: State;
  readonly decided: ReadonlySet<VariableName>;
}

/** What was decided on in a step because the step asked for it. */
export interface Assigned {
  readonly variable: VariableName;
  readonly value: Value;
}

export interface Run extends Standing {
  readonly assigned: readonly Assigned[];
  /** The input with its values, and the answers after it. */
  readonly inputs: readonly Input[];
  readonly journal: readonly JournalEntry[];
  readonly commands: readonly Command[];
  /** Why the machine could not take the step: it should always be able to. */
  readonly crash: string | null;
}

export interface Coming {
  readonly input: Input;
  /** Fields that come with it, whatever was known of them before; not blank. */
  readonly says: readonly VariableName[];
}

interface Pending extends Omit<Run, "state" | "crash"> {
  readonly state: State | null;
  readonly input: Input;
}

/** More ways than this out of one step are not followed. */
const MOST_WAYS = 4_000;

export interface Ways {
  readonly runs: readonly Run[];
  readonly isWhole: boolean;
  readonly steps: number;
}

export function waysOf(arena: Arena, from: Standing | null, { input, says }: Coming): Ways {
  const decided = new Set(from?.decided ?? []);
  for (const variable of says) decided.delete(variable);
  const open: Pending[] = [
    { state: from?.state ?? null, decided, input, assigned: [], inputs: [], journal: [], commands: [] },
  ];
  const runs: Run[] = [];
  let steps = 0;
  for (let pending = open.pop(); pending !== undefined; pending = open.pop()) {
    if (runs.length + open.length > MOST_WAYS) return { runs, isWhole: false, steps };
    steps += 1;
    const taken = take(arena, pending);
    if (taken instanceof NotDecided) open.push(...decideOn(arena, pending, taken, says));
    else if (typeof taken === "string") runs.push(crashed(pending, taken));
    else open.push(...goOn(arena, pending, taken, runs));
  }
  return { runs: runs.map((run) => forgetting(arena, run)), isWhole: true, steps };
}

function take(arena: Arena, { state, input, decided }: Pending): StepOutcome<State> | NotDecided | string {
  const { watched } = arena;
  watched.decide(decided);
  try {
    return step(watched.plan, state, input);
  } catch (error) {
    if (error instanceof NotDecided) return error;
    return messageOf(error);
  } finally {
    watched.decide(null);
  }
}

function crashed(pending: Pending, crash: string): Run {
  const { state, input } = pending;
  invariant(state !== null, `the machine does not take the beginning of a journey: ${crash}`);
  return { ...pending, state, inputs: [...pending.inputs, input], crash };
}

/** The world answers, in each way that it may; without a question the step is over. */
function goOn(arena: Arena, pending: Pending, outcome: StepOutcome<State>, runs: Run[]): readonly Pending[] {
  const { input } = pending;
  const after = {
    decided: withWritten(arena, pending, outcome.state),
    assigned: pending.assigned,
    inputs: [...pending.inputs, input],
    journal: [...pending.journal, ...outcome.journal],
    commands: [...pending.commands, ...outcome.commands],
  };
  const asked = outcome.commands.map((command) => answersTo(arena, pending.state, command));
  const questions = asked.filter((answers) => answers.length > 0);
  if (questions.length === 0) {
    runs.push({ ...after, state: outcome.state, crash: null });
    return [];
  }
  // What is taken up last comes first: the plain answers lead to the plainest run.
  return productOf(questions)
    .toReversed()
    .map((results) => ({
      ...after,
      journal: [...after.journal, ...entriesFor(outcome.commands, results, input.now)],
      state: outcome.state,
      input: { is: "results", now: input.now, results },
    }));
}

/** Who was found is written down with the request. */
const entriesFor = (
  commands: readonly Command[],
  results: readonly CommandResult[],
  now: Instant,
): readonly JournalEntry[] =>
  commands.flatMap((command) => {
    const result = "ref" in command ? results.find(({ ref }) => ref === command.ref) : undefined;
    if (command.do === "send" && result !== undefined && "sent" in result)
      return [messageEntry(command, SENT_WORDS[result.sent.is], now)];
    if (command.do !== "assign" || result === undefined || !("person" in result) || result.person === null)
      return [];
    return [{ ...command.entry, to: result.person }];
  });

const SENT_WORDS: Readonly<Record<SendOutcome["is"], string>> = {
  sent: "sent",
  deferred: "put off",
  held: "put off",
  ask: "kept until somebody agrees",
  suppressed: "suppressed",
  dropped: "dropped",
};

const messageEntry = (
  { message, stage, step, approvedBy }: Extract<Command, { do: "send" }>,
  result: string,
  at: Instant,
): JournalEntry => ({
  at,
  what: "message",
  name: message,
  stage,
  step,
  by: approvedBy,
  to: null,
  result,
  why: null,
});

// ── What is decided ───────────────────────────────────────────────────────────────────────────────────────

/** The same step again, once for each value that the variable may have. */
function decideOn(
  arena: Arena,
  pending: Pending,
  { variable: asked, isCarried }: NotDecided,
  says: readonly VariableName[],
): readonly Pending[] {
  const name = partToDecide(arena, pending, asked);
  if (name === null) return [{ ...pending, decided: new Set(pending.decided).add(asked) }];
  const values = valuesFor(arena, name).filter((value) => value !== null || !says.includes(name));
  return (isCarried ? blankOrNot(arena, pending, values) : values).toReversed().map((value) => {
    const decided = new Set(pending.decided).add(name);
    const assigned = [...pending.assigned, { variable: name, value }];
    return { ...assign(arena, pending, name, value), decided, assigned };
  });
}

/** Of what a handover carries it matters whether all of it is there: the first that may be blank stands for all. */
function blankOrNot({ variables }: Arena, { assigned }: Pending, values: readonly Value[]): readonly Value[] {
  const known = values.find((value) => value !== null);
  if (known === undefined) return values;
  const isFirst = !assigned.some(({ variable }) => variables.get(variable)?.values.includes(null));
  return isFirst && values.includes(null) ? [known, null] : [known];
}

function valuesFor(arena: Arena, name: VariableName): readonly Value[] {
  const arms = splitArms(arena, name);
  if (arms !== null) return arms;
  return arena.variables.get(name)?.values ?? [null];
}

/** A computed field is decided with its parts; `null`: all of them are. */
function partToDecide(
  { plan, variables }: Arena,
  { decided }: Pending,
  asked: VariableName,
): VariableName | null {
  if (variables.has(asked) || !asked.startsWith("field ")) return asked;
  const parts = givenFor(plan.computed, asked.slice("field ".length)).map(fieldVariable);
  return parts.find((part) => variables.has(part) && !decided.has(part)) ?? null;
}

function splitArms({ plan }: Arena, name: VariableName): readonly string[] | null {
  for (const instruction of Object.values(plan.code))
    if (instruction.do === "split" && splitVariable(instruction.name) === name)
      return instruction.arms.map((arm) => arm.name);
  return null;
}

function assign(arena: Arena, pending: Pending, name: VariableName, value: Value): Pending {
  const { state, input } = pending;
  const { plan } = arena;
  if (name.startsWith("split ")) {
    const subject = subjectIn(arena, name, String(value));
    if (input.is === "start") return { ...pending, input: { ...input, subject } };
    return state === null ? pending : { ...pending, state: { ...state, subject } };
  }
  const variable = arena.variables.get(name);
  if (variable === undefined) return pending;
  if (state !== null) return { ...pending, state: withValue(plan, state, variable, value) };
  if (input.is !== "start") return pending;
  const { of } = variable;
  if (variable.is === "band")
    return {
      ...pending,
      input: { ...input, bands: { ...input.bands, [of]: value === null ? null : String(value) } },
    };
  return { ...pending, input: { ...input, fields: { ...input.fields, [of]: value } } };
}

/** Somebody whom the split sends into this arm. */
function subjectIn({ plan }: Arena, name: VariableName, arm: string): string {
  const split = Object.values(plan.code).find(
    (one) => one.do === "split" && splitVariable(one.name) === name,
  );
  if (split?.do !== "split") return "s1";
  for (let number = 1; number < 100_000; number += 1) {
    const subject = `s${number}`;
    let upTo = 0;
    const bucket = bucketOf(subject, plan.journey, split.name);
    const fallen = split.arms.find(({ percent }) => {
      upTo += percent * 100;
      return bucket < upTo;
    });
    if (fallen?.name === arm) return subject;
  }
  return "s1";
}

/** What a step has written is known from there on. */
function withWritten(
  { variables }: Arena,
  { state, decided }: Pending,
  after: State,
): ReadonlySet<VariableName> {
  if (state === null || (state.fields === after.fields && state.bands === after.bands)) return decided;
  const written = new Set(decided);
  for (const variable of variables.values())
    if (valueIn(state, variable) !== valueIn(after, variable)) written.add(variable.name);
  return written;
}

/** What nothing listens to any more may be otherwise when it is next asked for. */
function forgetting(arena: Arena, run: Run): Run {
  const kept = listenedIn(arena.plan, run.state).variables;
  const decided = [...run.decided].filter((name) => kept.has(name) || arena.remembered.includes(name));
  return { ...run, decided: new Set(decided) };
}

/** The instant of the last thing that a run took in. */
export const nowOf = (run: Pick<Run, "inputs">, otherwise: Instant): Instant =>
  run.inputs.at(-1)?.now ?? otherwise;
