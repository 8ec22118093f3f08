/** How a split stands: who went which way, and who of them reached the goal. Of all versions of the journey. */
import { sql } from "kysely";
import type { Command } from "../machine/protocol.ts";
import { exactMs } from "../policy/exact-time.ts";
import { type ArmSoFar, winnerOf } from "../policy/winner.ts";
import type { Db } from "../store/open-store.ts";
import type { Batch } from "./contract.ts";

/** The arm that has won, or `null`. */
export async function judgeSplit(
  tx: Db,
  { journey }: Pick<Batch, "journey">,
  { split, arms, goal }: Extract<Command, { do: "judge" }>,
): Promise<string | null> {
  const { rows } = await sql<{ arm: string; tried: number; reached: number }>`
    select arm, count(*)::int as tried, count(*) filter (where has_reached)::int as reached
    from (
      select went.subject, min(went.result) as arm, bool_or(exists (
        select 1 from baton.event
        where event.subject = went.subject and event.kind = ${goal.event}
          and event.at between went.at and went.at + ${exactMs(goal.within)}::bigint
      )) as has_reached
      from baton.journal went
      where went.journey = ${journey} and went.what = 'split' and went.name = ${split}
      group by went.subject
    ) each_subject
    group by arm`.execute(tx);
  const soFar = arms.map((name): ArmSoFar => {
    const row = rows.find(({ arm }) => arm === name);
    return { name, tried: row?.tried ?? 0, reached: row?.reached ?? 0 };
  });
  return winnerOf(soFar);
}
