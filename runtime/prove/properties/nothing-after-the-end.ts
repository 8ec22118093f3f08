/** Nothing is sent once the journey has ended, but what the file writes behind the exit (P4). */
import type { Plan, StepName } from "../../../compiler/plan.ts";
import type { Arena } from "../arena.ts";
import type { RunProperty } from "./properties.ts";

export const nothingAfterTheEnd: RunProperty = (arena, { from, run }) => {
  if (run.state.exit === null) return null;
  const allowed = behindExit(arena, run.state.exit);
  const late = run.commands.find((command) => command.do === "send" && !allowed.has(command.step));
  if (late?.do !== "send" || !isAfterEnd(run, late.key)) return null;
  return {
    property: "nothing-after-the-end",
    sentence: `\`${late.message}\` is sent although the journey has ended by \`${run.state.exit}\`.`,
    help: null,
    at: late.step,
    shown: { from, run },
  };
};

/** A message that goes out in the very step in which the journey then ends went before. */
function isAfterEnd({ commands }: Parameters<RunProperty>[1]["run"], key: string): boolean {
  const end = commands.findIndex((command) => command.do === "end");
  return commands.findIndex((command) => command.do === "send" && command.key === key) > end;
}

function behindExit({ plan, stepsFrom }: Arena, exit: string): ReadonlySet<StepName> {
  const { run = null, after } = plan.exits[exit] ?? NOTHING;
  return new Set([...stepsFrom(run), ...stepsFrom(after === undefined ? null : mainOf(plan, after))]);
}

const NOTHING: { readonly run: null; readonly after?: string } = { run: null };
const mainOf = (plan: Plan, stage: string): StepName | null => plan.stages[stage]?.main ?? null;
