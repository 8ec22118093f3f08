/** There is always exactly one holder, who belongs there, and of two people at most one is offered it (P1). */
import type { Plan } from "../../../compiler/plan.ts";
import type { Arena } from "../arena.ts";
import type { RunProperty } from "./properties.ts";

export const oneHolder: RunProperty = (arena, { from, run }) => {
  const { state, crash } = run;
  const { stage, holder, work } = state;
  if (crash !== null || stage === null) return null;
  const offered = work.flatMap(({ record }) =>
    record.kind === "accept" ? [record.person ?? record.role] : [],
  );
  const as = holder.as ?? holder.role;
  const sentence =
    offered.length > 1
      ? `In stage \`${stage}\` ${offered.join(" and ")} are offered it at the same time.`
      : holder.role !== arena.plan.stages[stage]?.owner
        ? `In stage \`${stage}\` nobody of its owner's role holds it.`
        : mayStandIn(arena, holder.role, as)
          ? null
          : `Stage \`${stage}\` is the work of ${holder.role}, and comes to be held by ${as}.`;
  if (sentence === null) return null;
  const help = "Let the handover's receiver be the owner of the stage that it leads to.";
  return { property: "one-holder", sentence, help, at: stage, shown: { from, run } };
};

/** Of those above a role each may hold what is its work, and so may whoever its route falls to. */
function mayStandIn({ plan, library }: Arena, role: string, as: string): boolean {
  const fallbacks = Object.values(library.routes).map(({ otherwise }) => otherwise);
  return as === role || fallbacks.includes(as) || above(plan, role).includes(as);
}

function above({ roles }: Plan, role: string): readonly string[] {
  const found: string[] = [];
  for (
    let one = roles[role]?.reportsTo ?? null;
    one !== null && !found.includes(one);
    one = roles[one]?.reportsTo ?? null
  )
    found.push(one);
  return found;
}
