/** The roles that a request may be put to, as the plan says: whose promised time it is. */
import type { Plan, Who } from "../../compiler/plan.ts";

export interface RequestPlace {
  readonly name: string;
  readonly stage: string;
  readonly step: string | null;
}

/**
 * @param as what is asked under a handover's name: to take it, or for what it waits for
 * @returns none where the plan does not know the request
 */
export function rolesAsked(
  plan: Plan,
  { name, stage, step }: RequestPlace,
  as: "offer" | "question" = "offer",
): readonly string[] {
  const owner = plan.stages[stage]?.owner ?? null;
  const handover = plan.handovers[name];
  const right = plan.rights[name];
  const instruction = step === null ? undefined : plan.code[step];
  const rolesOf = (whos: readonly Who[]) =>
    unique(whos.flatMap((who) => roleOf(plan, who, owner, handover?.giver ?? null) ?? []));
  if (handover !== undefined && as === "question") {
    // For what it waits for: data that is blank, its gate, its conditions.
    const waits = [handover.offerNeeds, handover.movesAfter].flatMap((one) =>
      one === null ? [] : [one.ask],
    );
    return unique([plan.dataOwner, ...rolesOf(waits)]);
  }
  if (handover !== undefined) return rolesOf([handover.receiver]);
  if (right !== undefined) return unique(right.asks.map(({ role }) => role));
  if (instruction?.do === "task") return rolesOf([instruction.by, ...(instruction.and?.by ?? [])]);
  if (instruction?.do === "send" && instruction.approval !== undefined)
    return rolesOf([instruction.approval.by]);
  return owner === null ? [] : [owner];
}

function roleOf(plan: Plan, who: Who, owner: string | null, giver: string | null): string | null {
  if ("role" in who) return who.role;
  switch (who.the) {
    case "manager":
      return (owner === null ? null : plan.roles[owner]?.reportsTo) ?? owner;
    case "giver":
      return giver ?? owner;
    default:
      return owner;
  }
}

const unique = (roles: readonly string[]): readonly string[] => [...new Set(roles)];
