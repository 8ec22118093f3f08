/** Names in scenarios: people by their id, and what a journey calls its stages, handovers, tasks and results. */
import type * as ast from "../language/ast.ts";
import type { Reference } from "./references.ts";
import { tasksOf } from "./scopes.ts";
import type { Kind, NodeOf, NodeRules } from "./walk.ts";

export const SCENARIO_REFERENCES: NodeRules<Reference> = {
  ScenarioDeclaration: ({ of }) => [["journey", of]],
  EventAct: ({ event }) => [["event", event]],
  AcceptAct: ({ person, handover }) => [
    ["person", person],
    ["handover", handover],
  ],
  DeclineAct: ({ person, handover }) => [
    ["person", person],
    ["handover", handover],
  ],
  CompleteAct: ({ person, task }) => [
    ["person", person],
    ["task", task],
  ],
  AnswerAct: ({ person, right }) => [
    ["person", person],
    ["right", right],
  ],
  RequestAct: ({ person, request }) => [
    ["person", person],
    ["request", request],
  ],
  ReturnAct: ({ action }) => [["action", action]],
  LeaveAct: ({ person, role }) => [
    ["person", person],
    ["role", role],
  ],
  ApproveAct: ({ person, message }) => [
    ["person", person],
    ["message", message],
  ],
  ExpectStage: ({ stage }) => [["stage", stage]],
  ExpectExit: ({ exit }) => [["exit", exit]],
  ExpectHandover: ({ handover }) => [["handover", handover]],
  ExpectTaskDue: ({ task }) => [["task", task]],
  ExpectTask: ({ task }) => [["task", task]],
  ExpectMessage: ({ message }) => [["message", message]],
};

/** Somebody who may be named by their id or by their role. */
export function holderNamed(node: NodeOf<Kind>): ast.Name | undefined {
  if (node.kind === "ExpectHolder") return node.holder;
  return node.kind === "ExpectHandover" || node.kind === "ExpectNotice" ? node.to : undefined;
}

/** What a name must be among, when it is the result of something; `null` when that is unknown itself. */
export interface ResultReference {
  readonly name: ast.Name;
  readonly of: string;
  readonly among: readonly string[];
}

export function resultNamed(
  node: NodeOf<Kind>,
  journey: ast.JourneyDeclaration,
  answersOf: (right: string) => readonly string[],
): ResultReference | undefined {
  if (node.kind === "DeclineAct") {
    const results =
      journey.handovers.find(({ name }) => name.text === node.handover.text)?.decline?.results ?? [];
    return { name: node.because, of: `the decline of \`${node.handover.text}\``, among: labelsOf(results) };
  }
  if (node.kind === "AnswerAct") {
    return { name: node.as, of: `right \`${node.right.text}\``, among: answersOf(node.right.text) };
  }
  if (node.kind !== "CompleteAct" || node.as === undefined) return undefined;
  const tasks = tasksOf(journey).filter(({ name }) => name.text === node.task.text);
  return { name: node.as, of: `task \`${node.task.text}\``, among: tasks.flatMap(resultsOfTask) };
}

/** A task without results has the one result `done`. */
function resultsOfTask({ results }: ast.TaskStep): readonly string[] {
  return results === undefined ? ["done"] : labelsOf(results);
}

function labelsOf(results: readonly ast.Result[]): readonly string[] {
  return results.flatMap(({ labels }) => labels.map(({ text }) => text));
}
