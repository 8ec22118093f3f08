/** Nobody can react to a message that has not been sent: a wait for it comes after it, or after a stage that sends it. */
import type { Condition, Plan, StepName } from "../../../compiler/plan.ts";
import { leavesOf, stepsFrom } from "../plan-parts.ts";
import { namesIn } from "../variables.ts";
import type { GraphProperty } from "./properties.ts";

export const reactionsCanCome: GraphProperty = ({ plan, library }) =>
  Object.entries(plan.code).flatMap(([step, instruction]) => {
    if (instruction.do !== "wait for event") return [];
    const named = instruction.events.flatMap(({ event, where }) =>
      where === null ? [] : messagesIn(where, library.events[event]?.fields ?? {}),
    );
    const sent = sentBefore(plan, step);
    if (named.length === 0 || named.some((message) => sent.has(message))) return [];
    const messages = [...new Set(named)].map((message) => `\`${message}\``).join(" or ");
    return [
      {
        property: "everything-can-happen",
        sentence: `Here it waits for a reaction to ${messages}, which nobody has been sent by then.`,
        help: "Name the message that goes out before, or send this one first.",
        at: step,
        shown: null,
      },
    ];
  });

type Fields = Readonly<Record<string, { readonly type: string }>>;

function messagesIn(where: Condition, fields: Fields): readonly string[] {
  return leavesOf(where).flatMap((leaf) => {
    const isMessage = namesIn(leaf).some((name) => fields[name]?.type === "message");
    if (!isMessage) return [];
    if (leaf.is === "in") return leaf.values.map(String);
    const isNamed = leaf.is === "compare" && leaf.operator === "=" && leaf.right.of === "value";
    return isNamed && leaf.right.of === "value" ? [String(leaf.right.value)] : [];
  });
}

/** By steps from which this one can be reached, and by everything that does not stand in its stage. */
function sentBefore(plan: Plan, step: StepName): ReadonlySet<string> {
  const stage = step.slice(0, step.indexOf("/"));
  const sends = Object.entries(plan.code).flatMap(([name, instruction]) =>
    instruction.do === "send" &&
    (!name.startsWith(`${stage}/`) || stepsFrom(plan, name).has(step) || isInHandler(plan, stage, name))
      ? [instruction.message]
      : [],
  );
  return new Set(sends);
}

/** What a handler sends may have gone out at any time. */
const isInHandler = ({ stages }: Plan, stage: string, step: StepName): boolean =>
  stages[stage]?.handlers.some(({ id }) => step.startsWith(`${id}/`)) === true;
