/**
 * Steps become instructions in continuation style: each knows what comes next, and what stands last in a block goes
 * on after the block. Names are paths through the source (docs/language.md, "Versions"): `nurture/opening/a/story`.
 */
import type * as ast from "../../language/ast.ts";
import { assertNever, invariant } from "../invariant.ts";
import { subjectWithin } from "../own-fields.ts";
import type { Body, Contacts, Instruction, Operand, StepName } from "../plan.ts";
import { CONTACT, relatedSubject } from "../related.ts";
import { fieldsNamed } from "../types/expressions.ts";
import { fieldsLedBy } from "../types/led-by.ts";
import { findAll } from "../walk.ts";
import { lowerCondition, lowerOccurrences, lowerOperand, lowerState } from "./conditions.ts";
import { claimName, type Draft, lowerLeave } from "./draft.ts";
import { lowerDuration } from "./durations.ts";
import { lowerExpression } from "./expressions.ts";
import { lowerMoment } from "./moments.ts";
import { notInPlan } from "./not-in-plan.ts";
import { lowerWho } from "./people.ts";
import { createScope, declared, type Scope, subjectField, useEvent, useLadder } from "./scope.ts";
import { nameOfStep } from "./step-names.ts";
import { constantOf, defaultOf, lowerFieldType } from "./values.ts";

/** Where a block stands. */
export interface Place {
  readonly draft: Draft;
  /** Prefix of the names of its steps. */
  readonly path: string;
  /** What comes after its last step; `null` ends the track. */
  readonly next: StepName | null;
  /** Owner of the rule that led here. */
  readonly ruleOwner: string;
  /** The task whose result this is; `retry` goes back to it. */
  readonly task: StepName | null;
}

type RunStep = Exclude<ast.Step, ast.Allow>;
type StepOf<K extends RunStep["kind"]> = Extract<RunStep, { kind: K }>;

/** The first step of a block, or what comes after it when it is empty. */
export function lowerSteps(steps: readonly ast.Step[], place: Place): StepName | null {
  const run = steps.filter((step) => step.kind !== "Allow");
  const names = run.map((step) => claimName(place.draft, `${place.path}/${nameOfStep(step)}`, step));
  for (const [index, step] of run.entries()) {
    const name = names[index];
    invariant(name !== undefined, "each step has a name");
    place.draft.code.set(name, null);
    place.draft.code.set(name, lowerStep(step, name, { ...place, next: names[index + 1] ?? place.next }));
  }
  return names[0] ?? place.next;
}

export function lowerBody(body: ast.ResultBody, path: string, place: Place): Body {
  switch (body.kind) {
    case "Move":
    case "ExitStep":
      return { then: "leave", leave: lowerLeave(body, place.ruleOwner, place.draft) };
    case "Stay":
      return { then: "stay" };
    case "GoOn":
      return { then: "go", step: place.next };
    case "Reassign":
      return { then: "reassign" };
    case "Block":
      return { then: "go", step: lowerSteps(body.steps, { ...place, path }) };
    default:
      return assertNever(body);
  }
}

type Results = Readonly<Record<string, { readonly needs: readonly string[]; readonly body: Body }>>;

export const bodiesOf = (results: Results): Readonly<Record<string, Body>> =>
  Object.fromEntries(Object.entries(results).map(([label, { body }]) => [label, body]));

/** The evidence of those that need some; `undefined`: none does. */
export function needsOf(results: Results): Readonly<Record<string, readonly string[]>> | undefined {
  const some = Object.entries(results).filter(([, { needs }]) => needs.length > 0);
  return some.length === 0 ? undefined : Object.fromEntries(some.map(([label, { needs }]) => [label, needs]));
}

/** Bodies by label; labels that share a body share its steps, which are named after the first. */
export function lowerResults(results: readonly ast.Result[], path: string, place: Place): Results {
  const lowered = results.flatMap((result) => {
    const body = lowerBody(result.body, `${path}/${result.labels[0]?.text ?? "result"}`, place);
    const needs = lowerNeeds(result.needs, place.draft);
    return result.labels.map((label) => [label.text, { needs, body }] as const);
  });
  return Object.fromEntries(lowered);
}

/** Evidence that is a field of the subject is written there, so the run must know the field. */
export function lowerNeeds(needs: readonly ast.Name[], draft: Draft): readonly string[] {
  for (const { text } of needs) if (subjectField(draft.scope, text)) draft.scope.uses.fields.add(text);
  return needs.map((name) => name.text);
}

function lowerStep(step: RunStep, name: StepName, place: Place): Instruction {
  const { draft, next } = place;
  switch (step.kind) {
    case "SendStep":
      return lowerSend(step, draft, next);
    case "WaitStep":
      return lowerWait(step, name, place);
    case "IfStep":
      return lowerIf(step, name, place);
    case "ChooseStep":
      return lowerChoose(step, name, place);
    case "SplitStep":
      return lowerSplit(step, name, place);
    case "TaskStep":
      return lowerTask(step, name, place);
    case "DecideStep":
      return lowerDecide(step, name, place);
    case "TellStep":
      return { do: "tell", who: lowerWho(step.who, draft.scope), text: step.text.text, next };
    case "SetStep":
      return lowerSet(step, place);
    case "EveryStep":
      return lowerEvery(step, name, place);
    case "BeginStep":
      return lowerBegin(step, name, place);
    case "RetryStep":
      return lowerRetry(step, place);
    case "Move":
    case "ExitStep":
      return { do: "leave", leave: lowerLeave(step, place.ruleOwner, draft) };
    case "StayStep":
      return { do: "stay" };
    case "CallStep":
      return lowerCall(step, name, place);
    case "TogetherStep":
      return lowerTogether(step, name, place);
    default:
      return assertNever(step);
  }
}

// ── Messages, waits, data ─────────────────────────────────────────────────────────────────────────────────

function lowerSend(step: StepOf<"SendStep">, draft: Draft, next: StepName | null): Instruction {
  const { scope } = draft;
  if (step.to?.kind === "ToWho") notInPlan("`send … to` a colleague", step.to);
  const to = step.to?.kind === "ContactsOf" ? { to: lowerContacts(step.to, scope) } : {};
  const { onceApprovedBy, ladder } = step;
  const deferAtMost = step.deferAtMost === undefined ? null : lowerDuration(step.deferAtMost);
  const approval =
    onceApprovedBy === undefined
      ? {}
      : { approval: { by: lowerWho(onceApprovedBy, scope), ladder: useLadder(scope, ladder) } };
  const led = step.to === undefined && namesEvent(step, draft) ? ({ namesEvent: true } as const) : {};
  const message = step.message.text;
  return { do: "send", message, ...to, orDrop: step.orDrop, deferAtMost, ...approval, ...led, next };
}

/** The condition is asked of each record, by its own fields and bands. */
function lowerContacts(
  { where }: Extract<NonNullable<ast.SendStep["to"]>, { kind: "ContactsOf" }>,
  { model, subject }: Scope,
): Contacts {
  const kind = relatedSubject(CONTACT, model.subjects.get(subject), model)?.name.text;
  invariant(kind !== undefined, "nothing is known of contacts");
  const condition = where === undefined ? null : lowerCondition(where, createScope(model, kind));
  return { kind, where: condition };
}

function namesEvent(step: StepOf<"SendStep">, { journey, model }: Draft): boolean {
  const message = model.messages.get(step.message.text);
  const led = fieldsLedBy(step, journey, model);
  const named = [...(message?.placeholders ?? []), ...(message?.comparisons ?? [])];
  return named.some(({ path }) => led.has(path));
}

function lowerWait(step: StepOf<"WaitStep">, name: StepName, place: Place): Instruction {
  const { scope } = place.draft;
  const { what } = step;
  switch (what.kind) {
    case "WaitDuration":
      return { do: "wait", lasting: lowerDuration(what.lasting), next: place.next };
    case "WaitEvents": {
      const events = lowerOccurrences(what.events, scope);
      return {
        do: "wait for event",
        upTo: lowerDuration(what.upTo),
        events,
        ...lowerOutcomes(step, name, place),
      };
    }
    case "WaitCondition": {
      const when = lowerState(what.state, scope);
      return {
        do: "wait for state",
        upTo: lowerDuration(what.upTo),
        when,
        ...lowerOutcomes(step, name, place),
      };
    }
    case "WaitUntil":
      return { do: "wait until", until: lowerMoment(what, scope), next: place.next };
    case "WaitWinner":
      return lowerWinner(step, what, name, place);
    default:
      return notInPlan("This wait", step);
  }
}

function lowerWinner(
  step: StepOf<"WaitStep">,
  { upTo, of }: Extract<ast.WaitStep["what"], { kind: "WaitWinner" }>,
  name: StepName,
  place: Place,
): Instruction {
  const split = findAll(place.draft.journey, "SplitStep").find((one) => one.name.text === of.text);
  invariant(split !== undefined, `split ${of.text} is not in the journey`);
  const { none, ...arms } = lowerResults(step.results ?? [], name, place);
  return {
    do: "wait for winner",
    upTo: lowerDuration(upTo),
    split: of.text,
    compares: split.arms.map((arm) => arm.name.text),
    arms: bodiesOf(arms),
    none: none?.body ?? { then: "go", step: place.next },
  };
}

/** `ended` may be left out: the track goes on. */
function lowerBegin({ journey, wait }: StepOf<"BeginStep">, name: StepName, place: Place): Instruction {
  const begin = { do: "begin", journey: journey.text, next: place.next } as const;
  if (wait === undefined) return begin;
  const goOn: Body = { then: "go", step: place.next };
  const { ended, none } = lowerResults(wait.results, name, place);
  const upTo = lowerDuration(wait.upTo);
  return { ...begin, wait: { upTo, ended: ended?.body ?? goOn, none: none?.body ?? goOn } };
}

/** `got` may be left out: the track goes on. */
function lowerOutcomes(step: StepOf<"WaitStep">, name: StepName, place: Place): { got: Body; none: Body } {
  const goOn: Body = { then: "go", step: place.next };
  const { got, none } = lowerResults(step.results ?? [], name, place);
  return { got: got?.body ?? goOn, none: none?.body ?? goOn };
}

/** What a call leaves out is handed over as its default; an input that may be blank is blank without one. */
function lowerCall(step: StepOf<"CallStep">, name: StepName, place: Place): Instruction {
  const { scope } = place.draft;
  const action = declared(scope.model.actions, step.action.text, "action");
  scope.uses.actions.add(step.action.text);
  const given = new Map(step.with?.entries.map((entry) => [entry.name.text, entry.value]));
  const inputs = action.in.map((field) => {
    const value = given.get(field.name.text);
    const operand: Operand =
      value === undefined
        ? { of: "value", value: defaultOf(field) }
        : lowerOperand(value, lowerFieldType(field.type), scope);
    return [field.name.text, operand] as const;
  });
  // What it gives back may be a field of the subject, which the run must then know.
  lowerNeeds(
    action.out.map((field) => field.name),
    place.draft,
  );
  const { done, failed } = lowerResults(step.results ?? [], name, place);
  return {
    do: "call",
    action: step.action.text,
    with: Object.fromEntries(inputs),
    done: done?.body ?? { then: "go", step: place.next },
    failed: failed?.body ?? null,
  };
}

function lowerSet(step: StepOf<"SetStep">, { draft, next }: Place): Instruction {
  const [field, ...more] = step.field.names.map((name) => name.text);
  const declaration = field === undefined ? undefined : subjectField(draft.scope, field);
  invariant(
    field !== undefined && declaration !== undefined && more.length === 0,
    "`set` names no field of the subject",
  );
  const type = lowerFieldType(declaration.type);
  const value = constantOf(step.value, type);
  if (value !== undefined) return { do: "set", field, value, next };
  const subject = declared(draft.model.subjects, draft.scope.subject, "subject");
  const owner = subjectWithin(subject, draft.journey, draft.model);
  for (const { name } of fieldsNamed(step.value, owner)) draft.scope.uses.fields.add(name.text);
  return { do: "set", field, value: null, to: lowerExpression(step.value, type, owner, "subject"), next };
}

// ── Branches ──────────────────────────────────────────────────────────────────────────────────────────────

type Arm = Extract<Instruction, { do: "choose" }>["arms"][number];

/** An `else if` is one more arm: `then`, `else_if`, `else_if~2` … `else`. Without `else` the track goes on. */
function lowerIf(step: StepOf<"IfStep">, name: StepName, place: Place): Instruction {
  const arms: Arm[] = [];
  let last: ast.Block | ast.IfStep | undefined = step;
  for (; last?.kind === "IfStep"; last = last.else) {
    const path = `${name}/${["then", "else_if"][arms.length] ?? `else_if~${arms.length}`}`;
    const when = lowerCondition(last.condition, place.draft.scope);
    arms.push({ when, body: lowerBody(last.then, path, place) });
  }
  const goOn: Body = { then: "go", step: place.next };
  const otherwise = last === undefined ? goOn : lowerBody(last, `${name}/else`, place);
  return { do: "choose", arms: [...arms, { when: null, body: otherwise }] };
}

/** Arms are called by their number, the last `otherwise`; one is added when the checks know that none is needed. */
function lowerChoose(step: StepOf<"ChooseStep">, name: StepName, place: Place): Instruction {
  const arms = step.arms.map((arm, index): Arm => {
    const path = `${name}/${arm.when === undefined ? "otherwise" : index + 1}`;
    const when = arm.when === undefined ? null : lowerCondition(arm.when, place.draft.scope);
    return { when, body: lowerBody(arm.body, path, place) };
  });
  if (arms.at(-1)?.when !== null) arms.push({ when: null, body: { then: "go", step: place.next } });
  return { do: "choose", arms };
}

function lowerSplit(step: StepOf<"SplitStep">, name: StepName, place: Place): Instruction {
  const arms = step.arms.map((arm) => ({
    name: arm.name.text,
    percent: arm.share.value,
    go: lowerSteps(arm.block?.steps ?? [], { ...place, path: `${name}/${arm.name.text}` }),
  }));
  return { do: "split", name: step.name.text, arms };
}

/** Each label but `none` is a track of its own: what stands last in it ends the track, and not what comes after. */
function lowerTogether(step: StepOf<"TogetherStep">, name: StepName, place: Place): Instruction {
  const labelled = step.tracks.flatMap(({ labels, body }) => labels.map(({ text }) => [text, body] as const));
  const none = labelled.find(([label]) => label === "none")?.[1];
  return {
    do: "together",
    upTo: lowerDuration(step.upTo),
    until: step.until,
    tracks: labelled
      .filter(([label]) => label !== "none")
      .map(([label, body]) => ({ name: label, go: lowerTrack(body, `${name}/${label}`, place) })),
    none: none === undefined ? { then: "go", step: place.next } : lowerBody(none, `${name}/none`, place),
    next: place.next,
  };
}

function lowerTrack(body: ast.ResultBody, path: string, place: Place): StepName | null {
  const alone = { ...place, path, next: null, task: null };
  if (body.kind === "Block") return lowerSteps(body.steps, alone);
  return body.kind === "Move" || body.kind === "ExitStep" ? lowerSteps([body], alone) : null;
}

/** The body's end comes back to the loop, which counts. */
function lowerEvery(step: StepOf<"EveryStep">, name: StepName, place: Place): Instruction {
  const body = lowerSteps(step.block.steps, { ...place, path: name, next: name });
  return { do: "every", every: lowerDuration(step.every), times: step.atMost, body, next: place.next };
}

// ── People ────────────────────────────────────────────────────────────────────────────────────────────────

function lowerTask(step: StepOf<"TaskStep">, name: StepName, place: Place): Instruction {
  const { scope } = place.draft;
  const [by, ...others] = step.by;
  invariant(by !== undefined, `task ${step.name.text} is nobody's`);
  const done = { done: { needs: [], body: { then: "go", step: place.next } as const } };
  const results =
    step.results === undefined ? done : lowerResults(step.results, name, { ...place, task: name });
  const and = { by: others.map((who) => lowerWho(who, scope)), order: Object.keys(results) };
  return {
    do: "task",
    name: step.name.text,
    title: step.title.text,
    by: lowerWho(by, scope),
    ...(others.length === 0 ? {} : { and }),
    ladder: useLadder(scope, step.ladder),
    ...(step.countedFrom && { countedFrom: useEvent(scope, step.countedFrom.text) }),
    results,
  };
}

function lowerDecide(step: StepOf<"DecideStep">, name: StepName, place: Place): Instruction {
  const right = step.right.text;
  declared(place.draft.model.rights, right, "right");
  place.draft.scope.uses.rights.add(right);
  const results = lowerResults(step.results, name, place);
  const needs = needsOf(results);
  return { do: "decide", right, results: bodiesOf(results), ...(needs && { needs }) };
}

function lowerRetry(step: StepOf<"RetryStep">, { draft, task, ruleOwner }: Place): Instruction {
  invariant(task !== null, "`retry` stands in no task");
  return { do: "retry", task, times: step.atMost, then: lowerLeave(step.then, ruleOwner, draft) };
}
