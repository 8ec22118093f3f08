import type * as ast from "../../language/ast.ts";
import { assertNever } from "../invariant.ts";

/** What a step, a handler or a branch is called within its path. Says what it does, so that insertions rename little. */
export function nameOfStep(step: Exclude<ast.Step, ast.Allow>): string {
  switch (step.kind) {
    case "SendStep":
      return step.message.text;
    case "TaskStep":
    case "SplitStep":
      return step.name.text;
    case "DecideStep":
      return step.right.text;
    case "WaitStep":
      return nameOfWait(step);
    case "TellStep":
      return `tell_${nameOfWho(step.who)}`;
    case "SetStep":
      return `set_${step.field.names.map((name) => name.text).join("_")}`;
    case "CallStep":
      return `call_${step.action.text}`;
    case "BeginStep":
      return `begin_${step.journey.text}`;
    case "Move":
      return `to_${step.stage.text}`;
    case "ExitStep":
      return `exit_${step.exit.text}`;
    default:
      return step.kind.replace("Step", "").toLowerCase();
  }
}

function nameOfWait(step: ast.WaitStep): string {
  switch (step.what.kind) {
    case "WaitDuration":
      return "wait";
    case "WaitEvents":
      return `wait_for_${nameOfOccurrences(step.what.events)}`;
    case "WaitCondition":
      return `wait_until_${nameOfCondition(step.what.state.condition)}`;
    case "WaitWinner":
      return `wait_for_winner_of_${step.what.of.text}`;
    case "WaitUntil":
      return `wait_until_${nameOfMoment(step.what.moment)}`;
    default:
      return assertNever(step.what);
  }
}

function nameOfWho(who: ast.Who): string {
  return who.kind === "TheWho" ? who.which : who.role.text;
}

export function nameOfOccurrences(occurrences: readonly ast.Occurrence[]): string {
  return occurrences.map(({ event }) => event.text).join("_or_");
}

/** What a moment is counted from, so that another offset renames nothing. */
export function nameOfMoment(moment: ast.Moment): string {
  switch (moment.kind) {
    case "TimeMoment":
      return `time_${moment.time.text.replace(":", "_")}`;
    case "InstantMoment":
      return `date_${moment.instant.date.text.replaceAll("-", "_")}`;
    case "EveryMoment":
      return `every_${moment.what}`;
    case "AnchorMoment":
      return nameOfAnchor(moment.anchor);
    case "OffsetMoment":
      return `${moment.side}_${nameOfAnchor(moment.anchor)}`;
  }
}

function nameOfAnchor(anchor: ast.Anchor): string {
  switch (anchor.kind) {
    case "FieldAnchor":
      return anchor.path.names.map(({ text }) => text).join("_");
    case "JourneyEntryAnchor":
      return "journey_entry";
    case "DateAnchor":
      return `date_${anchor.date.text.replaceAll("-", "_")}`;
    case "PickAnchor":
      return `${anchor.pick}_of_${nameOfMoment(anchor.a)}`;
  }
}

/** What a condition is about: the first thing that it names. */
export function nameOfCondition(condition: ast.Condition): string {
  switch (condition.kind) {
    case "And":
    case "Or":
      return condition.terms[0] === undefined ? "condition" : nameOfCondition(condition.terms[0]);
    case "Not":
      return `not_${nameOfCondition(condition.term)}`;
    case "Absence":
      return `no_${condition.event.text}`;
    case "NoneRelated":
      return `no_${condition.what.text}`;
    case "Test":
      return condition.subject.names.map((name) => name.text).join("_");
  }
}
