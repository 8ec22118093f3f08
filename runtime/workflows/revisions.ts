/**
 * Each change of the driver or the machine that would make a recorded history play out differently has an id here,
 * and the old behaviour stays behind `patched(REVISIONS.…)` until no run that began before it is open
 * (https://docs.temporal.io/develop/typescript/versioning#patching).
 *
 * What needs no id: anything that issues the same commands in the same order with the same activity types; words
 * shown to people (summaries, details); a repair of a fault that made instances stuck (a failed attempt ends its
 * run, so no open history holds one); whatever is new in a new version of a plan, which is another workflow type.
 *
 * Before the first release no run is open anywhere that we answer for, and no id is needed: whatever changes what is
 * recorded is recorded anew (`test/replay`, with `RECORD=1`).
 *
 * Never reuse or rename an id. None so far.
 */
export const REVISIONS = {} as const satisfies Readonly<Record<string, string>>;
