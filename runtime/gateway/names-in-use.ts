/** Which journeys and stages may be asked about: those that are entered, and those that somebody is still in. */
import { nearestName } from "../ingest/nearest-name.ts";
import type { GatewayContext } from "./context.ts";
import { badRequest } from "./http-fault.ts";

export interface NamesInUse {
  readonly journey: string;
  readonly stages: readonly string[];
}

/** Of the versions that are entered now, and of those that somebody is still in. */
export async function namesInUse({ db, plans }: GatewayContext): Promise<readonly NamesInUse[]> {
  const rows = await db
    .selectFrom("instance")
    .select(["journey", "stage"])
    .distinct()
    .where("state", "!=", "ended")
    .execute();
  const entered = plans.current.map(({ plan }) => ({
    journey: plan.journey,
    stages: Object.keys(plan.stages),
  }));
  return [
    ...entered,
    ...rows.map(({ journey, stage }) => ({ journey, stages: stage === null ? [] : [stage] })),
  ];
}

/** @throws HttpFault 400, with the nearest name that there is. */
export function knownName(
  name: string | undefined,
  what: "journey" | "stage" | "audience",
  all: readonly string[],
): void {
  if (name === undefined || all.includes(name)) return;
  const near = nearestName(name, all);
  const hint = near === null ? "" : ` Did you mean \`${near}\`?`;
  throw badRequest({
    code: `unknown-${what}`,
    message: `There is no ${what} \`${name}\`.${hint}`,
    field: `/${what}`,
  });
}
