/** What of a journey has been seen to happen in some run. */
import type { Plan, StepName } from "../../compiler/plan.ts";
import type { Node } from "./explore.ts";
import type { Run } from "./runs.ts";

export interface Coverage {
  readonly stages: Set<string>;
  readonly exits: Set<string>;
  /** Steps that were begun, and handlers that fired. */
  readonly steps: Set<StepName>;
  /** Of each loop the most rounds that were seen. */
  readonly rounds: Map<StepName, number>;
  /** Rungs of ladders that were climbed, as `rungKey` has them. */
  readonly rungs: Set<string>;
  /** Requests to people: by name and stage, with their ladder. */
  readonly asked: Map<string, Asked>;
}

export interface Asked {
  readonly name: string;
  readonly stage: string;
  readonly step: StepName;
  readonly ladder: string;
  readonly track: string;
}

export const openCoverage = (): Coverage => ({
  stages: new Set(),
  exits: new Set(),
  steps: new Set(),
  rounds: new Map(),
  rungs: new Set(),
  asked: new Map(),
});

export const askedKey = ({ name, stage }: Pick<Asked, "name" | "stage">): string => `${stage} ${name}`;
export const rungKey = (asked: Pick<Asked, "name" | "stage">, rung: number): string =>
  `${askedKey(asked)} ${rung}`;

export function noteRun(coverage: Coverage, plan: Plan, from: Node | null, run: Run): void {
  const { state, journal, commands } = run;
  const { stages, exits, steps } = coverage;
  for (const { what, name, step } of journal) {
    if (what === "entered" || what === "moved") stages.add(name);
    if (what === "exited") exits.add(name);
    if (step !== null) steps.add(step);
  }
  for (const command of commands) if ("step" in command) steps.add(command.step);
  for (const { id, at } of state.tracks) {
    steps.add(id);
    if (at !== null) steps.add(at);
  }
  for (const [id, { count }] of Object.entries(state.handlers)) if (count > 0) steps.add(id);
  noteRounds(coverage, plan, from, run);
  noteRungs(coverage, plan, state);
  noteEnds(coverage, plan, from, journal);
}

/** A round has come when its wait is over, and not because the stage is. */
function noteRounds({ rounds }: Coverage, { code }: Plan, from: Node | null, run: Run): void {
  const isStageOver = run.journal.some(({ what, result }) => what === "waited" && result === "bound");
  if (from === null || isStageOver || run.inputs[0]?.is !== "tick") return;
  for (const { id, at, counts } of from.state.tracks) {
    if (at === null || code[at]?.do !== "every") continue;
    const after = run.state.tracks.find((track) => track.id === id);
    if (after?.at === at && after.counts[at] === counts[at]) continue;
    rounds.set(at, Math.max(rounds.get(at) ?? 0, (counts[at] ?? 0) + 1));
  }
}

/** A rung has been climbed when the ladder stands above it; the one that gives a request away ends with it. */
function noteRungs({ rungs, asked }: Coverage, plan: Plan, state: Run["state"]): void {
  for (const { record, ladder, track, rung, reassigned, rungAt } of state.work) {
    if (record.kind === "hold") continue;
    const known: Asked = { name: record.name, stage: record.stage, step: record.step, ladder, track };
    asked.set(askedKey(known), known);
    const last = plan.ladders[ladder]?.rungs.length ?? 0;
    for (let index = 0; index < (rungAt === null ? last : rung); index += 1) rungs.add(rungKey(known, index));
    if (reassigned > 0)
      for (const index of rungsThat(plan, ladder, "reassign")) rungs.add(rungKey(known, index));
  }
}

/** What was given or taken back may not be open any more. */
function noteEnds({ rungs, asked }: Coverage, plan: Plan, from: Node | null, journal: Run["journal"]): void {
  for (const { what, name, stage } of journal) {
    if (what !== "given" && what !== "withdrawn") continue;
    const known = asked.get(askedKey({ name, stage }));
    if (known === undefined) continue;
    const isTakenBack =
      what === "withdrawn" && from?.state.work.some(({ record }) => record.name === name) === true;
    const ended = what === "given" ? "give" : isTakenBack ? "take back" : null;
    if (ended !== null)
      for (const index of rungsThat(plan, known.ladder, ended)) rungs.add(rungKey(known, index));
  }
}

const rungsThat = (
  { ladders }: Plan,
  ladder: string,
  what: "give" | "reassign" | "take back",
): readonly number[] =>
  (ladders[ladder]?.rungs ?? []).flatMap(({ actions }, index) =>
    actions.some((action) => action.do === what) ? [index] : [],
  );
