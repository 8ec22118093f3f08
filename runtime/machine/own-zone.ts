/**
 * The subject's own zone: what moments `in their own zone` are worked out from (docs/language.md, 10.7). The world is
 * asked for its offsets once, when it becomes known; from then on every moment follows from the state.
 */
import type { CommandResult } from "./protocol.ts";
import { nextId, patch, type Turn } from "./turn.ts";

/** Asks for a zone that has not been asked for, at the end of a turn. */
export function askZone(turn: Turn): void {
  const { plan, state } = turn;
  const name = plan.zones === undefined ? null : (state.fields[plan.zones.field] ?? null);
  if (state.stage === null || typeof name !== "string" || name === state.zone?.name) return;
  const ref = nextId(turn, "p");
  patch(turn, { zone: { name, ref, offsets: null } });
  turn.commands.push({ do: "zone", ref, zone: name });
}

export function zoneTold(
  turn: Turn,
  { ref, offsets }: Extract<CommandResult, { readonly offsets: unknown }>,
): void {
  const { zone } = turn.state;
  if (zone?.ref === ref) patch(turn, { zone: { ...zone, ref: null, offsets } });
}
