/** Scenarios of a workspace, resolved: values typed by the fields they fill, durations by how they count. */
import type * as ast from "../language/ast.ts";
import { followedBy } from "./followed.ts";
import { assertNever, invariant } from "./invariant.ts";
import { lowerDuration } from "./lower/durations.ts";
import { constantOf, lowerFieldType } from "./lower/values.ts";
import type { Model } from "./model.ts";
import type { Duration, Fields } from "./plan.ts";
import { subjectsOfEvent } from "./somebody.ts";
import { expandEvents } from "./whole.ts";

export interface Scenario {
  readonly title: string;
  readonly journey: string;
  readonly subject: string;
  /** The kind that is there at the start: the subject, or whom it is opened from later. */
  readonly begins: string;
  readonly given: Fields;
  readonly start: LocalInstant;
  readonly lines: readonly ScenarioLine[];
  readonly span: ast.Span;
}

/** A local time in the calendar of the first stage's owner; midnight where no time of day is written. */
export interface LocalInstant {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** Minutes since midnight. */
  readonly minute: number;
}

export type ScenarioLine =
  | {
      readonly is: "at";
      readonly at: { readonly afterStart: Duration } | LocalInstant;
      readonly act: ScenarioAct | null;
      readonly span: ast.Span;
    }
  | { readonly is: "after"; readonly lasting: Duration; readonly span: ast.Span }
  | { readonly is: "then"; readonly expectations: readonly ast.Expectation[]; readonly span: ast.Span };

export type ScenarioAct =
  /** `of`: what is known of somebody else whom it is of; absent: it is of whom the scenario is about. */
  | { readonly do: "event"; readonly event: string; readonly of?: Fields; readonly fields: Fields }
  | { readonly do: "accept"; readonly person: string; readonly name: string }
  | {
      readonly do: "decline";
      readonly person: string;
      readonly name: string;
      readonly reason: string;
      readonly evidence: Fields;
    }
  | {
      readonly do: "complete";
      readonly person: string;
      readonly name: string;
      readonly result: string | null;
      readonly evidence: Fields;
    }
  | {
      readonly do: "decide";
      readonly person: string;
      readonly name: string;
      readonly answer: string;
      readonly evidence: Fields;
    }
  /** people.yaml changes: they no longer fill the role, or any. */
  | { readonly do: "leave"; readonly person: string; readonly role: string | null }
  | { readonly do: "request"; readonly person: string; readonly name: string; readonly evidence: Fields }
  | {
      readonly do: "approve";
      readonly person: string;
      readonly name: string;
      readonly result: "approved" | "withheld";
    }
  /** From here on the split has this winner. */
  | { readonly do: "win"; readonly arm: string; readonly split: string }
  /** What calls of an action come to from here on; `null`: they fail. */
  | { readonly do: "return"; readonly action: string; readonly out: Fields | null };

/** Assumes a model without errors. */
export const lowerScenarios = (model: Model): readonly Scenario[] =>
  model.scenarios.map((scenario) => lowerScenario(model, scenario));

function lowerScenario(model: Model, scenario: ast.ScenarioDeclaration): Scenario {
  const journey = model.journeys.get(scenario.of.text);
  invariant(journey !== undefined, `journey ${scenario.of.text} is not declared`);
  const subject = journey.of.text;
  const declaration = model.subjects.get(subject);
  const fields = declaration?.fields ?? [];
  const followed = followedBy(declaration, model).flatMap((one) => one.fields);
  return {
    title: scenario.title.text,
    journey: journey.name.text,
    subject,
    begins: firstKind(scenario, model) ?? subject,
    given: lowerData(scenario.given, [...fields, ...followed]),
    start: localInstant(scenario.start),
    lines: scenario.lines.map((line) => lowerLine({ model, journey, fields }, line)),
    span: scenario.span,
  };
}

/** Of whom the first event is; none: the subject is there, and time does the rest. */
function firstKind({ lines }: ast.ScenarioDeclaration, model: Model): string | undefined {
  const acts = lines.flatMap((line) => (line.kind === "AtLine" && line.act !== undefined ? [line.act] : []));
  const first = acts.find((act) => act.kind === "EventAct" && act.of === undefined);
  return first?.kind !== "EventAct" ? undefined : expandEvents(model, first.event.text)[0]?.of?.text;
}

function lowerLine(played: Played, line: ast.ScenarioLine): ScenarioLine {
  const { span } = line;
  switch (line.kind) {
    case "AtLine": {
      const at = line.at.kind === "Duration" ? { afterStart: lowerDuration(line.at) } : localInstant(line.at);
      return { is: "at", at, act: line.act === undefined ? null : lowerAct(played, line.act), span };
    }
    case "AfterLine":
      return { is: "after", lasting: lowerDuration(line.lasting), span };
    case "ThenLine":
      return { is: "then", expectations: line.expectations, span };
    default:
      return assertNever(line);
  }
}

/** Where a decline needs a `reason` in words, the label that is given is one. */
function reasonGiven(
  { handover, because }: Extract<ast.Act, { kind: "DeclineAct" }>,
  { handovers }: ast.JourneyDeclaration,
): Fields {
  const decline = handovers.find(({ name }) => name.text === handover.text)?.decline;
  const result = decline?.results.find(({ labels }) => labels.some(({ text }) => text === because.text));
  const needs = [...(decline?.needs ?? []), ...(result?.needs ?? [])];
  return needs.some(({ text }) => text === "reason") ? { reason: because.text } : {};
}

/** What the acts of a scenario are about. */
interface Played {
  readonly model: Model;
  readonly journey: ast.JourneyDeclaration;
  /** Of the subject. */
  readonly fields: readonly ast.Field[];
}

const lowerSomebody = (model: Model, { event, data }: ast.Somebody): Fields =>
  lowerData(
    data,
    subjectsOfEvent(model, event.text).flatMap(({ fields }) => fields),
  );

function lowerAct({ model, journey, fields }: Played, act: ast.Act): ScenarioAct {
  switch (act.kind) {
    case "EventAct": {
      const event = model.events.get(act.event.text);
      return {
        do: "event",
        event: act.event.text,
        ...(act.of !== undefined && { of: lowerSomebody(model, act.of) }),
        fields: lowerData(act.data, [...(event?.fields ?? []), ...fields]),
      };
    }
    case "AcceptAct":
      return { do: "accept", person: act.person.text, name: act.handover.text };
    case "DeclineAct":
      return {
        do: "decline",
        person: act.person.text,
        name: act.handover.text,
        reason: act.because.text,
        evidence: { ...reasonGiven(act, journey), ...lowerData(act.with, fields) },
      };
    case "CompleteAct":
      return {
        do: "complete",
        person: act.person.text,
        name: act.task.text,
        result: act.as?.text ?? null,
        evidence: lowerData(act.with, fields),
      };
    case "AnswerAct":
      return {
        do: "decide",
        person: act.person.text,
        name: act.right.text,
        answer: act.as.text,
        evidence: lowerData(act.with, fields),
      };
    case "ApproveAct":
      return { do: "approve", person: act.person.text, name: act.message.text, result: act.as };
    case "WinAct":
      return { do: "win", arm: act.arm.text, split: act.split.text };
    case "ReturnAct": {
      const out = model.actions.get(act.action.text)?.out ?? [];
      return {
        do: "return",
        action: act.action.text,
        out: act.how === "fails" ? null : lowerData(act.data, out),
      };
    }
    case "LeaveAct":
      return { do: "leave", person: act.person.text, role: act.role?.text ?? null };
    case "RequestAct":
      return {
        do: "request",
        person: act.person.text,
        name: act.request.text,
        evidence: lowerData(act.with, fields),
      };
    default:
      return assertNever(act);
  }
}

/** What is no field of the subject or event is evidence in words, such as a reason. */
function lowerData(data: ast.Data | undefined, fields: readonly ast.Field[]): Fields {
  const entries = (data?.entries ?? []).map(({ name, value }) => {
    const field = fields.find((candidate) => candidate.name.text === name.text);
    const constant = constantOf(value, field === undefined ? { type: "text" } : lowerFieldType(field.type));
    invariant(constant !== undefined, `${name.text} is given no constant`);
    return [name.text, constant] as const;
  });
  return Object.fromEntries(entries);
}

export function localInstant(literal: ast.InstantLiteral): LocalInstant {
  const [hours = 0, minutes = 0] = literal.time?.text.split(":").map(Number) ?? [];
  return { date: literal.date.text, minute: hours * 60 + minutes };
}
