/** A decision makes a difference, and one answer means one thing wherever the same right is asked. */
import type { Body, Plan, StepName } from "../../../compiler/plan.ts";
import type { Finding } from "../finding.ts";
import type { GraphProperty } from "./properties.ts";

export const decisionsMatter: GraphProperty = ({ plan }) => {
  const decisions = Object.entries(plan.code).flatMap(([step, instruction]) =>
    instruction.do === "decide" ? [{ step, right: instruction.right, results: instruction.results }] : [],
  );
  return [...decisions.flatMap((one) => indifferent(one)), ...opposite(plan, decisions)];
};

interface Decided {
  readonly step: StepName;
  readonly right: string;
  readonly results: Readonly<Record<string, Body>>;
}

function indifferent({ step, right, results }: Decided): readonly Finding[] {
  const ways = new Set(Object.values(results).map((body) => JSON.stringify(body)));
  if (Object.keys(results).length < 2 || ways.size > 1) return [];
  return [
    {
      property: "decisions-matter",
      sentence: `It makes no difference what is decided on \`${right}\`: every answer leads to the same.`,
      help: "Let the answers lead to different things, or ask nobody.",
      at: step,
      shown: null,
    },
  ];
}

/** In one place one answer ends the journey by an exit, and in another place the other answer does. */
function opposite({ exitOrder }: Plan, decisions: readonly Decided[]): readonly Finding[] {
  return exitOrder.flatMap((exit) => {
    const leading = decisions.flatMap(({ step, right, results }) => {
      const answers = Object.entries(results).flatMap(([answer, body]) =>
        leadsTo(body, exit) ? [answer] : [],
      );
      return answers.length === 0 ? [] : [{ step, right, answers }];
    });
    for (const one of leading)
      for (const other of leading) {
        const isSame = one.right === other.right && one.step < other.step;
        if (!isSame || one.answers.some((answer) => other.answers.includes(answer))) continue;
        const finding: Finding = {
          property: "decisions-matter",
          sentence: `One decision, two meanings: on \`${one.right}\` the answer \`${one.answers.join("`, `")}\` ends the journey by \`${exit}\` in one place, and \`${other.answers.join("`, `")}\` does in another.`,
          help: "Let the same answer lead to the same exit wherever it is asked.",
          at: other.step,
          shown: null,
        };
        return [finding];
      }
    return [];
  });
}

const leadsTo = (body: Body, exit: string): boolean =>
  body.then === "leave" && body.leave.to === "exit" && body.leave.exit === exit;
